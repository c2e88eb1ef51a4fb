"""The workbook of an edition: scores per level with live formulas, Phụ lục I, form 06 by field, official reading.

Formulas and cached values both stand in the file: a reader that does not calculate sees the printed value, one that
does gets the same (formulas.py says why to the cent).
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlsxwriter

from phucvu.publications.appendix_one import SOURCE_WORDS
from phucvu.publications.cells import Figures
from phucvu.publications.inputs import EditionInput, FieldCount
from phucvu.publications.letter import Draft, filled
from phucvu.publications.packets import fit, formats, open_book
from phucvu.publications.profile import CellSource, Column
from phucvu.publications.score_sheet import COLUMNS, ScoreSheet
from phucvu.publications.wording import SIMULATED, moment_words
from phucvu.registry.clock import iso
from phucvu.rubric import load
from phucvu.scores.row import PRINTED, ScoreRow

LEVELS = {
    "province": "Toàn tỉnh",
    "department": "Sở, ban, ngành",
    "district": "Cấp huyện",
    "commune": "Cấp xã",
    "sub_unit": "Đơn vị trực thuộc",
    "vertical": "Ngành dọc",
}
LATE_RECEPTION = Column(
    key="late_reception",
    title="Hồ sơ trực tuyến chậm tiếp nhận quá 8 giờ làm việc (ngoài điểm số)",
    sources=(CellSource(count="late_reception"),),
)


def write(draft: Draft, edition_id: str, path: Path) -> Path:
    """Write the whole workbook to ``path``."""
    given = draft.edition_input
    rubric = load().at(given.period.last).under(given.reading)
    names = {agency.code: agency.name for agency in given.agencies}
    with open_book(path) as book:
        look = formats(book) | _more_formats(book)
        for level, rows in _by_level(given.score_rows).items():
            ScoreSheet(_sheet(book, look, draft, LEVELS.get(level, level), COLUMNS), look, rubric, names).write(rows)
        _appendix_one(book, look, draft)
        _form_06(book, look, draft)
        _official(book, look, draft)
        _about(book, look, draft, edition_id)
    return path


def _more_formats(book: xlsxwriter.Workbook) -> dict[str, Any]:
    font = {"font_name": "Times New Roman", "font_size": 11, "border": 1, "valign": "vcenter"}
    return {
        "percent": book.add_format(font | {"num_format": "0.00%"}),
        "points": book.add_format(font | {"num_format": "0.00"}),
        "sum": book.add_format(font | {"num_format": "0.00", "bold": True}),
    }


def _by_level(rows: Iterable[ScoreRow]) -> dict[str, list[ScoreRow]]:
    found: dict[str, list[ScoreRow]] = {level: [] for level in LEVELS}
    for row in rows:
        found.setdefault(row.level, []).append(row)
    return {level: rows for level, rows in found.items() if rows}


def _sheet(book: Any, look: dict[str, Any], draft: Draft, name: str, columns: list[tuple[str, float]]) -> Any:
    """A sheet with its title, the reading time and the headings in row 4."""
    given, sheet = draft.edition_input, book.add_worksheet(name)
    for index, (_, width) in enumerate(columns):
        sheet.set_column(index, index, width)
    sheet.write(0, 0, f"{name}: {filled('{period}, {kind} {province}', given)}", look["title"])
    words = f"Thời điểm số liệu: {moment_words(given.as_at)}"
    sheet.write(1, 0, f"{SIMULATED}. {words}" if given.is_simulated else words, look["note"])
    fit(sheet, 3, columns)
    sheet.write_row(3, 0, [title for title, _ in columns], look["head"])
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    return sheet


def _beside(draft: Draft) -> tuple[Column, ...]:
    """What the workbook shows beside the letter's own columns, where it was counted."""
    counted = {value.item for value in draft.edition_input.unit_values if value.value is not None}
    return (LATE_RECEPTION,) if "late_reception" in counted else ()


def _appendix_one(book: Any, look: dict[str, Any], draft: Draft) -> None:
    beside, figures = _beside(draft), Figures(draft.edition_input)
    shown = (*draft.first.columns, *beside)
    columns = [("STT", 6.0), ("Cơ quan, đơn vị", 36.0), *((column.title, 18.0) for column in shown)]
    sheet = _sheet(book, look, draft, "Phụ lục I", columns)
    at = 4
    for name, rows in draft.first.groups.items():
        sheet.write_string(at, 0, name, look["bold"])
        at += 1
        for row in rows:
            sheet.write_number(at, 0, row.number, look["text"])
            sheet.write_string(at, 1, row.name, look["text"])
            cells = (*row.cells, *(figures.cell(row.agency_code, column) for column in beside))
            for column, cell in enumerate(cells, 2):
                value = cell.text if cell.value is None else float(cell.value)
                sheet.write(at, column, value, look["text"])
            at += 1


