"""What public pages may read: issued editions, the newest of each period, and nothing else."""

from django.http import Http404

from phucvu.errors import UserError
from phucvu.main import editions
from phucvu.main.editions import Published
from phucvu.registry.period import parse_period
from phucvu.web.home import workspace
from phucvu.web.office.models import Publication

SHOWN = ("issued", "corrected")  # a corrected edition stays to be read, marked as such; a withdrawn one does not


def publications() -> list[Publication]:
    """Every edition that was issued and not withdrawn, newest period first."""
    return list(Publication.objects.filter(state__in=SHOWN).order_by("-period", "-issued_on", "-id"))


def current() -> dict[str, Publication]:
    """The edition that holds for each period, newest period first."""
    found: dict[str, Publication] = {}
    for each in publications():
        if each.state == "issued":
            found.setdefault(each.period, each)
    return found


def of_period(period: str | None) -> Published:
    """The edition of a period as its address writes it; None: of the newest. Raises Http404 when none is issued."""
    known = current()
    name = named(period) if period else next(iter(known), None)
    if name not in known:
        raise Http404
    return read(known[name])


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


def before(period: str) -> Published | None:
    """The issued edition of the period just before, of the same kind (month after month); None: not issued."""
    asked = parse_period(period)
    for name, found in current().items():
        other = parse_period(name)
        if (asked.first - other.last).days == 1 and _kind(other.name) == _kind(asked.name):
            return read(found)
    return None


def _kind(name: str) -> str:
    """month, quarter, half, week, year or from-to, by the form of the name."""
    return "".join("9" if letter.isdigit() else letter for letter in name)


def months_of(period: str) -> list[str]:
    """The months from the first issued to this one, none left out: what was not issued is a gap."""
    issued = sorted(name for name in current() if _kind(name) == "9999-99" and name <= period)
    if not issued or _kind(period) != "9999-99":
        return []
    year, month = map(int, issued[0].split("-"))
    last = tuple(map(int, period.split("-")))
    found = []
    while (year, month) <= last:
        found.append(f"{year:04}-{month:02}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found[-LONGEST:]


LONGEST = 24  # months in one picture
