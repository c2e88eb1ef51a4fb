"""Everyone looks at the results: only what was issued, only when the office turned the pages on, each with its data."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from lxml import html

from phucvu.main import editions
from phucvu.web.office.models import Publication
from web.conftest import EDITION

As = Callable[[str | None], Client]
PAGES = [
    "/ky/2023-05",
    "/ky/2023-05/xep-hang/district",
    "/ky/2023-05/don-vi/H52.67",
    "/ky/2023-05/tieu-chi/progress.on_time",
    "/an-ban",
    f"/an-ban/{EDITION}",
    "/cach-tinh",
]


def text_of(content: bytes) -> str:
    return " ".join(html.fromstring(content).text_content().split())


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_sees_nothing_until_the_office_turns_the_pages_on(issued: Publication, as_: As, page: str) -> None:
    for address in (f"{page}/", f"{page}.json", f"{page}.csv"):
        assert as_(None).get(address).status_code == 404
    assert as_("chu_tich").get(f"{page}/").status_code == 200


def test_before_that_the_door_leads_to_signing_in(site: Path, as_: As) -> None:
    assert as_(None).get("/").headers["Location"].startswith("/tai-khoan/")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_and_its_data_are_there(issued: Publication, public_on: None, as_: As, page: str) -> None:
    stranger = as_(None)
    assert stranger.get(f"{page}/").status_code == 200
    assert stranger.get(f"{page}.json").json()
    rows = list(csv.DictReader(io.StringIO(stranger.get(f"{page}.csv").content.decode("utf-8-sig"))))
    assert rows and all(None not in row and None not in row.values() for row in rows)


def test_what_is_not_issued_is_not_there(issued: Publication, public_on: None, as_: As) -> None:
    for state in ("draft", "checked", "submitted", "signed", "withdrawn"):
        Publication.objects.update(state=state)
        for page in ("/ky/2023-05/", f"/an-ban/{EDITION}/", f"/an-ban/{EDITION}/tep/cong-van.docx"):
            assert as_(None).get(page).status_code == 404, (state, page)
    assert "Chưa có kết quả" in text_of(as_(None).get("/").content)


def test_the_overview_tells_own_and_official_apart_with_reading_times(
    issued: Publication, public_on: None, as_: As
) -> None:
    told = text_of(as_(None).get("/").content)
    assert "53,63/100" in told
    assert "33/63" in told  # the portal's place
    assert "16:30 ngày 31/05/2023" in told
    assert "SỐ LIỆU MÔ PHỎNG" in told
    page = as_(None).get("/ky/2023-05.json").json()
    assert page["official_place"]["value"] == "33"
    assert {row["group"]: row["official"] and row["official"]["value"] for row in page["groups"]} == {
        "disclosure": None,
        "progress": None,
        "online": "6.7",
        "payment": "4.0",
        "digitization": "5.4",
        "satisfaction": None,
    }


def test_ranking_shares_places_and_names_every_agency(issued: Publication, public_on: None, as_: As) -> None:
    rows = as_(None).get("/ky/2023-05/xep-hang/district.json").json()["rows"]
    assert [row["place"] for row in rows] == sorted(row["place"] for row in rows)
    assert {row["places"] for row in rows} == {12}
    for row in rows:
        same = [each for each in rows if each["points"] == row["points"]]
        assert {each["place"] for each in same} == {row["place"]}


def test_files_are_those_of_the_edition_and_no_others(
    issued: Publication, public_on: None, as_: As, site: Path
) -> None:
    stranger = as_(None)
    for each in stranger.get(f"/an-ban/{EDITION}.json").json()["files"]:
        response = stranger.get(f"/an-ban/{EDITION}/tep/{each['name']}")
        kept = editions.file_of(site, EDITION, each["name"]).read_bytes()
        assert b"".join(response.streaming_content) == kept  # type: ignore[attr-defined]
    for name in ("an-ban.json/../../workspace.yaml", "..%2f..%2fworkspace.yaml", "khong-co.csv", "an-ban.json"):
        assert stranger.get(f"/an-ban/{EDITION}/tep/{name}").status_code == 404


@pytest.mark.parametrize(
    "page",
    ["/ky/khong-ro/", "/ky/2023-06/", "/ky/2023-05/don-vi/H52.99/", "/ky/2023-05/xep-hang/ward/", "/an-ban/0000/"],
)
def test_what_is_unknown_is_a_sentence(issued: Publication, public_on: None, as_: As, page: str) -> None:
    response = as_(None).get(page)
    assert response.status_code == 404
    assert "Không có trang này" in text_of(response.content)


def test_the_law_of_another_day(issued: Publication, public_on: None, as_: As) -> None:
    assert as_(None).get("/cach-tinh.json?ngay=2023-05-31").json()["rubric_version"].startswith("2022-08-01")
    response = as_(None).get("/cach-tinh/?ngay=hom-qua")
    assert response.status_code == 400
    assert "2026-10-10" in text_of(response.content)


def test_no_page_tells_an_applicant(issued: Publication, public_on: None, as_: As) -> None:
    """The example's applicants have names; no public page or file holds one."""
    stranger = as_(None)
    names = [b"Nguy\xe1\xbb\x85n V\xc4\x83n", b"ChuHoSo", b"applicant"]
    for page in (*[f"{page}/" for page in PAGES], f"/an-ban/{EDITION}/tep/du-lieu-mo/overdue.csv"):
        response = stranger.get(page)
        content = response.getvalue()
        assert not [name for name in names if name in content], page
