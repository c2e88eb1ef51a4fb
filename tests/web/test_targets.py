"""Targets of the province: typed as people write them, in force from a day to a day."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from phucvu.web.accounts.models import Event
from phucvu.web.office.models import Target
from phucvu.web.office.queries import target

As = Callable[[str | None], Client]
ADD = "/van-phong/muc-tieu/them/"
GIVEN = {
    "criterion": "progress.on_time",
    "percent": "95,5",
    "since": "2026-01-01",
    "source": "Quyết định 01/QĐ-UBND",
}


@pytest.mark.parametrize(("typed", "ratio"), [("95", "0.95"), ("95,5", "0.955"), ("99.25 %", "0.9925"), ("0", "0")])
def test_a_target_is_added_as_typed(site: Path, as_: As, typed: str, ratio: str) -> None:
    page = as_("vp").post(ADD, GIVEN | {"percent": typed}, follow=True).content.decode()
    assert "Đã ghi mục tiêu." in page
    assert Target.objects.get().ratio == Decimal(ratio)
    assert "Quyết định 01/QĐ-UBND" in page
    assert Event.objects.get().act == "target_added"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"percent": "101"}, "từ 0 đến 100"),
        ({"percent": "nhiều"}, "từ 0 đến 100"),
        ({"percent": "-5"}, "từ 0 đến 100"),
        ({"criterion": "khac"}, "Hãy chọn"),
        ({"until": "2025-12-31"}, "Ngày cuối ở trước ngày đầu"),
        ({"source": ""}, "bắt buộc"),
    ],
)
def test_wrong_targets_are_told_and_not_kept(site: Path, as_: As, wrong: dict[str, str], told: str) -> None:
    assert told in as_("vp").post(ADD, GIVEN | wrong).content.decode()
    assert not Target.objects.exists()


def test_the_newest_in_force_is_the_target(site: Path, as_: As) -> None:
    client = as_("vp")
    client.post(ADD, GIVEN | {"percent": "90"})
    client.post(ADD, GIVEN | {"since": "2026-07-01"})
    first, second = Target.objects.order_by("since")
    assert target("progress.on_time", date(2025, 12, 31)) is None
    assert target("progress.on_time", date(2026, 6, 30)) == first
    assert target("progress.on_time", date(2026, 7, 1)) == second
    client.post(f"/van-phong/muc-tieu/{second.pk}/ket-thuc/", {"until": "2026-09-30"})
    assert target("progress.on_time", date(2026, 9, 30)) == second
    assert target("progress.on_time", date(2026, 10, 1)) == first
    assert target("online.filed", date(2026, 7, 1)) is None


def test_two_from_the_same_day_are_refused(site: Path, as_: As) -> None:
    as_("vp").post(ADD, GIVEN)
    assert "đã có mục tiêu bắt đầu từ ngày đó" in as_("vp").post(ADD, GIVEN).content.decode()
    assert Target.objects.count() == 1


def test_a_target_does_not_end_before_it_begins(site: Path, as_: As) -> None:
    as_("vp").post(ADD, GIVEN)
    address = f"/van-phong/muc-tieu/{Target.objects.get().pk}/ket-thuc/"
    assert as_("vp").post(address, {"until": "2025-01-01"}).status_code == 400
    as_("vp").post(address, {"until": "hôm qua"})
    assert Target.objects.get().until is None
    assert as_("vp").post("/van-phong/muc-tieu/999999/ket-thuc/", {"until": "2026-09-30"}).status_code == 404


def test_the_approver_looks_and_does_not_change(site: Path, as_: As) -> None:
    assert as_("duyet").get("/van-phong/muc-tieu/").status_code == 200
    assert as_("duyet").post(ADD, GIVEN).status_code == 403
