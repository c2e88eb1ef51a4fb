"""Whatever people do in whatever order: the counts are those of the log alone, and a refusal changes nothing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st
from recounting import ANSWERED, APOLOGISED, DAYS, OBJECTED, UNITS, Act, Register, acts, one

from phucvu.errors import UserError
from phucvu.web.accounts.models import Event
from phucvu.web.followup.models import (
    Answer,
    Apology,
    ApologyBatch,
    ApologyCounter,
    Case,
    Correction,
    Objection,
    Request,
)
from phucvu.web.followup.queries import Tally, tallies
from phucvu.web.followup.states import tables
from phucvu.web.roles import Role

COUNTED_EACH = 8  # acts: counting costs more than acting


@dataclass(frozen=True)
class Told:
    """A dossier as the log alone tells it."""

    agency: str
    part: str
    state: str = "open"
    is_removed: bool = False
    apology: str = ""  # unit, or the number of the batch
    is_changed: bool = False
    promised: str | None = None
    promised_by: str = ""  # a batch that gave the new date
    last: dict[str, Any] | None = None  # its last answer as the log has it


@dataclass
class Log:
    """What the log has told so far of every dossier."""

    seen: int
    told: dict[str, Told]

    def follow(self) -> dict[str, Told]:
        """The dossiers after the events that came since."""
        for event in Event.objects.filter(pk__gt=self.seen).order_by("pk"):
            self.seen = event.pk
            action = tables().case.actions.get(event.act.removeprefix("case."))
            for code in _codes(event):
                told = self.told[code]
                if action:
                    assert told.state in action.starts
                    told = replace(told, state=action.to)
                self.told[code] = _after(event, told, code)
        return self.told


def _codes(event: Event) -> set[str]:
    return {code for name in ("cases", "changed", "ended") for code in event.detail.get(name, ())}


def _after(event: Event, told: Told, code: str) -> Told:
    detail = event.detail
    match event.act:
        case "case.answer":
            promised = detail["promised"] if detail["promised"] and told.part == "B" else told.promised
            return replace(
                told, last=detail, promised=promised, apology="unit" if detail["apologised"] else told.apology
            )
        case "case.withdraw":
            assert told.last is not None
            promised = None if told.last["promised"] == told.promised else told.promised
            is_gone = told.apology == "unit" and told.last["apologised"]
            return replace(told, last=None, promised=promised, apology="" if is_gone else told.apology)
        case "case.transfer":
            return replace(told, agency=detail["agency"])
        case "case.accept_objection" | "case.drop" | "case.set_apart":
            return replace(told, is_removed=True)
        case "case.reopen":
            return replace(told, is_removed=False)
        case "register.read":
            is_changed = told.is_changed or code in detail["changed"]
            return replace(told, is_changed=is_changed, part="A" if code in detail["ended"] else told.part)
        case "apology.make":
            gives = told.part == "B" and not told.promised
            told = replace(told, apology=event.subject)
            return replace(told, promised=detail["promised"], promised_by=event.subject) if gives else told
        case "apology.take_back":
            told = replace(told, apology="") if told.apology == event.subject else told
            return replace(told, promised=None, promised_by="") if told.promised_by == event.subject else told
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
        apologised=sum(bool(each.apology) for each in counted),
        returned=having("returned"),
        objected=having("objected"),
        removed=len(here) - len(counted),
        transferred=sum(printed == agency != told[code].agency for code, printed in lines),
        changed=sum(each.is_changed for each in here),
        broken=sum(datetime.fromisoformat(each.promised or "") < at for each in broken),
    )


def everything() -> list[Any]:
    """Every row that acts may change; of the log, which nobody can change, its end. Plain SQL, for each act asks it."""
    models = (Case, Request, Answer, Objection, Correction, ApologyBatch, Apology, ApologyCounter)
    found: list[Any] = []
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY id")
            found.append(cursor.fetchall())
        cursor.execute(f"SELECT MAX(id) FROM {Event._meta.db_table}")
        return [*found, cursor.fetchall()]


@pytest.mark.django_db
def test_counts_are_those_of_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    register = Register()  # once: each example is undone
    monkeypatch.setattr("django.conf.settings.HOME", tmp_path)
    monkeypatch.setattr("phucvu.main.register.units", lambda folder: UNITS)  # no lake here: the units are these three
    monkeypatch.setattr("phucvu.main.register.readings", lambda folder, codes, as_at: register.readings(codes))

    @settings(max_examples=40)
    @example(sequence=[*OBJECTED, one("reopen", Role.APPROVER), *ANSWERED, one("close", Role.OFFICE)])
    @example(sequence=APOLOGISED)
    @example(sequence=[one("read_again", Role.OFFICE, reads="gone"), one("decide_changes", Role.OFFICE)])
    @given(sequence=st.lists(acts, min_size=30, max_size=50))
    def holds(sequence: list[Act]) -> None:
        with transaction.atomic():
            _follow(register, sequence)
            transaction.set_rollback(True)

    holds()


def _follow(register: Register, sequence: list[Act]) -> None:
    """The acts one after the other: what is done is counted as the log tells, what is refused changed nothing."""
    register.read.clear()
    log = Log(register.begun, {case.dossier_code: Told(case.agency_code, case.part) for case in register.cases})
    before = everything()
    for number, act in enumerate(sequence, 1):
        try:
            register.does(act)
        except UserError:
            assert everything() == before
        else:
            before, told = everything(), log.follow()
            for code, state, agency in Case.objects.values_list("dossier_code", "state", "agency_code"):
                assert (state, agency) == (told[code].state, told[code].agency)
        if number % COUNTED_EACH == 0 or number == len(sequence):
            _check(register, log.told)


def _check(register: Register, told: dict[str, Told]) -> None:
    at = timezone.now() + timedelta(days=DAYS + 1)
    for letter, kind in [*((each, "issued") for each in register.letters), (register.review, "provisional")]:
        for agency, tally in tallies(letter, kind, at).items():
            assert tally == recounted(register.lines[letter], told, agency, at), agency
