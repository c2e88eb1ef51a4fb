"""Tables of the letter as WordprocessingML text: long appendices are written row by row, never held as a tree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

CELL_STYLE = "PhuLucO"  # paragraph style of the template for cells: Times New Roman 12
TWIPS_PER_CM = 1440 / 2.54
BORDER = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
BORDERS = "".join(BORDER.format(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
MARGINS = '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class TableColumn:
    """``width`` in cm; ``align`` and ``size`` (points; None: the style's) of its cells; its title is centred."""

    title: str
    width: float
    align: Align = "left"
    size: int | None = None


@dataclass(frozen=True)
class Row:
    """Cells in order of the columns; a heading has one cell over all columns."""

    cells: tuple[str, ...]
    is_heading: bool = False
    is_bold: bool = False


def table(columns: list[TableColumn], rows: Iterable[Row]) -> Iterator[str]:
    """WordprocessingML of one table: header row repeated on each page, no row broken over two pages."""
    widths = [round(column.width * TWIPS_PER_CM) for column in columns]
    yield _start(widths)
    header = [
        _cell(column.title, width, "center", "<w:b/>" + _size(column))
        for column, width in zip(columns, widths, strict=True)
    ]
    yield _row("".join(header), "<w:tblHeader/>")
    for row in rows:
        yield _row(_spanning(row, widths) if row.is_heading else _cells(row, columns, widths))
    yield "</w:tbl>"


def _start(widths: list[int]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>{MARGINS}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _row(cells: str, more: str = "") -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{cells}</w:tr>"


def _cells(row: Row, columns: list[TableColumn], widths: list[int]) -> str:
    mark = "<w:b/>" if row.is_bold else ""
    return "".join(
        _cell(text, width, column.align, mark + _size(column))
        for text, column, width in zip(row.cells, columns, widths, strict=True)
    )


def _size(column: TableColumn) -> str:
    return f'<w:sz w:val="{2 * column.size}"/>' if column.size else ""


def _spanning(row: Row, widths: list[int]) -> str:
    mark = "<w:b/>" if row.is_bold else "<w:i/>"
    return _cell(row.cells[0], sum(widths), "left", mark, f'<w:gridSpan w:val="{len(widths)}"/>', "<w:keepNext/>")


def _cell(text: str, width: int, align: Align, mark: str, span: str = "", keep: str = "") -> str:
    look = f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{CELL_STYLE}"/>{keep}<w:jc w:val="{align}"/></w:pPr>'
        f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
    )


def paragraph(text: str, mark: str = "", align: Align = "left") -> str:
    """One paragraph in the style of the cells, for a line between tables."""
    look = f"<w:rPr><w:{mark}/></w:rPr>" if mark else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{CELL_STYLE}"/><w:keepNext/><w:spacing w:before="120" w:after="60"/>'
        f'<w:jc w:val="{align}"/></w:pPr><w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )
