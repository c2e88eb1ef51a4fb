"""A small register to do anything with: two letters, a review, a source that reads as told; drawn acts of people."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from phucvu.web.accounts.models import Event, Person, Post
from phucvu.web.followup.actions import answering, apologising, objecting, reading, reviewing
from phucvu.web.followup.models import Answer, ApologyBatch, Case, Line, Objection, Request
from phucvu.web.followup.states import tables
from phucvu.web.office.models import Publication
from phucvu.web.roles import Role

UNITS = {"H52.1": "Xã Một", "H52.2": "Xã Hai", "H52.3": "Xã Ba"}
CASES, REVIEWED = 10, 8  # of them in letters; the others in the review alone
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
    "read_again",
    "decide_changes",
    "make",
    "take_back",
    "end_review",
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
    reads: str = "same"  # what the source says of these dossiers, when it is read again
    guide: int = 0  # 0: as drawn, often refused; else one of the ways open to the first dossier, or one beside them


BESIDE = ("read_again", "decide_changes", "make", "take_back", "read_again", "decide_changes", "make", "end_review")
WAYS = 24
DUE, END = datetime(2023, 5, 10, 17), datetime(2023, 5, 20, 9)
SOURCE: dict[str, dict[str, Any]] = {
    "same": {"is_overdue": True, "is_settled": False, "due_at": None, "ended_at": None},
    "settled": {"is_overdue": True, "is_settled": True, "due_at": None, "ended_at": END},
    "on_time": {"is_overdue": False, "is_settled": True, "due_at": None, "ended_at": END},
    "redated": {"is_overdue": True, "is_settled": False, "due_at": DUE, "ended_at": None},
}
DOORS = {"return": "give_back", "object": "object_to", "accept_objection": "decide", "refuse_objection": "decide"}

# Each alone, some of one unit, some of several, none.
GROUPS = [
    frozenset(),
    *(frozenset({each}) for each in range(CASES)),
    *map(frozenset, ((0, 3, 6), (1, 4, 7), (0, 1, 2))),
]

# Few dossiers at a time and mostly what may be done, so that sequences go far and not from one refusal to the next.
acts = st.builds(
    Act,
    name=st.sampled_from(ACTS),
    person=st.sampled_from(PEOPLE),
    cases=st.sampled_from(GROUPS),
    guide=st.integers(0, WAYS + len(BESIDE) - 1),
    reads=st.sampled_from([*SOURCE, "gone"]),
    unit=st.sampled_from([*UNITS, "H52.9"]),
    is_yes=st.booleans(),
    has_apology=st.booleans(),
    has_promise=st.booleans(),
)


def one(name: str, person: Role, **more: Any) -> Act:
    """An act about one dossier that is still open."""
    return Act(name, person, frozenset({2}), "H52.1", is_yes=True, has_apology=True, has_promise=True, **more)


OBJECTED = [one("object_to", Role.UNIT_HEAD), one("decide", Role.OFFICE), one("close", Role.OFFICE)]
APOLOGISED = [one(name, Role.UNIT_HEAD) for name in ("make", "take_back", "make", "answer", "take_back")]
ANSWERED = [one("answer", Role.UNIT_OFFICER), one("sign", Role.UNIT_HEAD), one("accept", Role.OFFICE)]


class Register:
    """Two letters over eight dossiers of three units, four of them in both; a review of two more."""

    def __init__(self) -> None:
        self.people: dict[Role | None, Person] = {role: self._person(role) for role in PEOPLE}
        self.letters = [self._letter(number) for number in (1, 2)]
        self.review = self._letter(3, "provisional")
        self.cases = [self._case(number) for number in range(CASES)]
        for number, case in enumerate(self.cases):
            for letter in self._naming(number):
                self._line(case, letter)
        self.lines = {each: self._printed(each) for each in [*self.letters, self.review]}
        self.read: dict[str, str] = {}
        self.begun = max(Event.objects.values_list("pk", flat=True), default=0)

    def _naming(self, number: int) -> list[Publication]:
        if number >= REVIEWED:
            return [self.review]
        return self.letters if number % 2 else self.letters[:1]

    def readings(self, codes: list[str]) -> dict[str, dict[str, Any]]:
        """What the lake would say of these dossiers."""
        said = {code: self.read.get(code, "same") for code in codes}
        return {code: SOURCE[words] for code, words in said.items() if words != "gone"}

    def _person(self, role: Role | None) -> Person:
        made = Person.objects.create(username=f"ai_{role}")
        if role:
            Post.objects.create(person=made, role=role.value)
        return made

    def _letter(self, number: int, kind: str = "issued") -> Publication:
        made = Publication.objects.create(
            edition_id=f"{number:016}", period=f"2023-0{number}", profile="vpubnd", prepared_by=self.people[Role.OFFICE]
        )
        for code, name in UNITS.items():
            Request.objects.create(publication=made, kind=kind, agency_code=code, agency_name=name)
        return made

    def _case(self, number: int) -> Case:
        code, part = f"{list(UNITS)[number % 3]}-230504-{number:04}", "AB"[number // 2 % 2]
        asked = self._naming(number)[-1].requests.get(agency_code=code[:5])
        return Case.objects.create(dossier_code=code, printed_code=code, agency_code=code[:5], part=part, request=asked)

    def _line(self, case: Case, letter: Publication) -> None:
        asked = letter.requests.get(agency_code=case.agency_code)
        Line.objects.create(case=case, request=asked, part=case.part, agency_code=case.agency_code)

    def _printed(self, letter: Publication) -> list[tuple[str, str]]:
        """Code and unit of every line; no act changes them."""
        return list(Line.objects.filter(request__publication=letter).values_list("case__dossier_code", "agency_code"))

    def chosen(self, act: Act) -> list[Case]:
        return list(Case.objects.filter(pk__in=[self.cases[number].pk for number in act.cases]).order_by("pk"))

    def guided(self, act: Act) -> Act:
        """The act as drawn, or one that the first dossier's state allows, by somebody who may."""
        machine, cases = tables().case, self.chosen(act)
        if not act.guide or not cases:
            return act
        if act.guide >= WAYS:
            alike = {self.cases.index(each) for each in cases if each.agency_code == cases[0].agency_code}
            return replace(act, name=BESIDE[act.guide - WAYS], person=Role.OFFICE, cases=frozenset(alike))
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
            case "read_again":
                self.read |= {case.dossier_code: act.reads for case in cases}
                reading.read_again(who)
            case "decide_changes":
                reading.decide_changes(who, cases, "noted" if act.is_yes else "kept", "Đã xem.")
            case "make":
                promised = self._given(act).new_promised_at
                apologising.make(who, asked, cases, apologising.Wording("CHỦ TỊCH", "", "Nghỉ ốm", promised))
            case "take_back":
                for batch in ApologyBatch.objects.filter(apologies__case__in=cases).distinct()[:1]:
                    apologising.take_back(who, batch, "Không gửi." if act.is_yes else " ")
            case "end_review":
                reviewing.end_review(who, self.review)
            case _:
                getattr(objecting, act.name)(who, cases, "Theo văn bản.")

    def _given(self, act: Act) -> answering.Given:
        promised = timezone.now() + timedelta(days=DAYS) if act.has_promise else None
        number, on = ("12/PXL", date(2023, 6, 1)) if act.has_apology else ("", None)
        return answering.Given("staff", "Thiếu người.", apology_number=number, apology_on=on, new_promised_at=promised)
