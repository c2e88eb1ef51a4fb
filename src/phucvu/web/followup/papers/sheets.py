"""Tables that people bring (.xlsx, .csv): known by content, opened under limits, read as values by their headings."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from phucvu.errors import UserError
from phucvu.publications.explanation_sheet import MARK_SHEET, MARK_WORD, Mark
from phucvu.registry.codes import clean

HALF_MINUTE = timedelta(seconds=30)  # spreadsheets keep moments as fractions of a day
MAX_BYTES = 5 * 2**20
MAX_UNPACKED = 60 * 2**20
MAX_MEMBERS = 500
MAX_ROWS, MAX_COLUMNS = 20_000, 60
HEADING_WITHIN = 20  # rows
Cells = dict[str, Any]
DAY_FORMS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
HOUR_FORMS = ("{} %H:%M", "{} %H:%M:%S")
BROKEN = "Tệp không mở được. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi nộp lại."


@dataclass(frozen=True)
class TableRow:
    """``number``: as the spreadsheet counts; ``cells``: key of the column -> value, empty ones left out."""

    number: int
    cells: Cells


@dataclass(frozen=True)
class Table:
    rows: list[TableRow]
    mark: Mark | None = None


def read(content: bytes, titles: Mapping[str, str], needed: Sequence[str]) -> Table:
    """The rows under the heading row. ``titles``: heading -> key; ``needed``: keys that must be there.

    Raises UserError for what is too big, no table, locked, or lacks a column.
    """
    if len(content) > MAX_BYTES:
        raise UserError("Tệp lớn hơn 5 MB. Hãy nộp đúng tệp bảng, không kèm hình ảnh.")
    if content.startswith(b"PK\x03\x04"):
        return _workbook(content, titles, needed)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UserError("Tệp .xls cũ hoặc có mật khẩu. Hãy mở bằng Excel, lưu dạng .xlsx không mật khẩu rồi nộp lại.")
    return Table(_rows(_csv_rows(content), titles, needed))


def _workbook(content: bytes, titles: Mapping[str, str], needed: Sequence[str]) -> Table:
    _refuse_bombs(content)
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheets = [_values(sheet) for sheet in book.worksheets if sheet.title != MARK_SHEET]
        mark = _mark(book)
    except UserError:
        raise
    except Exception:  # a damaged workbook fails in openpyxl in a hundred ways
        raise UserError(BROKEN) from None
    for values in sheets:
        if _heading(values, titles, needed) is not None:
            return Table(_rows(values, titles, needed), mark)
    return Table(_rows(sheets[0] if sheets else [], titles, needed), mark)


def _refuse_bombs(content: bytes) -> None:
    """Nothing that unpacks to far more than a list, nothing with entities of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > MAX_UNPACKED:
                raise UserError("Tệp bung ra quá lớn so với một bảng nên không mở. Hãy nộp đúng tệp bảng.")
            if any(info.flag_bits & 1 for info in infos):
                raise UserError("Tệp có mật khẩu. Hãy lưu lại không mật khẩu rồi nộp lại.")
            texts = (archive.read(info) for info in infos if info.filename.endswith((".xml", ".rels")))
            if any(b"<!DOCTYPE" in text or b"<!ENTITY" in text for text in texts):
                raise UserError("Tệp có phần khai báo lạ nên không mở. Hãy lưu lại bằng Excel rồi nộp lại.")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        raise UserError(BROKEN) from None


def _values(sheet: Any) -> list[list[Any]]:
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    rows = sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True)
    found = [[_value(cell) for cell in row] for row in rows]
    if len(found) > MAX_ROWS and any(any(cell is not None for cell in row) for row in found[MAX_ROWS:]):
        raise UserError(f"Tệp có hơn {MAX_ROWS} dòng. Hãy chia nhỏ rồi nộp lại.")
    return found


def _value(cell: Any) -> Any:
    """Text, number or moment; a formula of any kind is its text, which begins with "="."""
    if isinstance(cell, str):
        return cell.strip() or None
    return cell if cell is None or isinstance(cell, int | float | date) else "="


