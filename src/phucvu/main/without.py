"""The points of a unit's timeliness as published, and as they would be without lines that were accepted as wrong."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from phucvu.main.board import Board
from phucvu.scores.arithmetic import points

CRITERION = "progress.on_time"


@dataclass(frozen=True)
class Without:
    """Counts and points with the lines (as published) and without them; None: nothing left to count."""

    numerator: int
    denominator: int
    points: str
    max_points: str
    numerator_without: int
    denominator_without: int
    points_without: Decimal | None


def on_time_without(board: Board, agency: str, on_time: int, left_out: int) -> Without | None:
    """``on_time``: dossiers that were not late after all; ``left_out``: those that do not belong in the count.

    None where the published score is not a measured one. Nothing published changes.
    """
    row = next((row for row in board.of(agency) if row["criterion"] == CRITERION), None)
    if row is None or row["state"] != "measured":
        return None
    numerator, denominator = row["numerator"] + on_time, row["denominator"] - left_out
    criterion = board.rubric.under(board.reading).criteria[CRITERION]
    judged = points(Fraction(min(numerator, denominator), denominator), criterion) if denominator > 0 else None
    return Without(
        row["numerator"],
        row["denominator"],
        row["points"],
        row["max_points"],
        numerator,
        denominator,
        judged.shown if judged else None,
    )
