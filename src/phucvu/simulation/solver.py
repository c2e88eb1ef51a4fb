"""The small exact search: which counts make every printed figure come out, to the last decimal.

Units first, each alone; then the criteria of the province, group by group: all but one keep their wish (as near as
the rounding allows), the one that `closes` is moved until the group makes its points. Whole numbers and fractions
only. What cannot be met raises UnsolvableError, which names the figure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

from phucvu.errors import UserError
from phucvu.simulation.arithmetic import Part, Rules, half_up, percent
from phucvu.simulation.printed import Example, PrintedRow

REACH = 400  # how far from a small wish the search goes; from a big one, half its size


class UnsolvableError(UserError):
    """No whole numbers within reach give a printed figure."""


@dataclass(frozen=True)
class UnitCounts:
    """Dossiers of one unit: received in the period, carried over into it; of these, filed online (received ones
    only), overdue, and disliked without being overdue."""

    agency_code: str
    received: int
    carried: int
    online: int = 0
    overdue: int = 0
    disliked: int = 0
    has_due_date: bool = True

    @property
    def population(self) -> int:
        return self.received + self.carried


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
    reach = max(REACH, wish // 2)
    steps = chain([0], chain.from_iterable((step, -step) for step in range(1, reach + 1)))
    return (wish + step for step in steps if wish + step >= least)


def _online(row: PrintedRow, wish: int) -> tuple[int, int]:
    share = row.number("filed_online")
    assert share is not None
    for received in around(wish, least=1):
        online = half_up(Fraction(share) * received / 100)
        if online <= received and percent(Fraction(online, received)) == share:
            return received, online
    raise UnsolvableError(
        f"Không tìm được số hồ sơ để tỷ lệ nộp trực tuyến của {row.name} là {row.cells['filed_online']} %."
    )


def _disliked(rules: Rules, row: PrintedRow, level: str, size: UnitCounts) -> UnitCounts:
    """Dislikes only where satisfaction is lower than the overdue dossiers explain."""
    share = row.number("satisfaction")
    assert share is not None
    wanted = rules.receiving_ratio(level, Fraction(share) / 100)
    for carried in around(size.carried):
        population = size.received + carried
        for satisfied in (population - size.overdue, half_up(wanted * population)):
            fits = 0 <= satisfied <= population - size.overdue
            if fits and percent(rules.satisfaction(level, satisfied, population)) == share:
                return replace(size, carried=carried, disliked=population - size.overdue - satisfied)
    raise UnsolvableError(
        f"Không tìm được số hồ sơ để mức độ hài lòng của {row.name} là {row.cells['satisfaction']} %."
    )


def solve_unit(rules: Rules, row: PrintedRow, level: str, wish: UnitCounts) -> UnitCounts:
    """Counts of one unit nearest to its wished size that print as the row does."""
    if not wish.received:
        return wish
    received, online = _online(row, wish.received)
    return _disliked(rules, row, level, replace(wish, received=received, online=online))


def _wish(example: Example, code: str) -> UnitCounts:
    """The wished size of a unit; at least the overdue dossiers of earlier months are carried over."""
    size, codes = example.choices["sizes"][code], example.codes.get(code, [])
    early = sum(example.as_at.strftime("-%y%m") not in printed_code for printed_code in codes)
    due = bool(size.get("has_due_date", True))
    return UnitCounts(code, size["received"], max(size["carried"], early), overdue=len(codes), has_due_date=due)


def solve_units(example: Example, rules: Rules) -> dict[str, UnitCounts]:
    return {
        code: solve_unit(rules, example.rows[code], example.levels[code], _wish(example, code))
        for code in example.choices["sizes"]
    }


def near(rules: Rules, criterion: str, wish: float, denominator: int) -> Iterator[Part]:
    """Parts of one denominator whose points no rounding disputes, nearest to the wished share first."""
    parts = (rules.part(criterion, number, denominator) for number in around(round(wish * denominator)))
    return (part for part in parts if part.is_plain)


def closing(parts: Iterable[Part], cents: int) -> Part:
    for part in parts:
        if part.cents == cents:
            return part
    raise UnsolvableError(f"Không tìm được số đếm để khép nhóm ở {cents / 100:.2f} điểm.")
