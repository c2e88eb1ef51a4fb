"""A named document of the register (báo cáo) in the layout of Nghị định 30/2020/NĐ-CP: head, text, tables, end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt

from phucvu.publications.template_layout import (
    CENTER,
    JUSTIFY,
    LEFT,
    MOTTO_LINE,
    box,
    page,
    put,
    rule,
    run,
    styles,
)
from phucvu.publications.text_width import width_cm
from phucvu.publications.word_table import Row, TableColumn, table
from phucvu.publications.wording import SIMULATED, long_date

LEFT_BOX, RIGHT_BOX = 6.6, 9.4  # cm
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
BODY, ITEM, TITLE, NOTE = "Nội dung", "Mục", "Tên phụ lục", "Ghi chú bảng"


@dataclass(frozen=True)
class Frame:
    """Head and end of a document. ``number``: with its symbol, room left where the registry gives it later."""

    issuing: str
    number: str
    place: str
    on: date | None = None
    superior: str = ""
    addressee: str = ""
    recipients: tuple[str, ...] = ()
    copies: str = "Lưu: VT"
    authority: str = ""
    office: str = ""
    signer: str = ""
    is_simulated: bool = False


def started() -> Any:
    """A document with the styles and the page of the decree."""
    document = Document()
    styles(document)
    page(document.sections[0], is_first=True)
    return document


def head(document: Any, frame: Frame) -> None:
    """Issuing body, nation and motto, number, place and day; the line that says the figures are simulated."""
    boxes = box(document, (LEFT_BOX, RIGHT_BOX), 2)
    left, right = boxes.rows[0].cells
    if frame.superior:
        put(left, frame.superior, 12)
    put(left, frame.issuing, 12, bold=True)
    rule(left, LEFT_BOX * 0.3)
    put(right, NATION, 12, bold=True)
    put(right, MOTTO, 13, bold=True)
    rule(right, (RIGHT_BOX - width_cm(MOTTO, 13)) / 2, MOTTO_LINE)
    number, place = boxes.rows[1].cells
    put(number, f"Số: {frame.number}", 13)
    put(place, f"{frame.place}, {long_date(frame.on)}", 13, italic=True)
    if frame.is_simulated:
        centred(document, SIMULATED)


def centred(document: Any, text: str, size: float = 14, before: float = 6, **look: bool) -> Any:
    """A bold line in the middle."""
    paragraph = run(document.add_paragraph(), text, size, **(look or {"bold": True}))
    paragraph.alignment = CENTER
    paragraph.paragraph_format.space_before = Pt(before)
    return paragraph


def titled(document: Any, kind: str, subject: str, addressee: str = "") -> None:
    """The kind of document, what it is about, and to whom."""
    centred(document, kind, before=12)
    centred(document, subject, before=0)
    if addressee:
        centred(document, f"Kính gửi: {addressee}", before=12, bold=False)


def text(document: Any, words: str, style: str = BODY) -> Any:
    paragraph = document.add_paragraph(words, style=style)
    if style == BODY:
        paragraph.alignment = JUSTIFY
    return paragraph


def grid(document: Any, columns: list[TableColumn], rows: Iterable[Row]) -> None:
    """A table at the end of what is there, its heading repeated on each page."""
    xml = "".join(table(columns, rows)).replace("<w:tbl>", f"<w:tbl {nsdecls('w')}>", 1)
    document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")


def end(document: Any, frame: Frame) -> None:
    """Recipients to the left, who signs to the right."""
    document.add_paragraph().paragraph_format.keep_with_next = True
    left, right = box(document, (8.0, 8.0), 1).rows[0].cells
    put(left, "Nơi nhận:", 12, LEFT, bold=True, italic=True)
    for line in frame.recipients:
        put(left, f"- {line};", 11, LEFT)
    put(left, f"- {frame.copies}.", 11, LEFT)
    for line in filter(None, (frame.authority, frame.office)):
        put(right, line, 14, bold=True)
    for _ in range(4):
        right.add_paragraph()
    right.add_paragraph().alignment = CENTER
    run(right.paragraphs[-1], frame.signer, 14, bold=True)


def landscape(document: Any, title: str) -> None:
    """An appendix on pages turned."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    page(section)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin, section.right_margin = Cm(2.5), Cm(2.5)
    document.add_paragraph(title, style=TITLE)


def as_bytes(document: Any) -> bytes:
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()
