"""One person's posts and open work go to another from a moment on."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from office_letters import letter_in

from phucvu.errors import UserError
from phucvu.web.accounts import actions
from phucvu.web.accounts.models import Event, HandOver, Person, Post
from phucvu.web.accounts.signals import handed_over
from phucvu.web.office.models import Publication
from phucvu.web.roles import Role
from web.conftest import PASSWORD, SONG_MA

As = Callable[[str | None], Client]


@pytest.fixture
def heard() -> Iterator[list[dict[str, Any]]]:
    calls: list[dict[str, Any]] = []

    def hear(**told: Any) -> None:
        calls.append(told)

    handed_over.connect(hear)
    yield calls
    handed_over.disconnect(hear)


def test_at_once(site: Path, as_: As, cast: dict[str, Person], heard: list[dict[str, Any]]) -> None:
    as_("quan_tri").post("/tai-khoan/nguoi/sm/ban-giao/", {"receiver": "SC"})
    assert cast["sm"].held() == (frozenset(), frozenset())
    assert cast["sc"].held()[1] == {SONG_MA, "H52.68"}
    assert [(call["giver"].username, call["receiver"].username) for call in heard] == [("sm", "sc")]
    event = Event.objects.get(act="handed_over")
    assert (event.by, event.subject, event.detail["to"], event.detail["posts"]) == ("quan_tri", "sm", "sc", 1)


def test_from_a_day_to_come(site: Path, as_: As, cast: dict[str, Person]) -> None:
    day = timezone.localdate() + timedelta(days=7)
    as_("quan_tri").post("/tai-khoan/nguoi/sm/ban-giao/", {"receiver": "sc", "since": day.isoformat()})
    assert SONG_MA in cast["sm"].held()[1]
    assert SONG_MA not in cast["sc"].held()[1]
    given, ended = Post.objects.get(person=cast["sc"], agency_code=SONG_MA), cast["sm"].posts.get()
    assert given.since == ended.until
    assert timezone.localtime(given.since).date() == day


def test_letters_go_along_on_that_day_and_not_before(site: Path, as_: As, cast: dict[str, Person]) -> None:
    begun, ended = letter_in("checked", cast["vp"]), letter_in("issued", cast["vp"], edition_id="0" * 16)
    day = timezone.localdate() + timedelta(days=7)
    said = as_("quan_tri").post(
        "/tai-khoan/nguoi/vp/ban-giao/", {"receiver": "sc", "since": day.isoformat()}, follow=True
    )
    assert "việc đang làm chuyển từ" in said.content.decode()
    page = f"/van-phong/cong-van/{begun.pk}/"
    as_("duyet").get(page)
    assert {each.prepared_by for each in Publication.objects.all()} == {cast["vp"]}
    HandOver.objects.update(moment=timezone.now() - timedelta(minutes=1))  # the day has come
    as_("duyet").get(page)
    assert Publication.objects.get(pk=begun.pk).prepared_by == cast["sc"]
    assert Publication.objects.get(pk=ended.pk).prepared_by == cast["vp"]
    as_("duyet").get(page)
    event = Event.objects.get(act="publication_handed_over")  # once
    assert (event.by, event.detail["giver"], event.detail["receiver"]) == ("quan_tri", "vp", "sc")


@pytest.mark.parametrize("change", ["closed", "ended"])
def test_nothing_goes_to_whom_it_can_no_longer(
    site: Path, as_: As, cast: dict[str, Person], heard: list[dict[str, Any]], change: str
) -> None:
    """The receiver's account was closed, or the posts were ended again, before the day: the log says so, once."""
    day = timezone.localdate() + timedelta(days=7)
    as_("quan_tri").post("/tai-khoan/nguoi/sm/ban-giao/", {"receiver": "sc", "since": day.isoformat()})
    HandOver.objects.update(moment=timezone.now())
    if change == "closed":
        Person.objects.filter(username="sc").update(is_active=False)
    else:
        Post.objects.filter(person=cast["sc"]).update(until=timezone.now())
    for _ in range(2):
        actions.carry_out_hand_overs()
    Person.objects.filter(username="sc").update(is_active=True)
    actions.carry_out_hand_overs()
    assert not heard
    assert Event.objects.get(act="hand_over_void").detail == {"to": "sc"}


def test_a_later_hand_over_takes_the_place_of_one_that_waits(site: Path, as_: As, cast: dict[str, Person]) -> None:
    for days, receiver in ((7, "sc"), (9, "sm_truong")):
        day = timezone.localdate() + timedelta(days=days)
        as_("quan_tri").post("/tai-khoan/nguoi/sm/ban-giao/", {"receiver": receiver, "since": day.isoformat()})
    assert [each.receiver.username for each in HandOver.objects.all()] == ["sm_truong"]


def test_the_timer_carries_out_what_is_due_once(
    site: Path, as_: As, cast: dict[str, Person], heard: list[dict[str, Any]]
) -> None:
    day = timezone.localdate() + timedelta(days=7)
    as_("quan_tri").post("/tai-khoan/nguoi/sm/ban-giao/", {"receiver": "sc", "since": day.isoformat()})
    assert not heard
    HandOver.objects.update(moment=timezone.now())
    for _ in range(2):
        actions.carry_out_hand_overs()
    assert [call["giver"].username for call in heard] == ["sm"]


def test_an_end_that_was_set_goes_along(site: Path, as_: As, cast: dict[str, Person]) -> None:
    until = timezone.now() + timedelta(days=30)
    cast["sm"].posts.update(until=until)
    as_("quan_tri").post("/tai-khoan/nguoi/sm/ban-giao/", {"receiver": "sc"})
    assert Post.objects.get(person=cast["sc"], agency_code=SONG_MA).until == until


def test_the_last_administrator_hands_over(site: Path, as_: As, cast: dict[str, Person]) -> None:
    cast["vp"].set_password(PASSWORD)
    cast["vp"].save()
    as_("quan_tri").post("/tai-khoan/nguoi/quan_tri/ban-giao/", {"receiver": "vp"})
    assert cast["quan_tri"].held()[0] == frozenset()
    assert cast["vp"].held()[0] == {Role.OFFICE, Role.ADMINISTRATOR}


@pytest.mark.parametrize(
    ("receiver", "said"),
    [("sm", "phải khác"), ("khong_co", "Không có tài khoản này"), ("quan_tri", "Không ai tự giao")],
)
def test_refusals(site: Path, as_: As, cast: dict[str, Person], receiver: str, said: str) -> None:
    page = as_("quan_tri").post("/tai-khoan/nguoi/sm/ban-giao/", {"receiver": receiver}, follow=True)
    assert said in page.content.decode()
    assert cast["sm"].held()[1] == {SONG_MA}


def test_a_listener_that_fails_undoes_the_hand_over(site: Path, as_: As, cast: dict[str, Person]) -> None:
    def fail(**told: Any) -> None:
        raise UserError("Việc đang dở chưa chuyển được.")

    handed_over.connect(fail)
    try:
        page = as_("quan_tri").post("/tai-khoan/nguoi/sm/ban-giao/", {"receiver": "sc"}, follow=True)
    finally:
        handed_over.disconnect(fail)
    assert "chưa chuyển được" in page.content.decode()
    assert cast["sm"].held()[1] == {SONG_MA}
    assert not Event.objects.filter(act="handed_over").exists()