def _mark(book: Any) -> Mark | None:
    if MARK_SHEET not in book.sheetnames:
        return None
    row: list[Any] = [*next(book[MARK_SHEET].iter_rows(max_row=1, max_col=4, values_only=True), ())]
    if len(row) < 4 or row[0] != MARK_WORD or not re.fullmatch(r"[0-9]{1,18}", str(row[1])):
        return None
    return Mark(int(row[1]), str(row[2]), str(row[3] or ""))


def _csv_rows(content: bytes) -> list[list[Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError("Tệp không phải .xlsx, cũng không phải .csv ghi bằng UTF-8. Hãy lưu lại dạng .xlsx.") from None
    if "\0" in text:
        raise UserError("Tệp không phải bảng .xlsx hay .csv. Hãy nộp đúng tệp bảng.")
    mark = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        rows = [[cell.strip() or None for cell in row] for row in csv.reader(io.StringIO(text), delimiter=mark)]
    except csv.Error:
        raise UserError("Tệp .csv hỏng. Hãy lưu lại bằng Excel dạng .xlsx rồi nộp lại.") from None
    if len(rows) > MAX_ROWS:
        raise UserError(f"Tệp có hơn {MAX_ROWS} dòng. Hãy chia nhỏ rồi nộp lại.")
    return rows


def _heading(values: Sequence[Sequence[Any]], titles: Mapping[str, str], needed: Sequence[str]) -> int | None:
    """Where the row is that has every needed heading."""
    for at, row in enumerate(values[:HEADING_WITHIN]):
        if set(needed) <= set(_keys(row, titles).values()):
            return at
    return None


def _keys(row: Iterable[Any], titles: Mapping[str, str]) -> dict[int, str]:
    known = {clean(title): key for title, key in titles.items()}
    named = ((at, known.get(clean(str(cell)))) for at, cell in enumerate(row) if cell is not None)
    return {at: key for at, key in named if key}


def _rows(values: Sequence[Sequence[Any]], titles: Mapping[str, str], needed: Sequence[str]) -> list[TableRow]:
    at = _heading(values, titles, needed)
    if at is None:
        words = {key: title for title, key in reversed(list(titles.items()))}
        raise UserError(f"Không thấy dòng tiêu đề có đủ các cột: {', '.join(words[key] for key in needed)}.")
    return list(_under(values[at + 1 :], at + 2, _keys(values[at], titles)))


def _under(values: Iterable[Sequence[Any]], first: int, keys: Mapping[int, str]) -> Iterator[TableRow]:
    for number, row in enumerate(values, first):
        cells = {key: row[at] for at, key in keys.items() if at < len(row) and row[at] is not None}
        if cells:
            yield TableRow(number, cells)


def words(cells: Cells, key: str, title: str, longest: int) -> str:
    """A cell as text. Raises UserError for a formula and for text that is too long."""
    value = cells.get(key)
    if value is None:
        return ""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    text = text.replace("_x000D_", "").replace("\r\n", "\n").strip()
    if text.startswith("="):
        raise UserError(f"Ô “{title}” là công thức. Hãy ghi giá trị.")
    if len(text) > longest:
        raise UserError(f"Ô “{title}” dài hơn {longest} ký tự. Hãy viết gọn lại.")
    return text


def day(cells: Cells, key: str, title: str) -> date | None:
    """A cell as a day. Raises UserError for what is none."""
    found = moment(cells, key, title)
    return found.date() if found else None


def moment(cells: Cells, key: str, title: str) -> datetime | None:
    """A cell as a naive moment; a day alone is its midnight. Raises UserError for what is none."""
    value = cells.get(key)
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) + HALF_MINUTE).replace(second=0, microsecond=0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    text = words(cells, key, title, 40)
    if not text:
        return None
    for form in (*DAY_FORMS, *(hour.format(day) for day in DAY_FORMS for hour in HOUR_FORMS)):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise UserError(f"Ô “{title}” ghi “{text}”, không phải ngày. Hãy ghi dạng 05/06/2026 (có giờ: 05/06/2026 17:00).")
