"""Opening: a letter was issued (or is reviewed before); each unit gets a request, each dossier its case for life."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import make_aware

from phucvu.main import register
from phucvu.web.accounts.audit import record
from phucvu.web.followup.actions.doors import Who, by_code, chunks, held
from phucvu.web.followup.models import Case, Line, Request
from phucvu.web.home import workspace
from phucvu.web.office.models import Publication

Row = dict[str, Any]
EXPLAINED = ("accepted", "closed")  # not demanded again as new
DATES = ("received_at", "due_at", "ended_at")
UNDECIDED = "Chưa xác định được đơn vị"


@transaction.atomic
def open_register(
    publication: Publication, who: Who, deadline_at: datetime | None, is_inclusive: bool = True, kind: str = "issued"
) -> list[Request]:
    """Requests of a letter, one per unit with overdue dossiers; nothing is opened twice.

    A dossier known from before keeps its case: one explained already, or removed by a decision, is listed and not
    demanded again. ``kind`` provisional: the review before the letter; issuing ends it.
    """
    if found := list(publication.requests.filter(kind=kind)):
        return found
    lines = [_aware(line) for line in register.issued_lines(workspace(), publication.edition_id)]
    names = register.units(workspace())
    by_unit: dict[str, list[Row]] = defaultdict(list)
    for line in lines:
        by_unit[line["agency_code"]].append(line)
    known = by_code(line["dossier_code"] for line in lines)
    _follow_source(known, {line["dossier_code"]: line for line in lines})

    def asked(agency: str) -> Request:
        return Request.objects.create(
            publication=publication,
            kind=kind,
            agency_code=agency,
            agency_name=names.get(agency, agency) or UNDECIDED,
            deadline_at=deadline_at,
            is_inclusive=is_inclusive,
        )

    requests = {agency: asked(agency) for agency in by_unit}
    for agency, its in by_unit.items():
        _list(requests[agency], its, known)
    if kind == "issued":
        _carry_over(requests, list(known.values()), {line["dossier_code"]: line for line in lines}, asked)
        publication.requests.filter(kind="provisional", ended_at=None).update(ended_at=timezone.now())
    record(who, "register.open", publication.edition_id, kind=kind, requests=len(requests), cases=len(lines))
    return list(requests.values())


def _list(request: Request, lines: list[Row], known: dict[str, Case]) -> None:
    """The lines of one request, on new cases or those of earlier months."""
    new = [line for line in lines if line["dossier_code"] not in known]
    Case.objects.bulk_create([_case(request, line) for line in new], batch_size=500)
    cases = known | by_code(line["dossier_code"] for line in new)
    made = [_line(request, cases[line["dossier_code"]], line) for line in lines]
    Line.objects.bulk_create(made, batch_size=500)


def _case(request: Request, line: Row) -> Case:
    names = ("dossier_code", "printed_code", "agency_code", "part", "procedure_name", *DATES)
    office = line["office_name"][:200]
    return Case(request=request, office_name=office, **{name: line[name] for name in names})


def _follow_source(known: dict[str, Case], lines: dict[str, Row]) -> None:
    """An open case that nobody transferred goes where the source puts its dossier now (a unit found meanwhile)."""
    cases = held(known.values())
    printed: dict[int, str] = {}
    for some in chunks([case.pk for case in cases]):
        printed |= dict(Line.objects.filter(case__in=some).order_by("id").values_list("case_id", "agency_code"))
    moved = []
    for case in cases:
        known[case.dossier_code] = case
        agency = lines[case.dossier_code]["agency_code"]
        is_left = case.state in ("open", "returned") and printed.get(case.pk) == case.agency_code
        if is_left and agency != case.agency_code:
            case.agency_code = agency
            moved.append(case)
    Case.objects.bulk_update(moved, ["agency_code"], batch_size=500)


def _carry_over(
    requests: dict[str, Request], cases: list[Case], lines: dict[str, Row], asked: Callable[[str], Request]
) -> None:
    """An older case is asked about with this letter now, of whoever answers for it; its state stays as it is.

    A review before the letter asks nothing anew, so it moves no case of an earlier letter.
    """
    for case in cases:
        line = lines[case.dossier_code]
        case.part = line["part"]
        for name in DATES:
            setattr(case, name, line[name])
        if case.state not in EXPLAINED:
            if case.agency_code not in requests:
                requests[case.agency_code] = asked(case.agency_code)
            case.request = requests[case.agency_code]
    Case.objects.bulk_update(cases, ["part", "request", *DATES], batch_size=500)


def _line(request: Request, case: Case, line: Row) -> Line:
    names = ("part", "is_new", "agency_code", "due_at", "ended_at", "late_text")
    is_demanded = case.state not in (*EXPLAINED, "removed")
    return Line(case=case, request=request, is_demanded=is_demanded, **{name: line[name] for name in names})


def _aware(line: Row) -> Row:
    """Moments of the lake are naive local time; the database keeps them with their zone."""
    return line | {name: make_aware(line[name]) if line[name] else None for name in DATES}
