"""The month of the office: what is done, what is missing, who did it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from office_letters import EDITION, letter_in

from phucvu.main.status import lake_version
from phucvu.web.accounts import audit
from phucvu.web.accounts.models import Event, Person
from phucvu.web.office.models import Mark

As = Callable[[str | None], Client]


def states(client: Client, period: str = "2023-05") -> dict[str, str]:
    return {step["name"]: step["state"] for step in client.get(f"/van-phong/thang.json?ky={period}").json()["steps"]}


def test_a_month_before_any_tick_and_letter(site: Path, as_: As) -> None:
    found = states(as_("vp"))
    assert found == {
        "data": "done",
        "units": "done",
        "checks": "missing",
        "reading": "done",
        "review": "missing",
        "draft": "missing",
        "checked": "not_yet",
        "submitted": "not_yet",
        "signed": "not_yet",
        "issued": "not_yet",
    }


def test_the_page_says_what_is_missing_and_where_it_is_done(site: Path, as_: As) -> None:
    page = as_("vp").get("/van-phong/?ky=2023-05").content.decode()
    assert "Việc cần làm bây giờ:" in page
    assert "Kiểm tra dữ liệu" in page
    assert "/van-phong/kiem-tra/" in page
    assert "16:30 ngày 31/05/2023" in page  # when the official figures were read
    assert "Văn phòng UBND tỉnh Sơn La" in page  # who read them


def test_a_month_without_data_waits_for_data(site: Path, as_: As) -> None:
    found = states(as_("vp"), "2023-09")
    assert found["data"] == "missing"
    assert found["draft"] == "not_yet"


def test_a_tick_is_kept_with_the_lake_version_and_an_event(site: Path, as_: As) -> None:
    response = as_("vp").post("/van-phong/danh-dau/", {"ky": "2023-05", "step": "review"})
    assert response.headers["Location"] == "/van-phong/?ky=2023-05"
    mark = Mark.objects.get()
    assert (mark.step, mark.lake_version, mark.by.username) == ("review", lake_version(site), "vp")
    assert Event.objects.get(act="step_marked").detail["period"] == "2023-05"
    assert states(as_("vp"))["review"] == "done"


def test_a_tick_is_out_of_date_when_the_lake_changed_since(site: Path, as_: As, cast: dict[str, Person]) -> None:
    Mark.objects.create(period="2023-05", step="checks", by=cast["vp"], lake_version=lake_version(site) - 1)
    page = as_("vp").get("/van-phong/?ky=2023-05").content.decode()
    assert states(as_("vp"))["checks"] == "missing"
    assert "Dữ liệu đã thay đổi sau lần đánh dấu này" in page


def test_an_unknown_step_is_told_and_not_kept(site: Path, as_: As) -> None:
    response = as_("vp").post("/van-phong/danh-dau/", {"ky": "2023-05", "step": "issued"})
    assert response.status_code == 400
    assert not Mark.objects.exists()


@pytest.mark.parametrize(
    ("state", "done"), [("draft", 1), ("checked", 2), ("submitted", 3), ("signed", 4), ("issued", 5)]
)
def test_the_letter_brings_its_steps_along(site: Path, as_: As, cast: dict[str, Person], state: str, done: int) -> None:
    made = letter_in(state, cast["vp"])
    audit.record(cast["vp"], "publication_made", f"publication/{made.pk}")
    response = as_("duyet").get("/van-phong/thang.json?ky=2023-05").json()
    letter = response["steps"][5:]
    assert [step["state"] for step in letter].count("done") == done
    assert [step["state"] for step in letter[done : done + 1]] == ["missing"] * (done < 5)
    assert letter[0]["by"] == "vp"
    assert EDITION in letter[0]["sentence"]


def test_an_unreadable_period_is_told(site: Path, as_: As) -> None:
    response = as_("vp").get("/van-phong/?ky=thang-nam")
    assert response.status_code == 400
    assert "Không hiểu kỳ" in response.content.decode()


def test_a_unit_does_not_see_the_office(site: Path, as_: As) -> None:
    assert as_("sm").get("/van-phong/").status_code == 403
