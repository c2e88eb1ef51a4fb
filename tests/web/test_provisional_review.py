"""The review before a letter: units see their lists and object; what is removed is not demanded; silence is kept."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from phucvu.errors import UserError
from phucvu.web.accounts.models import Event, Person
from phucvu.web.followup import queries
from phucvu.web.followup.actions import answering, objecting, reviewing
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.followup.actions.reading import read_again
from phucvu.web.followup.models import Case, Contact, Line, Message, Objection, Request
from phucvu.web.followup.reminding.texts import text
from phucvu.web.office.models import Publication

As = Callable[[str | None], Client]
SONG_MA, SOP_COP = "H52.67", "H52.68"


@pytest.fixture
def draft(issued: Publication) -> Publication:
    """The example's edition before it goes to be signed."""
    issued.state, issued.number, issued.issued_on = "checked", "", None
    issued.save()
    return issued


@pytest.fixture
def review(draft: Publication, cast: dict[str, Person], later: Callable[[int], datetime]) -> Publication:
    reviewing.start_review(cast["vp"], draft, later(2))
    return draft


def _asked(publication: Publication, kind: str = "provisional") -> Request:
    return publication.requests.get(agency_code=SOP_COP, kind=kind)


def _object(publication: Publication, person: Person, count: int = 2) -> list[Objection]:
    asked = _asked(publication)
    return objecting.object_to(person, asked, list(asked.cases.all()[:count]), "not_overdue", "Trả đúng hạn, có phiếu.")


def _issue(publication: Publication, cast: dict[str, Person]) -> None:
    publication.state = "issued"
    publication.save()
    open_register(publication, cast["duyet"], None)


def test_the_office_opens_a_review_from_the_page(draft: Publication, as_: As, later: Callable[[int], datetime]) -> None:
    client, page = as_("vp"), f"/van-phong/ra-soat/{draft.pk}/"
    assert "Mở rà soát" in client.get(page).content.decode()
    until = timezone.localtime(later(2)).strftime("%Y-%m-%dT%H:%M")
    shown = client.post(page, {"lam": "mo", "deadline": until}, follow=True).content.decode()
    assert "Đã mở rà soát cho 13 đơn vị" in shown
    assert queries.total(queries.tallies(draft, "provisional").values()).listed == 375
    assert Event.objects.filter(act="register.open").count() == 1


@pytest.mark.parametrize("deadline", ["", "hôm nào rảnh", "2020-01-01T08:00"])
def test_a_deadline_that_cannot_be_is_told(draft: Publication, as_: As, deadline: str) -> None:
    page = f"/van-phong/ra-soat/{draft.pk}/"
    shown = as_("vp").post(page, {"lam": "mo", "deadline": deadline}, follow=True).content.decode()
    assert "fault" in shown or "message error" in shown
    assert not Request.objects.exists()


def test_a_removed_line_is_not_demanded_when_the_letter_is_issued(
    review: Publication, cast: dict[str, Person], as_: As
) -> None:
    made = _object(review, cast["sc"])
    objecting.decide(cast["vp"], made, True, "Có phiếu trả ngày trước hạn.")
    assert queries.tallies(review, "provisional")[SOP_COP].removed == 2
    shown = as_("vp").get(f"/van-phong/ra-soat/{review.pk}/").content.decode()
    assert "Loại sau rà soát" in shown
    assert made[0].case.printed_code in shown
    _issue(review, cast)
    tally = queries.tallies(review)[SOP_COP]
    assert (tally.listed, tally.demanded) == (29, 27)
    demanded = Line.objects.filter(request=_asked(review, "issued"), is_demanded=False)
    assert {line.case_id for line in demanded} == {each.case_id for each in made}
    assert made[0].case.lines.count() == 2  # its history: the review and the letter
    assert read_again() == {"settled": 0, "changed": 0}


def test_a_refused_objection_is_demanded(review: Publication, cast: dict[str, Person]) -> None:
    objecting.decide(cast["vp"], _object(review, cast["sc"]), False, "Phiếu ghi ngày khác.")
    _issue(review, cast)
    assert queries.tallies(review)[SOP_COP].demanded == 29


