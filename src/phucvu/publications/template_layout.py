"""Pages, styles and boxes of the Word templates by Nghị định 30/2020/NĐ-CP, Annex I."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor

FONT = "Times New Roman"
ISSUER_LINE = "Dòng kẻ cơ quan"  # style of the line under the issuing body; its length is set for each body
MOTTO_LINE = "Dòng kẻ tiêu ngữ"
TABLE_TEXT = "PhuLucO"
AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")  # order the schema wants in w:pPr
AFTER_NUMBERING = ("w:cols", "w:titlePg", "w:docGrid")
CENTER, LEFT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY


def _fonts(style: Any, size: float, bold: bool = False, italic: bool = False) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.bold, style.font.italic = bold, italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _style(document: Any, name: str, size: float, base: str = "Normal", **look: bool) -> Any:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles[base]
    _fonts(style, size, **look)
    return style


def _spaced(style: Any, before: float = 0, after: float = 0, first_line: float = 0, align: Any = None) -> None:
    form = style.paragraph_format
    form.space_before, form.space_after, form.first_line_indent = Pt(before), Pt(after), Cm(first_line)
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    form.alignment = align


def styles(document: Any) -> None:
    """The styles by name; the office may change their look in Word."""
    normal = document.styles["Normal"]
    _fonts(normal, 14)
    _spaced(normal)
    _spaced(_style(document, "Nội dung", 14), before=6, first_line=1.27, align=JUSTIFY)
    _spaced(_style(document, "Mục", 14, bold=True), before=6, first_line=1.27, align=JUSTIFY)
    _spaced(_style(document, "Tên phụ lục", 14, bold=True), align=CENTER)
    _spaced(_style(document, "Kèm theo", 13, italic=True), after=6, align=CENTER)
    _spaced(_style(document, "Ghi chú bảng", 11, italic=True), before=2, align=JUSTIFY)
    cell = _style(document, TABLE_TEXT, 11)
    _spaced(cell, before=1, after=1)
    for name in (ISSUER_LINE, MOTTO_LINE):
        line = _style(document, name, 1)
        _spaced(line)
        line.paragraph_format.line_spacing = Pt(4)


def page(section: Any, is_first: bool = False) -> None:
    """A4, margins, numbers on top from the second page, starting at 1 in each section."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(numbering, *AFTER_NUMBERING)
    if is_first:
        _number_on_top(section)


def _number_on_top(section: Any) -> None:
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTER
    run = paragraph.add_run()
    run.font.name, run.font.size = FONT, Pt(14)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run._r.append(_field_char(kind) if kind else _instruction(text or ""))


def _field_char(kind: str) -> Any:
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def _instruction(text: str) -> Any:
    element = OxmlElement("w:instrText")
    element.text = text
    return element


def run(paragraph: Any, text: str, size: float, bold: bool = False, italic: bool = False) -> Any:
    """Text added to a paragraph in a size of its own."""
    added = paragraph.add_run(text)
    added.font.size, added.font.bold, added.font.italic = Pt(size), bold, italic
    return paragraph


def box(document: Any, widths: tuple[float, ...], rows: int) -> Any:
    """A table without borders and cell margins: the boxes of the letter's head and end."""
    table = document.add_table(rows, len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)  # the grid too: LibreOffice goes by it
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    return table


def put(cell: Any, text: str, size: float, align: Any = CENTER, **look: bool) -> Any:
    """A paragraph in a cell; the empty one that every cell starts with is used first."""
    first = cell.paragraphs[0]
    paragraph = first if not first.text and len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    paragraph.alignment = align
    return run(paragraph, text, size, **look)


def rule(cell: Any, indent: float, style: str = ISSUER_LINE) -> None:
    """A line: a low paragraph with a border on top, drawn in by ``indent`` cm on both sides."""
    paragraph = cell.add_paragraph(style=style)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(indent)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)
