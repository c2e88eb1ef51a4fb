"""A second factor: set up with a QR code, asked when signing in, demanded of some roles."""

import re
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from phucvu.web.accounts.models import Event, Person
from phucvu.web.setup import second_factor_roles
from web.conftest import PASSWORD

ON = "/tai-khoan/hai-lop/bat/"


@pytest.fixture
def people(cast: dict[str, Person]) -> dict[str, Person]:
    for person in cast.values():
        person.set_password(PASSWORD)
        person.save()
    return cast


@pytest.fixture
def real_site(own_site: Path, settings: Any) -> Path:
    """A workspace that is not simulated, of a site that demands a second factor."""
    file = own_site / "workspace.yaml"
    file.write_text(file.read_text("utf8").replace("simulated: true", "simulated: false"), "utf8")
    settings.SECOND_FACTOR_ROLES = ["office", "approver", "administrator"]
    return own_site


def sign_in(name: str) -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.post("/tai-khoan/dang-nhap/", {"login": name, "password": PASSWORD})
    return client


def code_of(secret: str, ahead: int = 0) -> str:
    """The code a phone shows now; ``ahead``: one whose clock is so many steps of half a minute ahead."""
    _before, now, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now + ahead))


def set_up(client: Client) -> str:
    """Say again who one is, look at the QR code, type the code. The secret."""
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD, "next": ON})
    page = client.get(ON).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found
    client.post(ON, {"code": code_of(found[1])})
    return found[1]


def test_setting_it_up_needs_the_password_again(site: Path, people: dict[str, Person]) -> None:
    response = sign_in("sm").get(ON)
    assert response.headers["Location"].startswith("/tai-khoan/xac-nhan/")


def test_the_qr_code_obeys_the_policy_of_content(site: Path, people: dict[str, Person]) -> None:
    client = sign_in("sm")
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD, "next": ON})
    response = client.get(ON)
    assert "img-src 'self' data:" in response.headers["Content-Security-Policy"]
    assert " style=" not in response.content.decode()


