"""The workbook of a reconciliation: differences, all rows, dossiers, and how to read them. For the office only."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from phucvu.publications.wording import SIMULATED

Columns = Sequence[tuple[str, str, int]]  # key, heading, width
ROW_COLUMNS: Columns = (
    ("agency_code", "Mã", 12),
    ("agency_name", "Đơn vị", 32),
    ("item", "Tiêu chí, nhóm", 36),
    ("kind_words", "Kết quả", 22),
    ("agrees_with", "Khớp theo", 14),
    ("own_numerator", "Ta: tử số", 11),
    ("own_denominator", "Ta: mẫu số", 11),
    ("own_points", "Ta: điểm", 10),
    ("own_state_words", "Ta: trạng thái", 18),
    ("portal_numerator", "Cổng: tử số", 11),
    ("portal_denominator", "Cổng: mẫu số", 12),
    ("portal_points", "Cổng: điểm", 10),
    ("difference", "Chênh điểm", 10),
    ("portal_flags", "Cổng ghi chú", 22),
    ("portal_read_at", "Cổng đọc lúc", 26),
    ("sentence", "Vì sao, làm gì", 90),
)
DOSSIER_COLUMNS: Columns = (
    ("agency_code", "Mã", 12),
    ("agency_name", "Đơn vị", 32),
    ("item", "Tiêu chí", 36),
    ("words", "Điểm chung", 60),
    ("code", "Mã hồ sơ", 30),
)
NUMBERS = {"own_points", "portal_points", "difference"}


def write(
    document: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], meanings: Sequence[tuple[str, str]], path: Path
) -> Path:
    """Write ``rows`` (those of ``document`` with item, kind_words, own_state_words) to an .xlsx at ``path``."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True}),
            "points": book.add_format({"num_format": "0.00"}),
            "count": book.add_format({"num_format": "#,##0"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
        }
        _first(book, formats, document, meanings)
        _sheet(book, formats, "Chênh lệch", ROW_COLUMNS, [row for row in rows if row["kind"] != "equal"])
        _sheet(book, formats, "Mọi dòng", ROW_COLUMNS, rows)
        _sheet(book, formats, "Hồ sơ", DOSSIER_COLUMNS, _dossiers(rows))
    return path


def _first(
    book: Any, formats: Mapping[str, Any], document: Mapping[str, Any], meanings: Sequence[tuple[str, str]]
) -> None:
    sheet = book.add_worksheet("Đọc trước")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 110)
    title = f"Đối chiếu với Cổng DVCQG, kỳ {document['period']}"
    sheet.write(0, 0, f"{SIMULATED}: {title}" if document["is_simulated"] else title, formats["title"])
    lines = [
        ("Số của ta tại thời điểm", document["as_at"]),
        ("Số của Cổng đọc lúc", document["read_at"]),
        ("Khớp", f"{document['equal']} trên {document['of']} dòng"),
        ("Lưu ý", "Số của ta là số tự tính, không phải số công bố; bảng này dùng trong nội bộ."),
        *(("", sentence) for sentence in document["sentences"]),
        *meanings,
    ]
    for at, (name, words) in enumerate(lines, 2):
        sheet.write(at, 0, name, formats["text"])
        sheet.write(at, 1, words, formats["text"])


def _sheet(
    book: Any, formats: Mapping[str, Any], name: str, columns: Columns, rows: Sequence[Mapping[str, Any]]
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    for at, (_, heading, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write(0, at, heading, formats["head"])
    for number, row in enumerate(rows, 1):
        for at, (key, _, _) in enumerate(columns):
            _cell(sheet, formats, number, at, key, row[key])


def _cell(sheet: Any, formats: Mapping[str, Any], row: int, column: int, key: str, value: Any) -> None:
    """Null stays an empty cell, which is not 0."""
    if value is None:
        return
    if key in NUMBERS:
        sheet.write_number(row, column, float(value), formats["points"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, formats["count"])
    else:
        sheet.write_string(row, column, "; ".join(value) if isinstance(value, list) else str(value))


def _dossiers(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**row, "words": one["words"], "code": code} for row in rows for one in row["evidence"] for code in one["codes"]
    ]
