"""Signing in by user name and password; nothing is asked about e-mail, nobody signs up."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from phucvu.web.accounts.models import Event, Person
from web.conftest import PASSWORD

LOGIN = "/tai-khoan/dang-nhap/"
CHANGE = "/tai-khoan/mat-khau/"


@pytest.fixture
def sm(site: Path, cast: dict[str, Person]) -> Person:
    cast["sm"].set_password(PASSWORD)
    cast["sm"].save()
    return cast["sm"]


def sign_in(client: Client, name: str = "sm", password: str = PASSWORD) -> int:
    return client.post(LOGIN, {"login": name, "password": password}, headers={"accept-language": "vi"}).status_code


def test_the_page_asks_for_name_and_password_only(sm: Person) -> None:
    page = Client().get(LOGIN).content.decode()
    assert 'name="login"' in page
    assert "Tên tài khoản" in page
    assert "mail" not in page.lower()
    assert "Đăng nhập bằng" not in page


def test_signing_in_and_out_are_events(sm: Person) -> None:
    client = Client()
    assert sign_in(client) == 302
    assert client.get("/vao/").headers["Location"] == "/don-vi/H52.67/"
    client.post("/tai-khoan/thoat/")
    assert client.get("/tai-khoan/toi/").status_code == 302
    assert list(Event.objects.order_by("id").values_list("act", "by", "address")) == [
        ("signed_in", "sm", "127.0.0.1"),
        ("signed_out", "sm", "127.0.0.1"),
    ]


def test_the_name_in_capitals_is_the_same_name(sm: Person) -> None:
    assert sign_in(Client(), " SM ") == 302


def test_after_signing_out_comes_the_page_to_sign_in(sm: Person) -> None:
    client = Client(headers={"accept-language": "vi"})
    sign_in(client)
    page = client.post("/tai-khoan/thoat/", follow=True)
    assert page.redirect_chain == [(LOGIN, 302)]
    assert "Bạn đã thoát." in page.content.decode()


def test_somebody_without_a_post_sees_their_own_page_and_nothing_else(sm: Person) -> None:
    sm.posts.all().delete()
    client = Client(headers={"accept-language": "vi"})
    sign_in(client)
    page = client.get("/vao/", follow=True).content.decode()
    assert "Bạn chưa được giao vai trò" in page
    for address in ("/don-vi/", "/van-phong/", "/tai-khoan/", "/nhat-ky/", "/lanh-dao/"):
        assert client.get(address).status_code == 403


def test_a_failure_is_an_event_without_what_was_typed(sm: Person) -> None:
    for name in ("sm", "toi-go-nham-mat-khau"):
        response = Client(headers={"accept-language": "vi"}).post(LOGIN, {"login": name, "password": "bí mật gõ nhầm"})
        assert "Tên tài khoản hoặc mật khẩu không đúng." in response.content.decode()
    events = list(Event.objects.order_by("id").values_list("act", "subject", "by"))
    assert events == [("sign_in_failed", "sm", ""), ("sign_in_failed", "", "")]
    assert not [event for event in Event.objects.all() if "bí mật" in str(event.detail)]


def test_too_many_failures_answer_429_with_a_sentence(sm: Person) -> None:
    for _ in range(5):
        assert sign_in(Client(), password="sai") == 200
    response = Client(headers={"accept-language": "vi"}).post(LOGIN, {"login": "sm", "password": PASSWORD})
    assert response.status_code == 429
    assert "Hãy đợi năm phút" in response.content.decode()


def test_too_many_requests_of_any_kind_answer_429(sm: Person) -> None:
    codes = [Client().post(LOGIN, {}).status_code for _ in range(31)]
    assert codes[-1] == 429


def test_a_strange_host_name_is_refused_in_plain_words(sm: Person) -> None:
    response = Client().get(LOGIN, headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "không hợp lệ" in response.content.decode()


def test_nothing_of_sign_up_or_email_has_an_address(sm: Person) -> None:
    for address in ("signup/", "email/", "password/reset/", "login/code/", "3rdparty/", "login/"):
        assert Client().get(f"/tai-khoan/{address}").status_code == 404


def test_a_session_ends_twelve_hours_after_signing_in(sm: Person) -> None:
    client = Client()
    sign_in(client)
    left = Session.objects.get(pk=client.session.session_key).expire_date - timezone.now()
    assert timedelta(hours=11, minutes=58) < left <= timedelta(hours=12)
    assert "expires" in client.cookies["sessionid"]


def test_a_changed_password_ends_every_other_session(sm: Person) -> None:
    here, elsewhere = Client(), Client()
    assert sign_in(here) == sign_in(elsewhere) == 302
    new = "một câu mật khẩu khác"
    here.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/tai-khoan/toi/").status_code == 200
    assert elsewhere.get("/tai-khoan/toi/").status_code == 302
    assert sign_in(Client()) == 200
    assert sign_in(Client(), password=new) == 302
    assert Event.objects.filter(act="password_changed", by="sm").count() == 1


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("sai", "một câu mật khẩu khác", "một câu mật khẩu khác", "Mật khẩu hiện tại không đúng."),
        (PASSWORD, "ngắn", "ngắn", "Mật khẩu quá ngắn: cần ít nhất 10 ký tự."),
        (PASSWORD, "một câu mật khẩu khác", "một câu khác nữa", "không giống nhau"),
    ],
)
def test_an_unfit_new_password_is_told(sm: Person, old: str, new: str, again: str, said: str) -> None:
    client = Client(headers={"accept-language": "vi"})
    sign_in(client)
    response = client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": again})
    assert said in response.content.decode()
    assert sign_in(Client()) == 302


def test_a_closed_account_is_out_at_once_and_stays_out(sm: Person) -> None:
    client = Client()
    sign_in(client)
    Person.objects.filter(pk=sm.pk).update(is_active=False)
    assert client.get("/tai-khoan/toi/").status_code == 302
    response = Client().post(LOGIN, {"login": "sm", "password": PASSWORD}, follow=True)
    assert "đã đóng" in response.content.decode()


def test_signing_in_leads_to_no_other_host(sm: Person) -> None:
    response = Client().post(f"{LOGIN}?next=https://elsewhere.example/", {"login": "sm", "password": PASSWORD})
    assert response.headers["Location"] == "/vao/"


WITH_PROVIDER = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
assert (app["client_id"], app["secret"]) == ("phucvu", "điều bí mật"), app
answer = Client(headers={"accept-language": "vi", "host": "localhost"}).get("/tai-khoan/dang-nhap/")
assert "form-action 'self' https://danhtinh.example;" in answer.headers["Content-Security-Policy"]
page = answer.content.decode()
assert "Đăng nhập bằng Danh tính Sơn La" in page, page
assert "/tai-khoan/qua/tinh/" in page

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.http import HttpRequest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth.models import AnonymousUser
from phucvu.web.accounts.models import Person
from phucvu.web.accounts.openid import ByUserName

def arrive(name, uid):
    request = HttpRequest(); request.META["SERVER_NAME"], request.META["SERVER_PORT"] = "localhost", "80"
    request.session = SessionStore(); request.user = AnonymousUser()
    request.is_public_on = lambda: False
    account = SocialAccount(provider="tinh", uid=uid, extra_data={"userinfo": {"preferred_username": name}})
    login = SocialLogin(user=Person(username=name), account=account)
    login.lookup()
    try:
        ByUserName().pre_social_login(request, login)
    except ImmediateHttpResponse as refused:
        return refused.response.status_code
    return login.user.username

Person.objects.create(username="vp", full_name="VP")
Person.objects.create(username="khac", full_name="K")
assert arrive("nobody", "1") == 403
assert Person.objects.count() == 2
assert arrive("VP", "2") == "vp"
assert arrive("vp", "2") == "vp"
assert arrive("vp", "3") == 403
assert arrive("khac", "2") == 403
Person.objects.filter(username="vp").update(is_active=False)
assert arrive("vp", "2") == 403
"""


def test_an_identity_provider_is_offered_once_set_and_makes_nobody(own_site: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("điều bí mật\n", "utf8")
    environment = {
        "PYTHONPATH": ":".join(sys.path),
        "DJANGO_SETTINGS_MODULE": "phucvu.web.settings",
        "PHUCVU_HOME": str(own_site),
        "PHUCVU_OIDC_ISSUER": "https://danhtinh.example/realms/tinh",
        "PHUCVU_OIDC_CLIENT": "phucvu",
        "PHUCVU_OIDC_SECRET_FILE": str(tmp_path / "secret"),
        "PHUCVU_OIDC_NAME": "Danh tính Sơn La",
    }
    command = [sys.executable, "-c", WITH_PROVIDER]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
