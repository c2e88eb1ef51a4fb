"""The source reads otherwise after the letter: both readings stand, a person decides; corrections are followed."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from registering import answered, boxes, opened, said, states

from phucvu.web.accounts.models import Event, Person
from phucvu.web.followup import queries
from phucvu.web.followup.actions import answering, correcting, objecting, reading
from phucvu.web.followup.models import Answer, Case, Correction, Objection, Request
from phucvu.web.office.models import Publication

As = Callable[[str | None], Client]
PAGE = "/van-phong/thay-doi-nguon/"


@pytest.fixture
def sc(issued: Publication, cast: dict[str, Person]) -> Request:
    return opened(issued, cast["duyet"])["H52.68"]


@pytest.fixture
def changed(sc: Request, as_: As) -> Case:
    """One line was issued with a due moment that the source does not have any more."""
    case = sc.cases.filter(part="A").first()
    assert case is not None and case.due_at is not None
    Case.objects.filter(pk=case.pk).update(due_at=case.due_at - timedelta(days=3))
    read(as_)
    case.refresh_from_db()
    return case


def read(as_: As) -> Any:
    return as_("vp").post(f"{PAGE}doc-lai/", follow=True)


def decide(as_: As, **typed: Any) -> Any:
    return as_("vp").post(f"{PAGE}quyet-dinh/", typed, follow=True)


def test_reading_the_same_again_changes_nothing(sc: Request, as_: As) -> None:
    assert "0 hồ sơ đã có kết quả nên đóng, 0 hồ sơ nguồn ghi khác" in said(read(as_))
    assert "Không có hồ sơ nào chờ quyết định" in said(as_("vp").get(PAGE))
    row = as_("vp").get("/van-phong/giai-trinh.json").json()["total"]
    assert row["changed"] == 0


def test_both_readings_stand_side_by_side(changed: Case, as_: As) -> None:
    words = said(as_("chu_tich").get(PAGE))
    assert changed.printed_code in words
    assert "nguồn đã đổi hạn hoặc ngày kết thúc" in words
    before, after = changed.source_change["before"]["due_at"], changed.source_change["after"]["due_at"]
    for text in (before, after):
        assert f"{text[11:16]} ngày {text[8:10]}/{text[5:7]}/{text[:4]}" in words
    assert as_("vp").get("/van-phong/giai-trinh.json").json()["total"]["changed"] == 1
    assert changed.state == "open"


def test_the_office_decides_with_a_reason_once(changed: Case, as_: As) -> None:
    missing = decide(as_, **boxes(changed), decision="kept")
    assert "Lý do" in said(missing)
    told = decide(as_, **boxes(changed), decision="noted", reason="Đơn vị đã sửa ngày hẹn.")
    assert "Đã quyết định về 1 hồ sơ" in said(told)
    assert "Ghi nhận, thống kê riêng" in said(told)
    again = decide(as_, **boxes(changed), decision="kept", reason="Khác.")
    assert "không còn trong danh sách này" in said(again)
    assert "Văn phòng đã quyết định: Đơn vị đã sửa ngày hẹn." in said(
        as_("sc").get(f"/ho-so/{changed.dossier_code}/giai-trinh/")
    )
    assert Event.objects.filter(act="case.source_change").count() == 1


@pytest.mark.parametrize("before", ["open", "answered", "signed", "returned", "objected", "accepted"])
def test_what_is_counted_apart_is_asked_no_more_and_what_was_accepted_stays(
    changed: Case, sc: Request, cast: dict[str, Person], before: str
) -> None:
    asked = queries.tallies(sc.publication)["H52.68"]
    Case.objects.filter(pk=changed.pk).update(state=before, part="B")
    if before == "objected":
        Objection.objects.create(case=changed, request=sc, kind="not_overdue", reason="Có phiếu.", by=cast["sc"])
    reading.decide_change(cast["vp"], changed, "noted", "Đơn vị đã sửa ngày hẹn.")
    changed.refresh_from_db()
    tally = queries.tallies(sc.publication)["H52.68"]
    stays = before == "accepted"
    assert changed.state == ("accepted" if stays else "removed")
    assert (tally.listed, tally.changed) == (asked.listed, 1)
    assert (tally.demanded, tally.explained, tally.removed) == (
        asked.demanded - (not stays),
        int(stays),
        int(not stays),
    )
    assert not Objection.objects.filter(decision="").exists()
    assert Event.objects.filter(act="case.set_apart").count() == int(not stays)


def test_kept_it_is_asked_as_before(changed: Case, sc: Request, cast: dict[str, Person]) -> None:
    reading.decide_change(cast["vp"], changed, "kept", "Ngày cũ đúng.")
    assert queries.tallies(sc.publication)["H52.68"].demanded == 29
    assert Case.objects.get(pk=changed.pk).state == "open"


def test_many_are_decided_at_once(sc: Request, as_: As) -> None:
    for case in sc.cases.filter(part="A")[:4]:
        assert case.due_at is not None
        Case.objects.filter(pk=case.pk).update(due_at=case.due_at - timedelta(days=1))
    read(as_)
    wrong = decide(as_, chon="loc", so="3", decision="kept", reason="Ngày cũ đúng.")
    assert "nay có 4 dòng, lúc mở trang là 3" in said(wrong)
    told = decide(as_, chon="loc", so="4", decision="kept", reason="Ngày cũ đúng.")
    assert "Đã quyết định về 4 hồ sơ" in said(told)


def test_a_result_closes_an_explained_case_on_reading_again(sc: Request, as_: As, cast: dict[str, Person]) -> None:
    case = sc.cases.filter(part="A").first()
    assert case is not None
    Case.objects.filter(pk=case.pk).update(part="B", ended_at=None)
    answered(as_("sc"), sc, case)
    answering.sign(cast["vp"], [Answer.objects.get()], "1/BC", sc.opened_at.date())
    answering.accept(cast["vp"], [case])
    assert states(sc) == {"open": 28, "accepted": 1}
    assert "1 hồ sơ đã có kết quả nên đóng" in said(read(as_))
    assert states(sc) == {"open": 28, "closed": 1}


def test_corrections_go_to_the_operator_and_are_followed(sc: Request, as_: As, cast: dict[str, Person]) -> None:
    cases = list(sc.cases.all()[:3])
    objecting.object_to(cast["sc"], sc, cases, "not_overdue", "=Phiếu trả số 12")
    objecting.decide(cast["vp"], list(Objection.objects.all()), True, "Đúng.")
    rows = as_("kiem_tra").get("/van-phong/sua-du-lieu.csv").content.decode("utf-8-sig")
    listed = list(csv.DictReader(io.StringIO(rows)))
    assert [row["dossier_code"] for row in listed] == [case.dossier_code for case in cases]
    due = timezone.localtime(cases[0].due_at)
    assert listed[0]["old"].startswith(f"Hẹn trả: {due:%H:%M ngày %d/%m/%Y}; kết thúc: ") and listed[0]["new"] == ""
    assert {row["evidence"] for row in listed} == {"'=Phiếu trả số 12"}  # a spreadsheet runs no cell of ours
    one, two, _ = Correction.objects.order_by("pk")
    address = "/van-phong/sua-du-lieu/ghi/"
    assert "Đã ghi 1 đề nghị là đã sửa" in said(
        as_("vp").post(address, {"de-nghi": one.pk, "viec": "da-sua"}, follow=True)
    )
    assert "Đã ghi 1 đề nghị là không sửa" in said(
        as_("vp").post(address, {"de-nghi": two.pk, "viec": "khong-sua"}, follow=True)
    )
    assert "không còn trong danh sách" in said(
        as_("vp").post(address, {"de-nghi": one.pk, "viec": "da-sua"}, follow=True)
    )
    assert "Chưa chọn" in said(as_("vp").post(address, {"chon": "loc", "so": "1"}, follow=True))
    assert sorted(Correction.objects.values_list("state", flat=True)) == ["asked", "refused", "seen"]


def test_a_correction_is_found_made_by_a_new_reading(sc: Request, as_: As, cast: dict[str, Person]) -> None:
    """The letter named a dossier that the source, set right by its operator, calls in time: found by itself."""
    late, in_time = sc.cases.filter(part="A")[:2]
    objecting.object_to(cast["sc"], sc, [late, in_time], "not_overdue", "Phiếu trả số 12.")
    objecting.decide(cast["vp"], list(Objection.objects.all()), True, "Đúng.")
    reading = {
        late.dossier_code: {"is_overdue": True, "due_at": datetime(2023, 5, 10, 17), "ended_at": None},
        in_time.dossier_code: {"is_overdue": False, "due_at": datetime(2023, 6, 10, 17), "ended_at": None},
    }
    assert correcting.follow(reading) == [in_time.dossier_code]
    assert correcting.follow(reading) == []  # once
    found = {each.case_id: each for each in Correction.objects.all()}
    assert (found[late.pk].state, found[late.pk].new) == ("asked", "")
    assert found[in_time.pk].state == "seen"
    assert found[in_time.pk].new == "Hẹn trả: 17:00 ngày 10/06/2023; kết thúc: chưa"
    assert Event.objects.filter(act="correction.read").count() == 1
    assert found[in_time.pk].new in said(as_("vp").get("/van-phong/sua-du-lieu/"))
