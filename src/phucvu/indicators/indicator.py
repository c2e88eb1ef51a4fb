"""What an indicator is: two predicates over one table, and what they need."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import narwhals as nw

from phucvu.registry.period import Period


@dataclass(frozen=True)
class Moment:
    """The clocks and the reading under which a count is made.

    ``until`` is min(as_at, end of the period), inclusive: what happens later is not seen.
    ``reading`` names a rule of rubric/readings.yaml ("portal", "same_day").
    """

    period: Period
    as_at: datetime
    reading: str

    @property
    def until(self) -> datetime:
        return min(self.as_at, self.period.end)


@dataclass(frozen=True)
class Indicator:
    """Who is counted and who succeeds, over rows of ``table`` that already carry the facts of its lifecycle.

    ``needs``: columns that must not be null; a row of the population where one is null is excluded with
    reason ``field_absent``. ``exclusions``: further (reason, predicate) pairs, tested first, in order.
    ``unit`` "procedure": numerator and denominator count distinct procedures, at each level anew.
    """

    criterion: str
    table: str
    population: Callable[[Moment], nw.Expr]
    success: Callable[[Moment], nw.Expr]
    needs: tuple[str, ...] = ()
    exclusions: tuple[tuple[str, Callable[[Moment], nw.Expr]], ...] = ()
    unit: str = "record"


@dataclass(frozen=True)
class Count:
    """Whole numbers of one agency (itself and all below it) and one criterion."""

    agency_code: str
    criterion: str
    numerator: int
    denominator: int
    excluded: dict[str, int]  # reason -> rows; field_absent among them
