"""Whatever people do in whatever order: the counts are those of the log alone, and a refusal changes nothing."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from phucvu.errors import UserError
from phucvu.web.accounts.models import Event, Person, Post
from phucvu.web.followup.actions import answering, objecting
from phucvu.web.followup.models import Answer, Case, Line, Objection, Request
from phucvu.web.followup.queries import Tally, tallies
from phucvu.web.followup.states import tables
from phucvu.web.office.models import Publication
from phucvu.web.roles import Role

UNITS = {"H52.1": "Xã Một", "H52.2": "Xã Hai", "H52.3": "Xã Ba"}
CASES = 8
ACTS = (
    "answer",
    "withdraw",
    "sign",
    "give_back",
    "accept",
    "object_to",
    "decide",
    "transfer",
    "close",
    "drop",
    "reopen",
)
PEOPLE = (Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.OFFICE, Role.APPROVER, Role.CHAIRMAN, None)
DAYS = 3  # of a promised new date; the counts are looked at afterwards


@dataclass(frozen=True)
class Act:
    name: str
    person: Role | None
    cases: frozenset[int]
    unit: str
    is_yes: bool
    has_apology: bool
    has_promise: bool
    guide: int = 0  # 0: as drawn, often refused; else one of the ways open to the first dossier


DOORS = {"return": "give_back", "object": "object_to", "accept_objection": "decide", "refuse_objection": "decide"}

# Each alone, some of one unit, some of several, none.
GROUPS = [
    frozenset(each) for each in ((0,), (1,), (2,), (3,), (4,), (5,), (6,), (7,), (0, 3, 6), (1, 4, 7), (0, 1, 2), ())
]

# Few dossiers at a time and mostly what may be done, so that sequences go far and not from one refusal to the next.
acts = st.builds(
    Act,
    name=st.sampled_from(ACTS),
    person=st.sampled_from(PEOPLE),
    cases=st.sampled_from(GROUPS),
    guide=st.integers(0, 23),
    unit=st.sampled_from([*UNITS, "H52.9"]),
    is_yes=st.booleans(),
    has_apology=st.booleans(),
    has_promise=st.booleans(),
)


def _one(name: str, person: Role) -> Act:
    return Act(name, person, frozenset({2}), "H52.1", is_yes=True, has_apology=True, has_promise=True)


OBJECTED = [_one("object_to", Role.UNIT_HEAD), _one("decide", Role.OFFICE), _one("close", Role.OFFICE)]
ANSWERED = [_one("answer", Role.UNIT_OFFICER), _one("sign", Role.UNIT_HEAD), _one("accept", Role.OFFICE)]


class Register:
    """Two letters over eight dossiers of three units; the second lists four of the first again."""

    def __init__(self) -> None:
        self.people: dict[Role | None, Person] = {role: self._person(role) for role in PEOPLE}
        self.letters = [self._letter(number) for number in (1, 2)]
        self.cases = [self._case(number) for number in range(CASES)]
        for number, case in enumerate(self.cases):
            self._line(case, self.letters[0])
            if number % 2:
                self._line(case, self.letters[1])
        self.begun = Event.objects.count()

    def _person(self, role: Role | None) -> Person:
        made = Person.objects.create(username=f"ai_{role}")
        if role:
            Post.objects.create(person=made, role=role.value)
        return made

    def _letter(self, number: int) -> Publication:
        made = Publication.objects.create(
            edition_id=f"{number:016}", period=f"2023-0{number}", profile="vpubnd", prepared_by=self.people[Role.OFFICE]
        )
        for code, name in UNITS.items():
            Request.objects.create(publication=made, agency_code=code, agency_name=name)
        return made

    def _case(self, number: int) -> Case:
        code, part = f"{list(UNITS)[number % 3]}-230504-{number:04}", "AB"[number // 2 % 2]
        asked = self.letters[number % 2].requests.get(agency_code=code[:5])
        return Case.objects.create(dossier_code=code, printed_code=code, agency_code=code[:5], part=part, request=asked)

    def _line(self, case: Case, letter: Publication) -> None:
        asked = letter.requests.get(agency_code=case.agency_code)
        Line.objects.create(case=case, request=asked, part=case.part, agency_code=case.agency_code)

    def chosen(self, act: Act) -> list[Case]:
        return [Case.objects.get(pk=self.cases[number].pk) for number in sorted(act.cases)]

    def guided(self, act: Act) -> Act:
        """The act as drawn, or one that the first dossier's state allows, by somebody who may."""
        machine, cases = tables().case, self.chosen(act)
        if not act.guide or not cases:
            return act
        action = (ways := machine.offered(cases[0].state, frozenset(Role)))[act.guide % len(ways)]
        here = (cases[0].state, cases[0].agency_code)
        alike = {self.cases.index(each) for each in cases if (each.state, each.agency_code) == here}
        return replace(
            act,
            name=DOORS.get(action, action),
            person=machine.actions[action].roles[-1],
            cases=frozenset(alike),
            is_yes=action != "refuse_objection",
            unit=next(unit for unit in UNITS if unit != cases[0].agency_code),
        )

    def does(self, act: Act) -> None:
        """One act through its door. Raises what the door raises."""
        act = self.guided(act)
        who, cases = self.people[act.person], self.chosen(act)
        asked = cases[0].request if cases else Request.objects.all()[0]
        assert asked is not None
        match act.name:
            case "answer":
                answering.answer(who, asked, cases, self._given(act))
            case "withdraw" | "accept":
                getattr(answering, act.name)(who, cases)
            case "sign":
                found = Answer.objects.filter(cases__in=cases).distinct()
                answering.sign(who, list(found))
            case "give_back":
                answering.give_back(who, cases, "Chưa rõ." if act.is_yes else " ")
            case "object_to":
                objecting.object_to(who, asked, cases, "not_overdue" if act.is_yes else "repeated", "Có phiếu.")
            case "decide":
                waiting = Objection.objects.filter(case__in=cases, decision="").select_related("case")
                objecting.decide(who, list(waiting), act.is_yes, "Đã xem phiếu.")
            case "transfer":
                objecting.transfer(who, cases, act.unit, None, "Sai địa bàn.")
            case _:
                getattr(objecting, act.name)(who, cases, "Theo văn bản.")

    def _given(self, act: Act) -> answering.Given:
        promised = timezone.now() + timedelta(days=DAYS) if act.has_promise else None
        number, on = ("12/PXL", date(2023, 6, 1)) if act.has_apology else ("", None)
        return answering.Given("staff", "Thiếu người.", apology_number=number, apology_on=on, new_promised_at=promised)