FORM_06: list[tuple[str, float]] = [
    ("STT", 6),
    ("Lĩnh vực", 44),
    ("Tiếp nhận: tổng", 12),
    ("Trực tuyến", 12),
    ("Trực tiếp, bưu chính", 12),
    ("Kỳ trước chuyển sang", 12),
    ("Đã giải quyết: tổng", 12),
    ("Đúng hạn", 12),
    ("Quá hạn", 12),
    ("Đang giải quyết: tổng", 12),
    ("Trong hạn", 12),
    ("Đã quá hạn", 12),
    ("Không có hạn trả", 12),
]


def _form_06(book: Any, look: dict[str, Any], draft: Draft) -> None:
    """Dossiers by field in the manner of reporting form 06; the sums are formulas."""
    counts = draft.edition_input.field_counts
    if not counts:
        return
    sheet = _sheet(book, look, draft, "Theo lĩnh vực (mẫu 06)", FORM_06)
    for place, count in enumerate(counts, 1):
        _field_row(sheet, look, place, count)
    last = 4 + len(counts)
    sheet.write_string(last, 1, "Tổng cộng", look["bold"])
    for column, values in enumerate(zip(*map(_field_values, counts), strict=True), 2):
        letter = chr(ord("A") + column)
        sheet.write_formula(last, column, f"=SUM({letter}5:{letter}{last})", look["bold"], sum(values))


def _field_values(count: FieldCount) -> tuple[int, ...]:
    received = count.received_online, count.received_otherwise, count.carried_over
    settled, still_open = (count.settled_on_time, count.settled_late), (count.open_within, count.open_late)
    return sum(received), *received, sum(settled), *settled, sum(still_open), *still_open, count.without_due_date


def _field_row(sheet: Any, look: dict[str, Any], place: int, count: FieldCount) -> None:
    row = 3 + place
    sheet.write_number(row, 0, place, look["text"])
    sheet.write_string(row, 1, count.field_name, look["text"])
    sums = {2: f"=SUM(D{row + 1}:F{row + 1})", 6: f"=SUM(H{row + 1}:I{row + 1})", 9: f"=SUM(K{row + 1}:L{row + 1})"}
    for column, value in enumerate(_field_values(count), 2):
        if column in sums:
            sheet.write_formula(row, column, sums[column], look["text"], value)
        else:
            sheet.write_number(row, column, value, look["text"])


READING: list[tuple[str, float]] = [
    ("Mã đơn vị", 12),
    ("Chỉ tiêu", 24),
    ("Giá trị", 12),
    ("Tối đa", 12),
    ("Nguồn", 26),
    ("Thời điểm đọc", 18),
    ("Người đọc", 30),
    ("Minh chứng", 44),
]


def _official(book: Any, look: dict[str, Any], draft: Draft) -> None:
    """What the national portal published, with when, by whom and from what it was read."""
    if not draft.edition_input.official:
        return
    sheet = _sheet(book, look, draft, "Số liệu công bố", READING)
    for at, value in enumerate(draft.edition_input.official, 4):
        shown = PRINTED.get(value.state, "") if value.value is None else value.value
        texts = (value.agency_code, value.item, shown, value.max_value, SOURCE_WORDS[value.source])
        for column, text in enumerate(texts):
            sheet.write_string(at, column, text or "", look["text"])
        if value.read_at:
            sheet.write_datetime(at, 5, value.read_at, look["date"])
        sheet.write_string(at, 6, value.read_by or "", look["text"])
        sheet.write_string(at, 7, value.evidence or "", look["text"])


def _about(book: Any, look: dict[str, Any], draft: Draft, edition_id: str) -> None:
    """Where the figures come from and how the formulas round."""
    sheet = _sheet(book, look, draft, "Nguồn và cách tính", [("Mục", 34), ("Nội dung", 110)])
    for at, (name, text) in enumerate(_facts(draft.edition_input, edition_id), 4):
        sheet.write_string(at, 0, name, look["bold"])
        sheet.write_string(at, 1, text, look["text"])


def _facts(given: EditionInput, edition_id: str) -> list[tuple[str, str]]:
    return [
        ("Ấn bản", edition_id),
        ("Thời điểm số liệu", iso(given.as_at)),
        ("Phiên bản dữ liệu", given.known_at),
        ("Cách hiểu quy tắc đúng hạn", given.reading),
        ("Phiên bản quy định", given.rubric_version),
        ("Số liệu", "mô phỏng" if given.is_simulated else "thật"),
        ("Nguồn tính", SOURCE_WORDS["own"] + "; không phải số liệu công bố chính thức"),
        (
            "Làm tròn điểm",
            "Đến 2 chữ số, nửa làm tròn lên, tính bằng số nguyên: INT((200*N+D)/(2*D))/100 với điểm = N/D",
        ),
        ("Điểm nhóm, tổng điểm", "Cộng các điểm đã làm tròn; ô trống cộng 0, điểm tối đa không giảm"),
    ]
