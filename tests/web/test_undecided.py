"""Names nobody could decide: the office chooses, sees what moves, says yes; and can take it back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from phucvu.main import intake, undecided
from phucvu.web.office.models import Mark, Upload

As = Callable[[str | None], Client]
STRANGE = "Phòng Lạ của huyện"
TABLE = f"""Mã hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Cơ quan giải quyết
000.00.99.H52-230501-0001,01/05/2023 08:00,05/05/2023 08:00,{STRANGE}
000.00.99.H52-230502-0001,02/05/2023 08:00,05/05/2023 08:00,{STRANGE}
"""


@pytest.fixture
def office(own_site: Path, as_: As, tmp_path: Path) -> Client:
    """The office, and two dossiers of an agency nobody knows."""
    path = tmp_path / "la.csv"
    path.write_text(TABLE)
    proposal = intake.propose(own_site, [path], intake.Flags(scope="all", period="2023-05"))
    intake.accept(proposal, lambda *_: None)
    return as_("vp")


def test_the_queue_offers_agencies(office: Client, own_site: Path) -> None:
    page = office.get("/van-phong/don-vi-chua-ro/").content.decode()
    assert STRANGE in page
    assert 'value="2023-05-01"' in page  # from the month it was first met
    assert "H52.67" in page


def test_a_decision_moves_dossiers_after_yes_and_back(office: Client, own_site: Path) -> None:
    answers = {"text_0": STRANGE, "agency_0": "H52.67", "since_0": "2023-05-01"}
    where = office.post("/van-phong/don-vi-chua-ro/", answers).headers["Location"]
    page = office.get(where).content.decode()
    assert "Sẽ chuyển 2 hồ sơ từ (chưa rõ đơn vị) sang" in page
    assert undecided.waiting(own_site)[0]  # nothing is kept before yes
    office.post(where + "nhan/")
    assert not undecided.waiting(own_site)[0]
    assert "Mọi tên đơn vị đều đã rõ" in office.get("/van-phong/don-vi-chua-ro/").content.decode()
    assert Mark.objects.get().step == "units"  # the last one was decided

    made = intake.imports(own_site)[-1]
    assert made["files"] == ["quy-doi-ten-don-vi.csv"]
    office.post(f"/van-phong/nhap/cac-lan/{made['import_id']}/rut/")
    assert [entry.text for entry in undecided.waiting(own_site)[0]] == [STRANGE]


@pytest.mark.parametrize(
    ("answers", "word"),
    [
        ({}, "Chưa chọn đơn vị"),
        ({"text_0": STRANGE, "agency_0": "H99.1", "since_0": "2023-05-01"}, "không có trong danh mục"),
        ({"text_0": STRANGE, "agency_0": "H52.67", "since_0": "31/02/2023"}, "ngày có thật"),
        ({"text_0": "tên khác", "agency_0": "H52.67", "since_0": "2023-05-01"}, "Chưa chọn đơn vị"),
    ],
)
def test_a_wrong_answer_is_told(office: Client, answers: dict[str, str], word: str) -> None:
    response = office.post("/van-phong/don-vi-chua-ro/", answers)
    assert response.status_code == 400
    assert word in response.content.decode()
    assert not Upload.objects.exists()


def test_the_queue_can_be_ticked_although_names_are_left(office: Client) -> None:
    office.post("/van-phong/da-soat/units/", {"ky": "2023-05"})
    assert Mark.objects.get().step == "units"


def test_a_table_of_decisions_filled_elsewhere_is_told_too(office: Client) -> None:
    table = f"text,agency_code,valid_from\n{STRANGE},H52.68,2023-05-01\n"
    where = office.post("/van-phong/nhap/", {"files": [SimpleUploadedFile("a.csv", table.encode())]})
    assert "Sẽ chuyển 2 hồ sơ" in office.get(where.headers["Location"]).content.decode()
