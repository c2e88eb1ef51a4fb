"""Numbers and days as people write them in Vietnamese: decimal comma, point between thousands, dd/mm/yyyy."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from phucvu.scores.arithmetic import percent

MARKS = {
    "V": "đọc trong văn bản hoặc số liệu chính thức",
    "R": "dựng lại từ số liệu chính thức",
    "S": "theo tài liệu thứ cấp",
    "I": "suy ra, chưa kiểm chứng",
}


def whole(number: int) -> str:
    """184513 -> 184.513"""
    return f"{number:,}".replace(",", ".")


def decimal(number: Decimal) -> str:
    """Decimal("18.13") -> 18,13; trailing zeros stay."""
    return f"{number:f}".replace(".", ",")


def short(number: Decimal) -> str:
    """Decimal("20.00") -> 20, Decimal("0.80") -> 0,8."""
    text = decimal(number)
    return text.rstrip("0").rstrip(",") if "," in text else text


def shown_percent(ratio: Fraction) -> str:
    """Fraction(1, 3) -> 33,33 %"""
    return f"{decimal(percent(ratio))} %"


def shown_points(number: Decimal | None) -> str:
    """Points, or "không có điểm" where they are null."""
    return "không có điểm" if number is None else decimal(number)


def day(on: date) -> str:
    return f"{on:%d/%m/%Y}"
