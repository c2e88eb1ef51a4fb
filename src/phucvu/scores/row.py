"""The rows of the contract: one score of one agency, criterion (or group, or total) and period."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

State = Literal["measured", "no_cases", "not_applicable", "not_received"]

# What each state looks like on paper (contract: States); measured prints its number.
PRINTED = {"no_cases": "(Không phát sinh)", "not_applicable": "-", "not_received": "(Không có số liệu)"}


@dataclass(frozen=True)
class ScoreRow:
    """Keys as in docs/contract.md. ``ratio`` is exact (0..1), ``points`` already rounded by the rubric; None is null.

    Group rows have criterion None; the total has group "total". ``trace`` holds the steps that led here,
    in words and numbers, for `phucvu explain`.
    """

    period: str
    as_at: datetime
    known_at: str
    reading: str
    rubric_version: str
    agency_code: str
    agency_name: str
    level: str
    group: str
    criterion: str | None
    numerator: int | None
    denominator: int | None
    ratio: Fraction | None
    points: Decimal | None
    max_points: Decimal | None
    state: State
    flags: tuple[str, ...] = ()
    source: str = "own"
    excluded: dict[str, int] = field(default_factory=dict)
    trace: tuple[str, ...] = ()
