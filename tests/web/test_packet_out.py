"""The office and a unit take packets: the workbook to fill in and the report, filled in as far as is known."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from docx import Document

from phucvu.web.accounts.models import Person
from phucvu.web.followup.actions import answering
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.followup.models import Request
from phucvu.web.office.models import Publication

As = Callable[[str | None], Client]


@pytest.fixture
def asked(issued: Publication, cast: dict[str, Person]) -> Request:
    """What Sốp Cộp is asked: 29 dossiers."""
    return next(each for each in open_register(issued, cast["duyet"], None) if each.agency_code == "H52.68")


def files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_unit_takes_its_packet(site: Path, asked: Request, as_: As) -> None:
    response = as_("sc").get(f"/don-vi/H52.68/giai-trinh/{asked.pk}/goi.zip")
    found = files(response.content)
    assert set(found) == {"giai-trinh-h52-68.xlsx", "bao-cao-giai-trinh-h52-68.docx"}
    book = openpyxl.load_workbook(io.BytesIO(found["giai-trinh-h52-68.xlsx"]))
    assert book.sheetnames == ["Giải trình", "Hướng dẫn", "Danh mục", "phucvu"]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible", "visible", "hidden", "veryHidden"]
    assert [cell.value for cell in book["phucvu"][1]][1:] == [asked.pk, asked.publication.edition_id, "H52.68"]
    sheet = book["Giải trình"]
    codes = {row[1] for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert codes == set(asked.cases.values_list("printed_code", flat=True))
    assert len(sheet.data_validations.dataValidation) == 3
    assert "SỐ LIỆU MÔ PHỎNG" in sheet["A2"].value


def test_the_report_is_filled_in_as_far_as_is_known(
    site: Path, asked: Request, as_: As, cast: dict[str, Person]
) -> None:
    given = answering.Given("staff", "Nghỉ ốm.", step="Bố trí người thay.")
    answering.answer(cast["sc"], asked, list(asked.cases.all()[:4]), given)
    found = files(as_("sc").get(f"/don-vi/H52.68/giai-trinh/{asked.pk}/goi.zip").content)
    document = Document(io.BytesIO(found["bao-cao-giai-trinh-h52-68.docx"]))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "147/VPUB-KSTTHC" in text
    assert "29 hồ sơ" in text
    assert "SỐ LIỆU MÔ PHỎNG" in text
    assert "- Bố trí người thay." in text
    causes, dossiers = document.tables[1:3]
    cells = [[cell.text for cell in row.cells] for row in causes.rows]
    assert [cells[1][1], cells[1][4]] == ["Thiếu người, người giải quyết vắng", "4"]
    assert cells[-1][1:] == ["Tổng cộng", *cells[-1][2:4], "29"]
    assert len(dossiers.rows) == 30
    sheet = openpyxl.load_workbook(io.BytesIO(found["giai-trinh-h52-68.xlsx"]))["Giải trình"]
    filled = [row for row in sheet.iter_rows(min_row=5, values_only=True) if row[9]]
    assert {row[10] for row in filled} == {"Nghỉ ốm."}
    assert len(filled) == 4


def test_the_office_takes_all_packets_at_once(site: Path, asked: Request, as_: As) -> None:
    found = files(as_("vp").get(f"/van-phong/giai-trinh/{asked.publication.pk}/goi.zip").content)
    folders = {name.split("/")[0] for name in found}
    assert (len(folders), len(found)) == (13, 26)


def test_another_unit_finds_nothing_there(site: Path, asked: Request, as_: As) -> None:
    assert as_("sm").get(f"/don-vi/H52.68/giai-trinh/{asked.pk}/goi.zip").status_code == 404
    assert as_("sm").get(f"/don-vi/H52.67/giai-trinh/{asked.pk}/goi.zip").status_code == 404
    assert as_("vp").get("/van-phong/giai-trinh/999/goi.zip").status_code == 404
