"""HTML tables saved as .xls, and Excel's XML of 2003: the false workbooks of one-stop systems."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree, html

from phucvu.errors import UserError
from phucvu.records.lists.grid import Cell, Grid, grid_of

MAX_BYTES = 300 * 2**20
MAX_SPAN = 1000  # columns, as browsers do
_XML_BOOK = "urn:schemas-microsoft-com:office:spreadsheet"
_S = f"{{{_XML_BOOK}}}"


@dataclass
class _Part:
    """Rows of one or more tables: cells, row numbers in the page, cells really there."""

    rows: list[list[Cell]]
    numbers: list[int]
    counts: list[int]

    @property
    def width(self) -> int:
        return max(self.counts, default=0)

    def extend(self, other: "_Part") -> None:
        self.rows += other.rows
        self.numbers += other.numbers
        self.counts += other.counts


def is_html(text: str) -> bool:
    head = text[:4000].lower()
    return "<table" in head or "<html" in head or ("<body" in head and "<table" in text.lower())


def is_xml_book(text: str) -> bool:
    return "<Workbook" in text[:4000] and _XML_BOOK in text[:4000]


def html_grids(text: str, path: Path) -> list[Grid]:
    """Grids of the tables of a page; neighbours of equal width are one table cut by pages.

    ``text`` is decoded already: these files name no charset, or a wrong one.
    """
    if len(text) > MAX_BYTES:
        raise UserError(f"Tệp “{path.name}” quá lớn. Hãy xuất theo từng tháng hoặc từng đơn vị rồi nhập lại.")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    tables = [table for table in page.iter("table") if table.find(".//table") is None]
    if not tables:
        raise UserError(f"Tệp “{path.name}” là trang web nhưng không có bảng nào. Hãy xuất lại danh sách.")
    return _joined(_numbered(tables), _preface(tables[0]))


def _preface(table: Any) -> str:
    return " ".join(" ".join(str(text) for text in table.xpath("preceding::text()")).split())[:2000]


def _numbered(tables: list[Any]) -> Iterator[_Part]:
    row_number = 0
    for table in tables:
        lines = list(table.iter("tr"))
        rows, counts = _spread(lines)
        yield _Part(rows, list(range(row_number + 1, row_number + len(lines) + 1)), counts)
        row_number += len(lines)


def _joined(tables: Iterator[_Part], preface: str) -> list[Grid]:
    parts: list[_Part] = []
    for table in tables:
        if parts and parts[-1].width == table.width:
            parts[-1].extend(table)
        else:
            parts.append(table)
    grids = []
    for at, part in enumerate(parts, 1):
        name = f"Bảng {at}"
        grids.append(grid_of(name, "html", part.rows, numbers=part.numbers, counts=part.counts, preface=preface))
        preface = f"{preface} {_short_text(part.rows)}"
    return grids


def _short_text(rows: list[list[Cell]]) -> str:
    """A small table before the list is its title block."""
    return " ".join(dict.fromkeys(str(cell) for row in rows for cell in row if cell)) if len(rows) < 10 else ""


def _spread(lines: list[Any]) -> tuple[list[list[Cell]], list[int]]:
    """Rows with spanned cells written into every place they cover; and how many places each row fills."""
    rows: list[list[Cell]] = []
    hanging: dict[int, tuple[Cell, int]] = {}  # column -> (value, rows still to fill)
    for line in lines:
        row: list[Cell] = []
        below: dict[int, tuple[Cell, int]] = {}
        for cell in line.iterchildren("td", "th"):
            _hang(row, hanging, below)
            text, across, down = _text(cell), _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(across):
                if down > 1:
                    below[len(row)] = (text, down - 1)
                row.append(text)
        _hang(row, hanging, below)
        rows.append(row)
        hanging = below
    return rows, [len(row) for row in rows]


def _hang(row: list[Cell], hanging: dict[int, tuple[Cell, int]], below: dict[int, tuple[Cell, int]]) -> None:
    while len(row) in hanging:
        value, rest = hanging.pop(len(row))
        if rest > 1:
            below[len(row)] = (value, rest - 1)
        row.append(value)


def _text(cell: Any) -> str:
    return " ".join("".join(cell.itertext()).split())


def _span(cell: Any, name: str) -> int:
    digits = re.match(r"\s*(\d{1,6})", cell.get(name) or "")
    return min(max(int(digits[1]), 1), MAX_SPAN if name == "colspan" else 65_534) if digits else 1


# ---- Excel's XML of 2003


def xml_grids(text: str, path: Path) -> list[Grid]:
    """Grids of the worksheets of an XML workbook of 2003."""
    body = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace")
    parser = etree.XMLParser(recover=True, resolve_entities=False, huge_tree=True, no_network=True)
    book = etree.fromstring(body, parser)
    if book is None:
        raise UserError(f"Tệp “{path.name}” hỏng nên không đọc được. Hãy mở bằng Excel, lưu lại dạng .xlsx.")
    sheets = book.iter(f"{_S}Worksheet")
    return [grid_of(sheet.get(f"{_S}Name") or "", "xls", *_xml_rows(sheet)) for sheet in sheets]


def _xml_rows(sheet: Any) -> tuple[list[list[Cell]], list[tuple[int, int, int, int]]]:
    rows: list[list[Cell]] = []
    spans = []
    for line in sheet.iter(f"{_S}Row"):
        at = _index(line, len(rows))
        rows += [[] for _ in range(min(at, 1_048_576) - len(rows))]
        row: list[Cell] = []
        for cell in line.iterchildren(f"{_S}Cell"):
            row += [None] * (min(_index(cell, len(row)), 16_384) - len(row))
            across, down = _merge(cell, "MergeAcross"), _merge(cell, "MergeDown")
            if across or down:
                spans.append((len(rows), len(row), len(rows) + down, len(row) + across))
            row += [_text(cell) or None, *[None] * across]
        rows.append(row)
    return rows, spans


def _index(element: Any, default: int) -> int:
    text = element.get(f"{_S}Index") or ""
    return max(int(text) - 1, default) if text.isdecimal() else default


def _merge(cell: Any, name: str) -> int:
    text = cell.get(f"{_S}{name}") or ""
    return min(int(text), MAX_SPAN) if text.isdecimal() else 0
