"""What the portal said of one period at different times: its readings, what held at each, what changed between two.

Past months drift: the portal keeps correcting them. A reading is what was read together: figures of one import and
one day, and whatever else was read at exactly the same moment (tables saved one by one on one day).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal

Kind = Literal["changed", "appeared", "gone"]
Key = tuple[str, str]  # agency, item
List = tuple[str, str, str]  # item, level, agency above
A_LIST = 2  # one row alone (a province above its units) does not say who else is there


@dataclass(frozen=True)
class Shown:
    """A figure as the portal showed it at ``read_at``. ``item``: our code; ``imports``: which imports hold it.

    ``is_count``: the counts of a criterion shown without points of its own, inside its group.
    """

    agency_code: str
    agency_name: str
    level: str
    item: str
    points: Decimal | None
    max_points: Decimal | None
    numerator: int | None
    denominator: int | None
    flags: tuple[str, ...]
    read_at: datetime
    imports: tuple[str, ...]
    file: str = ""
    row: int = 0

    @property
    def key(self) -> Key:
        return self.agency_code, self.item

    @property
    def listed(self) -> List:
        """The list it stands in: the same item of the agencies of one level below one agency."""
        above, _, below = self.agency_code.partition(".")
        return self.item, self.level, above if below else ""

    @property
    def is_count(self) -> bool:
        return self.points is None and self.max_points is None and self.denominator is not None

    @property
    def says(self) -> tuple[Decimal | None, int | None, int | None]:
        return self.points, self.numerator, self.denominator


@dataclass(frozen=True)
class Reading:
    """Figures read together; named by the last of their moments."""

    figures: tuple[Shown, ...]

    @cached_property
    def read_at(self) -> datetime:
        return max(each.read_at for each in self.figures)

    @cached_property
    def begun_at(self) -> datetime:
        return min(each.read_at for each in self.figures)

    @cached_property
    def lists(self) -> frozenset[List]:
        """The lists it holds whole: those with several agencies."""
        agencies: dict[List, set[str]] = defaultdict(set)
        for each in self.figures:
            agencies[each.listed].add(each.agency_code)
        return frozenset(name for name, found in agencies.items() if len(found) >= A_LIST)


@dataclass(frozen=True)
class Change:
    """One figure that two readings tell differently. ``before`` None: appeared; ``after`` None: gone."""

    before: Shown | None
    after: Shown | None

    @property
    def kind(self) -> Kind:
        return "appeared" if self.before is None else "gone" if self.after is None else "changed"

    @property
    def shown(self) -> Shown:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def difference(self) -> Decimal | None:
        """Points after less points before; None where one of them is null."""
        points = [each.points if each else None for each in (self.before, self.after)]
        return None if points[0] is None or points[1] is None else points[1] - points[0]


def readings(figures: Iterable[Shown]) -> list[Reading]:
    """The readings of one period, oldest first."""
    together: dict[tuple[str, object], list[Shown]] = defaultdict(list)
    for each in figures:
        for name in each.imports:
            together[name, each.read_at.date()].append(each)
    found: list[tuple[set[datetime], list[Shown]]] = []
    for part in together.values():
        moments, members = {each.read_at for each in part}, list(part)
        for other in [each for each in found if each[0] & moments]:
            found.remove(other)
            moments, members = moments | other[0], other[1] + members
        found.append((moments, members))
    made = [Reading(tuple({(*each.key, each.read_at): each for each in members}.values())) for _, members in found]
    return sorted(made, key=lambda each: (each.read_at, each.begun_at))


def holding(known: Sequence[Reading]) -> dict[Key, Shown]:
    """What the portal says after these readings, oldest first: the latest of each figure.

    A figure is gone when a later reading holds the list it stood in without it; where no later reading holds that
    list, the older figure still stands, with its own reading time.
    """
    held: dict[Key, Shown] = {}
    for reading in known:
        listed = {each.key for each in reading.figures}
        held = {key: each for key, each in held.items() if key in listed or each.listed not in reading.lists}
        for each in reading.figures:
            if each.key not in held or held[each.key].read_at <= each.read_at:
                held[each.key] = each
    return held


def changes(before: Sequence[Reading], after: Sequence[Reading]) -> tuple[list[Change], int]:
    """What changed from what held after ``before`` to what holds after ``after``, and how many figures are only new
    to us: of lists that no reading before held."""
    first, last = holding(before), holding(after)
    lists = frozenset[List]().union(*(reading.lists for reading in before))
    both = [Change(first[key], each) for key, each in last.items() if key in first and first[key].says != each.says]
    gone = [Change(each, None) for key, each in first.items() if key not in last]
    added = [each for key, each in last.items() if key not in first]
    appeared = [Change(None, each) for each in added if each.listed in lists]
    return [*both, *appeared, *gone], len(added) - len(appeared)


def until(known: Sequence[Reading], moment: datetime) -> list[Reading]:
    """The readings finished by a moment."""
    return [reading for reading in known if reading.read_at <= moment]


def ordered(found: Iterable[Change], order: Mapping[str, int]) -> list[Change]:
    """By agency (provinces first), then in the order of the law (``order``: item to place), others last."""
    return sorted(
        found,
        key=lambda each: (
            each.shown.agency_code.count("."),
            each.shown.agency_code,
            order.get(each.shown.item, len(order)),
            each.shown.item,
        ),
    )
