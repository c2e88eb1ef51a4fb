"""Numbers of a letter that are not rows: points as a share of their maximum, and how many dossiers are overdue."""

from dataclasses import dataclass
from fractions import Fraction

from phucvu.indicators.indicator import Count
from phucvu.scores.row import ScoreRow, State


@dataclass(frozen=True)
class Share:
    """A ratio 0..1 and the state of it; ``ratio`` is None unless the state is measured."""

    ratio: Fraction | None
    state: State


@dataclass(frozen=True)
class Number:
    """A whole number and the state of it."""

    number: int | None
    state: State


def points_share(row: ScoreRow) -> Share:
    """Points of a group (or criterion, or the total) in its maximum: the letter's satisfaction is that of its group.

    Points that a rule gave where there was nothing to count are points: 0 of 18 is 0 %, not "no cases".
    """
    if row.points is None or not row.max_points:
        return Share(None, row.state)
    return Share(Fraction(row.points) / Fraction(row.max_points), "measured")


def overdue_number(count: Count | None, kinds: frozenset[str]) -> Number:
    """How many dossiers of ``progress.on_time`` failed. A count of nothing is 0, and lists of overdue dossiers suffice.

    ``kinds``: what is covered (scores.coverage). Not received where the lists are not there, or where every dossier
    lacks its due date.
    """
    if not kinds & {"all", "overdue"}:
        return Number(None, "not_received")
    if count is None:
        return Number(0, "measured")
    if count.denominator == 0 and any(count.excluded.values()):
        return Number(None, "not_received")
    return Number(count.denominator - count.numerator, "measured")
