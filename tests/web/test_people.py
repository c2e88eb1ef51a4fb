"""The administrator's people: opening, giving and ending posts, closing. Nobody gives themself rights."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from phucvu.web.accounts.models import Event, Person, Post
from phucvu.web.roles import Role
from web.conftest import CAST, PASSWORD, SONG_MA, SOP_COP

As = Callable[[str | None], Client]
NEW = {"username": "Lan.NT", "full_name": "  Nguyễn   Thị Lan ", "phone": "0912 345 678"}


@pytest.fixture
def admin(site: Path, as_: As, cast: dict[str, Person]) -> Client:
    for person in cast.values():
        person.set_password(PASSWORD)
        person.save()
    return as_("quan_tri")


def said(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_opening_an_account_and_giving_a_post(admin: Client) -> None:
    assert admin.post("/tai-khoan/mo/", NEW).headers["Location"] == "/tai-khoan/nguoi/lan.nt/"
    lan = Person.objects.get(username="lan.nt")
    assert (lan.full_name, lan.phone, lan.has_usable_password()) == ("Nguyễn Thị Lan", "0912 345 678", False)
    page = admin.post("/tai-khoan/nguoi/lan.nt/giao/", {"role": "unit_officer", "agency": SONG_MA}, follow=True)
    assert "Đã giao vai trò." in said(page)
    assert lan.held() == (frozenset({Role.UNIT_OFFICER}), frozenset({SONG_MA}))
    assert list(Event.objects.order_by("id").values_list("act", "by", "subject")) == [
        ("account_opened", "quan_tri", "lan.nt"),
        ("post_given", "quan_tri", "lan.nt"),
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"username": "sm"}, "Đã có tài khoản"),
        ({"username": "có dấu"}, "chữ không dấu"),
        ({"username": "../../etc"}, "chữ không dấu"),
        ({"full_name": "=HYPERLINK()"}, "công thức"),
        ({"full_name": "<script>"}, "Họ tên"),
        ({"phone": "gọi tôi"}, "Điện thoại"),
    ],
)
def test_what_cannot_be_used_is_told_beside_its_field(admin: Client, change: dict[str, str], fault: str) -> None:
    before = Person.objects.count()
    page = said(admin.post("/tai-khoan/mo/", NEW | change))
    assert fault in page
    assert "<script>" not in page
    assert Person.objects.count() == before


@pytest.mark.parametrize(
    ("post", "fault"),
    [
        ({"role": "unit_officer", "agency": ""}, "Không có đơn vị"),
        ({"role": "office", "agency": SONG_MA}, "là của cả tỉnh"),
        ({"role": "unit_officer", "agency": "H99.1"}, "H99.1"),
        ({"role": "public", "agency": ""}, "public"),
        ({"role": "office", "since": "2020-01-01"}, "đã qua"),
        ({"role": "office", "since": "01/02/2035", "until": "01/01/2035"}, "phải sau ngày bắt đầu"),
    ],
)
def test_an_unfit_post_is_refused(admin: Client, post: dict[str, str], fault: str) -> None:
    page = admin.post("/tai-khoan/nguoi/sc/giao/", post, follow=True)
    assert fault in said(page)
    assert Post.objects.filter(person__username="sc").count() == 1


def test_the_same_post_is_not_given_twice(admin: Client) -> None:
    page = admin.post("/tai-khoan/nguoi/sm/giao/", {"role": "unit_officer", "agency": SONG_MA}, follow=True)
    assert "đúng vai trò này" in said(page)


def test_a_post_to_come_gives_no_rights_yet(admin: Client, cast: dict[str, Person]) -> None:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    admin.post("/tai-khoan/nguoi/sm/giao/", {"role": "unit_head", "agency": SOP_COP, "since": day})
    assert cast["sm"].held()[1] == {SONG_MA}
    assert Post.objects.get(role="unit_head", agency_code=SOP_COP).time == "to_come"


def test_nobody_gives_themself_a_post(admin: Client, cast: dict[str, Person]) -> None:
    page = admin.post("/tai-khoan/nguoi/quan_tri/giao/", {"role": "approver"}, follow=True)
    assert "Không ai tự giao vai trò cho mình" in said(page)
    page = admin.post("/tai-khoan/nguoi/duyet/ban-giao/", {"receiver": "quan_tri"}, follow=True)
    assert "Không ai tự giao vai trò cho mình" in said(page)
    assert cast["quan_tri"].held()[0] == {Role.ADMINISTRATOR}


def test_ending_a_post_takes_the_rights_and_keeps_the_past(admin: Client, as_: As, cast: dict[str, Person]) -> None:
    post = cast["sm"].posts.get()
    unit = as_("sm")
    admin.post(f"/tai-khoan/nguoi/sm/ket-thuc/{post.pk}/", {"until": ""})
    assert cast["sm"].held()[0] == frozenset()
    assert unit.get("/don-vi/H52.67/").status_code == 403
    assert "Đã giữ" in said(admin.get("/tai-khoan/nguoi/sm/"))
    ended = Post.objects.get(pk=post.pk).until
    again = admin.post(f"/tai-khoan/nguoi/sm/ket-thuc/{post.pk}/", {"until": "2035-01-01"}, follow=True)
    assert "đã kết thúc" in said(again)
    assert Post.objects.get(pk=post.pk).until == ended


def test_a_post_of_somebody_else_is_not_ended_through_this_address(admin: Client, cast: dict[str, Person]) -> None:
    post = cast["sc"].posts.get()
    assert admin.post(f"/tai-khoan/nguoi/sm/ket-thuc/{post.pk}/").status_code == 404
    assert cast["sc"].posts.in_force().exists()


def test_the_last_administrator_stays(admin: Client, cast: dict[str, Person]) -> None:
    post = cast["quan_tri"].posts.get()
    for address in (f"ket-thuc/{post.pk}/", "dong/"):
        page = admin.post(f"/tai-khoan/nguoi/quan_tri/{address}", follow=True)
        assert "người quản trị cuối cùng" in said(page)
    assert cast["quan_tri"].held()[0] == {Role.ADMINISTRATOR}
    assert Person.objects.get(username="quan_tri").is_active


def test_somebody_who_cannot_sign_in_does_not_count_as_the_other_administrator(admin: Client) -> None:
    admin.post("/tai-khoan/mo/", NEW)
    admin.post("/tai-khoan/nguoi/lan.nt/giao/", {"role": "administrator"})
    assert "người quản trị cuối cùng" in said(admin.post("/tai-khoan/nguoi/quan_tri/dong/", follow=True))
    lan = Person.objects.get(username="lan.nt")
    lan.set_password(PASSWORD)
    lan.save()
    assert admin.post("/tai-khoan/nguoi/quan_tri/dong/").status_code == 302
    assert not Person.objects.get(username="quan_tri").is_active


def test_closing_and_reopening(admin: Client, as_: As, cast: dict[str, Person]) -> None:
    unit = as_("sm")
    admin.post("/tai-khoan/nguoi/sm/dong/")
    assert unit.get("/tai-khoan/toi/").status_code == 302
    page = admin.post("/tai-khoan/nguoi/sm/giao/", {"role": "unit_head", "agency": SONG_MA}, follow=True)
    assert "Hãy mở lại trước" in said(page)
    admin.post("/tai-khoan/nguoi/sm/mo-lai/")
    assert as_("sm").get("/tai-khoan/toi/").status_code == 200


def test_names_are_corrected_and_the_user_name_stays(admin: Client, cast: dict[str, Person]) -> None:
    admin.post("/tai-khoan/nguoi/sm/sua/", {"full_name": "Lò Văn Hạc", "phone": "", "username": "khac"})
    assert str(Person.objects.get(username="sm")) == "Lò Văn Hạc"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", set(CAST)),
        ("?q=sm_tr", {"sm_truong"}),
        ("?agency=H52.67", {"sm", "sm_truong"}),
        ("?role=office", {"vp"}),
        ("?state=waiting", {"duyet"}),
        ("?state=closed", set()),
    ],
)
def test_the_list_is_searched(admin: Client, cast: dict[str, Person], query: str, found: set[str]) -> None:
    cast["duyet"].set_unusable_password()
    cast["duyet"].save()
    page = said(admin.get(f"/tai-khoan/{query}"))
    listed = {name for name in cast if f"/tai-khoan/nguoi/{name}/" in page}
    assert listed == found


def test_own_page_shows_posts_and_acts(site: Path, as_: As) -> None:
    page = said(as_("sm").get("/tai-khoan/toi/"))
    assert "Cán bộ đơn vị" in page
    assert SONG_MA in page


def test_people_of_a_unit_see_no_people(site: Path, as_: As) -> None:
    for name in ("sm", "vp", "kiem_tra"):
        for address in ("/tai-khoan/", "/tai-khoan/nguoi/sm/", "/tai-khoan/danh-sach/"):
            assert as_(name).get(address).status_code == 403
        assert as_(name).post("/tai-khoan/nguoi/sm/giao/", {"role": "approver"}).status_code == 403
