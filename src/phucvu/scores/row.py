"""The rows of the contract: one score of one agency, criterion (or group, or total) and period."""

from collections.abc import Callable
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

    Group rows have criterion None; the total has group "total". ``tell`` tells the steps that led here, on demand:
    a national year has a hundred thousand rows, and hardly one is asked about.
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
    tell: Callable[[], tuple[str, ...]] = field(default=tuple, repr=False, compare=False)

    @property
    def trace(self) -> tuple[str, ...]:
        """The steps from law and counts to points, in words and numbers, for `phucvu explain`."""
        return self.tell()
