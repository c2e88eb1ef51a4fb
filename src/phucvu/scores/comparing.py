"""The same dossiers under two rules: who gains, who loses, where. Rows in, changes out."""

from collections.abc import Iterable, Mapping, Sequence
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
        points = [row.points if row else None for row in (self.before, self.after)]
        return None if points[0] is None or points[1] is None else points[1] - points[0]

    @property
    def is_change(self) -> bool:
        return _facts(self.before) != _facts(self.after) or self.place_before != self.place_after


@dataclass(frozen=True)
class Comparison:
    """Every score that changed, totals first and the biggest loss first; how many totals rose, fell, stayed."""

    changes: Sequence[Change]
    gained: int
    lost: int
    same: int


def compare(before: Sequence[ScoreRow], after: Sequence[ScoreRow]) -> Comparison:
    """Compare two scorings of the same agencies; rows are matched by agency, group and criterion."""
    sides = _keyed(before), _keyed(after)
    places = _places(before), _places(after)
    keys = dict.fromkeys([*sides[0], *sides[1]])
    every = [Change(sides[0].get(key), sides[1].get(key), places[0].get(key), places[1].get(key)) for key in keys]
    totals = [each.difference for each in every if each.row.group == TOTAL]
    gained, lost = (sum(bool(each and each * sign > 0) for each in totals) for sign in (1, -1))
    changes = sorted((each for each in every if each.is_change), key=_order)
    return Comparison(changes, gained, lost, len(totals) - gained - lost)


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
