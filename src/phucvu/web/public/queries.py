"""What public pages may read: issued editions, the newest of each period, and nothing else."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from phucvu.errors import UserError
from phucvu.main import editions
from phucvu.main.editions import Published
from phucvu.registry.period import parse_period
from phucvu.web.home import workspace
from phucvu.web.office.models import Publication

LONGEST = 24  # months in one picture
SHOWN = ("issued", "corrected")  # a corrected edition stays to be read, marked as such; a withdrawn one does not


def publications() -> list[Publication]:
    """Every edition that was issued and not withdrawn, newest period first."""
    return list(_shown())


def state() -> tuple[Any, ...]:
    """All that the pages know of the acts, as plain values: while it is the same, so are they."""
    return tuple(_shown().values_list())


def _shown() -> QuerySet[Publication]:
    return Publication.objects.filter(state__in=SHOWN).order_by("-period", "-issued_on", "-id")


@dataclass(frozen=True)
class Issued:
    """The edition that holds for each period, newest period first, as a page read it."""

    by_period: dict[str, Publication]

    def of_period(self, period: str | None) -> Published:
        """The edition of a period as its address writes it; None: of the newest. Raises Http404 when none is issued."""
        name = named(period) if period else next(iter(self.by_period), None)
        if name not in self.by_period:
            raise Http404
        return read(self.by_period[name])

    def before(self, period: str) -> Published | None:
        """The issued edition of the period just before, of the same kind (month after month); None: not issued."""
        asked = parse_period(period)
        for name, found in self.by_period.items():
            other = parse_period(name)
            if (asked.first - other.last).days == 1 and _kind(other.name) == _kind(asked.name):
                return read(found)
        return None

    def months_to(self, period: str) -> dict[str, Published | None]:
        """The months from the first issued to this one, none left out; None: not issued, a gap."""
        months = sorted(name for name in self.by_period if _kind(name) == "9999-99" and name <= period)
        if not months or _kind(period) != "9999-99":
            return {}
        found, day = [], parse_period(period).first
        while f"{day:%Y-%m}" >= months[0]:
            found.append(f"{day:%Y-%m}")
            day = (day - timedelta(days=1)).replace(day=1)
        held = {name: self.by_period.get(name) for name in found[:LONGEST][::-1]}
        return {name: read(each) if each else None for name, each in held.items()}

    @property
    def periods(self) -> list[tuple[str, str]]:
        """Issued periods with their addresses."""
        return [(name, addressed(name)) for name in self.by_period]


def issued() -> Issued:
    """What is issued now; asked once for a page."""
    found: dict[str, Publication] = {}
    for each in publications():
        if each.state == "issued":
            found.setdefault(each.period, each)
    return Issued(found)


def named(period: str) -> str:
    """The period that an address means: 2026-08-01_2026-08-15 is a from-to. Raises Http404."""
    try:
        return parse_period(period.replace("_", "/")).name
    except UserError:
        raise Http404 from None


def addressed(period: str) -> str:
    """A period as addresses write it."""
    return period.replace("/", "_")


def publication(edition: str) -> Publication:
    """An issued edition by its id. Raises Http404."""
    found = Publication.objects.filter(edition_id=edition, state__in=SHOWN).first()
    if found is None:
        raise Http404
    return found


def read(found: Publication) -> Published:
    return editions.published(workspace(), found.edition_id)


def _kind(name: str) -> str:
    """month, quarter, half, week, year or from-to, by the form of the name."""
    return "".join("9" if letter.isdigit() else letter for letter in name)
