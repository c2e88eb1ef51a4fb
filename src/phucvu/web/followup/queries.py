"""Counts of the register: what is explained, apologised for, late, returned; by unit and in all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, time
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from phucvu.web.followup.models import Case, Line, Objection, Request
from phucvu.web.office.models import Publication

EXPLAINED = ("accepted", "closed")


@dataclass(frozen=True)
class Tally:
    """Of the demanded lines of a unit (or all). ``demanded`` leaves out removed and transferred lines.

    ``explained``: accepted by the office; ``answered`` counts those on their way too. null rates: nothing demanded.
    ``broken``: a new date was promised, has passed, and no result was read.
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
    broken: int

    @property
    def explained_ratio(self) -> float | None:
        return self.explained / self.demanded if self.demanded else None

    @property
    def apologised_ratio(self) -> float | None:
        return self.apologised / self.demanded if self.demanded else None


NAMES = [each.name for each in fields(Tally)]


def requests_of(publication: Publication, kind: str = "issued") -> QuerySet[Request]:
    return Request.objects.filter(publication=publication, kind=kind).select_related("publication")


def kind_asked(publication: Publication) -> str | None:
    """issued: the letter has opened its requests; else provisional while it is only reviewed; None: neither."""
    kinds = set(publication.requests.values_list("kind", flat=True))
    return next((kind for kind in ("issued", "provisional") if kind in kinds), None)


def tallies(publication: Publication, kind: str = "issued", at: datetime | None = None) -> dict[str, Tally]:
    """Agency code -> its tally, of every unit with a request or with a line moved to it; two queries for all units.

    A line that moved to another unit counts as listed and transferred where it was printed, demanded where it is now.
    """
    lines = Line.objects.filter(request__publication=publication, request__kind=kind).order_by()
    answering = ANSWERING | {"broken": Count("id", filter=COUNTED & _broken(at or timezone.now(), "case__"))}
    rows: Iterable[Any] = lines.values("agency_code", "case__agency_code").annotate(**PRINTED, **answering)
    codes = requests_of(publication, kind).values_list("agency_code", flat=True)
    found: dict[str, Counter[str]] = {code: Counter() for code in codes}
    for row in rows:  # each unit once, and once more for each other unit that its lines moved to
        for column, names in (("agency_code", PRINTED), ("case__agency_code", answering)):
            found.setdefault(row[column], Counter()).update({name: row[name] for name in names})
    return {code: Tally(**{name: counts[name] for name in NAMES}) for code, counts in found.items()}


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of units."""
    found = list(tallies)
    return Tally(**{name: sum(getattr(each, name) for each in found) for name in NAMES})


DEMANDED = Q(is_demanded=True)
REMOVED = Q(case__state="removed") | Q(case__removed_at__isnull=False)  # the second: closed afterwards
COUNTED = DEMANDED & ~REMOVED
HERE = Q(case__agency_code=F("agency_code"))
PRINTED: dict[str, Any] = {"listed": Count("id"), "transferred": Count("id", filter=DEMANDED & ~HERE)}
ANSWERING: dict[str, Any] = {
    "demanded": Count("id", filter=COUNTED),
    "answered": Count("id", filter=COUNTED & Q(case__state__in=("answered", "signed", *EXPLAINED))),
    "explained": Count("id", filter=COUNTED & Q(case__state__in=EXPLAINED)),
    "apologised": Count("id", filter=COUNTED & ~Q(case__apology_source="")),
    "returned": Count("id", filter=COUNTED & Q(case__state="returned")),
    "objected": Count("id", filter=COUNTED & Q(case__state="objected")),
    "removed": Count("id", filter=DEMANDED & REMOVED),
    "changed": Count("id", filter=Q(case__source_change__isnull=False)),
}


def _broken(at: datetime, path: str = "") -> Q:
    """A new date was promised and has passed, and no result was read: still part B."""
    is_over = Q(**{f"{path}new_promised_at__lt": at, f"{path}part": "B"})
    return is_over & ~Q(**{f"{path}state__in": ("closed", "removed")})


def broken_promises(at: datetime | None = None) -> QuerySet[Case]:
    """Cases whose new promised date has passed without a result, the oldest promise first."""
    found = Case.objects.filter(_broken(at or timezone.now()))
    return found.select_related("request", "answer").order_by("new_promised_at", "dossier_code")


def last_moment(request: Request) -> datetime | None:
    """The last moment at which an answer is in time: a day that counts lasts until its end. None: no deadline."""
    due: datetime | None = request.due_at
    if due is None or not request.is_inclusive:
        return due
    return timezone.make_aware(datetime.combine(timezone.localtime(due).date(), time.max))


def is_late(request: Request, at: datetime | None = None) -> bool:
    """Whether the deadline has passed."""
    last = last_moment(request)
    return last is not None and (at or timezone.now()) > last


def cases_of(request: Request) -> QuerySet[Case]:
    return Case.objects.filter(request=request).select_related("answer", "request")


def silent_in_review(publication: Publication) -> list[Request]:
    """Requests of the review in which the unit said nothing by the deadline."""
    spoke = Objection.objects.filter(request=OuterRef("pk"))
    in_time = spoke.filter(Q(request__deadline_at__isnull=True) | Q(at__lte=F("request__deadline_at")))
    return list(requests_of(publication, "provisional").exclude(Exists(in_time)))


def removed_in_review(publication: Publication) -> QuerySet[Objection]:
    """Accepted objections of the review: the lines left out, each with its reason."""
    found = Objection.objects.filter(request__publication=publication, request__kind="provisional", decision="accepted")
    return found.select_related("case", "request", "decided_by").order_by("case__agency_code", "case__dossier_code")


def to_remind(at: datetime | None = None) -> list[tuple[Request, str, int, int]]:
    """Whom to remind: (request, before|after, dossiers not answered, all asked), the earliest deadline first."""
    is_open = Q(cases__state__in=("open", "returned"))
    found = Request.objects.filter(publication__state="issued", kind="issued").select_related("publication")
    counted = found.annotate(unanswered=Count("cases", filter=is_open), asked=Count("cases"))
    letters = [(each, each.unanswered, each.asked) for each in counted.filter(unanswered__gt=0)]
    rows = sorted([*letters, *_not_heard()], key=lambda row: (_moment(row[0]), row[0].agency_code))
    return [(each, "after" if is_late(each, at) else "before", unanswered, asked) for each, unanswered, asked in rows]


def _not_heard() -> list[tuple[Request, int, int]]:
    """Requests of reviews under way about which the unit has said nothing; a review asks for a word on the whole."""
    spoke = Objection.objects.filter(request=OuterRef("pk"))
    found = Request.objects.filter(~Exists(spoke), kind="provisional", ended_at=None).select_related("publication")
    asked = list(found.exclude(publication__state="withdrawn"))
    counts = {each: tallies(each, "provisional") for each in {request.publication for request in asked}}
    left = [(each, counts[each.publication][each.agency_code].demanded) for each in asked]
    return [(each, count, count) for each, count in left if count]


def _moment(request: Request) -> float:
    return request.deadline_at.timestamp() if request.deadline_at else float("inf")
