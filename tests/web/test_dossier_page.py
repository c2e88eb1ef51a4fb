"""One dossier whole, as told on the telephone: verdict first, then everything but who applied."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from phucvu.web.accounts.models import Person
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.office.models import Publication

As = Callable[[str | None], Client]
LATE = "/ho-so/H52.67-230516-0273/"


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_verdict_comes_first(site: Path, as_: As) -> None:
    page = as_("sm").get(LATE + "?tai=2023-05-31T16:30").content.decode()
    first = re.search(r"<h1>(.*?)</h1>", page, re.S)
    assert first
    assert "QUÁ HẠN 11 ngày 23 giờ 30 phút, CHƯA CÓ KẾT QUẢ" in first[1]
    assert "17:00 ngày 19/05/2023" in page[first.end() : first.end() + 300]  # the due moment


def test_story_is_whole(site: Path, as_: As) -> None:
    page = text_of(as_("sm"), LATE + "?tai=2023-05-31T16:30")
    assert "Chịu trách nhiệm UBND huyện Sông Mã (H52.67)" in page
    assert "Tính cho đơn vị ghi trong mã hồ sơ" in page
    assert "same_day quá hạn" in page
    assert "16/05/2023" in page
    assert "Chủ nhật" in page  # days off are named
    assert "DongBoHoSoMC-H52.67.json, 520" in page


def test_without_a_moment_it_is_seen_when_the_data_was_taken(site: Path, as_: As) -> None:
    assert as_("sm").get(LATE[:-1] + ".json").json()["as_at"] == "2023-06-01T06:00:00+07:00"


def test_twin_tells_the_same_and_nobody_s_name(site: Path, as_: As) -> None:
    response = as_("sm").get(LATE[:-1] + ".json?tai=2023-05-31T16:30")
    told = response.json()
    assert told["verdicts"][0]["late_by"] == "11 ngày 23 giờ 30 phút"
    assert told["due_at"] == "2023-05-19T17:00:00+07:00"
    assert not re.search(r'"(applicant_name|owner|identity|phone|email|address)', response.content.decode())


def test_any_printed_form_of_the_code_leads_there(site: Path, as_: As) -> None:
    assert as_("sm").get("/ho-so/000.00.67.H52-230516-0273/").status_code == 200


@pytest.mark.parametrize("ending", ["/", ".json"])
def test_others_do_not_see_it(site: Path, as_: As, ending: str) -> None:
    assert as_("sc").get(LATE[:-1] + ending).status_code == 404
    assert as_("quan_tri").get(LATE[:-1] + ending).status_code == 403
    assert as_(None).get(LATE[:-1] + ending).status_code == 302
    assert as_("chu_tich").get(LATE[:-1] + ending).status_code == 200


@pytest.mark.parametrize("code", ["H52.67-230516-9999", "khong-co", "%3Cscript%3E", "a/b"])
def test_what_is_not_there_is_not_there(site: Path, as_: As, code: str) -> None:
    assert as_("vp").get(f"/ho-so/{code}/").status_code == 404


def test_an_unreadable_moment_is_a_sentence(site: Path, as_: As) -> None:
    assert as_("sm").get(LATE + "?tai=xyz").status_code == 400


def test_how_it_was_explained_stands_on_the_page(
    site: Path, as_: As, issued: Publication, cast: dict[str, Person]
) -> None:
    """Whoever is called about a dossier answers both: where it is, and what was said of its delay."""
    assert "Giải trình:" not in text_of(as_("sm"), LATE)
    open_register(issued, cast["duyet"], None)
    page = as_("sm").get(LATE).content.decode()
    assert "Chưa giải trình" in page and "chưa ghi xin lỗi" in page
    assert as_("sm").get(re.findall(r'href="(/ho-so/[^"]+/giai-trinh/)"', page)[0]).status_code == 200