def test_the_page_decides(review: Publication, cast: dict[str, Person], as_: As) -> None:
    first, second = _object(review, cast["sc"])
    client, page = as_("duyet"), f"/van-phong/ra-soat/{review.pk}/"
    shown = client.post(page, {"lam": "chap-nhan", "y-kien": first.pk}, follow=True).content.decode()
    assert "Quyết định cần lý do" in shown
    client.post(page, {"lam": "chap-nhan", "y-kien": first.pk, "ly-do": "Có phiếu."})
    client.post(page, {"lam": "bac", "y-kien": second.pk, "ly-do": "Không có phiếu."})
    assert sorted(Objection.objects.values_list("decision", flat=True)) == ["accepted", "refused"]
    assert {first.case_id} == set(Case.objects.filter(state="removed").values_list("pk", flat=True))


def test_objections_of_another_letter_are_not_decided_here(
    review: Publication, cast: dict[str, Person], as_: As
) -> None:
    other = Publication.objects.create(edition_id="0" * 16, period="2023-04", profile="vpubnd", prepared_by=cast["vp"])
    first, *_ = _object(review, cast["sc"])
    given = {"lam": "chap-nhan", "y-kien": first.pk, "ly-do": "Có phiếu."}
    shown = as_("vp").post(f"/van-phong/ra-soat/{other.pk}/", given, follow=True).content.decode()
    assert "Chưa chọn ý kiến" in shown
    assert not Objection.objects.exclude(decision="").exists()


def test_silence_is_recorded(review: Publication, cast: dict[str, Person], as_: As) -> None:
    objecting.decide(cast["vp"], _object(review, cast["sc"]), False, "Không đủ căn cứ.")
    silent = reviewing.end_review(cast["vp"], review)
    assert len(silent) == 12
    assert SOP_COP not in {each.agency_code for each in silent}
    event = Event.objects.get(act="review.end")
    assert set(event.detail["silent"]) == {each.agency_code for each in silent}
    assert "im lặng đến hết hạn" in as_("vp").get(f"/van-phong/ra-soat/{review.pk}/").content.decode()


def test_who_speaks_late_was_silent_by_the_deadline(
    review: Publication, cast: dict[str, Person], later: Callable[[int], datetime]
) -> None:
    Request.objects.update(deadline_at=later(-1))
    _object(review, cast["sc"])
    assert SOP_COP in {each.agency_code for each in queries.silent_in_review(review)}


def test_it_does_not_end_while_objections_wait_and_takes_none_afterwards(
    review: Publication, cast: dict[str, Person]
) -> None:
    made = _object(review, cast["sc"], 1)
    with pytest.raises(UserError, match="Còn 1 ý kiến chưa quyết định"):
        reviewing.end_review(cast["vp"], review)
    objecting.decide(cast["vp"], made, False, "Không đủ căn cứ.")
    reviewing.end_review(cast["vp"], review)
    with pytest.raises(UserError, match="đã kết thúc"):
        _object(review, cast["sc"], 3)
    with pytest.raises(UserError, match="Không có đợt rà soát nào đang mở"):
        reviewing.end_review(cast["vp"], review)


def test_nothing_is_explained_before_the_letter(review: Publication, cast: dict[str, Person]) -> None:
    asked = _asked(review)
    with pytest.raises(UserError, match="rà soát trước công bố"):
        answering.answer(cast["sc"], asked, list(asked.cases.all()[:1]), answering.Given("staff", "Thiếu người."))


def test_a_change_before_the_letter_is_no_change_after_it(review: Publication) -> None:
    """Nothing was issued yet, so nothing can read otherwise than issued."""
    Case.objects.update(due_at=None)
    assert read_again()["changed"] == 0


def test_who_has_said_nothing_is_reminded_of_the_review_and_not_of_a_letter(
    review: Publication, cast: dict[str, Person], as_: As, later: Callable[[int], datetime]
) -> None:
    _object(review, cast["sc"])
    asked = review.requests.get(agency_code=SONG_MA)
    due = queries.to_remind()
    assert (len(due), {kind for _, kind, *_ in due}) == (12, {"before"})
    assert (asked, "before", asked.lines.count(), asked.lines.count()) in due
    Contact.objects.create(agency_code=SONG_MA, email="mot-cua@songma.example")
    for way in ("zalo", "email", "print"):
        as_("vp").post("/van-phong/nhac/", {"lam": "soan", "lan": "before", "cach": way, "yeu-cau": asked.pk})
    told = {each.channel: each.text for each in Message.objects.all()}
    assert set(told) == {"zalo", "email", "print"} and len(set(told.values())) == 1
    assert f"rà soát trước công bố, chưa phải công văn) có {asked.lines.count()} hồ sơ" in told["zalo"]
    assert "Hạn cho ý kiến: trước" in told["zalo"] and "Công văn số" not in told["zalo"]
    assert "chưa phải công văn" in as_("vp").get("/van-phong/nhac/").content.decode()
    Request.objects.update(deadline_at=later(-1))
    asked.refresh_from_db()
    assert {kind for _, kind, *_ in queries.to_remind()} == {"after"}
    assert "ý kiến muộn vẫn nhận đến khi kết thúc rà soát" in text(asked, "after", "")


