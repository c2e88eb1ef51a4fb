"""Examples of the law: points for counts, and verdicts on small drawn tables. One definition for tests, page and site.

A drawn table is text: a heading row, cells between |, an empty cell is null; moments are dd/mm[/yyyy] [hh:mm[:ss]],
without a year of 2023. The last column of a case is the verdict: succeeded, failed, a reason of exclusion, or - (not of
the population). Points: see rubric/examples/disclosure.yaml.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

import msgspec
import yaml

from phucvu.rubric.written import Strict

GROUPS = ("disclosure", "progress", "online", "payment", "digitization", "satisfaction")


class Case(Strict, frozen=True, kw_only=True):
    """Rows of a record and the verdict on each. ``clocks``: period, as_at, reading where they matter;
    ``companions``: other records, drawn alike."""

    vi: str
    en: str
    table: str
    record: str = "dossier"
    clocks: dict[str, str] = msgspec.field(default_factory=dict)
    companions: dict[str, str] = msgspec.field(name="with", default_factory=dict)

    @property
    def rows(self) -> list[list[str]]:
        """The cells, headings first."""
        return cells(self.table)


class Examples(Strict, frozen=True, kw_only=True):
    """Of one criterion."""

    points: str
    cases: tuple[Case, ...] = ()

    @property
    def lines(self) -> list["PointsLine"]:
        """The points examples, one for each day and level."""
        return list(_lines(self.points))


@dataclass(frozen=True)
class PointsLine:
    """What ``counts`` give an agency of a level on a day. ``counts``: 13/39, province 13/39 or none."""

    day: date
    level: str
    counts: str
    state: str
    points: Decimal | None

    @property
    def numbers(self) -> tuple[int, int] | None:
        """Numerator and denominator; None where nothing is covered."""
        above, slash, below = self.counts.split(" ")[-1].partition("/")
        return (int(above), int(below)) if slash else None


@cache
def examples() -> Mapping[str, Examples]:
    """By criterion, in the order of the law."""
    folder = files("phucvu.rubric") / "examples"
    found: dict[str, Examples] = {}
    for group in GROUPS:
        written = yaml.safe_load((folder / f"{group}.yaml").read_text("utf8"))
        found |= msgspec.convert(written, dict[str, Examples])
    return found


def cells(table: str) -> list[list[str]]:
    """The cells of a drawn table, without the blanks around them."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def grouped(table: str) -> list[list[str]]:
    """The lines of a points table as drawn: days and levels written out, headings left out."""
    lines: list[list[str]] = []
    for line in cells(table)[1:]:
        lines.append([line[0] or lines[-1][0], line[1] or lines[-1][1], *line[2:]])
    return lines


def _lines(table: str) -> Iterator[PointsLine]:
    for days, levels, counts, state, points in grouped(table):
        for day in days.split(", "):
            for level in levels.split(", "):
                given = None if points == "null" else Decimal(points)
                yield PointsLine(date.fromisoformat(day), level, counts, state, given)
