"""The consolidated report to the Chairman on explanations and apologies: .docx and .xlsx of the same plain data.

``report`` is the dict of web.followup.papers.report: rows, total, causes, silent, cases, and what it is of.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from io import BytesIO
from typing import Any

import xlsxwriter

from phucvu.publications.packets import MADE_AT, formats
from phucvu.publications.register_document import (
    ITEM,
    NOTE,
    Frame,
    as_bytes,
    end,
    grid,
    head,
    landscape,
    started,
    text,
    titled,
)
from phucvu.publications.word_table import Align, Row, TableColumn
from phucvu.publications.wording import SIMULATED, number, percent

Data = Mapping[str, Any]
NAME, RATIOS = "agency_name", {"explained_ratio": "explained", "apologised_ratio": "apologised"}
COLUMNS: Sequence[tuple[str, str]] = (
    ("listed", "Hồ sơ bị nêu"),
    ("demanded", "Phải giải trình"),
    ("explained", "Đã giải trình"),
    ("explained_ratio", "Tỷ lệ (%)"),
    ("apologised", "Đã xin lỗi"),
    ("apologised_ratio", "Tỷ lệ (%)"),
    ("late", "Trả lời sau hạn"),
    ("returned", "Bị trả lại"),
    ("objections_accepted", "Ý kiến được chấp nhận"),
    ("objections_refused", "Ý kiến bị bác"),
    ("transferred", "Chuyển đơn vị khác"),
    ("changed", "Nguồn đã thay đổi"),
)
CASES: Sequence[tuple[str, str, int]] = (
    ("dossier_code", "Mã hồ sơ", 28),
    ("agency_name", "Đơn vị", 34),
    ("part", "Phần", 8),
    ("state_words", "Trạng thái", 30),
    ("cause_words", "Nguyên nhân", 34),
    ("apology_number", "Số văn bản xin lỗi", 18),
    ("apology_on", "Ngày xin lỗi", 14),
)


def share(row: Data, key: str) -> str:
    """A rate as percent; a dash where nothing was demanded, which is not 0."""
    return percent(Fraction(row[RATIOS[key]], row["demanded"])) if row["demanded"] else "-"


def shown(row: Data, key: str) -> str:
    return share(row, key) if key in RATIOS else number(row[key])


def write_docx(report: Data, frame: Frame) -> bytes:
    document = started()
    head(document, frame)
    subject = f"Kết quả giải trình, xin lỗi đối với hồ sơ thủ tục hành chính quá hạn {report['period_words']}"
    titled(document, "BÁO CÁO", subject, frame.addressee)
    for paragraph in _opening(report):
        text(document, paragraph)
    text(document, "1. Nguyên nhân quá hạn", ITEM)
    grid(document, CAUSE_COLUMNS, _cause_rows(report))
    text(document, "2. Đơn vị chưa giải trình", ITEM)
    text(document, report["silent_sentence"] or report["silence_words"])
    end(document, frame)
    landscape(document, f"KẾT QUẢ CỦA TỪNG ĐƠN VỊ {report['period_words'].upper()}")
    grid(document, _unit_columns(), _unit_rows(report))
    for note in report["notes"]:
        text(document, note, NOTE)
    return as_bytes(document)


def _opening(report: Data) -> list[str]:
    total = report["total"]
    units = sum(1 for row in report["rows"] if row["listed"])
    return [
        f"{report['letter_words']} nêu {number(total['listed'])} hồ sơ quá hạn của {number(units)} đơn vị, "
        f"{report['deadline_words']}. Số liệu của báo cáo lúc {report['at_words']}.",
        f"Phải giải trình {number(total['demanded'])} hồ sơ; đã giải trình và được chấp nhận "
        f"{_of(total, 'explained_ratio')}; đã xin lỗi {_of(total, 'apologised_ratio')}; trả lời sau hạn "
        f"{number(total['late'])} hồ sơ; đang bị trả lại {number(total['returned'])} hồ sơ.",
    ]


def _of(total: Data, key: str) -> str:
    """12/29 hồ sơ (41,4%): numerator and denominator beside every rate."""
    words = f"{number(total[RATIOS[key]])}/{number(total['demanded'])} hồ sơ"
    return f"{words} ({share(total, key)}%)" if total["demanded"] else words


CAUSE_COLUMNS = [
    TableColumn("STT", 1.2, "center"),
    TableColumn("Nguyên nhân", 11.0),
    TableColumn("Số hồ sơ", 3.6, "center"),
]


def _cause_rows(report: Data) -> list[Row]:
    rows = [Row((str(place), each["words"], number(each["count"]))) for place, each in enumerate(report["causes"], 1)]
    return [*rows, Row(("", "Tổng cộng", number(sum(each["count"] for each in report["causes"]))), is_bold=True)]


def _unit_columns() -> list[TableColumn]:
    middle: Align = "center"
    return [
        TableColumn("STT", 1.0, middle),
        TableColumn("Đơn vị", 4.7),
        *(TableColumn(title, 1.58, middle, 10) for _, title in COLUMNS),
    ]


def _unit_rows(report: Data) -> list[Row]:
    rows = [
        Row((str(place), row[NAME], *(shown(row, key) for key, _ in COLUMNS)))
        for place, row in enumerate(report["rows"], 1)
    ]
    return [*rows, Row(("", "Tổng cộng", *(shown(report["total"], key) for key, _ in COLUMNS)), is_bold=True)]


def write_xlsx(report: Data) -> bytes:
    """Units, causes, silent units; the cases one by one are a file of their own (``write_cases``)."""
    saved = BytesIO()
    with _book(saved) as book:
        look = formats(book) | {"percent": book.add_format({"num_format": "0.0%", "border": 1})}
        _units_sheet(book, look, report)
        causes = [(each["words"], each["count"]) for each in report["causes"]]
        _plain(book, look, "Nguyên nhân", (("Nguyên nhân", 50), ("Số hồ sơ", 12)), causes)
        silent = [(each[NAME], each["demanded"]) for each in report["silent"]]
        _plain(book, look, "Chưa giải trình", (("Đơn vị", 44), ("Phải giải trình", 16)), silent)
    return saved.getvalue()


def write_cases(report: Data) -> bytes:
    """The cases by code and state as .xlsx: seconds where there are tens of thousands."""
    saved = BytesIO()
    with _book(saved) as book:
        rows = [[_cell(each, key) for key, _, _ in CASES] for each in report["cases"]]
        columns = [(title, width) for _, title, width in CASES]
        _plain(book, formats(book), "Hồ sơ", columns, rows, _opening_lines(report))
    return saved.getvalue()


def _book(saved: BytesIO) -> Any:
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(saved, options)
    book.set_properties({"created": MADE_AT})
    return book


def _cell(row: Data, key: str) -> Any:
    return f"{date.fromisoformat(row[key]):%d/%m/%Y}" if key.endswith("_on") and row[key] else row[key]


def _opening_lines(report: Data) -> tuple[str, str]:
    title = f"Giải trình, xin lỗi hồ sơ quá hạn {report['period_words']}"
    note = f"{report['letter_words']}. Số liệu lúc {report['at_words']}."
    return f"{SIMULATED}: {title}" if report["is_simulated"] else title, note


def _units_sheet(book: Any, look: Data, report: Data) -> None:
    sheet = book.add_worksheet("Đơn vị")
    title, note = _opening_lines(report)
    sheet.write_string(0, 0, title, look["title"])
    sheet.write_string(1, 0, note, look["note"])
    sheet.write_row(3, 0, ["Mã", "Đơn vị", *(heading for _, heading in COLUMNS)], look["head"])
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 38)
    sheet.set_column(2, 1 + len(COLUMNS), 12)
    sheet.freeze_panes(4, 2)
    total = report["total"] | {"agency_code": "", NAME: "Tổng cộng"}
    for at, row in enumerate([*report["rows"], total], 4):
        sheet.write_string(at, 0, row["agency_code"], look["text"])
        sheet.write_string(at, 1, row[NAME], look["text"])
        for place, (key, _) in enumerate(COLUMNS, 2):
            _number(sheet, at, place, row[key], look["percent" if key in RATIOS else "text"])


def _number(sheet: Any, row: int, column: int, value: float | None, look: Any) -> None:
    if value is None:
        sheet.write_string(row, column, "-", look)
    else:
        sheet.write_number(row, column, value, look)


def _plain(
    book: Any,
    look: Data,
    name: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Any]],
    opening: Sequence[str] = (),
) -> None:
    """A sheet with a heading row, below ``opening`` lines where there are any."""
    sheet, top = book.add_worksheet(name), len(opening)
    sheet.freeze_panes(top + 1, 0)
    for at, line in enumerate(opening):
        sheet.write_string(at, 0, line, look["note" if at else "title"])
    for at, (title, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(top, at, title, look["head"])
    for number_, row in enumerate(rows, top + 1):
        for at, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number_, at, value, look["text"])
            else:
                sheet.write_string(number_, at, str(value or ""), look["text"])
