"""Whoever opens a page sees what holds now and what is theirs, though pages are kept as rendered."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from phucvu.errors import UserError
from phucvu.main.question import Question
from phucvu.web.desk import points
from phucvu.web.office.models import Publication
from phucvu.web.public import data
from web.conftest import EDITION
from web.test_official_reading import ASKED
from web.test_official_reading import PAGE as READING

As = Callable[[str | None], Client]
CRITERION = "/ky/2023-05/tieu-chi/progress.on_time/"
DESK = "/don-vi/H52/?ky=2023-05"


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The criteria whose pages were made and not found kept."""
    names: list[str] = []
    make = data.criterion

    def noted(issued: Any, period: str, name: str) -> dict[str, Any]:
        names.append(name)
        return make(issued, period, name)

    monkeypatch.setattr(data, "criterion", noted)
    return names


def test_a_page_is_made_once_whatever_stands_behind_its_address(
    issued: Publication, public_on: None, as_: As, made: list[str]
) -> None:
    first, second = as_(None).get(CRITERION), as_(None).get(CRITERION + "?fbclid=1")
    assert first.status_code == second.status_code == 200
    assert made == ["progress.on_time"]
    one, other = as_(None).get(f"{CRITERION[:-1]}.csv"), as_(None).get(f"{CRITERION[:-1]}.csv")
    assert (one.content, one.headers["Content-Disposition"]) == (other.content, other.headers["Content-Disposition"])
    assert made == ["progress.on_time"] * 2  # the page, the table


def test_nobody_gets_the_page_of_another(issued: Publication, public_on: None, as_: As) -> None:
    """Names, tokens and links to a desk are of whoever asks, in whatever order they come."""
    own = {"sm": {"H52.67"}, "sc": {"H52.68"}, None: set()}
    tokens = []
    for name in ("vp", "sm", "sc", None, "sm", "kiem_tra"):
        page = as_(name).get(CRITERION).content.decode()
        tokens.append(token(page))
        assert re.findall(rf'<a href="{reverse("me")}">([^<]+)</a>', page) == ([name.upper()] if name else [])
        desks = set(re.findall(r'href="/don-vi/([\w.]+)/', page))
        assert (desks == own[name]) if name in own else (len(desks) > 20), (name, desks)
    assert len(set(tokens)) == len(tokens)


def test_a_kept_page_takes_the_language_of_whoever_asks(issued: Publication, public_on: None, as_: As) -> None:
    stranger = as_(None)
    assert "Được tính" in stranger.get(CRITERION).content.decode()
    stranger.cookies["django_language"] = "en"
    page = stranger.get(CRITERION).content.decode()
    assert '<html lang="en">' in page and "Được tính" not in page
    assert "Được tính" in as_(None).get(CRITERION).content.decode()


def test_an_act_of_the_office_shows_at_once(issued: Publication, public_on: None, as_: As) -> None:
    addresses = [CRITERION, "/ky/2023-05.json", "/an-ban/", f"/an-ban/{EDITION}/", "/"]
    for address in addresses:
        assert as_(None).get(address).status_code == 200
    Publication.objects.update(state="corrected")
    assert "Đã đính chính" in as_(None).get("/an-ban/").content.decode()
    assert "Đã đính chính" in as_(None).get(f"/an-ban/{EDITION}/").content.decode()
    assert as_(None).get(CRITERION).status_code == 404
    Publication.objects.update(state="withdrawn")
    assert as_(None).get(f"/an-ban/{EDITION}/").status_code == 404
    assert "Chưa có kết quả" in as_(None).get("/").content.decode()
    Publication.objects.update(state="issued", number="148/VPUB-KSTTHC")
    assert "148/VPUB-KSTTHC" in as_(None).get("/an-ban/").content.decode()


def test_a_fault_is_not_kept(issued: Publication, public_on: None, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_asked: Any) -> dict[str, Any]:
        raise UserError("Ấn bản thiếu tệp.")

    with monkeypatch.context() as patch:
        patch.setattr(data, "criterion", fault)
        assert as_(None).get(CRITERION).status_code == 400
    assert as_(None).get(CRITERION).status_code == 200


def test_a_desk_shows_a_reading_of_the_portal_as_soon_as_it_is_typed(own_site: Path, as_: As) -> None:
    office = as_("vp")
    assert "53,63/100" in office.get(DESK).content.decode()
    typed = ASKED | {"value_total": "54,1", "max_total": "100"}
    office.post(office.post(READING + "ghi/", typed).headers["Location"] + "nhan/")
    page = office.get(DESK).content.decode()
    assert "54,1/100" in page and "53,63/100" not in page


def test_a_reading_named_is_not_the_reading_of_each_month(site: Path, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    """Months drawn beside take the reading that was named, or each its own; the figures above may be the same."""
    readings: list[str | None] = []

    def noted(question: Question, agency: str) -> list[dict[str, Any]]:
        readings.append(question.reading)
        return []

    monkeypatch.setattr(points, "trend", noted)
    address = "/don-vi/H52.67/diem.json?ky=2023-05"
    for tail in ("", "&cach-hieu=portal", ""):
        assert as_("vp").get(address + tail).status_code == 200
    assert readings == [None, "portal"]


def test_order_and_clocks_of_a_desk_are_those_asked_for(site: Path, as_: As) -> None:
    office = as_("vp")
    plain, by_loss, as_known = (
        office.get(DESK + tail).content.decode() for tail in ("", "&sap=mat-diem", "&tai=2023-05-31T16:00")
    )
    assert plain != by_loss
    assert 'name="tai" value="2023-05-31T16:00"' in as_known and 'name="tai"' not in plain
    assert "16:00 ngày 31/05/2023" in as_known
