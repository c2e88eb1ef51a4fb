"""The office's forms as workbooks: one per record type, with lists to choose from and a sheet that explains."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

from phucvu.errors import UserError
from phucvu.records.choices import choices
from phucvu.records.schema import Column, RecordType, record_type, record_types

EXPLANATIONS = "Giải thích"
CHOICES = "Danh sách chọn"
MARK = "Biểu mẫu của Phục Vụ:"  # stands before the record's name in the sheet of explanations
LAST_ROW = 20_000  # of the rows that offer lists to choose from
_FORMATS = {"date": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm:ss"}


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((files("phucvu.records.lists") / "templates.yaml").read_text("utf8"))
    return words


def known_record(record: str) -> RecordType:
    """The record type of that name. Raises UserError naming those there are."""
    if record not in record_types():
        raise UserError(f"Không có biểu mẫu “{record}”. Các biểu mẫu có: {', '.join(record_types())}.")
    return record_type(record)


def form_columns(kind: RecordType) -> list[Column]:
    """Columns a person can fill in: all the record carries, but supplement episodes."""
    return [column for column in kind.carried if column.type != "episodes"]


def write_template(record: str, path: Path, rows: Iterable[Mapping[str, Any]] = ()) -> None:
    """Write the form of a record type to ``path`` (.xlsx), filled with ``rows`` (by column name; others left out).

    Raises UserError when there is no such record or the file cannot be written.
    """
    kind, filled = known_record(record), list(rows)
    columns = form_columns(kind)
    extra = {name: vi for name, vi in _words()["extra"].items() if any(name in row for row in filled)}
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(kind.vi[:31])
    _write_headings(book, sheet, kind, columns, list(extra.values()))
    _write_rows(book, sheet, kind.name, columns, list(extra), filled)
    _explain(book, kind, columns)
    _offer_choices(book, sheet, kind, columns)
    try:
        book.close()
    except (OSError, xlsxwriter.exceptions.FileCreateError):
        raise UserError(f"Không ghi được tệp “{path}”. Hãy đóng tệp nếu đang mở trong Excel rồi thử lại.") from None


def _write_headings(book: Any, sheet: Any, kind: RecordType, columns: Sequence[Column], extra: Sequence[str]) -> None:
    needed = book.add_format({"bold": True, "bg_color": "#FFE699", "border": 1, "text_wrap": True, "valign": "top"})
    other = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "top"})
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.vi, needed if column.name in kind.key else other)
        sheet.set_column(at, at, 40 if "name" in column.name else 20)
    for at, label in enumerate(extra, len(columns)):
        sheet.write_string(0, at, label, other)
        sheet.set_column(at, at, 40)
    sheet.freeze_panes(1, 0)


def _write_rows(
    book: Any, sheet: Any, record: str, columns: Sequence[Column], extra: Sequence[str], rows: Sequence[Any]
) -> None:
    formats = {kind: book.add_format({"num_format": form}) for kind, form in _FORMATS.items()}
    formats |= dict.fromkeys(("text", "code"), book.add_format({"num_format": "@"}))  # keeps leading zeros
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 40 if "name" in column.name else 20, formats.get(column.type))
    for line, row in enumerate(rows, 1):
        for at, column in enumerate(columns):
            _write_cell(sheet, line, at, _shown(record, column, row.get(column.name)), formats.get(column.type))
        for at, name in enumerate(extra, len(columns)):
            _write_cell(sheet, line, at, row.get(name), None)


def _shown(record: str, column: Column, value: Any) -> Any:
    if isinstance(value, tuple | list):
        return "; ".join(map(str, value))
    return choices(record, column).get(value, value) if value is not None else None


def _write_cell(sheet: Any, line: int, at: int, value: Any, form: Any) -> None:
    if isinstance(value, datetime | date):
        sheet.write_datetime(line, at, value, form)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(line, at, value, form)
    elif value is not None:
        sheet.write_string(line, at, str(value), form)


def _explain(book: Any, kind: RecordType, columns: Sequence[Column]) -> None:
    sheet = book.add_worksheet(EXPLANATIONS)
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, f"{MARK} {kind.name}", bold)
    sheet.write_row(1, 0, ["Cột", "Tên trong dữ liệu", "Bắt buộc", "Ghi thế nào"], bold)
    for line, column in enumerate(columns, 2):
        words = list(choices(kind.name, column).values())
        how = "Chọn: " + "; ".join(words) if words else _words()["types"][column.type]
        sheet.write_row(line, 0, [column.vi, column.name, "Có" if column.name in kind.key else "", how])
    sheet.set_column(0, 3, 30)


def _offer_choices(book: Any, sheet: Any, kind: RecordType, columns: Sequence[Column]) -> None:
    """Lists to choose from stand in a hidden sheet: written into the rule they may not pass 255 letters."""
    lists = book.add_worksheet(CHOICES)
    lists.hide()
    for at, column in enumerate(columns):
        words = list(choices(kind.name, column).values())
        if not words:
            continue
        lists.write_column(0, at, words)
        letters = xlsxwriter.utility.xl_col_to_name(at)
        source = f"='{CHOICES}'!${letters}$1:${letters}${len(words)}"
        sheet.data_validation(1, at, LAST_ROW, at, {"validate": "list", "source": source, "error_type": "warning"})
