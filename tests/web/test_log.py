"""The log: read by the auditor only, filtered, exported; nothing in it is ever changed."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from phucvu.web.accounts import audit
from phucvu.web.accounts.models import Event, Person

As = Callable[[str | None], Client]


@pytest.fixture
def events(cast: dict[str, Person]) -> list[Event]:
    return [
        audit.record(cast["vp"], "account_opened", "moi", role="office"),
        audit.record(cast["duyet"], "post_given", "=cmd|' /C calc'!A0", note="-1+1"),
        Event.objects.create(by="", act="sign_in_failed", subject="sm", at=timezone.now() - timedelta(days=3)),
    ]


def rows(response: object) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf8")  # type: ignore[attr-defined]
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_the_newest_first_in_words(site: Path, as_: As, events: list[Event]) -> None:
    page = as_("kiem_tra").get("/nhat-ky/").content.decode()
    assert page.index("Giao vai trò</td>") < page.index("Mở tài khoản</td>") < page.index("Đăng nhập không được</td>")


def test_details_are_in_words(site: Path, as_: As, events: list[Event]) -> None:
    assert "vai trò: Văn phòng (chuẩn bị)" in as_("kiem_tra").get("/nhat-ky/").content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("?person=vp", 1),
        ("?act=post_given", 1),
        ("?subject=mo", 1),
        (f"?since={(timezone.localdate() - timedelta(days=1)).isoformat()}", 2),
        (f"?until={(timezone.localdate() - timedelta(days=1)).isoformat()}", 1),
        ("?act=nothing", 3),
    ],
)
def test_filters(site: Path, as_: As, events: list[Event], query: str, count: int) -> None:
    page = as_("kiem_tra").get(f"/nhat-ky/{query}").content.decode()
    assert page.split("<tbody>")[1].count("<tr>") == count


def test_pages_of_a_hundred(site: Path, as_: As, cast: dict[str, Person]) -> None:
    Event.objects.bulk_create(Event(by="vp", act="signed_in", subject=f"s{number}") for number in range(150))
    client = as_("kiem_tra")
    first = client.get("/nhat-ky/?person=vp").content.decode()
    assert first.split("<tbody>")[1].count("<tr>") == 100
    assert "?person=vp&amp;trang=2" in first
    assert client.get("/nhat-ky/?person=vp&trang=2").content.decode().split("<tbody>")[1].count("<tr>") == 50


def test_the_export_is_whole_harmless_and_an_event(site: Path, as_: As, events: list[Event]) -> None:
    Event.objects.bulk_create(Event(by="vp", act="signed_in", subject="") for _ in range(250))
    found = rows(as_("kiem_tra").post("/nhat-ky/nhat-ky.csv"))
    assert len(found) == 1 + 3 + 250 + 1
    assert not [cell for row in found for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert "'=cmd|' /C calc'!A0" in {row[4] for row in found}
    assert Event.objects.filter(act="log_exported", by="kiem_tra").count() == 1


def test_the_export_keeps_to_the_filter(site: Path, as_: As, events: list[Event]) -> None:
    found = rows(as_("kiem_tra").post("/nhat-ky/nhat-ky.csv", {"person": "vp"}))
    assert [row[1] for row in found[1:]] == ["vp"]
    assert Event.objects.get(act="log_exported").detail == {"person": "vp"}


@pytest.mark.parametrize("name", ["sm", "vp", "duyet", "chu_tich", "quan_tri"])
def test_nobody_else_reads_it(site: Path, as_: As, name: str) -> None:
    assert as_(name).get("/nhat-ky/").status_code == 403
    assert as_(name).post("/nhat-ky/nhat-ky.csv").status_code == 403


def test_an_export_by_a_link_is_refused(site: Path, as_: As) -> None:
    assert as_("kiem_tra").get("/nhat-ky/nhat-ky.csv").status_code == 405


def test_the_database_itself_keeps_events(site: Path, events: list[Event]) -> None:
    if connection.vendor == "sqlite":  # the tests' database lets events be deleted (conftest)
        kept = import_module("phucvu.web.accounts.migrations.0002_kept_and_shared")
        with connection.cursor() as cursor:
            cursor.execute(kept.SQLITE[1])
    for change in (lambda: Event.objects.update(by="khac"), lambda: Event.objects.all().delete()):
        with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
            change()
    assert Event.objects.count() == 3


def test_the_site_has_no_way_to_change_an_event(events: list[Event]) -> None:
    with pytest.raises(TypeError):
        events[0].save()
    with pytest.raises(TypeError):
        events[0].delete()


def test_behind_a_proxy_the_address_is_the_clients(site: Path, as_: As, settings: object) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]
    headers = {"x-forwarded-for": "6.6.6.6, 203.0.113.9"}
    Client().post("/tai-khoan/dang-nhap/", {"login": "sm", "password": "sai"}, headers=headers)
    assert Event.objects.get(act="sign_in_failed").address == "203.0.113.9"
