"""The same dossiers under two rules: who gains, who loses, where. Rows in, changes out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from phucvu.scores.ranking import rank
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import TOTAL

Key = tuple[str, str, str | None]  # agency, group, criterion


@dataclass(frozen=True)
class Change:
    """One score under both rules; a side is None where that rule has no such score. Places: of totals only."""

    before: ScoreRow | None
    after: ScoreRow | None
    place_before: int | None = None
    place_after: int | None = None

    @property
    def row(self) -> ScoreRow:
        """Whose score it is."""
        row = self.after or self.before
        assert row is not None
        return row

    @property
    def difference(self) -> Decimal | None:
        """Points after less points before; None where one of them is null."""
        before, after = self._points
        return None if before is None or after is None else after - before

    @property
    def is_one_sided(self) -> bool:
        """Whether only one rule gives points: neither a gain nor a loss, and not the same."""
        before, after = self._points
        return (before is None) != (after is None)

    @property
    def _points(self) -> tuple[Decimal | None, Decimal | None]:
        return (self.before.points if self.before else None, self.after.points if self.after else None)

    @property
    def is_change(self) -> bool:
        return _facts(self.before) != _facts(self.after) or self.place_before != self.place_after


@dataclass(frozen=True)
class Comparison:
    """Every score that changed, totals first and the biggest loss first; how many totals rose, fell, stayed.

    ``one_sided``: agencies that only one of the rules gives a total.
    """

    changes: Sequence[Change]
    gained: int
    lost: int
    same: int
    one_sided: int


def compare(
    before: Sequence[ScoreRow], after: Sequence[ScoreRow], keep: Callable[[ScoreRow], bool] = lambda _: True
) -> Comparison:
    """Compare two scorings of the same agencies; rows are matched by agency, group and criterion.

    ``keep``: which are asked about; places are those among all.
    """
    sides = _keyed(before), _keyed(after)
    places = _places(before), _places(after)
    keys = dict.fromkeys([*sides[0], *sides[1]])
    every = [Change(sides[0].get(key), sides[1].get(key), places[0].get(key), places[1].get(key)) for key in keys]
    kept = [each for each in every if keep(each.row)]
    totals = [each for each in kept if each.row.group == TOTAL]
    gained, lost = (sum(bool(each.difference and each.difference * sign > 0) for each in totals) for sign in (1, -1))
    one_sided = sum(each.is_one_sided for each in totals)
    changes = sorted((each for each in kept if each.is_change), key=_order)
    return Comparison(changes, gained, lost, len(totals) - gained - lost - one_sided, one_sided)


def _keyed(rows: Iterable[ScoreRow]) -> dict[Key, ScoreRow]:
    return {(row.agency_code, row.group, row.criterion): row for row in rows}


def _places(rows: Sequence[ScoreRow]) -> Mapping[Key, int | None]:
    return {(placed.row.agency_code, TOTAL, None): placed.place for placed in rank(rows)}


def _facts(row: ScoreRow | None) -> tuple[object, ...] | None:
    return None if row is None else (row.points, row.state, row.numerator, row.denominator, row.max_points)


def _order(change: Change) -> tuple[bool, bool, Decimal]:
    """Totals, then groups, then criteria; what changed from or to null counts as 0."""
    is_total = change.row.group == TOTAL
    return not is_total, change.row.criterion is not None, change.difference or Decimal(0)
