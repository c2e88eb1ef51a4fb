"""Counts of the register: what is explained, apologised for, late, returned; by unit and in all."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, time
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from phucvu.web.followup.models import Case, Line, Request
from phucvu.web.office.models import Publication

EXPLAINED = ("accepted", "closed")


@dataclass(frozen=True)
class Tally:
    """Of the demanded lines of a unit (or all). ``demanded`` leaves out removed and transferred lines.

    ``explained``: accepted by the office; ``answered`` counts those on their way too. null rates: nothing demanded.
    """

    listed: int
    demanded: int
    answered: int
    explained: int
    apologised: int
    returned: int
    objected: int
    removed: int
    transferred: int
    changed: int

    @property
    def explained_ratio(self) -> float | None:
        return self.explained / self.demanded if self.demanded else None

    @property
    def apologised_ratio(self) -> float | None:
        return self.apologised / self.demanded if self.demanded else None


NAMES = [each.name for each in fields(Tally)]


def requests_of(publication: Publication, kind: str = "issued") -> QuerySet[Request]:
    return Request.objects.filter(publication=publication, kind=kind).select_related("publication")


def tallies(publication: Publication, kind: str = "issued") -> dict[str, Tally]:
    """Agency code -> its tally, of every unit with a request; two queries for all units.

    A line that moved to another unit counts as listed and transferred where it was printed, demanded where it is now.
    """
    lines = Line.objects.filter(request__publication=publication, request__kind=kind).order_by()
    printed = {row["agency_code"]: row for row in lines.values("agency_code").annotate(**PRINTED)}
    answering = {row["case__agency_code"]: row for row in lines.values("case__agency_code").annotate(**ANSWERING)}
    codes = requests_of(publication, kind).values_list("agency_code", flat=True)
    return {code: _tally(printed.get(code, {}), answering.get(code, {})) for code in codes}


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of units."""
    found = list(tallies)
    return Tally(**{name: sum(getattr(each, name) for each in found) for name in NAMES})


DEMANDED = Q(is_demanded=True)
COUNTED = DEMANDED & ~Q(case__state="removed")
HERE = Q(case__agency_code=F("agency_code"))
PRINTED: dict[str, Any] = {"listed": Count("id"), "transferred": Count("id", filter=DEMANDED & ~HERE)}
ANSWERING: dict[str, Any] = {
    "demanded": Count("id", filter=COUNTED),
    "answered": Count("id", filter=COUNTED & Q(case__state__in=("answered", "signed", *EXPLAINED))),
    "explained": Count("id", filter=COUNTED & Q(case__state__in=EXPLAINED)),
    "apologised": Count("id", filter=COUNTED & ~Q(case__apology_source="")),
    "returned": Count("id", filter=COUNTED & Q(case__state="returned")),
    "objected": Count("id", filter=COUNTED & Q(case__state="objected")),
    "removed": Count("id", filter=DEMANDED & Q(case__state="removed")),
    "changed": Count("id", filter=Q(case__source_change__isnull=False)),
}


def _tally(printed: dict[str, Any], answering: dict[str, Any]) -> Tally:
    counts = printed | answering
    return Tally(**{name: counts.get(name, 0) for name in NAMES})


def is_late(request: Request, at: datetime | None = None) -> bool:
    """Whether the deadline has passed; a day that counts lasts until its end."""
    due = request.due_at
    if due is None:
        return False
    if request.is_inclusive:
        due = timezone.make_aware(datetime.combine(timezone.localtime(due).date(), time.max))
    return (at or timezone.now()) > due


def cases_of(request: Request) -> QuerySet[Case]:
    return Case.objects.filter(request=request).select_related("answer", "request")
