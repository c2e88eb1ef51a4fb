"""Periods of account: week, month, quarter, half, year, or any from-to."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from phucvu.errors import UserError


class PeriodError(UserError):
    """A period nobody can read; the sentence is in Vietnamese."""


@dataclass(frozen=True, order=True)
class Period:
    """A span of whole days. ``name`` is canonical: 2023-05, 2026-Q3, 2025-H1, 2026, 2026-W35, 2026-08-01/2026-08-15."""

    name: str
    first: date
    last: date

    @property
    def start(self) -> datetime:
        """First moment of the period (local time)."""
        return datetime.combine(self.first, datetime.min.time())

    @property
    def end(self) -> datetime:
        """Last moment of the period, inclusive (one microsecond before the next)."""
        return datetime.combine(self.last, datetime.min.time()) + timedelta(days=1, microseconds=-1)

    def contains(self, other: "Period") -> bool:
        return self.first <= other.first and other.last <= self.last


def _months(name: str, year: int, first_month: int, count: int) -> Period:
    first = date(year, first_month, 1)
    year_after, month_after = divmod(first_month - 1 + count, 12)
    return Period(name, first, date(year + year_after, month_after + 1, 1) - timedelta(days=1))


def _from_to(text: str) -> Period:
    first_text, last_text = text.split("/")
    first, last = date.fromisoformat(first_text), date.fromisoformat(last_text)
    if last < first:
        raise ValueError(text)
    return Period(f"{first}/{last}", first, last)


def _parse(text: str) -> Period:
    if "/" in text:
        return _from_to(text)
    if match := re.fullmatch(r"(\d{4})", text):
        return _months(text, int(text), 1, 12)
    if match := re.fullmatch(r"(\d{4})-(\d{2})", text):
        return _months(text, int(match[1]), int(match[2]), 1)
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        return _months(text, int(match[1]), int(match[2]) * 3 - 2, 3)
    if match := re.fullmatch(r"(\d{4})-H([12])", text):
        return _months(text, int(match[1]), int(match[2]) * 6 - 5, 6)
    if match := re.fullmatch(r"(\d{4})-W(\d{2})", text):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return Period(text, monday, monday + timedelta(days=6))
    raise ValueError(text)


def parse_period(text: str) -> Period:
    """Read a period name. Raises PeriodError with a sentence for the user."""
    try:
        return _parse(text.strip().upper())
    except ValueError:
        raise PeriodError(
            f"Không hiểu kỳ “{text}”. Hãy ghi theo một trong các dạng: 2023-05, 2026-Q3, 2025-H1, 2026, "
            "2026-W35 hoặc 2026-08-01/2026-08-15."
        ) from None


def spanning(first: date, last: date) -> Period:
    """The period of these days: a month, quarter, half or year where it is one whole, else from-to.

    Raises PeriodError when the last day comes before the first.
    """
    part, year = first.month - 1, f"{first.year:04}"
    names = [year, f"{year}-H{part // 6 + 1}", f"{year}-Q{part // 3 + 1}", f"{year}-{first.month:02}"]
    whole = (parse_period(name) for name in names)
    found = next((each for each in whole if (each.first, each.last) == (first, last)), None)
    return found or parse_period(f"{first}/{last}")
