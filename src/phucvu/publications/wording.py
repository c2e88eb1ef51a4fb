"""How figures, days and periods are written in Vietnamese official letters (Nghị định 30/2020/NĐ-CP)."""

import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from phucvu.publications.inputs import Deadline
from phucvu.registry.period import Period

SIMULATED = "SỐ LIỆU MÔ PHỎNG"
ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"))
ROMAN_ONES = ((9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """1 -> I, 14 -> XIV."""
    text = ""
    for value, letters in ROMAN + ROMAN_ONES:
        count, number = divmod(number, value)
        text += letters * count
    return text


def round_half_up(value: Fraction | Decimal, places: int) -> Decimal:
    """Exact half-up rounding of a value that is not negative: 18.125 -> 18.13."""
    scaled = Fraction(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)


def number(value: Decimal | int | str, places: int | None = None) -> str:
    """Decimal comma, points between thousands; ``places`` rounds half up and drops zeros at the end.

    None keeps the digits as given.
    """
    decimal = Decimal(value)
    if places is not None:
        decimal = decimal.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        decimal = decimal.quantize(Decimal(1)) if decimal == decimal.to_integral() else decimal.normalize()
    return f"{decimal:,f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def percent(ratio: Fraction | Decimal) -> str:
    """A share 0..1 as percent with one decimal, half up, zeros at the end dropped (67 means 67,0)."""
    return number(round_half_up(Fraction(ratio) * 100, 1), 1)


def _day(day: date) -> tuple[str, str, int]:
    # The decree wants the zero before days under 10 and months 1 and 2 only.
    return f"{day.day:02}", f"{day.month:02}" if day.month <= 2 else str(day.month), day.year


def short_date(day: date) -> str:
    """05/02/2026, 13/6/2023: inside a sentence of a letter."""
    return "{}/{}/{}".format(*_day(day))


def long_date(day: date | None) -> str:
    """ngày 05 tháng 02 năm 2026; without a day the room is left open."""
    if day is None:
        return "ngày      tháng      năm      "
    return "ngày {} tháng {} năm {}".format(*_day(day))


def moment_words(moment: datetime) -> str:
    """16 giờ 30 phút ngày 31/5/2023."""
    return f"{moment.hour} giờ {moment.minute:02} phút ngày {short_date(moment)}"


def table_moment(moment: datetime | None) -> str:
    """31/05/2023, in tables; with the hour where it is not the last second of a day."""
    if moment is None:
        return ""
    is_whole_day = (moment.hour, moment.minute) in {(0, 0), (23, 59)}
    return moment.strftime("%d/%m/%Y" if is_whole_day else "%d/%m/%Y %H:%M")


def period_words(period: Period) -> str:
    """tháng 5/2023 · quý III/2026 · 6 tháng đầu năm 2025 · năm 2026 · từ ngày … đến ngày …"""
    year, _, part = period.name.partition("-")
    if "/" in period.name:
        return f"từ ngày {short_date(period.first)} đến ngày {short_date(period.last)}"
    if not part:
        return f"năm {year}"
    if part[0] == "Q":
        return f"quý {roman(int(part[1]))}/{year}"
    if part[0] == "H":
        return f"6 tháng {'đầu' if part == 'H1' else 'cuối'} năm {year}"
    if part[0] == "W":
        return (
            f"tuần {int(part[1:])} năm {year} (từ ngày {short_date(period.first)} đến ngày {short_date(period.last)})"
        )
    return f"tháng {_day(period.first)[1]}/{year}"


def deadline_words(deadline: Deadline) -> str:
    """trước 17 giờ 00 phút ngày 13/6/2023; without an hour it says whether the day itself counts."""
    day = short_date(deadline.on)
    if deadline.at:
        return f"trước {deadline.at.hour} giờ {deadline.at.minute:02} phút ngày {day}"
    return f"chậm nhất hết ngày {day}" if deadline.is_inclusive else f"trước ngày {day} (không tính ngày {day})"


def file_name(text: str) -> str:
    """A name every file system takes: no diacritics, small letters, dashes."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    kept = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in plain if letter < "\u0300")
    return "-".join(kept.lower().split())
