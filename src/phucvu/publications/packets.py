"""Lists of overdue dossiers as workbooks: one for all, and one per unit. The same list gives the same bytes."""

import math
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from phucvu.publications.appendix_two import UnitLines, part_words
from phucvu.publications.inputs import OverdueLine
from phucvu.publications.letter import Draft, filled, scope_words
from phucvu.publications.wording import SIMULATED, moment_words, number

MADE_AT = datetime(2000, 1, 1)
LINE_HEIGHT = 15  # points
LETTER = 1.0  # a letter on average, in units of column width, with room for broken words
DATE = "dd/mm/yyyy hh:mm"
HEADINGS: list[tuple[str, float]] = [
    ("STT", 5),
    ("Cơ quan, đơn vị", 22),
    ("Mã hồ sơ", 27),
    ("Thủ tục hành chính", 34),
    ("Ngày tiếp nhận", 15.5),
    ("Ngày hẹn trả", 15.5),
    ("Hạn trả đang áp dụng", 15.5),
    ("Ngày kết thúc", 15.5),
    ("Thời gian trễ", 12),
    ("Phần", 22),
    ("Đã giải trình tại", 13),
]
TO_FILL: list[tuple[str, float]] = [("Nguyên nhân quá hạn", 24), ("Đã xin lỗi (số, ngày)", 13), ("Kết quả xử lý", 13)]


def open_book(path: Path) -> xlsxwriter.Workbook:
    """A workbook that is written row by row and carries no moment of writing."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False})
    book.set_properties({"created": MADE_AT})
    return book


def formats(book: xlsxwriter.Workbook) -> dict[str, Any]:
    """The looks of cells: head, title, date, text, bold."""
    font = {"font_name": "Times New Roman", "font_size": 11}
    framed = font | {"border": 1, "valign": "vcenter"}
    return {
        "title": book.add_format(font | {"bold": True, "font_size": 13}),
        "note": book.add_format(font | {"italic": True}),
        "head": book.add_format(framed | {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#E8EEF4"}),
        "text": book.add_format(framed | {"text_wrap": True}),
        "date": book.add_format(framed | {"num_format": DATE, "text_wrap": True}),
        "bold": book.add_format(framed | {"bold": True}),
    }


def fit(sheet: Any, row: int, texts: Iterable[tuple[object, float]]) -> None:
    """Give a row the height its texts need at the widths of their columns; to be called before its cells.

    Not every program does that by itself when it opens the file.
    """
    lines = max((math.ceil(len(str(text)) * LETTER / width) for text, width in texts if text), default=1)
    sheet.set_row(row, LINE_HEIGHT * max(lines, 1))


def write_list(draft: Draft, path: Path) -> Path:
    """All overdue dossiers of the edition in the order of Phụ lục II."""
    _write(draft, path, draft.second.units, "toàn tỉnh", HEADINGS)
    return path


def unit_packets(draft: Draft, folder: Path) -> dict[str, Path]:
    """One workbook per unit with room for cause, apology and outcome: agency code -> path."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {unit.agency_code: folder / unit.file_name for unit in draft.second.units}
    for unit in draft.second.units:
        _write(draft, paths[unit.agency_code], [unit], unit.name, HEADINGS + TO_FILL)
    return paths


def _write(draft: Draft, path: Path, units: list[UnitLines], whose: str, headings: list[tuple[str, float]]) -> None:
    given = draft.edition_input
    with open_book(path) as book:
        look, sheet = formats(book), book.add_worksheet("Hồ sơ quá hạn")
        for column, (_, width) in enumerate(headings):
            sheet.set_column(column, column, width)
        count = sum(len(unit.lines) for unit in units)
        sheet.write(0, 0, f"Hồ sơ thủ tục hành chính quá hạn: {whose}, {filled('{period}', given)}", look["title"])
        scope = f"{scope_words(given)}: {number(count)} hồ sơ. Thời điểm số liệu: {moment_words(given.as_at)}."
        sheet.write(1, 0, f"{SIMULATED}. {scope}" if given.is_simulated else scope, look["note"])
        fit(sheet, 3, headings)
        sheet.write_row(3, 0, [title for title, _ in headings], look["head"])
        sheet.freeze_panes(4, 3)
        sheet.repeat_rows(3)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.autofilter(3, 0, 3 + count, len(headings) - 1)
        _rows(sheet, look, units, len(headings))


def _rows(sheet: Any, look: dict[str, Any], units: Iterable[UnitLines], width: int) -> None:
    at = 4
    for unit in units:
        for place, line in enumerate(unit.lines, 1):
            values = _values(place, unit.name, line)
            fit(sheet, at, ((_shown(value), width) for value, (_, width) in zip(values, HEADINGS, strict=True)))
            for column, value in enumerate(values):
                _put(sheet, at, column, value, look)
            for column in range(len(HEADINGS), width):
                sheet.write_blank(at, column, None, look["text"])
            at += 1


def _shown(value: object) -> object:
    return DATE if isinstance(value, datetime) else value


def _put(sheet: Any, row: int, column: int, value: object, look: dict[str, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, look["date"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, look["text"])
    elif value:
        sheet.write_string(row, column, str(value), look["text"])
    else:
        sheet.write_blank(row, column, None, look["text"])


def _values(place: int, unit_name: str, line: OverdueLine) -> tuple[object, ...]:
    return (
        place,
        unit_name,
        line.printed_code,
        line.procedure_name,
        line.received_at,
        line.promised_at,
        line.due_at,
        line.ended_at,
        line.late_text,
        part_words(line),
        line.explained_in,
    )
