"""E-mail of reminders by a real mail server on loopback: delivered, refused, down; quiet hours; nothing told, none."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from smtp_server import Server, smtp_server

from phucvu.errors import UserError
from phucvu.web.accounts.models import Event, Person
from phucvu.web.followup.actions import telling
from phucvu.web.followup.models import Contact, Message, Request
from phucvu.web.followup.reminding import hours, mailing, views
from phucvu.web.office.models import Publication
from phucvu.web.setup import Smtp, smtp

As = Callable[[str | None], Client]
WORKING = datetime(2026, 11, 25, 9, 0)  # a Wednesday
NIGHT, SUNDAY, DAWN = datetime(2026, 11, 25, 21, 0), datetime(2026, 11, 22, 10, 0), datetime(2026, 11, 25, 6, 29)


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with smtp_server() as running:
        settings.SMTP = Smtp("127.0.0.1", running.port, tls="none", sender="vanphong@tinh.example")
        yield running


@pytest.fixture
def message(site: Any, cast: dict[str, Person]) -> Message:
    return _message(cast, "H52.68", "mot-cua@sopcop.example")


def _message(cast: dict[str, Person], agency: str, email: str) -> Message:
    made, _ = Publication.objects.get_or_create(
        edition_id="0" * 16, defaults={"period": "2023-05", "profile": "vpubnd", "prepared_by": cast["vp"]}
    )
    asked = Request.objects.create(publication=made, agency_code=agency, agency_name=f"UBND {agency}")
    Contact.objects.create(agency_code=agency, email=email)
    told = telling.prepare(cast["vp"], {asked: "Còn 3 hồ sơ chưa giải trình."}, "before", "email")[0]
    telling.ask_mail(cast["vp"], [told])
    return told


def test_delivered(server: Server, message: Message, cast: dict[str, Person]) -> None:
    assert mailing.send_waiting(WORKING) == (1, 0)
    message.refresh_from_db()
    assert (message.state, message.sent_by, message.asked_at) == ("sent", cast["vp"], None)
    (mail,) = server.taken
    assert (mail["To"], mail["From"]) == ("mot-cua@sopcop.example", "vanphong@tinh.example")
    assert "Còn 3 hồ sơ" in mail.get_content()
    assert Event.objects.filter(act="message.send").count() == 1
    assert mailing.send_waiting(WORKING) == (0, 0)  # never twice


def test_refused_by_the_server_is_shown_and_may_go_again(
    server: Server, message: Message, as_: As, cast: dict[str, Person]
) -> None:
    Message.objects.update(address="khong-co@sopcop.example")
    assert mailing.send_waiting(WORKING) == (0, 1)
    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("failed", None)
    assert "mã 550" in as_("vp").get("/van-phong/nhac/").content.decode()
    telling.ask_mail(cast["vp"], [message])
    assert mailing.send_waiting(WORKING) == (0, 1)  # failed once more
    Message.objects.update(address="mot-cua@sopcop.example")
    telling.ask_mail(cast["vp"], [message])
    assert mailing.send_waiting(WORKING) == (1, 0)


def test_one_bad_address_does_not_hold_up_the_others(server: Server, message: Message, cast: dict[str, Person]) -> None:
    _message(cast, "H52.1", "khong-co@mot.example")
    _message(cast, "H52.2", "hai@hai.example")
    assert mailing.send_waiting(WORKING) == (2, 1)


def test_a_server_that_is_down(site: Any, settings: Any, message: Message) -> None:
    with smtp_server() as gone:
        port = gone.port
    settings.SMTP = Smtp("127.0.0.1", port, tls="none", sender="vanphong@tinh.example")
    assert mailing.send_waiting(WORKING) == (0, 1)
    message.refresh_from_db()
    assert message.state == "failed"
    assert "Không kết nối được máy chủ thư" in message.failure


def test_a_batch_is_of_twenty(server: Server, site: Any, cast: dict[str, Person]) -> None:
    for number in range(23):
        _message(cast, f"H52.{number}", f"u{number}@tinh.example")
    assert mailing.send_waiting(WORKING) == (20, 0)
    assert mailing.send_waiting(WORKING) == (3, 0)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (NIGHT, datetime(2026, 11, 26, 6, 30)),
        (DAWN, datetime(2026, 11, 25, 6, 30)),
        (SUNDAY, datetime(2026, 11, 23, 6, 30)),
        (datetime(2026, 11, 24, 10, 0), datetime(2026, 11, 25, 6, 30)),  # a Tuesday, the Day of Vietnamese Culture
        (datetime(2026, 11, 27, 23, 0), datetime(2026, 11, 30, 6, 30)),  # a Friday night: Monday
    ],
)
def test_quiet_hours_and_days_off(server: Server, message: Message, at: datetime, until: datetime) -> None:
    assert hours.quiet_until(at) == until
    assert mailing.send_waiting(at) == (0, 0)
    assert server.calls == 0
    message.refresh_from_db()
    assert (message.state, message.asked_at is not None) == ("prepared", True)


def test_it_may_go_by_day() -> None:
    assert (smtp({}), smtp({"PHUCVU_SMTP_HOST": "mail"})) == (None, None)
    told = smtp({"PHUCVU_SMTP_HOST": "mail", "PHUCVU_SMTP_FROM": "a@b.example", "PHUCVU_SMTP_TLS": "ssl"})
    assert told == Smtp("mail", 465, tls="ssl", sender="a@b.example")


def test_by_day_the_button_sends(server: Server, message: Message, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "quiet_until", lambda at=None: None)  # the clock of the test's machine may be at night
    monkeypatch.setattr(views, "quiet_until", lambda at=None: None)
    page = as_("vp").post("/van-phong/nhac/", {"lam": "gui-thu", "tin": message.pk}, follow=True).content.decode()
    assert "Đã gửi 1 thư" in page
    assert len(server.taken) == 1


def test_at_night_the_button_tells_until_when_it_waits(
    server: Server, message: Message, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning = datetime(2026, 11, 25, 6, 30)
    monkeypatch.setattr(views, "quiet_until", lambda at=None: morning)
    page = as_("vp").post("/van-phong/nhac/", {"lam": "gui-thu", "tin": message.pk}, follow=True).content.decode()
    assert "thư chờ đến 06:30 ngày 25/11/2026" in page
    assert server.calls == 0


def test_without_a_mail_server_there_is_no_mail_and_the_page_says_so(message: Message, as_: As) -> None:
    assert mailing.send_waiting(WORKING) == (0, 0)
    client = as_("vp")
    assert "Chưa cấu hình máy chủ thư" in client.get("/van-phong/nhac/").content.decode()
    page = client.post("/van-phong/nhac/", {"lam": "gui-thu", "tin": message.pk}, follow=True).content.decode()
    assert "không gửi được thư điện tử" in page


def test_a_unit_without_address_gets_no_mail(message: Message, cast: dict[str, Person]) -> None:
    asked = Request.objects.create(publication=message.request.publication, agency_code="H52.9", agency_name="Xã Chín")
    with pytest.raises(UserError, match="Xã Chín chưa có địa chỉ thư"):
        telling.prepare(cast["vp"], {asked: "…"}, "before", "email")


def test_two_processes_never_send_the_same(server: Server, message: Message) -> None:
    assert len(telling.take(20)) == 1
    assert telling.take(20) == []
    assert mailing.send_waiting(WORKING) == (0, 0)
