"""Moments as the one-stop systems write them, read into naive local time of Vietnam.

An impossible or absurd date (30/02, the year 3023) is never guessed at: the value is null and the reason is
given, so that the row can be kept with a finding ``odd_date``.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

import pyarrow as pa

from phucvu.registry.clock import local

FIRST_YEAR, LAST_YEAR = 2000, 2099  # dossiers of electronic one-stop systems; all else is a slip of the keyboard
EXCEL_ZERO = datetime(1899, 12, 30)  # day 0 of Excel's 1900 calendar, its false leap day of 1900 counted
EPOCH = datetime(1970, 1, 1)
DAY_US = 86_400_000_000
DAY_END_US = DAY_US - 1_000_000  # 23:59:59

UNREADABLE = "không đọc được ngày giờ"
IMPOSSIBLE = "ngày không có thật"

# Words that stand where a date would: they say "none", not "unreadable".
EMPTY_WORDS = frozenset(
    {"", "-", "--", "—", "null", "none", "nan", "nat", "n/a", "undefined", "không", "không có", "chưa có"}
    | {"chưa kết thúc", "chưa xử lý", "chưa trả", "chưa hẹn trả", "không xác định", "không hẹn"}
)

_TIME = r"(?P<hour>\d{1,2})[:hg](?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,](?P<fraction>\d+))?)?"
_HALF = r"(?:\s*(?P<half>am|pm|sa|ch))?"
_DAY = r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})"
_ISO_DAY = r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
_ZONE = r"\s*(?P<zone>z|[+-]\d{2}:?(?:\d{2})?)?"
_FORMS = [
    re.compile(form)
    for form in (
        rf"{_DAY}(?:[,t\s]+{_TIME}{_HALF})?",
        rf"{_TIME}{_HALF}[,\s]+(?:ngày\s+)?{_DAY}",
        rf"{_ISO_DAY}(?:[t\s]+{_TIME}{_HALF}{_ZONE})?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?",
    )
]
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")


def parse_moment(value: object, day_end: bool = False) -> tuple[datetime | None, str | None]:
    """Read one cell or field: (moment, None), (None, None) when there is none, (None, problem) when it is odd.

    Takes text in any form met (yyyyMMddHHmmss, ISO with or without offset, dd/MM/yyyy with or without time,
    time before date, two-digit years), Excel serials, and dates. An offset is turned into Vietnam time.
    ``day_end``: a due moment; a date without time, or at 00:00:00 (no office hands out results at midnight),
    means the last second of that day. The problem is a few Vietnamese words and never quotes the value.
    """
    try:
        moment = _moment(value)
    except (ValueError, OverflowError) as error:
        return None, str(error) if str(error) in (UNREADABLE, IMPOSSIBLE) else IMPOSSIBLE
    if moment is None:
        return None, None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None, f"năm {moment.year}"
    if day_end and moment.time() == time.min:
        moment += timedelta(microseconds=DAY_END_US)
    return moment, None


def parse_day(value: object) -> tuple[date | None, str | None]:
    """Read a date column: as ``parse_moment``, the time of day cut off. Years from 1900 (laws are older than us)."""
    try:
        moment = _moment(value)
    except (ValueError, OverflowError):
        return None, UNREADABLE
    if moment is None:
        return None, None
    return (moment.date(), None) if 1900 <= moment.year <= LAST_YEAR else (None, f"năm {moment.year}")


def moment_array(values: Sequence[object], day_end: bool = False) -> tuple[pa.Array, list[tuple[int, str]]]:
    """Read a whole column: an Arrow array timestamp[us] and the (position, problem) of every odd value."""
    problems: list[tuple[int, str]] = []
    micros: list[int | None] = []
    end = DAY_END_US if day_end else 0
    for position, value in enumerate(values):
        if not value:
            micros.append(None)
            continue
        try:  # the 14-digit form of the messages, by far the most frequent: two look-ups
            second = _second_us(value[8:])  # type: ignore[index]
            micros.append(_day_us(value[:8]) + (second or end))  # type: ignore[index]
        except (ValueError, TypeError, OverflowError):
            moment, problem = parse_moment(value, day_end)
            micros.append(None if moment is None else (moment - EPOCH) // timedelta(microseconds=1))
            if problem:
                problems.append((position, problem))
    return pa.array(micros, pa.int64()).cast(pa.timestamp("us")), problems


@lru_cache(maxsize=40_000)
def _day_us(text: str) -> int:
    if not (len(text) == 8 and text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR):
        raise ValueError(text)
    return (datetime(int(text[:4]), int(text[4:6]), int(text[6:])) - EPOCH).days * DAY_US


@lru_cache(maxsize=90_000)
def _second_us(text: str) -> int:
    if not (len(text) == 6 and text.isascii() and text.isdecimal()):
        raise ValueError(text)
    clock = time(int(text[:2]), int(text[2:4]), int(text[4:]))
    return (clock.hour * 3600 + clock.minute * 60 + clock.second) * 1_000_000


def _moment(value: object) -> datetime | None:
    if value is None or isinstance(value, bool):
        return None
    if type(value) is str and len(value) == 14:
        with suppress(ValueError):
            return EPOCH + timedelta(microseconds=_day_us(value[:8]) + _second_us(value[8:]))
    if isinstance(value, datetime):
        return _local(value)
    if isinstance(value, date):
        return datetime.combine(value, time.min)
    if isinstance(value, int | float):
        value = repr(value)
    return _from_text(str(value))


def _from_text(text: str) -> datetime | None:
    plain = " ".join(text.replace("\u200b", "").replace("\ufeff", "").split()).lower()
    if plain in EMPTY_WORDS:
        return None
    if _SERIAL.fullmatch(plain):
        return _from_serial(float(plain.replace(",", ".")))
    for form in _FORMS:
        if match := form.fullmatch(plain):
            return _from_parts(match.groupdict())
    raise ValueError(UNREADABLE)


def _from_serial(serial: float) -> datetime:
    """Excel's day count; rounded to the second, as its fractions carry no more."""
    return EXCEL_ZERO + timedelta(seconds=round(serial * 86_400))


def _from_parts(parts: dict[str, str | None]) -> datetime:
    number: Callable[[str], int] = lambda name: int(parts.get(name) or 0)  # noqa: E731
    year = number("year") + (2000 if len(parts["year"] or "") == 2 else 0)
    fraction = int((parts.get("fraction") or "0").ljust(6, "0")[:6])
    hour = _hour(number("hour"), parts.get("half"))
    try:
        moment = datetime(year, number("month"), number("day"), hour, number("minute"), number("second"), fraction)
    except ValueError:
        raise ValueError(IMPOSSIBLE) from None
    zone = parts.get("zone")
    return _local(moment.replace(tzinfo=_zone(zone))) if zone else moment


def _hour(hour: int, half: str | None) -> int:
    """Twelve-hour clocks: SA/AM before noon, CH/PM after it; 12 SA is midnight."""
    if half is None or not 1 <= hour <= 12:
        return hour
    return hour % 12 + (12 if half in ("pm", "ch") else 0)


def _zone(text: str) -> timezone:
    if text == "z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _local(moment: datetime) -> datetime:
    return local(moment)
