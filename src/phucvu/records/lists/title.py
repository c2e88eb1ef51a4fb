"""What a title says: the period, the moment of extraction, whether only overdue dossiers are in the list."""

import re
from datetime import date, datetime

from phucvu.errors import UserError
from phucvu.records.moments import parse_day, parse_moment
from phucvu.records.words import folded
from phucvu.registry.names import strip_diacritics
from phucvu.registry.period import Period, parse_period

_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
_CLOCK = r"\d{1,2}\s*(?:[:hg]|gio)\s*\d{2}(?::\d{2})?"
_FROM_TO = re.compile(
    rf"(?:tu\s*)?(?:ngay)?\s*:?\s*({_DAY})\s*(?:[-–—]\s*(?:den|toi)?|den|toi)\s*(?:het\s*)?(?:ngay)?\s*:?\s*({_DAY})"
)
_MOMENT = rf"(?:{_CLOCK}(?:\s*phut)?\s*,?\s*(?:ngay\s*)?{_DAY}|{_DAY}(?:[\s,]+{_CLOCK})?)"
_EXTRACTED = re.compile(
    rf"\b(?:xuat|thoi diem|tinh den|cap nhat|so lieu den|thoi gian in|ngay in)\b[^0-9]{{0,40}}({_MOMENT})"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_NAMED = (
    (re.compile(r"\b6 thang dau nam (\d{4})"), lambda found: f"{found[1]}-H1"),
    (re.compile(r"\b6 thang cuoi nam (\d{4})"), lambda found: f"{found[1]}-H2"),
    (re.compile(r"\bthang (\d{1,2})\s*(?:/|-|nam)\s*(\d{4})"), lambda found: f"{found[2]}-{int(found[1]):02d}"),
    (
        re.compile(r"\bquy (iv|iii|ii|i|[1-4])\s*(?:/|-|nam)\s*(\d{4})"),
        lambda found: f"{found[2]}-Q{_ROMAN.get(found[1], found[1])}",
    ),
    (re.compile(r"\btuan (\d{1,2})\s*(?:/|-|nam)\s*(\d{4})"), lambda found: f"{found[2]}-W{int(found[1]):02d}"),
    (re.compile(r"(?<!ngay )\bnam (\d{4})"), lambda found: found[1]),
)
_OVERDUE = ("qua han", "tre han", "tre hen", "cham han", "cham muon")
_OPEN = ("dang xu ly", "dang giai quyet", "chua giai quyet", "chua xu ly", "dang thu ly", "ton dong", "chua co ket qua")
_LATE = ("da xu ly", "da giai quyet", "da tra", "hoan thanh", "da co ket qua", "da ket thuc")


def period_in(text: str) -> Period | None:
    """The period a title names: from–to first, then month, quarter, half, week, year; None when it names none."""
    plain = _plain(text)
    if found := _FROM_TO.search(plain):
        first, last = (parse_day(day)[0] for day in found.groups())
        if first and last and first <= last:
            return whole_period(first, last)
    for pattern, name in _NAMED:
        if found := pattern.search(plain):
            try:
                return parse_period(name(found))
            except UserError:
                continue
    return None


def whole_period(first: date, last: date) -> Period:
    """The shortest name of a span: 2023-05 rather than 2023-05-01/2023-05-31."""
    year, month = first.year, first.month
    names = (f"{year}-{month:02d}", f"{year}-Q{(month + 2) // 3}", f"{year}-H{1 if month < 7 else 2}", f"{year}")
    periods = map(parse_period, (*names, f"{first}/{last}"))
    return next(period for period in periods if (period.first, period.last) == (first, last))


def extracted_in(text: str) -> datetime | None:
    """The moment of extraction a title or footer names; a day without a clock means its end."""
    found = _EXTRACTED.search(_plain(text))
    if found is None:
        return None
    written = re.sub(r"\s*gio\s*", ":", found[1]).replace("phut", " ")
    return parse_moment(re.sub(r"(\d)\s*([:hg])\s*(\d)", r"\1\2\3", written).replace("ngay", " "), day_end=True)[0]


def kind_in(text: str) -> str | None:
    """overdue, overdue_late, overdue_open or open, as the title says; None when it says nothing."""
    words = folded(text)
    is_open, is_late = any(word in words for word in _OPEN), any(word in words for word in _LATE)
    if any(word in words for word in _OVERDUE):
        return "overdue" if is_open == is_late else "overdue_open" if is_open else "overdue_late"
    return "open" if is_open and not is_late else None


def _plain(text: str) -> str:
    return " ".join(strip_diacritics(text).lower().replace("'", "").replace("’", "").split())
