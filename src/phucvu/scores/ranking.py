"""Places within one level by total, and the class of a total."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from phucvu.rubric.written import ScoreClass
from phucvu.scores.row import ScoreRow


@dataclass(frozen=True)
class Placed:
    """A row with its place among the rows of its level; None where it has no points. ``of``: how many have a place."""

    row: ScoreRow
    place: int | None
    of: int
    score_class: ScoreClass | None


def rank(rows: Iterable[ScoreRow], classes: Sequence[ScoreClass] = (), group: str = "total") -> list[Placed]:
    """Total rows (or those of a group) placed within each level, best first; ties share a place: 1, 2, 2, 4.

    Agencies without points (not received, not applicable) come last, without a place, in the order given.
    """
    chosen = [row for row in rows if row.group == group and row.criterion is None]
    levels = dict.fromkeys(row.level for row in chosen)
    return [placed for level in levels for placed in _within([row for row in chosen if row.level == level], classes)]


def score_class(points: Decimal, classes: Sequence[ScoreClass]) -> ScoreClass | None:
    """The best class whose threshold the points reach."""
    reached = [each for each in classes if points >= each.at_least]
    return max(reached, key=lambda each: each.at_least, default=None)


def _within(rows: Sequence[ScoreRow], classes: Sequence[ScoreClass]) -> list[Placed]:
    with_points = sorted(((row.points, row) for row in rows if row.points is not None), key=lambda pair: -pair[0])
    totals = [points for points, _ in with_points]
    placed = [
        Placed(row, totals.index(points) + 1, len(totals), score_class(points, classes)) for points, row in with_points
    ]
    return [*placed, *(Placed(row, None, len(totals), None) for row in rows if row.points is None)]
