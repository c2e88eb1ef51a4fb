"""Reminding: who is to be reminded, messages to paste, ticked as sent by whom; printed slips; contacts."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from phucvu.errors import UserError
from phucvu.web.accounts.models import Event, Person
from phucvu.web.followup import queries
from phucvu.web.followup.actions import answering, telling
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.followup.models import Contact, Message, Request
from phucvu.web.followup.reminding.texts import text
from phucvu.web.office.models import Publication

As = Callable[[str | None], Client]
PAGE = "/van-phong/nhac/"


@pytest.fixture
def asked(issued: Publication, cast: dict[str, Person], later: Callable[[int], datetime]) -> Request:
    """Sốp Cộp is asked about 29 dossiers; the deadline is in a week."""
    return next(each for each in open_register(issued, cast["duyet"], later(7)) if each.agency_code == "H52.68")


def test_a_reminder_tells_counts_deadline_and_page_and_nothing_else(asked: Request) -> None:
    told = text(asked, "before", "https://chiso.example")
    assert "UBND huyện Sốp Cộp: còn 29/29 hồ sơ quá hạn chưa giải trình" in told
    assert "Công văn số 147/VPUB-KSTTHC ngày 02/06/2023, tháng 05/2023" in told
    assert "ngày làm việc)" in told
    assert "https://chiso.example/" in told
    assert told.startswith("[SỐ LIỆU MÔ PHỎNG]")
    assert not any(case.printed_code in told for case in asked.cases.all())


def test_it_stays_short_whatever_the_unit_is_called(asked: Request) -> None:
    asked.agency_name = "Ủy ban nhân dân xã " * 10
    asked.publication.number = "1" * 40
    for kind in telling.KINDS:
        assert len(text(asked, kind, "https://theo-doi-giai-trinh.chi-so.mot-tinh-dai-ten.example")) < 600


def test_after_the_deadline_it_says_so(asked: Request, later: Callable[[int], datetime]) -> None:
    Request.objects.update(deadline_at=later(-2))
    asked.refresh_from_db()
    assert "đã quá hạn" in text(asked, "after", "")
    assert {kind for _, kind, *_ in queries.to_remind()} == {"after"}


def test_who_answered_all_is_not_reminded(asked: Request, cast: dict[str, Person]) -> None:
    assert len(queries.to_remind()) == 13
    answering.answer(cast["sc"], asked, list(asked.cases.all()), answering.Given("staff", "Thiếu người."))
    assert "H52.68" not in {each.agency_code for each, *_ in queries.to_remind()}


def test_the_office_prepares_copies_and_ticks(asked: Request, as_: As, cast: dict[str, Person]) -> None:
    client = as_("vp")
    assert "Sốp Cộp" in client.get(PAGE).content.decode()
    chosen = {"lam": "soan", "lan": "before", "cach": "zalo", "yeu-cau": asked.pk}
    assert "Đã soạn 1 tin" in client.post(PAGE, chosen, follow=True).content.decode()
    client.post(PAGE, chosen)  # once more: still one message of this kind and way
    message = Message.objects.get()
    page = client.get(PAGE).content.decode()
    assert "http://testserver/" in message.text
    assert "Nội dung để chép" in page
    as_("duyet").post(PAGE, {"lam": "da-gui", "tin": message.pk})
    message.refresh_from_db()
    assert (message.state, message.sent_by) == ("sent", cast["duyet"])
    assert message.sent_at is not None
    assert Event.objects.filter(act="message.send").count() == 1


def test_whoever_was_reminded_may_be_reminded_again(asked: Request, as_: As) -> None:
    client, chosen = as_("vp"), {"lam": "soan", "lan": "before", "cach": "zalo", "yeu-cau": asked.pk}
    for number in (1, 2):
        client.post(PAGE, chosen)
        unsent = Message.objects.exclude(state="sent").get()
        client.post(PAGE, {"lam": "da-gui", "tin": unsent.pk})
        assert Message.objects.filter(state="sent").count() == number


def test_what_was_ticked_cannot_be_ticked_again(asked: Request, as_: As) -> None:
    client = as_("vp")
    client.post(PAGE, {"lam": "soan", "lan": "before", "cach": "zalo", "yeu-cau": asked.pk})
    message = Message.objects.get()
    for _ in range(2):
        page = client.post(PAGE, {"lam": "da-gui", "tin": message.pk}, follow=True).content.decode()
    assert "Hãy tải lại trang" in page
    assert Event.objects.filter(act="message.send").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"lam": "xoa-het"},
        {"lam": "soan"},
        {"lam": "soan", "lan": "before", "cach": "bo-cau"},
        {"lam": "soan", "lan": "after", "cach": "zalo", "yeu-cau": "1"},  # it is not after the deadline
        {"lam": "soan", "lan": "before", "cach": "zalo", "yeu-cau": "' OR 1=1"},
        {"lam": "da-gui", "tin": "99999999"},
        {"lam": "gui-thu", "tin": "abc"},
    ],
)
def test_wrong_use_is_told_and_changes_nothing(asked: Request, as_: As, wrong: dict[str, str]) -> None:
    page = as_("vp").post(PAGE, wrong, follow=True)
    assert "message error" in page.content.decode()
    assert not Message.objects.exists()


def test_a_link_in_a_message_is_the_sites_own_address(asked: Request, as_: As, settings: Any) -> None:
    settings.SITE_URL = "https://chiso.example"
    as_("vp").post(PAGE, {"lam": "soan", "lan": "before", "cach": "zalo", "yeu-cau": asked.pk})
    assert "https://chiso.example/" in Message.objects.get().text


def test_nobody_but_the_office_tells(asked: Request, cast: dict[str, Person]) -> None:
    for name in ("sm", "sm_truong", "chu_tich", "kiem_tra", "quan_tri"):
        with pytest.raises(UserError, match="văn phòng"):
            telling.prepare(cast[name], {asked: "…"}, "before", "zalo")
    assert not Message.objects.exists()


def test_slips_one_per_unit(asked: Request, as_: As) -> None:
    client = as_("vp")
    every = [each.pk for each, *_ in queries.to_remind()]
    client.post(PAGE, {"lam": "soan", "lan": "before", "cach": "print", "yeu-cau": every})
    assert client.get(reverse("slips")).content.decode().count('class="slip"') == 13


def test_contacts_are_kept_by_the_office(site: Path, as_: As) -> None:
    client, page = as_("vp"), "/van-phong/lien-he/"
    assert "Sông Mã" in client.get(page, {"don-vi": "H52.67"}).content.decode()
    given = {"don-vi": "H52.67", "name": "Đầu mối", "phone": "0212 3836 001", "email": "mot-cua@songma.example"}
    assert "mot-cua@songma.example" in client.post(page, given, follow=True).content.decode()
    assert Contact.objects.get().agency_code == "H52.67"
    event = Event.objects.get(act="contact.save")
    assert (event.subject, event.detail) == ("H52.67", {})


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"phone": "gọi sau"}, 200),
        ({"email": "không phải địa chỉ"}, 200),
        ({"email": "a@b.example\nBcc: x@y.example"}, 200),
        ({"don-vi": "H99.1"}, 404),
    ],
)
def test_a_contact_that_cannot_be_is_told(site: Path, as_: As, given: dict[str, str], code: int) -> None:
    response = as_("vp").post("/van-phong/lien-he/", {"don-vi": "H52.67", **given})
    assert response.status_code == code
    assert not Contact.objects.exists()


def test_broken_promises_are_listed(
    asked: Request, as_: As, cast: dict[str, Person], later: Callable[[int], datetime]
) -> None:
    case = asked.cases.filter(part="B").first() or asked.cases.all()[0]
    type(case).objects.filter(pk=case.pk).update(part="B", new_promised_at=later(-1), new_promises=1)
    for address in ("broken_promises", "broken_promises_csv"):
        assert case.printed_code in as_("chu_tich").get(reverse(address)).content.decode()
