"""A board: the scores of one period as pages show them, from the lake's stored scores or from an issued edition."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from phucvu.registry.period import Period, parse_period
from phucvu.rubric.law import Rubric
from phucvu.rubric.loading import load
from phucvu.scores import ranking
from phucvu.scores.row import ScoreRow
from phucvu.scores.rows_out import KEYS, row_out

Row = dict[str, Any]
TOTAL = "total"
LEVELS = {
    "province": "Tỉnh",
    "department": "Sở, ban, ngành",
    "district": "UBND cấp huyện",
    "commune": "UBND cấp xã",
}


@dataclass(frozen=True)
class Board:
    """``rows``: the contract's rows (rows_out.KEYS) with ``note``; totals and groups with place, places and class.

    ``edition_id``: the issued edition they are read from; None: computed from the lake now.
    """

    period_name: str
    as_at: str
    known_at: str
    reading: str
    rubric_version: str
    is_simulated: bool
    rows: list[Row] = field(repr=False)
    edition_id: str | None = None

    @property
    def period(self) -> Period:
        return parse_period(self.period_name)

    @property
    def read_at(self) -> datetime:
        return datetime.fromisoformat(self.as_at)

    @property
    def facts(self) -> Row:
        """What every figure of the board is of: period, both clocks, reading, rules, simulated or not."""
        names = ("as_at", "known_at", "reading", "rubric_version", "is_simulated", "edition_id")
        return {"period": self.period_name} | {name: getattr(self, name) for name in names}

    @cached_property
    def rubric(self) -> Rubric:
        return rubric_of(self.period, self.read_at)

    @cached_property
    def _by_agency(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row["agency_code"], []).append(row)
        return found

    def knows(self, agency: str) -> bool:
        return agency in self._by_agency

    def of(self, agency: str) -> list[Row]:
        """All rows of one agency, in the order of the law: criteria, their group, … and the total."""
        return self._by_agency.get(agency, [])

    def total(self, agency: str) -> Row | None:
        return next((row for row in self.of(agency) if row["group"] == TOTAL), None)

    def groups(self, agency: str) -> list[Row]:
        return [row for row in self.of(agency) if row["criterion"] is None and row["group"] != TOTAL]

    @cached_property
    def agencies(self) -> dict[str, Row]:
        """Code -> {agency_code, agency_name, level}, in official order."""
        names = ("agency_code", "agency_name", "level")
        return {code: {name: rows[0][name] for name in names} for code, rows in self._by_agency.items()}

    @cached_property
    def levels(self) -> list[str]:
        return [level for level in LEVELS if any(each["level"] == level for each in self.agencies.values())]

    @cached_property
    def province(self) -> str:
        """The code of the province; empty where the board has none."""
        return next((code for code, each in self.agencies.items() if each["level"] == "province"), "")

    def ranked(self, level: str, group: str = TOTAL) -> list[Row]:
        """Total (or group) rows of a level, best first; those without points last."""
        rows = [
            row for row in self.rows if row["level"] == level and row["criterion"] is None and row["group"] == group
        ]
        return sorted(rows, key=lambda row: (row["place"] is None, row["place"] or 0))

    def of_criterion(self, criterion: str) -> list[Row]:
        return [row for row in self.rows if row["criterion"] == criterion]


def rubric_of(period: Period, as_at: datetime) -> Rubric:
    """The law of a period read at a moment."""
    return load().at(min(as_at.replace(tzinfo=None), period.end).date())


def lines(rows: Iterable[ScoreRow], rubric: Rubric, notes: Iterable[str]) -> list[Row]:
    """Score rows as a board keeps them: rows_out, the note, and for sums their place within the level."""
    rows = list(rows)
    groups = {row.group for row in rows}
    placed = {
        (each.row.agency_code, each.row.group): each
        for group in groups
        for each in ranking.rank(rows, rubric.classes, group)
    }
    return [row_out(row) | {"note": note} | _place(placed, row) for row, note in zip(rows, notes, strict=True)]


def _place(placed: dict[tuple[str, str], ranking.Placed], row: ScoreRow) -> Row:
    found = placed.get((row.agency_code, row.group)) if row.criterion is None else None
    if found is None:
        return {"place": None, "places": None, "class": None}
    is_total = row.group == TOTAL and found.score_class
    return {
        "place": found.place,
        "places": found.of,
        "class": found.score_class.vi if is_total and found.score_class else None,
    }


def row_in(row: Row) -> ScoreRow:
    """A row read back from open data (text throughout, empty = null)."""
    values: Row = {key: row[key] or None for key in KEYS}
    return ScoreRow(
        **values
        | {
            "as_at": datetime.fromisoformat(row["as_at"]).replace(tzinfo=None),
            "numerator": _int(row["numerator"]),
            "denominator": _int(row["denominator"]),
            "ratio": Fraction(row["ratio"]) if row["ratio"] else None,
            "points": _decimal(row["points"]),
            "max_points": _decimal(row["max_points"]),
            "flags": tuple(filter(None, row["flags"].split(";"))),
        }
    )


def _int(text: str) -> int | None:
    return int(text) if text else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