@pytest.mark.parametrize("end", ["ended", "withdrawn", "issued"])
def test_a_review_that_is_over_reminds_nobody(review: Publication, cast: dict[str, Person], end: str) -> None:
    assert len(queries.to_remind()) == 13
    if end == "ended":
        reviewing.end_review(cast["vp"], review)
    elif end == "withdrawn":
        Publication.objects.update(state="withdrawn")
    else:
        _issue(review, cast)
    assert {each.kind for each, *_ in queries.to_remind()} == ({"issued"} if end == "issued" else set())


def test_packets_of_a_review_take_objections_only(review: Publication, as_: As) -> None:
    client, address = as_("vp"), f"/van-phong/giai-trinh/{review.pk}/goi.zip"
    assert address in client.get(f"/van-phong/ra-soat/{review.pk}/").content.decode()
    response = client.get(address)
    assert "ra-soat-2023-05.zip" in response["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        names = archive.namelist()
        content = archive.read(next(name for name in names if name.endswith("ra-soat-h52-68.xlsx")))
    assert len(names) == 13 and all(name.endswith(".xlsx") for name in names)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet: Any = book["Giải trình"]
    assert "Rà soát trước công bố" in sheet["A1"].value and "chưa phải công văn" in sheet["A2"].value
    assert "Công văn số" not in sheet["A2"].value
    assert sheet.column_dimensions["J"].hidden and not sheet.column_dimensions["Q"].hidden
    sheet["J5"], sheet["K5"] = "Nguyên nhân khác", "Thiên tai."
    sheet["Q6"], sheet["R6"] = "Hồ sơ không quá hạn", "Trả đúng hạn, có phiếu."
    filled = io.BytesIO()
    book.save(filled)
    asked, given = _asked(review), {"file": io.BytesIO(filled.getvalue())}
    given["file"].name = "dien.xlsx"
    shown = as_("sc").post(f"/don-vi/{SOP_COP}/giai-trinh/{asked.pk}/nop/", given, follow=True)
    assert shown.context["counts"] == {"answer": 0, "object": 1, "unchanged": 27, "faulty": 1}
    assert "chỉ nhận Ý kiến" in shown.content.decode()


@pytest.mark.parametrize("state", ["submitted", "signed", "issued", "withdrawn"])
def test_no_review_once_it_goes_to_be_signed(
    draft: Publication, cast: dict[str, Person], later: Callable[[int], datetime], state: str
) -> None:
    draft.state = state
    draft.save()
    with pytest.raises(UserError, match="chưa trình ký"):
        reviewing.start_review(cast["vp"], draft, later(2))
    assert not Request.objects.exists()


def test_only_the_office_and_only_once(
    draft: Publication, cast: dict[str, Person], later: Callable[[int], datetime]
) -> None:
    for name in ("sc", "sm_truong", "chu_tich", "kiem_tra", "quan_tri"):
        with pytest.raises(UserError, match="Chỉ văn phòng"):
            reviewing.start_review(cast[name], draft, later(2))
        with pytest.raises(UserError, match="Chỉ văn phòng"):
            reviewing.end_review(cast[name], draft)
    reviewing.start_review(cast["duyet"], draft, later(2))
    with pytest.raises(UserError, match="đã mở rồi"):
        reviewing.start_review(cast["vp"], draft, later(3))


def test_what_is_not_there_is_not_there(site: Any, as_: As) -> None:
    assert as_("vp").get("/van-phong/ra-soat/999/").status_code == 404


def test_issuing_ends_the_review_and_a_transfer_in_it_holds(review: Publication, cast: dict[str, Person]) -> None:
    case = _asked(review).cases.first()
    assert case is not None
    objecting.object_to(cast["sc"], _asked(review), [case], "not_ours", "Thuộc Sông Mã.")
    objecting.transfer(cast["vp"], [case], "H52.67", None, "Địa bàn Sông Mã.")
    _issue(review, cast)
    case.refresh_from_db()
    assert case.request == review.requests.get(agency_code="H52.67", kind="issued")
    assert not review.requests.filter(kind="provisional", ended_at=None).exists()
