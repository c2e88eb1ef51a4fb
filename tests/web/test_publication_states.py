"""The way of a letter: every act in every state by every role, as the table says and no other."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from office_letters import EDITION, kept, letter_in

from phucvu.web.accounts import audit
from phucvu.web.accounts.models import Event, Person, Post
from phucvu.web.accounts.signals import handed_over
from phucvu.web.office.letters.transitions import ADDRESSES, TABLE
from phucvu.web.office.models import STATES, Publication
from phucvu.web.roles import Role

As = Callable[[str | None], Client]
WHO = {Role.OFFICE: "vp", Role.APPROVER: "duyet"}
GIVEN: dict[str, dict[str, Any]] = {"issue": {"confirm": "on"}}
SIMPLE = [action for action in ADDRESSES if action not in ("sign", "correct")]  # these need a file, an edition


def post(client: Client, made: Publication, action: str, **given: Any) -> Any:
    given = {"from_state": made.state, "reason": "Sai số liệu"} | GIVEN.get(action, {}) | given
    return client.post(f"/van-phong/cong-van/{made.pk}/{ADDRESSES[action]}/", given, follow=True)


def test_the_table_knows_every_state() -> None:
    assert set(TABLE) == set(STATES)
    assert {move.to for moves in TABLE.values() for move in moves.values()} <= set(STATES)
    assert {action for moves in TABLE.values() for action in moves} == set(ADDRESSES)


@pytest.mark.parametrize("role", WHO)
@pytest.mark.parametrize("action", SIMPLE)
@pytest.mark.parametrize("state", TABLE)
def test_every_act_in_every_state_by_every_role(
    site: Path, as_: As, cast: dict[str, Person], state: str, action: str, role: Role
) -> None:
    made = letter_in(state, cast["kiem_tra"])
    move = TABLE[state].get(action)
    response = post(as_(WHO[role]), made, action)
    now = Publication.objects.get(pk=made.pk).state
    events = list(Event.objects.filter(act=f"publication_{action}"))
    if move and move.role == role:
        assert now == move.to
        assert [(each.detail["from"], each.detail["to"], each.detail["edition"]) for each in events] == [
            (state, move.to, EDITION)
        ]
    else:
        assert now == state
        assert not events
        assert response.status_code == (403 if move else 200)


@pytest.mark.parametrize("name", ["sm", "sm_truong", "chu_tich", "kiem_tra", "quan_tri", None])
@pytest.mark.parametrize("action", ADDRESSES)
def test_nobody_else_acts(site: Path, as_: As, cast: dict[str, Person], name: str | None, action: str) -> None:
    made = letter_in("draft", cast["vp"])
    response = as_(name).post(f"/van-phong/cong-van/{made.pk}/{ADDRESSES[action]}/", {"from_state": "draft"})
    assert response.status_code == (403 if name else 302)
    assert Publication.objects.get().state == "draft"


def test_who_prepared_does_not_issue_even_with_both_roles(site: Path, as_: As, cast: dict[str, Person]) -> None:
    Post.objects.create(person=cast["vp"], role=Role.APPROVER.value)
    made = letter_in("signed", cast["vp"])
    response = post(as_("vp"), made, "issue")
    assert "Người chuẩn bị không được tự duyệt ban hành" in response.content.decode()
    assert Publication.objects.get().state == "signed"


def test_who_handed_it_over_prepared_it_all_the_same(site: Path, as_: As, cast: dict[str, Person]) -> None:
    Post.objects.create(person=cast["vp"], role=Role.APPROVER.value)
    made = letter_in("signed", cast["vp"])
    audit.record(cast["vp"], "publication_made", f"publication/{made.pk}")
    handed_over.send(sender=Person, who=None, giver=cast["vp"], receiver=cast["kiem_tra"], moment=timezone.now())
    made.refresh_from_db()
    assert made.prepared_by == cast["kiem_tra"]
    assert Event.objects.get(act="publication_handed_over").detail["giver"] == "vp"
    assert "không được tự duyệt" in post(as_("vp"), made, "issue").content.decode()


def test_of_two_at_once_one_wins_and_the_other_is_told(site: Path, as_: As, cast: dict[str, Person]) -> None:
    made = letter_in("checked", cast["vp"])
    post(as_("vp"), made, "submit")
    response = post(as_("duyet"), made, "return")  # read the page before the other acted
    assert "đã được người khác xử lý" in response.content.decode()
    assert Publication.objects.get().state == "submitted"
    assert not Event.objects.filter(act="publication_return").exists()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory has no two writers at once")
@pytest.mark.django_db(transaction=True)
def test_two_threads_at_once(site: Path, as_: As, cast: dict[str, Person]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    made = letter_in("draft", cast["vp"])

    def acting(client: Client) -> str:
        try:
            return str(post(client, made, "check").content.decode())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(acting, [as_("vp") for _ in range(4)]))
    assert Event.objects.filter(act="publication_check").count() == 1
    assert sum("đã được người khác xử lý" in page for page in pages) == 3


@pytest.mark.parametrize("action", ["return", "withdraw"])
def test_a_reason_is_needed(site: Path, as_: As, cast: dict[str, Person], action: str) -> None:
    made = letter_in("checked", cast["vp"])
    response = post(as_(WHO[TABLE["checked"][action].role]), made, action, reason="  ")
    assert "Hãy ghi lý do" in response.content.decode()
    assert Publication.objects.get().state == "checked"


def test_a_deadline_not_after_the_issue_must_be_confirmed(site: Path, as_: As, cast: dict[str, Person]) -> None:
    made = letter_in("signed", cast["vp"], deadline="2023-06-05T17:00")
    client = as_("duyet")
    assert "Hạn báo cáo không sau ngày ban hành" in client.get(f"/van-phong/cong-van/{made.pk}/").content.decode()
    response = post(client, made, "issue", confirm="")
    assert "Hạn báo cáo không sau ngày ban hành" in response.content.decode()
    assert Publication.objects.get().state == "signed"
    post(client, made, "issue", confirm="on")
    assert Publication.objects.get().state == "issued"
    assert Event.objects.get(act="publication_issue").detail["deadline_past"] is True


def test_a_signed_file_that_changed_is_not_issued(site: Path, as_: As, cast: dict[str, Person]) -> None:
    made = letter_in("signed", cast["vp"])
    kept(made).write_bytes(b"%PDF-1.4 sua")
    assert "đã mất hoặc bị sửa" in post(as_("duyet"), made, "issue").content.decode()


def test_a_second_letter_of_the_period_corrects_or_waits(site: Path, as_: As, cast: dict[str, Person]) -> None:
    old = letter_in("issued", cast["vp"], edition_id="0" * 16)
    made = letter_in("signed", cast["vp"])
    assert "đã ban hành công văn số 147" in post(as_("duyet"), made, "issue").content.decode()
    Publication.objects.filter(pk=made.pk).update(replaces=old)
    post(as_("duyet"), made, "issue")
    old.refresh_from_db()
    assert old.state == "corrected"
    assert Event.objects.get(act="publication_corrected").detail["by_edition"] == EDITION


def test_an_unknown_act_and_an_unknown_letter_are_not_there(site: Path, as_: As, cast: dict[str, Person]) -> None:
    made = letter_in("draft", cast["vp"])
    assert as_("vp").post(f"/van-phong/cong-van/{made.pk}/xoa/").status_code == 404
    assert as_("vp").post("/van-phong/cong-van/999999/soat/", {"from_state": "draft"}).status_code == 404
    assert as_("vp").get(f"/van-phong/cong-van/{made.pk}/soat/").status_code == 405