@dataclass(frozen=True)
class Told:
    """A dossier as the log alone tells it."""

    agency: str
    part: str
    state: str = "open"
    is_removed: bool = False
    is_apologised: bool = False
    promised: str | None = None
    last: dict[str, Any] | None = None  # its last answer as the log has it


def replayed(register: Register) -> dict[str, Told]:
    found = {case.dossier_code: Told(case.agency_code, case.part) for case in register.cases}
    for event in Event.objects.filter(act__startswith="case.").order_by("id"):
        action = tables().case.actions[event.act.removeprefix("case.")]
        for code in event.detail["cases"]:
            assert found[code].state in action.starts
            found[code] = _after(event.act, event.detail, replace(found[code], state=action.to))
    return found


def _after(act: str, detail: dict[str, Any], told: Told) -> Told:
    match act:
        case "case.answer":
            promised = detail["promised"] if detail["promised"] and told.part == "B" else told.promised
            return replace(
                told, last=detail, promised=promised, is_apologised=told.is_apologised or detail["apologised"]
            )
        case "case.withdraw":
            assert told.last is not None
            promised = None if told.last["promised"] == told.promised else told.promised
            is_apologised = told.is_apologised and not told.last["apologised"]
            return replace(told, last=None, promised=promised, is_apologised=is_apologised)
        case "case.transfer":
            return replace(told, agency=detail["agency"])
        case "case.accept_objection" | "case.drop":
            return replace(told, is_removed=True)
        case "case.reopen":
            return replace(told, is_removed=False)
    return told


def recounted(lines: list[tuple[str, str]], told: dict[str, Told], agency: str, at: datetime) -> Tally:
    """One unit's tally from its printed lines (code, unit as printed) and the log."""
    here = [told[code] for code, _ in lines if told[code].agency == agency]
    counted = [each for each in here if not each.is_removed]

    def having(*states: str) -> int:
        return sum(each.state in states for each in counted)

    broken = [each for each in counted if each.promised and each.part == "B" and each.state != "closed"]
    return Tally(
        listed=sum(printed == agency for _, printed in lines),
        demanded=len(counted),
        answered=having("answered", "signed", "accepted", "closed"),
        explained=having("accepted", "closed"),
        apologised=sum(each.is_apologised for each in counted),
        returned=having("returned"),
        objected=having("objected"),
        removed=len(here) - len(counted),
        transferred=sum(printed == agency != told[code].agency for code, printed in lines),
        changed=0,
        broken=sum(datetime.fromisoformat(each.promised or "") < at for each in broken),
    )


def everything() -> list[Any]:
    """Every row that acts may change."""
    models = (Case, Line, Request, Answer, Objection, Event)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@example(sequence=[*OBJECTED, _one("reopen", Role.APPROVER), *ANSWERED, _one("close", Role.OFFICE)])
@given(sequence=st.lists(acts, min_size=30, max_size=50))
def test_counts_are_those_of_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sequence: list[Act]) -> None:
    monkeypatch.setattr("django.conf.settings.HOME", tmp_path)
    monkeypatch.setattr("phucvu.main.register.units", lambda folder: UNITS)  # no lake here: the units are these three
    with transaction.atomic():
        register = Register()
        for act in sequence:
            before = everything()
            try:
                with transaction.atomic():
                    register.does(act)
            except UserError:
                assert everything() == before
            else:
                _check(register)
        transaction.set_rollback(True)


def _check(register: Register) -> None:
    told, at = replayed(register), timezone.now() + timedelta(days=DAYS + 1)
    for case in Case.objects.all():
        assert (case.state, case.agency_code) == (told[case.dossier_code].state, told[case.dossier_code].agency)
    for letter in register.letters:
        lines = list(Line.objects.filter(request__publication=letter).values_list("case__dossier_code", "agency_code"))
        for agency, tally in tallies(letter, at=at).items():
            assert tally == recounted(lines, told, agency, at), agency
