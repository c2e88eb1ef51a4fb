"""Public pages on and off: the approver turns, the office looks, everybody sees the difference."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from phucvu.web.accounts.models import Event
from phucvu.web.office.queries import is_public_on

As = Callable[[str | None], Client]
TURN = "/van-phong/cong-khai/dat/"


def test_the_approver_turns_on_and_off(site: Path, as_: As) -> None:
    client = as_("duyet")
    page = client.post(TURN, {"name": "public", "is_on": "1"}, follow=True).content.decode()
    assert "Các trang công khai đã bật." in page
    assert is_public_on()
    client.post(TURN, {"name": "public", "is_on": "0"})
    assert not is_public_on()
    assert [(each.detail["was"], each.detail["is_on"]) for each in Event.objects.order_by("id")] == [
        (False, True),
        (True, False),
    ]


@pytest.mark.parametrize("name", ["vp", "sm", "chu_tich", "kiem_tra", "quan_tri"])
def test_nobody_else_turns(site: Path, as_: As, name: str) -> None:
    assert as_(name).post(TURN, {"name": "public", "is_on": "1"}).status_code == 403
    assert not is_public_on()


def test_the_office_looks_without_a_button(site: Path, as_: As) -> None:
    page = as_("vp").get("/van-phong/cong-khai/").content.decode()
    assert "đang tắt" in page
    assert "Chỉ người duyệt bật, tắt được" in page
    assert as_("duyet").get(TURN).status_code == 405


def test_an_unknown_switch_is_told(site: Path, as_: As) -> None:
    assert as_("duyet").post(TURN, {"name": "khac", "is_on": "1"}).status_code == 400
