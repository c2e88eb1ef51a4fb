"""Excel formulas that give the printed points to the cent, exact ties among them (18.125 -> 18.13).

A quotient such as n/d loses the tie in binary, and ROUND of it may fall. So everything is kept in whole numbers:
half-up rounding of N/D to hundredths is INT((200*N + D) / (2*D)) / 100, and the one division left is exact
whenever the result lies on the edge. This is the arithmetic of scores/arithmetic.py, written as a formula.
"""

from decimal import Decimal
from fractions import Fraction

from phucvu.rubric import Criterion


def _whole(value: Decimal) -> tuple[int, int]:
    """A decimal as a fraction of whole numbers."""
    return Fraction(value).as_integer_ratio()


def _half_up(numerator: str, denominator: str) -> str:
    """Hundredths of numerator/denominator, half up, as a whole number."""
    return f"INT((200*{numerator}+{denominator})/(2*{denominator}))"


def ratio_formula(numerator: str, denominator: str) -> str:
    """The share as a number 0..1; nothing where there is nothing to count."""
    return f'=IF(N({denominator})=0,"",{numerator}/{denominator})'


def points_formula(criterion: Criterion, numerator: str, denominator: str) -> str:
    """Points of a criterion from two cells, by its rule: min(max, ratio / full_at * max), rounded half up.

    Rounding "percent_first" takes the percent with two decimals (whole hundredths) in place of the ratio.
    """
    most, most_of = _whole(criterion.max_points)
    full, full_of = _whole(criterion.full_at)
    top, bottom = most * full_of, most_of * full
    if criterion.rounding == "percent_first":
        hundredths = _half_up(f"(100*{numerator})", denominator)
        points = _half_up(f"({top}*{hundredths})", f"{bottom * 10_000}")
    else:
        points = _half_up(f"({top}*{numerator})", f"({bottom}*{denominator})")
    return f'=IF(N({denominator})=0,"",MIN({criterion.max_points.normalize():f},{points}/100))'


def sum_formula(cells: list[str]) -> str:
    """Points of a group or the total: hundredths are added, so that binary dust never shows."""
    return f"=ROUND(SUM({','.join(cells)}),2)"
