"""Score rows as they leave the house: the keys and forms of docs/contract.md, for JSON and CSV everywhere."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from phucvu.registry.clock import iso
from phucvu.scores.arithmetic import half_up
from phucvu.scores.row import ScoreRow

KEYS = (
    "period",
    "as_at",
    "known_at",
    "reading",
    "rubric_version",
    "agency_code",
    "agency_name",
    "level",
    "group",
    "criterion",
    "numerator",
    "denominator",
    "ratio",
    "points",
    "max_points",
    "state",
    "flags",
    "source",
)


def row_out(row: ScoreRow) -> dict[str, Any]:
    """One row: ISO 8601 with +07:00, ratio as text with 6 decimals half-up, points as text with 2; null stays null."""
    values = {key: getattr(row, key) for key in KEYS}
    return values | {
        "as_at": iso(row.as_at),
        "ratio": None if row.ratio is None else f"{half_up(row.ratio, 6):f}",
        "points": _two_decimals(row.points),
        "max_points": _two_decimals(row.max_points),
        "flags": list(row.flags),
    }


def rows_out(rows: Iterable[ScoreRow]) -> list[dict[str, Any]]:
    return [row_out(row) for row in rows]


def _two_decimals(points: Decimal | None) -> str | None:
    return None if points is None else f"{points:.2f}"
