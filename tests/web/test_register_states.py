"""The register's tables: every state × action × role is allowed or refused as they say; two at once: one wins."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from phucvu.web.accounts.models import Event, Person, Post
from phucvu.web.followup.actions import answering, objecting
from phucvu.web.followup.actions.doors import RefusedError, pass_through
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.followup.models import Case, Objection, Request
from phucvu.web.followup.states import tables
from phucvu.web.office.models import Publication
from phucvu.web.roles import Role


@pytest.fixture
def request_(issued: Publication, cast: dict[str, Person]) -> Request:
    """What Sốp Cộp is asked: 29 dossiers."""
    return next(each for each in open_register(issued, cast["duyet"], None) if each.agency_code == "H52.68")


@pytest.fixture
def case(db: None, cast: dict[str, Person]) -> Case:
    """One case alone, without a lake."""
    made = Publication.objects.create(edition_id="0" * 16, period="2023-05", profile="vpubnd", prepared_by=cast["vp"])
    asked = Request.objects.create(publication=made, agency_code="H52.68", agency_name="UBND huyện Sốp Cộp")
    code = "H52.68-230504-0001"
    return Case.objects.create(dossier_code=code, printed_code=code, agency_code="H52.68", part="A", request=asked)


@pytest.mark.parametrize("action", tables().case.actions)
def test_every_state_action_and_role(case: Case, action: str) -> None:
    found = tables().case.actions[action]
    for role in Role:
        person = Person.objects.create(username=f"ai_{role.value}")
        if role is not Role.PUBLIC:
            Post.objects.create(person=person, role=role.value, agency_code="H52.68")
        for state in tables().case.states:
            case.state, events = state, Event.objects.count()
            if state in found.starts and (role in found.roles or found.by == "system"):
                assert pass_through(person, action, [case]) == found.to
                assert Event.objects.count() == events + 1
            else:
                with pytest.raises(RefusedError):
                    pass_through(person, action, [case])
                assert (case.state, Event.objects.count()) == (state, events)


def test_of_two_at_once_one_wins_and_the_other_is_told(request_: Request, cast: dict[str, Person]) -> None:
    """Both hold the page with the open case; the second answer finds it answered."""
    cases = list(request_.cases.all()[:3])
    given = answering.Given("staff", "Cán bộ nghỉ ốm, chưa bố trí người thay.")
    answering.answer(cast["sc"], request_, cases, given)
    with pytest.raises(RefusedError, match="người khác vừa xử lý"):
        answering.answer(cast["sc"], request_, cases[:1], given)
    assert request_.answers.count() == 1


def test_nothing_is_half_written_when_one_of_many_is_refused(request_: Request, cast: dict[str, Person]) -> None:
    first, *others = request_.cases.all()[:5]
    answering.answer(cast["sc"], request_, [first], answering.Given("staff", "Nghỉ ốm."))
    with pytest.raises(RefusedError):
        answering.answer(cast["sc"], request_, [first, *others], answering.Given("system", "Lỗi phần mềm."))
    assert {case.state for case in request_.cases.exclude(pk=first.pk)} == {"open"}


def test_a_new_date_is_promised_at_most_once(
    request_: Request, cast: dict[str, Person], later: Callable[[int], Any]
) -> None:
    """Nghị định 297/2025/NĐ-CP, khoản 5 Điều 6."""
    Case.objects.filter(request=request_).update(part="B")
    case = request_.cases.first()
    assert case is not None
    first = answering.Given("other_agency", "Chờ thẩm định.", new_promised_at=later(5))
    answering.answer(cast["sc"], request_, [case], first)
    made = request_.answers.get()
    answering.sign(cast["vp"], [made], "12/BC-UBND", date(2023, 6, 8))
    answering.give_back(cast["vp"], [case], "Nêu rõ cơ quan thẩm định.")
    again = answering.Given("other_agency", "Chờ Sở thẩm định.", new_promised_at=later(9))
    with pytest.raises(Exception, match="đã hẹn lại 1 lần"):
        answering.answer(cast["sc"], request_, [case], again)


def test_a_transfer_moves_the_case_and_decides_the_objection(
    site: Path, request_: Request, cast: dict[str, Person]
) -> None:
    case = request_.cases.first()
    assert case is not None
    objecting.object_to(cast["sc"], request_, [case], "not_ours", "Hồ sơ của Sông Mã.")
    made = objecting.transfer(cast["vp"], [case], "H52.67", None, "Địa bàn Sông Mã.")
    case.refresh_from_db()
    assert (case.agency_code, case.request, case.state) == ("H52.67", made, "open")
    assert Objection.objects.get().decision == "transferred"
