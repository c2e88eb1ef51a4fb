"""Numbers as people write them in Vietnamese: decimal comma, point between thousands."""

from decimal import Decimal
from fractions import Fraction

from phucvu.rubric.wording import decimal
from phucvu.scores.arithmetic import percent


def whole(number: int) -> str:
    """184513 -> 184.513"""
    return f"{number:,}".replace(",", ".")


def shown_percent(ratio: Fraction) -> str:
    """Fraction(1, 3) -> 33,33 %"""
    return f"{decimal(percent(ratio))} %"


def shown_points(number: Decimal | None) -> str:
    """Points, or "không có điểm" where they are null."""
    return "không có điểm" if number is None else decimal(number)
