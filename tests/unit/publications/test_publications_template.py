"""Templates edited by the office: what is missing or mistyped is named; LibreOffice may save them again."""

import io
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from phucvu.errors import UserError
from phucvu.publications import pdf
from phucvu.publications.template import check_template, fields, number_pages, problems, render, template_bytes

needs_libreoffice = pytest.mark.skipif(not pdf.has_libreoffice(), reason="LibreOffice chưa được cài trên máy này")


def _edited(old: str, new: str) -> bytes:
    document = Document(io.BytesIO(template_bytes("cong-van")))
    cells = [p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    found = [paragraph for paragraph in [*document.paragraphs, *cells] if old in paragraph.text]
    assert found
    found[0].runs[0].text = found[0].text.replace(old, new)
    for run in found[0].runs[1:]:
        run.text = ""
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("name", ["cong-van", "dinh-chinh"])
def test_the_shipped_templates_are_in_order(name: str) -> None:
    assert problems(template_bytes(name), name) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{{ bang_phu_luc_ii }}", "", "thiếu trường bắt buộc “bang_phu_luc_ii”"),
        ("{{ kem_theo }}", "{{ kem_teo }}", "không có trường nào tên “kem_teo” (có phải “kem_theo”?)"),
        ("{{ kem_theo }}", "{{ kem_theo", "không đóng trong đoạn “{{ kem_theo”"),
        ("{{ trich_yeu }}", "{{ trich yeu }}", "viết sai"),
        ("{{ nhom.ten }}", "{{ nhom.tenn }}", "tenn"),
    ],
)
def test_a_slip_in_a_template_is_named(old: str, new: str, told: str) -> None:
    assert told in " ".join(problems(_edited(old, new), "cong-van"))


def test_a_missing_field_is_named_when_rendering() -> None:
    values = {key: field.sample for key, field in fields("cong-van").items() if key != "co_quan"}
    with pytest.raises(UserError, match="co_quan"):
        render(template_bytes("cong-van"), values)


def test_what_is_no_word_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mau.docx"
    path.write_bytes(b"khong phai zip")
    assert "không phải tệp Word" in check_template(path)[0]
    with pytest.raises(UserError, match="Không đọc được"):
        template_bytes("cong-van", tmp_path / "khong-co.docx")


@needs_libreoffice
def test_a_template_saved_by_libreoffice_still_renders_with_its_pages_numbered(tmp_path: Path) -> None:
    (tmp_path / "goc").mkdir()
    (tmp_path / "goc" / "mau.docx").write_bytes(template_bytes("cong-van"))
    saved = pdf.convert(tmp_path / "goc" / "mau.docx", "docx", tmp_path)
    assert check_template(saved) == []
    document = render(saved.read_bytes(), {key: field.sample for key, field in fields("cong-van").items()})
    number_pages(document)
    assert len(document.docx.sections) == 3
    for section in document.docx.sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert "PAGE" in "".join(section.header._element.itertext())
        assert "PAGE" not in "".join(section.first_page_header._element.itertext())
