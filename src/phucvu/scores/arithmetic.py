"""Rounding and points, exactly: fractions and decimals only. The rules are section 3 of the portal's arithmetic
as rebuilt from its figures; which one holds for a criterion is data of the rubric."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from phucvu.rubric import Criterion

WHOLE = Fraction(1)


def half_up(value: Fraction, decimals: int = 2) -> Decimal:
    """The nearest decimal; exact ties go up (18.125 -> 18.13). Numbers of the index are never negative."""
    above, below = value.numerator * 10**decimals, value.denominator
    return Decimal((2 * above + below) // (2 * below)).scaleb(-decimals)


def percent(ratio: Fraction, decimals: int = 2) -> Decimal:
    """A ratio as a percent, half-up."""
    return half_up(ratio * 100, decimals)


@dataclass(frozen=True)
class Points:
    """``shown`` has two decimals; ``added`` is what goes into the group's sum (the same, unless rounding is once)."""

    shown: Decimal
    added: Fraction


def points(ratio: Fraction, criterion: Criterion) -> Points:
    """min(max, ratio / full_at x max), rounded as the criterion's rule says."""
    exact = min(WHOLE, as_rounded(ratio, criterion) / Fraction(criterion.full_at)) * Fraction(criterion.max_points)
    shown = half_up(exact)
    return Points(shown, exact if criterion.rounding == "once" else Fraction(shown))


def as_rounded(ratio: Fraction, criterion: Criterion) -> Fraction:
    """The ratio that points are made from: the percent with two decimals where the rule takes that first."""
    return Fraction(percent(ratio)) / 100 if criterion.rounding == "percent_first" else ratio
