"""One official figure, and the official figures known not to follow the portal's own arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files

import msgspec

from phucvu.registry.agency import Level

Numbers = tuple[int, int]  # numerator, denominator


@dataclass(frozen=True)
class Figure:
    """A row of an official table: points of one agency for a criterion, a group or the total.

    ``item``: the portal's code of the criterion or group, or TOTAL; ``group``: the group's code where the file has it.
    ``counts``: what the row itself shows, by criterion (our code or the portal's); None where a cell is empty.
    ``max_points`` None: the file gives no maximum. ``day``: whose rubric holds. ``row``: line in the file, from 1.
    ``flags``: what the portal says of the quality of its data. ``read_at``: when it was read, if the file tells.
    ``is_level_told`` False: nobody tells the unit's level, and ``level`` is no more than a guess.
    """

    file: str
    row: int
    layout: str
    agency_code: str
    agency_name: str
    level: Level
    day: date
    period: str
    scope: str
    item: str
    group: str
    points: Decimal | None
    max_points: Decimal | None
    counts: Mapping[str, Numbers | None] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    read_at: datetime | None = None
    is_level_told: bool = True

    @property
    def subject(self) -> tuple[str, str, str, date]:
        """Rows of the same agency, scope, period and reading belong together."""
        return self.agency_code, self.scope, self.period, self.day

    @property
    def is_scored(self) -> bool:
        return bool(self.max_points)


class Exceptional(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"valid_from": "from"}):
    """An official figure that is known to differ, from a day on; None: holds for any."""

    valid_from: date
    item: str
    official: Decimal
    ours: Decimal
    vi: str
    source: str
    agency_code: str | None = None
    counts: Numbers | None = None

    def fits(self, figure: Figure, ours: Decimal | None) -> bool:
        return (
            (self.item, self.official, self.ours) == (figure.item, figure.points, ours)
            and self.valid_from <= figure.day
            and self.agency_code in (None, figure.agency_code)
            and (self.counts is None or self.counts in figure.counts.values())
        )


class WithoutCounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"valid_from": "from"}):
    """A criterion of which the portal shows points and never counts."""

    valid_from: date
    criterion: str
    source: str


class Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is peculiar about official figures."""

    exceptions: tuple[Exceptional, ...]
    without_counts: tuple[WithoutCounts, ...]


@cache
def known_exceptions() -> Known:
    """The file exceptions.yaml of this room."""
    return msgspec.yaml.decode((files("phucvu.records.portal") / "exceptions.yaml").read_bytes(), type=Known)
