"""The letter read again with python-docx: layout by Nghị định 30/2020/NĐ-CP, figures, appendices that agree."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Emu
from drawn_month import docx_of, overdue_line, small_month, with_lines

from phucvu.errors import UserError
from phucvu.publications import pdf
from phucvu.publications.appendix_two import proposed_form
from phucvu.publications.correction import Correction, write_correction
from phucvu.publications.drafting import drafts, notes, proposed_deadline
from phucvu.publications.edition import Edition
from phucvu.publications.inputs import Deadline, EditionInput, OfficialValue, UnitValue
from phucvu.publications.letter import AttachedList, issuer_line, weak_groups, write_letter
from phucvu.publications.profile import AppendixTwo, Letter, Weak
from phucvu.publications.text_width import width_cm
from phucvu.registry.calendar import Calendar

CALENDAR = Calendar()


def written(given: EditionInput, path: Path, attached: AttachedList | None = None) -> Any:
    draft = drafts(given, given.deadline or proposed_deadline(given, CALENDAR))[0]
    write_letter(replace(draft, attached=attached), path)
    return Document(str(path))


def with_profile(given: EditionInput, **changes: Any) -> EditionInput:
    return replace(given, profile=msgspec.structs.replace(given.profile, **changes))


@pytest.fixture
def document(edition: Edition) -> Any:
    return Document(str(docx_of(edition)))


def texts(document: Any) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def everything(document: Any) -> str:
    paragraphs = document.element.body.iter(qn("w:p"))
    return "\n".join("".join(text.text or "" for text in paragraph.iter(qn("w:t"))) for paragraph in paragraphs)


def sized(document: Any) -> Iterator[tuple[str, float, str, bool | None, bool | None]]:
    """Text, size, font, bold, italic of every run with text; what a run leaves open comes from its style."""
    cells = [p for table in document.tables[:1] for row in table.rows for cell in row.cells for p in cell.paragraphs]
    for paragraph in [*cells, *document.paragraphs]:
        for run in paragraph.runs:
            if run.text.strip():
                style = paragraph.style
                size = run.font.size or style.font.size
                bold = style.font.bold if run.font.bold is None else run.font.bold
                italic = style.font.italic if run.font.italic is None else run.font.italic
                yield run.text, size.pt, run.font.name or style.font.name, bool(bold), bool(italic)


def look(document: Any, text: str) -> tuple[float, str, bool | None, bool | None]:
    return next(found[1:] for found in sized(document) if found[0].startswith(text))


# Layout: what each part must look like (size in points, bold, italic), Annex I of the decree.
@pytest.mark.parametrize(
    ("text", "size", "bold", "italic"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), True, False),
        ("Độc lập - Tự do - Hạnh phúc", (13, 14), True, False),
        ("UBND TỈNH SƠN LA", (12, 13), False, False),
        ("VĂN PHÒNG", (12, 13), True, False),
        ("Số: ", (13, 13), False, False),
        ("V/v Công bố kết quả", (12, 13), False, False),
        ("Sơn La, ngày", (13, 14), False, True),
        ("Kính gửi:", (13, 14), False, False),
        ("Căn cứ Quyết định", (13, 14), False, False),
        ("1. Kết quả chung", (13, 14), True, False),
        ("Phụ lục I", (14, 14), True, False),
        ("MỘT SỐ TIÊU CHÍ", (13, 14), True, False),
        ("(Kèm theo Công văn số", (13, 14), False, True),
    ],
)
def test_letters_sizes_and_styles(
    document: Any, text: str, size: tuple[float, float], bold: bool, italic: bool
) -> None:
    found = look(document, text)
    assert size[0] <= found[0] <= size[1]
    assert found[1:] == ("Times New Roman", bold, italic)


def test_end_of_the_letter(document: Any) -> None:
    left, right = document.tables[1].rows[0].cells
    lines = [paragraph for paragraph in left.paragraphs if paragraph.text]
    assert lines[0].text == "Nơi nhận:"
    assert (lines[0].runs[0].font.size.pt, lines[0].runs[0].font.bold, lines[0].runs[0].font.italic) == (12, True, True)
    assert lines[1].text == "- Như trên;"
    assert lines[-1].text == "- Lưu: VT, KSTTHC."
    assert {paragraph.runs[0].font.size.pt for paragraph in lines[1:]} == {11}
    signer = [paragraph for paragraph in right.paragraphs if paragraph.text]
    assert [paragraph.text for paragraph in signer] == ["KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"]
    assert all(paragraph.runs[0].font.bold and paragraph.runs[0].font.size.pt == 14 for paragraph in signer)


def test_pages_are_a4_with_the_margins_of_the_decree(document: Any) -> None:
    for section in document.sections:
        assert sorted((round(section.page_width.mm), round(section.page_height.mm))) == [210, 297]
        assert 20 <= round(section.top_margin.mm) <= 25
        assert 20 <= round(section.bottom_margin.mm) <= 25
        assert 30 <= round(section.left_margin.mm) <= 35
        assert 15 <= round(section.right_margin.mm) <= 20


def test_each_part_numbers_its_pages_from_one_and_hides_the_first(document: Any) -> None:
    assert len(document.sections) == 3
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    header = document.sections[0].header.paragraphs[0]
    assert "PAGE" in "".join(header._p.itertext())
    assert header.alignment == 1
    assert header.runs[0].font.size.pt in (13, 14)
    assert not document.sections[0].first_page_header.paragraphs[0].text


def test_body_is_justified_with_first_line_and_space_between_paragraphs(document: Any) -> None:
    body = next(p for p in document.paragraphs if p.text.startswith("Căn cứ"))
    form = body.style.paragraph_format
    assert body.alignment == 3 or form.alignment == 3
    assert round(form.first_line_indent.cm, 2) in (1.0, 1.27)
    assert form.space_before.pt >= 6


def test_lines_under_the_names_have_their_length(document: Any) -> None:
    left, right = document.tables[0].rows[0].cells
    lines = {}
    for cell in (left, right):
        for paragraph in cell.paragraphs:
            if paragraph._p.find(f".//{qn('w:pBdr')}") is not None:
                indents = paragraph.paragraph_format.left_indent + paragraph.paragraph_format.right_indent
                lines[cell._tc] = Emu(cell.width - indents).cm
    issuer = width_cm("VĂN PHÒNG", 12)
    assert issuer / 3 <= lines[left._tc] <= issuer / 2
    assert lines[right._tc] == pytest.approx(width_cm("Độc lập - Tự do - Hạnh phúc", 13), abs=0.05)


def test_a_long_name_of_the_issuing_body_has_a_line_within_its_box() -> None:
    assert issuer_line("ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH") <= 6.2 / 2


def test_several_addressees_each_have_a_line_and_one_stands_beside_the_words(document: Any, tmp_path: Path) -> None:
    lines = texts(document)
    assert lines[lines.index("Kính gửi:") + 1 :][:2] == ["- Các sở, ban, ngành tỉnh;", "- UBND các xã, phường."]
    one = written(with_profile(small_month(), addressees=("Sở Tài chính",)), tmp_path / "mot.docx")
    assert "Kính gửi: Sở Tài chính." in texts(one)


def test_tables_repeat_their_head_and_do_not_break_rows(document: Any) -> None:
    for table in document.tables[2:]:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


# Figures.
def test_total_place_and_groups_are_those_of_the_official_reading(document: Any) -> None:
    text = everything(document)
    assert "đạt 53,63/100 điểm, xếp thứ 33/34 tỉnh, thành phố (nguồn: Cổng Dịch vụ công quốc gia" in text
    assert "đọc lúc 16 giờ 30 phút ngày 31/8/2026" in text
    assert "- Dịch vụ công trực tuyến: 6,7/12 điểm;" in text
    assert "- Thanh toán trực tuyến: 4,0/10 điểm, xếp thứ 22/34 tỉnh, thành phố." in text
    assert "18,13" not in text  # our own points are never printed as official


def test_without_an_official_reading_the_letter_says_so(tmp_path: Path) -> None:
    text = everything(written(replace(small_month(), official=[]), tmp_path / "khong.docx"))
    assert "trên Cổng Dịch vụ công quốc gia: (Không có số liệu)." in text
    assert "Các nhóm tiêu chí còn thấp" not in text


def test_a_typed_reading_names_who_typed_it(tmp_path: Path) -> None:
    typed = OfficialValue("H52", "total", "53.63", max_value="100", source="typed", read_by="Phòng KSTTHC")
    text = everything(written(replace(small_month(), official=[typed]), tmp_path / "nhap.docx"))
    assert "do Phòng KSTTHC nhập" in text


def test_weak_groups_by_choice_and_by_rule(month: EditionInput) -> None:
    chosen = with_profile(month, weak=Weak(choose=("payment", "digitization")))
    assert [group["ten"] for group in weak_groups(chosen)] == ["Thanh toán trực tuyến"]
    lowest = with_profile(month, weak=Weak(count=1))
    assert [group["ten"] for group in weak_groups(lowest)] == ["Thanh toán trực tuyến"]
    assert weak_groups(with_profile(month, weak=Weak(below=0.3))) == []


def rows_of(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_appendix_one_prints_every_state_and_numbers_groups_apart(document: Any) -> None:
    rows = rows_of(document.tables[2])
    missing = "(Không có số liệu)"
    assert rows[1][0] == "I. Các sở, ban, ngành"
    assert rows[2] == ["1", "Sở Tài chính", "3", "66,7", "33,3", "-"]
    assert rows[3] == ["2", "Sở Nội vụ & Lao động", missing, missing, missing, missing]
    assert rows[4][0] == "II. UBND các xã, phường, đặc khu"
    assert rows[5] == ["1", "UBND phường Tô Hiệu", "1", missing, missing, "56"]
    assert rows[6] == ["2", "UBND xã Mường La", "0", missing, missing, "0"]
    assert rows[7] == ["", "Tổng cộng", "4", "", "", "56"]


def test_every_column_names_its_source(document: Any) -> None:
    note = " ".join(texts(document))
    for title in (cell.text for cell in document.tables[2].rows[0].cells[2:]):
        assert f"“{title}”" in note
    assert "Thời điểm số liệu: 16 giờ 30 phút ngày 31/8/2026." in note
    assert "“-”: không áp dụng" in note


CODE = re.compile(r"\d{3}\.\d{2}\.[\d.]+H52-\d{6}-\d{4}")


def test_appendix_two_lists_parts_in_order_and_each_code_once(document: Any) -> None:
    cells = [row[0] for table in document.tables[3:] for row in rows_of(table)]
    assert [text for text in cells if not text.isdigit() and text != "STT"] == [
        "1. Sở Tài chính (3 hồ sơ)",
        "A. Đã giải quyết xong, trễ hạn: 1 hồ sơ",
        "B1. Đang giải quyết, quá hạn mới trong kỳ: 1 hồ sơ",
        "B2. Đang giải quyết, quá hạn từ kỳ trước chuyển sang: 1 hồ sơ",
        "1. UBND phường Tô Hiệu (1 hồ sơ)",
        "A. Đã giải quyết xong, trễ hạn: 1 hồ sơ",
    ]
    codes = CODE.findall(everything(document))
    assert len(codes) == len(set(codes)) == 4
    assert "đã giải trình tại 101/VPUB-KSTTHC" in everything(document)
    assert "Cấp giấy phép <mẫu>" in everything(document)


@pytest.mark.parametrize(("count", "form"), [(200, "full"), (201, "columns"), (1000, "columns"), (1001, "summary")])
def test_the_form_follows_the_length(count: int, form: str) -> None:
    assert proposed_form(count, AppendixTwo()) == form
    assert proposed_form(count, AppendixTwo(form="full")) == "full"


@pytest.mark.parametrize("form", ["full", "columns"])
def test_long_forms_hold_every_line_and_number_it(form: str, tmp_path: Path) -> None:
    given = with_profile(with_lines(500), appendix_two=AppendixTwo(form=form))  # type: ignore[arg-type]
    document = written(given, tmp_path / "dai.docx")
    assert len(set(CODE.findall(everything(document)))) == 500
    rows = [row for table in document.tables[3:] for row in rows_of(table)[3:]]
    width = 8 if form == "full" else 2
    numbers = [int(row[at]) for row in rows for at in range(0, len(row), width) if row[at]]
    assert numbers == list(range(1, 501))


def test_the_summary_cites_the_attached_list_by_name_and_hash(tmp_path: Path) -> None:
    attached = AttachedList("danh-sach.xlsx", "a" * 64, {"H52.101": "h52-101.xlsx"})
    document = written(with_lines(1001), tmp_path / "tom-tat.docx", attached)
    assert rows_of(document.tables[3])[2] == ["1", "UBND phường Tô Hiệu", "1.001", "1.001", "0", "0", "h52-101.xlsx"]
    assert f"tệp danh-sach.xlsx kèm theo, mã băm SHA-256: {'a' * 64}" in everything(document)
    assert not CODE.findall(everything(document))


def test_appendices_that_disagree_stop_the_letter(month: EditionInput, tmp_path: Path) -> None:
    wrong = replace(month, unit_values=[UnitValue("H52.01", "overdue", 4)])
    with pytest.raises(UserError, match="Sở Tài chính: Phụ lục I ghi 4, Phụ lục II có 3"):
        written(wrong, tmp_path / "sai.docx")
    assert not (tmp_path / "sai.docx").exists()


def test_a_dossier_nobody_answers_for_yet_stands_apart_in_both_appendices(month: EditionInput, tmp_path: Path) -> None:
    given = replace(month, overdue=[*month.overdue, overdue_line(None, 9)])
    document = written(given, tmp_path / "chua-ro.docx")
    assert rows_of(document.tables[2])[-2][1:3] == ["Chưa xác định được đơn vị", "1"]
    assert rows_of(document.tables[2])[-1][2] == "5"
    assert "1. Chưa xác định được đơn vị (1 hồ sơ)" in everything(document)


def test_no_overdue_dossier_and_unknown_age_are_said_plainly(month: EditionInput, tmp_path: Path) -> None:
    none = everything(written(replace(month, overdue=[], unit_values=[]), tmp_path / "khong.docx"))
    assert "không có hồ sơ quá hạn trong số liệu nhận được" in none
    lines = [replace(line, is_new=None) for line in month.overdue]
    unknown = everything(written(replace(month, overdue=lines), tmp_path / "chua-ro.docx"))
    assert "mới phát sinh" not in unknown
    assert "B. Đang giải quyết, đã quá hạn: 2 hồ sơ" in unknown


def test_one_edition_may_give_letters_to_groups_of_units(month: EditionInput, tmp_path: Path) -> None:
    letters = (
        Letter("so", groups=("Các sở, ban, ngành",), addressees=("Các sở",)),
        Letter("xa", agencies=("H52.101",)),
    )
    given = with_profile(month, letters=letters)
    first, second = drafts(given, proposed_deadline(given, CALENDAR))
    assert [row.name for row in first.first.rows] == ["Sở Tài chính", "Sở Nội vụ & Lao động"]
    assert (first.second.total, second.second.total) == (3, 1)
    assert [row.name for row in second.first.rows] == ["UBND phường Tô Hiệu"]


def test_cumulative_lists_say_so(month: EditionInput, tmp_path: Path) -> None:
    given = with_profile(replace(month, overdue_from=date(2026, 1, 1)), overdue_basis="cumulative")
    assert "Lũy kế từ ngày 01/01/2026 đến ngày 31/8/2026, có 4 hồ sơ" in everything(written(given, tmp_path / "a.docx"))


def test_simulated_figures_are_marked_on_every_part(month: EditionInput, tmp_path: Path) -> None:
    marked = texts(written(replace(month, is_simulated=True), tmp_path / "a.docx"))
    assert marked.count("SỐ LIỆU MÔ PHỎNG") == 3
    assert "SỐ LIỆU MÔ PHỎNG" not in texts(written(month, tmp_path / "b.docx"))


def test_number_and_day_are_open_until_issued(document: Any, month: EditionInput, tmp_path: Path) -> None:
    assert re.search(r"Số:\s+/VPUB-KSTTHC", everything(document))
    issued = everything(written(replace(month, number="147", issued_on=date(2026, 9, 3)), tmp_path / "a.docx"))
    assert "Số: 147/VPUB-KSTTHC" in issued
    assert "Sơn La, ngày 03 tháng 9 năm 2026" in issued


# The deadline and other notes for a person.
def test_the_proposed_deadline_counts_working_days_after_the_reading(month: EditionInput) -> None:
    assert proposed_deadline(month, CALENDAR).on == date(2026, 9, 9)  # 02/9 and the day beside it are holidays


def test_a_deadline_on_a_day_off_or_before_the_issue_is_noted(month: EditionInput) -> None:
    sunday = replace(month, deadline=Deadline(date(2026, 9, 13)))
    found = notes(drafts(sunday, Deadline(date(2026, 9, 13)))[0], [], CALENDAR)
    assert found == ["Hạn báo cáo 13/9/2026 không phải ngày làm việc (Chủ nhật)."]
    late = drafts(replace(month, issued_on=date(2026, 9, 10)), Deadline(date(2026, 9, 9)))[0]
    assert "không sau ngày ban hành" in notes(late, [], CALENDAR)[0]


def test_repeated_codes_and_missing_readings_are_noted(month: EditionInput) -> None:
    draft = drafts(replace(month, official=[]), Deadline(date(2026, 9, 9)))[0]
    found = notes(draft, ["H52.01-260803-0002"], CALENDAR)
    assert "H52.01-260803-0002" in found[0]
    assert "Chưa có số liệu công bố" in found[1]


def test_the_correction_letter_prints_what_was_what_is_and_why(month: EditionInput, tmp_path: Path) -> None:
    slip = Correction("Phụ lục I, Sở Tài chính, cột 3", "4", "3", "Trùng mã hồ sơ")
    write_correction(month, "147/VPUB-KSTTHC", date(2026, 9, 3), [slip], tmp_path / "dinh-chinh.docx")
    document = Document(str(tmp_path / "dinh-chinh.docx"))
    assert rows_of(document.tables[1])[1] == ["1", slip.place, "4", "3", slip.reason]
    assert "Ngày 03/9/2026, Văn phòng UBND tỉnh đã ban hành Công văn số 147/VPUB-KSTTHC" in everything(document)
    with pytest.raises(UserError, match="ít nhất một"):
        write_correction(month, "147", date(2026, 9, 3), [], tmp_path / "rong.docx")


@pytest.mark.skipif(not pdf.has_libreoffice(), reason="LibreOffice chưa được cài trên máy này")
def test_pages_in_libreoffice_are_numbered_per_part_and_not_on_their_first(tmp_path: Path) -> None:
    written(with_profile(with_lines(400), appendix_two=AppendixTwo(form="columns")), tmp_path / "trang.docx")
    made = pdf.to_pdf(tmp_path / "trang.docx")
    text = subprocess.run(["pdftotext", "-layout", str(made), "-"], capture_output=True, text=True, check=True).stdout
    tops = [page.strip().splitlines()[0].strip() for page in text.split("\f") if page.strip()]
    starts = [tops.index(next(top for top in tops if top == name)) for name in ("Phụ lục I", "Phụ lục II")]
    assert tops[1 : starts[0]] == [str(page) for page in range(2, starts[0] + 1)]
    last = tops[starts[1] + 1 :]
    assert last == [str(page) for page in range(2, len(last) + 2)]
    assert len(last) >= 2


def test_without_libreoffice_a_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="Không tìm thấy LibreOffice"):
        pdf.to_pdf(tmp_path / "a.docx")
