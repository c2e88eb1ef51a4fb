"""One box for a code in any printed form, or a pasted list of them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from phucvu.web.desk.search import split_codes

As = Callable[[str | None], Client]
OWN, OTHERS = "H52.67-230516-0273", "H52.68"


def rows_of(client: Client, text: str) -> list[str]:
    response = client.post("/ho-so/", {"ma": text})
    assert response.status_code == 200
    found = re.findall(r"<tr>(.*?)</tr>", response.content.decode(), re.S)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


@pytest.fixture
def foreign(site: Path, as_: As) -> str:
    """A dossier of Sốp Cộp."""
    rows = as_("vp").get("/don-vi/H52.68/tieu-chi/progress.on_time/failed.json?ky=2023-05").json()["rows"]
    return str(rows[0]["dossier_code"])


@pytest.mark.parametrize("text", [OWN, "000.00.67.H52-230516-0273", " h52.67 – 230516-0273 ", "H52.67-20230516-0273"])
def test_one_code_leads_to_its_page(site: Path, as_: As, text: str) -> None:
    response = as_("sm").post("/ho-so/", {"ma": text})
    assert response.headers["Location"] == f"/ho-so/{OWN}/"
    assert as_("sm").get("/ho-so/", {"ma": text}).headers["Location"] == f"/ho-so/{OWN}/"


def test_several_give_a_table(site: Path, as_: As) -> None:
    first, second = rows_of(as_("sm"), f"{OWN}\t x\nH52.67-230515-0243")[::2]
    assert first.startswith("000.00.67.H52-230516-0273 QUÁ HẠN 17:00 ngày 19/05/2023 chưa 12 ngày 13 giờ 0 phút UBND")
    assert second.startswith("000.00.67.H52-230515-0243 QUÁ HẠN")


def test_not_there_and_not_yours_look_the_same(site: Path, as_: As, foreign: str) -> None:
    theirs, nowhere, noise = rows_of(as_("sm"), f"{foreign}, H52.67-230101-9999, linh-tinh")
    assert theirs.removeprefix(foreign) == nowhere.removeprefix("H52.67-230101-9999")
    assert "Không đọc được thành mã hồ sơ" in noise
    assert rows_of(as_("sm"), foreign)[0] == theirs  # one alone leads nowhere either
    assert as_("vp").post("/ho-so/", {"ma": foreign}).status_code == 302


def test_two_hundred_codes_and_no_more(site: Path, as_: As) -> None:
    codes = [f"H52.67-230516-{number:04}" for number in range(201)]
    assert len(rows_of(as_("sm"), "\n".join(codes[:200]))) == 200
    response = as_("sm").post("/ho-so/", {"ma": "\n".join(codes)})
    assert response.status_code == 400
    assert "Danh sách có 201 mã" in response.content.decode()


def test_what_is_typed_is_shown_as_text(site: Path, as_: As) -> None:
    page = as_("sm").post("/ho-so/", {"ma": "<script>alert(1)</script>, ' OR 1=1"}).content.decode()
    assert "<script>alert" not in page
    assert as_("sm").post("/ho-so/", {"ma": "\0"}).status_code == 200


def test_codes_are_split_however_they_were_pasted() -> None:
    assert split_codes("a-1;b-2, c-3\r\nd-4\te-5 f-6 a-1") == ["a-1", "b-2", "c-3", "d-4", "e-5", "f-6"]
    assert split_codes("H52.67 - 230516 - 0273") == ["H52.67 - 230516 - 0273"]
    assert split_codes(" \n , ") == []
