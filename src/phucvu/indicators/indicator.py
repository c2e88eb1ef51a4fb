"""What an indicator is: two predicates over one table, and what they need."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import narwhals as nw

from phucvu.records.lifecycle import Moment

__all__ = ["FAILED", "FIELD_ABSENT", "SUCCEEDED", "Count", "Indicator", "Moment", "Unit"]

SUCCEEDED, FAILED, FIELD_ABSENT = "succeeded", "failed", "field_absent"
Unit = Literal["record", "procedure", "procedure_all"]


@dataclass(frozen=True)
class Indicator:
    """Who is counted and who succeeds, over rows of ``table`` that already carry the facts of its lifecycle.

    ``population`` must never be null; where ``success`` is null a needed field is absent and the row is excluded
    with reason ``field_absent``. ``needs`` names those fields, for sentences. ``exclusions``: further
    (reason, predicate) pairs, tested first, in order.

    ``unit`` "procedure": numerator and denominator count distinct procedures, at each level anew; one succeeds when
    any of its rows does, under "procedure_all" when all do ("late once is late").
    ``weights``: columns summed in place of rows (of the succeeded, of the counted), for tables that hold counts.
    ``successes_from``: a criterion of the dossiers; a procedure succeeds when that has a success at the same agency
    or below it. ``denominator_from``: the denominator is what that table reports (reported.py).
    """

    criterion: str
    table: str
    population: Callable[[Moment], nw.Expr]
    success: Callable[[Moment], nw.Expr]
    needs: tuple[str, ...] = ()
    exclusions: tuple[tuple[str, Callable[[Moment], nw.Expr]], ...] = ()
    unit: Unit = "record"
    weights: tuple[str, str] | None = None
    successes_from: str | None = None
    denominator_from: str | None = None

    def scope(self, moment: Moment) -> tuple[nw.Expr, dict[str, nw.Expr]]:
        """Who is left of the population, and who was excluded by reason. None of these is ever null."""
        remaining, excluded = self.population(moment), {}
        for reason, excludes in self.exclusions:
            excluded[reason] = remaining & excludes(moment)
            remaining = remaining & ~excludes(moment)
        return remaining, excluded

    def verdict(self, moment: Moment) -> dict[str, nw.Expr]:
        """ "succeeded", "failed" and every reason of exclusion -> predicate. At most one holds for a row."""
        remaining, parts = self.scope(moment)
        success = self.success(moment)
        parts[FIELD_ABSENT] = remaining & success.is_null()
        return parts | {SUCCEEDED: remaining & success.fill_null(False), FAILED: remaining & ~success.fill_null(True)}

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why a row of the population may be excluded, in the order it is asked."""
        return (*(reason for reason, _ in self.exclusions), FIELD_ABSENT)


@dataclass(frozen=True)
class Count:
    """Whole numbers of one agency (itself and all below it) and one criterion."""

    agency_code: str
    criterion: str
    numerator: int
    denominator: int
    excluded: dict[str, int]  # reason -> rows; field_absent among them
    flags: tuple[str, ...] = field(default=())  # what the portal calls data quality, e.g. NO_NATIONAL_REPORT_DATA
    instead: "Count | None" = None  # by imported totals: holds where the lists were not received (totals.py)
