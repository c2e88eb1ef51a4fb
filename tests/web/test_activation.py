"""One-time codes: printed once, used once, to activate an account or set a new password."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from phucvu.errors import UserError
from phucvu.web.accounts import demo
from phucvu.web.accounts.codes import ALPHABET
from phucvu.web.accounts.first import first_administrator
from phucvu.web.accounts.models import Code, Event, Person
from phucvu.web.roles import Role
from web.conftest import PASSWORD

As = Callable[[str | None], Client]
ADDRESS = "/tai-khoan/kich-hoat/"


def printed(as_: As, *names: str) -> list[str]:
    page = as_("quan_tri").post("/tai-khoan/ma/", {"chosen": names}).content.decode()
    return re.findall(r'class="code">([^<]+)<', page)


def activate(name: str, code: str, password: str = PASSWORD, again: str = "") -> tuple[int, str]:
    filled = {"username": name, "code": code, "password": password, "again": again or password}
    response = Client(headers={"accept-language": "vi"}).post(ADDRESS, filled)
    return response.status_code, response.content.decode()


@pytest.fixture(autouse=True)
def without_passwords(cast: dict[str, Person]) -> None:
    for person in cast.values():
        person.set_unusable_password()
        person.save()


def test_a_slip_activates_an_account(site: Path, as_: As, cast: dict[str, Person]) -> None:
    page = as_("quan_tri").post("/tai-khoan/ma/", {"chosen": ["sm", "sc"]})
    assert page.headers["Cache-Control"] == "private, no-store"
    text = page.content.decode()
    codes = re.findall(r'class="code">([^<]+)<', text)
    assert len(codes) == 2
    assert "http://testserver/tai-khoan/kich-hoat/" in text
    assert (timezone.localdate() + timedelta(days=14)).strftime("%d/%m/%Y") in text
    name = re.findall(r"<strong>(s[cm])</strong>", text)[0]
    assert activate(name.upper(), codes[0].lower().replace("-", " "))[0] == 302
    client = Client()
    assert client.post("/tai-khoan/dang-nhap/", {"login": name, "password": PASSWORD}).status_code == 302
    acts = list(Event.objects.order_by("id").values_list("act", "subject"))
    assert ("code_used", name) in acts
    assert acts.count(("code_made", name)) == 1


def test_a_code_is_three_groups_that_nobody_misreads_and_stands_nowhere(site: Path, as_: As) -> None:
    code = printed(as_, "sm")[0]
    assert re.fullmatch(f"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", code)
    bare = code.replace("-", "")
    assert bare not in Code.objects.get().hashed
    assert not [event for event in Event.objects.all() if bare in str(event.detail) or code in str(event.detail)]


def test_a_code_is_used_once_and_a_new_one_voids_the_old(site: Path, as_: As, cast: dict[str, Person]) -> None:
    old, new = printed(as_, "sm")[0], printed(as_, "sm")[0]
    assert activate("sm", old)[0] == 400
    assert activate("sm", new)[0] == 302
    assert activate("sm", new, "một mật khẩu khác nữa")[0] == 400
    assert Person.objects.get(username="sm").check_password(PASSWORD)


def test_the_answer_is_the_same_whatever_is_wrong(site: Path, as_: As, cast: dict[str, Person]) -> None:
    code = printed(as_, "sm")[0]
    closed = printed(as_, "sc")[0]
    Person.objects.filter(username="sc").update(is_active=False)

    def answer(name: str, code: str) -> str:
        status, text = activate(name, code)
        assert status == 400
        return re.sub(r'value="[^"]*"', "", text)

    told = {answer("khong_co", code), answer("sm", "AAAA-AAAA-AAAA"), answer("sc", closed), answer("vp", code)}
    assert len(told) == 1


def test_five_wrong_tries_end_a_code(site: Path, as_: As, cast: dict[str, Person]) -> None:
    code = printed(as_, "sm")[0]
    for _ in range(5):
        assert activate("sm", "AAAA-AAAA-AAAA")[0] == 400
    assert activate("sm", code)[0] == 400
    assert Event.objects.filter(act="code_refused", subject="sm").count() == 5


def test_one_address_is_stopped_from_guessing(site: Path, as_: As) -> None:
    answers = [activate(f"ai_do_{number}", "AAAA-AAAA-AAAA")[0] for number in range(11)]
    assert answers[-1] == 429


def test_an_old_code_is_no_good(site: Path, as_: As, cast: dict[str, Person]) -> None:
    code = printed(as_, "sm")[0]
    Code.objects.update(good_until=timezone.now() - timedelta(seconds=1))
    assert activate("sm", code)[0] == 400


def test_an_unfit_password_does_not_use_the_code_up(site: Path, as_: As, cast: dict[str, Person]) -> None:
    Person.objects.filter(username="sm").update(full_name="Lò Thị Hạnh Phúc")
    code = printed(as_, "sm")[0]
    for password, again, said in [
        ("ngắn", "", "quá ngắn"),
        (PASSWORD, "khác hẳn mật khẩu", "không giống nhau"),
        ("Lò Thị Hạnh Phúc", "", "quá giống"),
    ]:
        status, text = activate("sm", code, password, again)
        assert status == 400
        assert said in text
        assert PASSWORD not in text
    assert activate("sm", code)[0] == 302


def test_a_reset_ends_the_sessions_of_the_old_password(site: Path, as_: As, cast: dict[str, Person]) -> None:
    code = printed(as_, "sm")[0]
    old = as_("sm")
    activate("sm", code)
    assert old.get("/tai-khoan/toi/").status_code == 302


def test_a_closed_account_is_given_no_code(site: Path, as_: As, cast: dict[str, Person]) -> None:
    Person.objects.filter(username="sm").update(is_active=False)
    assert printed(as_, "sm") == []
    assert not Code.objects.exists()


def test_nobody_makes_a_code_for_themself(site: Path, as_: As) -> None:
    assert printed(as_, "quan_tri") == []
    assert not Code.objects.exists()


def test_codes_for_a_whole_page(site: Path, as_: As, cast: dict[str, Person]) -> None:
    page = as_("quan_tri").post("/tai-khoan/ma/", {"all_of_page": "1", "all": ["sm", "sc", "vp"], "chosen": ["sm"]})
    assert page.content.decode().count('class="code"') == 3


def test_the_first_administrator_of_a_fresh_site(site: Path, cast: dict[str, Person]) -> None:
    with pytest.raises(UserError, match="Đã có người quản trị"):
        first_administrator("admin")
    cast["quan_tri"].posts.update(until=timezone.now())
    code = first_administrator("Admin")
    assert first_administrator("admin") != code
    assert activate("admin", first_administrator("admin"))[0] == 302
    person = Person.objects.get(username="admin")
    assert person.held()[0] == {Role.ADMINISTRATOR}
    Client().post("/tai-khoan/dang-nhap/", {"login": "admin", "password": PASSWORD})
    with pytest.raises(UserError):
        first_administrator("admin")
    with pytest.raises(UserError):
        first_administrator("khac")


def test_people_of_the_example_exist_in_a_simulated_workspace_only(own_site: Path) -> None:
    Person.objects.all().delete()
    rows = demo.people(own_site, PASSWORD)
    assert demo.people(own_site, PASSWORD) == rows
    assert len(rows) == Person.objects.count() == 8
    assert rows[5][:2] == ("song_ma", "Cán bộ đơn vị")
    assert Client().post("/tai-khoan/dang-nhap/", {"login": "song_ma", "password": PASSWORD}).status_code == 302


def test_no_people_of_the_example_on_a_real_site(own_site: Path, cast: dict[str, Person]) -> None:
    file = own_site / "workspace.yaml"
    file.write_text(file.read_text("utf8").replace("simulated: true", "simulated: false"), "utf8")
    with pytest.raises(UserError, match="kho thật"):
        demo.people(own_site, PASSWORD)
    assert not Person.objects.filter(username="van_phong").exists()
