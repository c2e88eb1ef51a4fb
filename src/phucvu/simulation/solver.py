"""The small exact search: which counts make every printed figure come out, to the last decimal.

Units first, each alone; then the criteria of the province, group by group: all but one keep their wish (as near as
the rounding allows), the one that `closes` is moved until the group makes its points. Whole numbers and fractions
only. What cannot be met raises Unsolvable, which names the figure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, count, islice
from typing import Any

from phucvu.errors import UserError
from phucvu.simulation.arithmetic import GROUP_MAX, WORTH, half_up, printed
from phucvu.simulation.printed import Example, PrintedRow

RECEIVING = WORTH["satisfaction.receiving"]
# Petition criteria without petitions, rule of 2023 as the letter shows it: departments nothing, districts both in full.
EMPTY_PETITIONS = {"department": 0, "district": 1200}
REACH = 400  # how far from a wish the search goes


class Unsolvable(UserError):
    """No whole numbers within reach give a printed figure."""


@dataclass(frozen=True)
class UnitCounts:
    """Dossiers of one unit: received in the period, carried over into it; of these, filed online (received ones
    only), overdue, and disliked without being overdue."""

    agency_code: str
    received: int
    carried: int
    online: int
    overdue: int
    disliked: int
    has_due_date: bool = True

    @property
    def population(self) -> int:
        return self.received + self.carried


@dataclass(frozen=True)
class Part:
    """Numerator and denominator of one criterion of the province."""

    criterion: str
    numerator: int
    denominator: int

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    @property
    def cents(self) -> int:
        return WORTH[self.criterion].cents(self.ratio)

    @property
    def is_plain(self) -> bool:
        return WORTH[self.criterion].is_plain(self.ratio)


@dataclass(frozen=True)
class Plan:
    """All counts of the month: units by code, parts by criterion, points of the groups in hundredths."""

    units: dict[str, UnitCounts]
    parts: dict[str, Part]

    def sum(self, column: str) -> int:
        return sum(int(getattr(unit, column)) for unit in self.units.values())

    def cents(self, group: str = "") -> int:
        return sum(part.cents for name, part in self.parts.items() if name.startswith(group))


def around(wish: int, least: int = 0) -> Iterator[int]:
    """Whole numbers from least upwards, nearest to the wish first."""
    steps = chain([0], chain.from_iterable((step, -step) for step in count(1)))
    return (wish + step for step in islice(steps, 2 * REACH + 1) if wish + step >= least)


def satisfaction_cents(level: str, satisfied: int, population: int) -> int:
    """MDHL points of a unit without petitions, in hundredths."""
    return EMPTY_PETITIONS[level] + RECEIVING.cents(Fraction(satisfied, population))


def _online(row: PrintedRow, wish: int) -> tuple[int, int]:
    share = row.number("filed_online")
    assert share is not None
    for received in around(wish, least=1):
        online = half_up(Fraction(share) * received / 100)
        if printed(Fraction(online, received)) == share:
            return received, online
    raise Unsolvable(f"Không tìm được số hồ sơ để tỷ lệ nộp trực tuyến của {row.name} là {share} %.")


def _disliked(row: PrintedRow, level: str, received: int, carried: int, overdue: int) -> tuple[int, int]:
    share = row.number("satisfaction")
    assert share is not None
    wanted = Fraction(share) * GROUP_MAX["satisfaction"] / 100 - EMPTY_PETITIONS[level]
    for more in around(carried):
        population = received + more
        for disliked in (0, population - overdue - half_up(wanted / RECEIVING.maximum * RECEIVING.full_at * population)):
            satisfied = population - overdue - max(0, disliked)
            cents = satisfaction_cents(level, satisfied, population)
            if printed(Fraction(cents, GROUP_MAX["satisfaction"])) == share:
                return more, max(0, disliked)
    raise Unsolvable(f"Không tìm được số hồ sơ để mức độ hài lòng của {row.name} là {share} %.")


def solve_unit(row: PrintedRow, level: str, size: dict[str, Any], overdue: int, early: int = 0) -> UnitCounts:
    """Counts of one unit near its wished size; ``early``: overdue dossiers whose code is of a month before."""
    due = bool(size.get("has_due_date", True))
    if not size["received"]:
        return UnitCounts(row.agency_code, 0, 0, 0, 0, 0, due)
    received, online = _online(row, size["received"])
    carried, disliked = _disliked(row, level, received, max(size["carried"], early), overdue)
    return UnitCounts(row.agency_code, received, carried, online, overdue, disliked, due)


def solve_units(example: Example) -> dict[str, UnitCounts]:
    month = example.as_at.strftime("-%y%m")
    sizes = example.choices["sizes"]
    return {
        code: solve_unit(
            example.rows[code],
            example.levels[code],
            size,
            overdue=len(example.codes.get(code, [])),
            early=sum(month not in printed_code for printed_code in example.codes.get(code, [])),
        )
        for code, size in sizes.items()
    }


def near(criterion: str, wish: float, denominator: int) -> Iterator[Part]:
    """Parts of one denominator whose points no rounding disputes, nearest to the wished share first."""
    parts = (Part(criterion, number, denominator) for number in around(round(wish * denominator)))
    return (part for part in parts if part.numerator <= denominator and part.is_plain)


def closing(parts: Iterable[Part], cents: int) -> Part:
    for part in parts:
        if part.cents == cents:
            return part
    raise Unsolvable(f"Không tìm được số đếm để khép nhóm ở {cents / 100:.2f} điểm.")