def test_signing_in_asks_for_the_code(
    site: Path, people: dict[str, Person], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_up(sign_in("sm"))
    assert Event.objects.filter(act="second_factor_added", subject="sm").exists()
    client = sign_in("sm")
    assert client.get("/tai-khoan/toi/").status_code == 302
    assert "Mã không đúng" in client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": "000000"}).content.decode()
    assert Event.objects.filter(act="second_factor_failed", subject="sm").count() == 1
    spare = Authenticator.objects.get(user=people["sm"], type="recovery_codes").wrap().get_unused_codes()[0]
    assert client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": spare}).status_code == 302
    assert client.get("/tai-khoan/toi/").status_code == 200
    again = sign_in("sm")
    again.post("/tai-khoan/hai-lop/nhap-ma/", {"code": spare})
    assert again.get("/tai-khoan/toi/").status_code == 302


@pytest.mark.parametrize(("ahead", "status"), [(1, 302), (-4, 200)])
def test_a_phone_s_clock_may_be_half_a_minute_wrong_and_no_more(
    site: Path, people: dict[str, Person], ahead: int, status: int
) -> None:
    secret = set_up(sign_in("sm"))
    client = sign_in("sm")
    assert client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": code_of(secret, ahead)}).status_code == status
    assert client.get("/tai-khoan/toi/").status_code == (200 if status == 302 else 302)


def test_guessing_codes_is_stopped(site: Path, people: dict[str, Person]) -> None:
    set_up(sign_in("sm"))
    client = sign_in("sm")
    answers = [client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": "000000"}).status_code for _ in range(6)]
    assert answers[-1] == 429


@pytest.mark.parametrize("name", ["vp", "duyet", "quan_tri"])
def test_roles_that_need_it_set_it_up_before_anything_else(
    real_site: Path, people: dict[str, Person], name: str
) -> None:
    client = sign_in(name)
    for address in ("/vao/", "/tai-khoan/toi/", "/tai-khoan/", "/"):
        assert client.get(address).headers["Location"] == ON
    assert client.post("/tai-khoan/mo/", {"username": "moi", "full_name": "Người Mới"}).headers["Location"] == ON
    assert not Person.objects.filter(username="moi").exists()
    assert client.get("/suc-khoe/").status_code == 200
    set_up(client)
    assert client.get("/tai-khoan/toi/").status_code == 200


def test_who_must_have_it_cannot_turn_it_off(real_site: Path, people: dict[str, Person]) -> None:
    client = sign_in("vp")
    set_up(client)
    response = client.post("/tai-khoan/hai-lop/tat/")
    assert "không tắt được" in response.content.decode()
    assert Authenticator.objects.filter(user=people["vp"], type="totp").exists()


def test_the_demand_of_it_leaves_a_way_out(real_site: Path, people: dict[str, Person]) -> None:
    client = sign_in("vp")
    assert client.post("/tai-khoan/thoat/").status_code == 302
    assert client.get(ON).headers["Location"].startswith("/tai-khoan/")


def test_other_roles_are_not_sent_there(real_site: Path, people: dict[str, Person]) -> None:
    assert sign_in("sm").get("/tai-khoan/toi/").status_code == 200


def test_a_simulated_workspace_never_demands_it(site: Path, people: dict[str, Person], settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["office", "approver", "administrator"]
    assert sign_in("vp").get("/tai-khoan/toi/").status_code == 200


def test_the_roles_are_those_of_the_environment() -> None:
    assert second_factor_roles({}, is_https=False) == []
    assert second_factor_roles({}, is_https=True) == ["office", "approver", "administrator"]
    assert second_factor_roles({"PHUCVU_SECOND_FACTOR": ""}, is_https=True) == []
    assert second_factor_roles({"PHUCVU_SECOND_FACTOR": "auditor, chairman"}, is_https=False) == ["auditor", "chairman"]
    with pytest.raises(ValueError, match="aprover"):
        second_factor_roles({"PHUCVU_SECOND_FACTOR": "aprover"}, is_https=True)


def test_nobody_drops_their_own_without_the_password(site: Path, people: dict[str, Person]) -> None:
    client = sign_in("quan_tri")
    set_up(client)
    client.post("/tai-khoan/nguoi/quan_tri/bo-hai-lop/")
    assert Authenticator.objects.filter(user=people["quan_tri"], type="totp").exists()


def test_the_administrator_helps_who_lost_the_phone(site: Path, people: dict[str, Person]) -> None:
    set_up(sign_in("sm"))
    sign_in("quan_tri").post("/tai-khoan/nguoi/sm/bo-hai-lop/")
    assert sign_in("sm").get("/tai-khoan/toi/").status_code == 200
    assert Event.objects.get(act="second_factor_removed").by == "quan_tri"


def enter(client: Client, secret: str) -> Any:
    return client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": code_of(secret)})


def test_secrets_lie_sealed_in_the_database(site: Path, people: dict[str, Person]) -> None:
    secret = set_up(sign_in("sm"))
    for kept in Authenticator.objects.filter(user=people["sm"]).values_list("data", flat=True):
        assert all(value.startswith("kin:") for name, value in kept.items() if name in ("secret", "seed"))
        assert secret not in str(kept)
    assert enter(sign_in("sm"), secret).headers["Location"] == "/vao/"


def test_a_secret_from_before_still_opens_the_door(site: Path, people: dict[str, Person]) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    Authenticator.objects.create(user=people["sm"], type="totp", data={"secret": secret})
    assert enter(sign_in("sm"), secret).headers["Location"] == "/vao/"


def test_another_key_of_the_site_is_told(site: Path, people: dict[str, Person], settings: Any) -> None:
    secret = set_up(sign_in("sm"))
    settings.SECRET_KEY = "khoa-khac" * 8
    response = enter(sign_in("sm"), secret)
    assert response.status_code == 400
    assert "web.key" in response.content.decode()
