"""Builds the shipped Word templates. The office edits them in Word; this script only makes their first form.

Run: python -m phucvu.publications.build_template FOLDER
"""

import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from docx import Document
from docx.enum.section import WD_SECTION
from docx.shared import Cm, Pt

from phucvu.publications.template_layout import CENTER, JUSTIFY, LEFT, MOTTO_LINE, box, page, put, rule, run, styles
from phucvu.publications.text_width import width_cm

LEFT_BOX, RIGHT_BOX = 6.2, 9.8  # cm
MOTTO = "Độc lập - Tự do - Hạnh phúc"
ADDRESS_INDENT, ADDRESS_DASH = 2.5, 4.3  # cm: "Kính gửi" and the dashes, which stand under its colon
BODY, TITLE, SUBTITLE, NOTE = "Nội dung", "Tên phụ lục", "Kèm theo", "Ghi chú bảng"

TEXT = files("phucvu.publications") / "templates" / "text.yaml"


def _head(document: Any) -> None:
    table = box(document, (LEFT_BOX, RIGHT_BOX), 3)
    left, right = table.rows[0].cells
    for text in ("{%p if co_quan_chu_quan %}", "{{ co_quan_chu_quan }}", "{%p endif %}"):
        put(left, text, 12)
    put(left, "{{ co_quan_ban_hanh }}", 12, bold=True)
    rule(left, LEFT_BOX * 0.3)
    put(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    put(right, MOTTO, 13, bold=True)
    rule(right, (RIGHT_BOX - width_cm(MOTTO, 13)) / 2, MOTTO_LINE)
    number, place = table.rows[1].cells
    put(number, "Số: {{ so_ky_hieu }}", 13)
    put(place, "{{ dia_danh }}, {{ ngay_thang }}", 13, italic=True)
    put(table.rows[2].cells[0], "V/v {{ trich_yeu }}", 12).paragraph_format.space_before = Pt(6)


def _addressees(document: Any) -> None:
    lines = [
        ("{%p if nhieu_noi_gui %}", ADDRESS_INDENT),
        ("Kính gửi:", ADDRESS_INDENT),
        ("{%p for noi in noi_gui %}", ADDRESS_DASH),
        ("- {{ noi }}", ADDRESS_DASH),
        ("{%p endfor %}", ADDRESS_DASH),
        ("{%p else %}", ADDRESS_INDENT),
        ("Kính gửi: {{ noi_gui[0] }}", ADDRESS_INDENT),
        ("{%p endif %}", ADDRESS_INDENT),
    ]
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    for text, indent in lines:
        paragraph = run(document.add_paragraph(), text, 14)
        paragraph.paragraph_format.left_indent = Cm(indent)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _simulated(document: Any) -> None:
    for text in ("{%p if mo_phong %}", "{{ mo_phong }}", "{%p endif %}"):
        paragraph = run(document.add_paragraph(), text, 14, bold=True)
        paragraph.alignment = CENTER


def _end(document: Any) -> None:
    document.add_paragraph().paragraph_format.keep_with_next = True
    left, right = box(document, (8.0, 8.0), 1).rows[0].cells
    put(left, "Nơi nhận:", 12, LEFT, bold=True, italic=True)
    for text in ("{%p for noi in noi_nhan %}", "- {{ noi }};", "{%p endfor %}", "- {{ dong_luu }}."):
        put(left, text, 11, LEFT)
    for text in ("{%p if quyen_han %}", "{{ quyen_han }}", "{%p endif %}", "{{ chuc_vu }}"):
        put(right, text, 14, bold=True)
    for _ in range(4):
        right.add_paragraph()
    right.add_paragraph().alignment = CENTER
    run(right.paragraphs[-1], "{{ nguoi_ky }}", 14, bold=True)


def _appendix(document: Any, roman: str, name: str) -> None:
    page(document.add_section(WD_SECTION.NEW_PAGE))
    document.add_paragraph(f"Phụ lục {roman}", style=TITLE)
    document.add_paragraph(f"{{{{ ten_phu_luc_{name} }}}}", style=TITLE)
    document.add_paragraph("{{ kem_theo }}", style=SUBTITLE)
    _simulated(document)
    document.add_paragraph(f"{{{{ bang_phu_luc_{name} }}}}")
    for text in (f"{{%p for cau in ghi_chu_phu_luc_{name} %}}", "{{ cau }}", "{%p endfor %}"):
        document.add_paragraph(text, style=NOTE)
    document.add_paragraph(style=NOTE)  # LibreOffice hangs the section break on the last paragraph: never on a {%p %}


def _started() -> Any:
    document = Document()
    styles(document)
    page(document.sections[0], is_first=True)
    _head(document)
    _simulated(document)
    return document


def _body(document: Any, name: str) -> None:
    paragraphs = yaml.safe_load(TEXT.read_text("utf8"))[name]
    for style, text in (pair for paragraph in paragraphs for pair in paragraph.items()):
        paragraph = document.add_paragraph(text, style=None if style == "Bảng" else style)
        if style == BODY:
            paragraph.alignment = JUSTIFY
    document.paragraphs[-1].paragraph_format.keep_with_next = True  # the end never stands alone on a page


def build_letter(path: Path) -> None:
    """The monthly letter with both appendices."""
    document = _started()
    _addressees(document)
    _body(document, "cong-van")
    _end(document)
    _appendix(document, "I", "i")
    _appendix(document, "II", "ii")
    document.save(str(path))


def build_correction(path: Path) -> None:
    """The correction letter (công văn đính chính)."""
    document = _started()
    _addressees(document)
    _body(document, "dinh-chinh")
    _end(document)
    document.save(str(path))


if __name__ == "__main__":
    build_letter(Path(sys.argv[1]) / "cong-van.docx")
    build_correction(Path(sys.argv[1]) / "dinh-chinh.docx")
