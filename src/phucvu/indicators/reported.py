"""Criteria that rest on numbers others report for an agency and a period: certified copies, national reporting.

The tables are small: plain Python. What an agency reports for itself goes before the sum of what those below report.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from phucvu.indicators.indicator import FIELD_ABSENT, Count
from phucvu.registry.period import Period, PeriodError, parse_period

Row = Mapping[str, Any]
Closure = Iterable[tuple[str, str]]
TEMPORARY, NONE = "TEMP_NATIONAL_REPORT_DENOMINATOR", "NO_NATIONAL_REPORT_DATA"
SHARES = {1: 12, 3: 4, 6: 2, 12: 1}  # months of the period -> what last year's total is divided by


@dataclass(frozen=True)
class Reports:
    """The rows of one table by agency, summed up the tree where an agency reports nothing itself."""

    own: Mapping[str, tuple[int | None, ...]]
    closure: frozenset[tuple[str, str]]
    province_code: str

    def agencies(self) -> set[str]:
        """All agencies that report, or have one below that does."""
        return {above for code in self.own for above in self._above(code)}

    def at(self, agency: str) -> tuple[int | None, ...] | None:
        """The figures of an agency: its own row, else the sum of the highest rows below it; None when there is none."""
        if agency in self.own:
            return self.own[agency]
        below = {code for code in self.own if agency in self._above(code)}
        highest = [code for code in below if not (self._above(code) & below - {code})]
        columns = list(zip(*(self.own[code] for code in highest), strict=True))
        return tuple(_sum(column) for column in columns) if columns else None

    def _above(self, code: str) -> set[str]:
        return {above for below, above in self.closure if below == code} or {code, self.province_code}


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def reports(
    rows: Iterable[Row], columns: Sequence[str], period: Period, closure: Closure, province_code: str, *, adds_up: bool
) -> Reports:
    """The figures of a period. ``adds_up``: months make a quarter; otherwise (a state) the last row speaks."""
    by_agency: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_agency[row["agency_code"]].append(row)
    own = {}
    for code, its_rows in by_agency.items():
        chosen = _of_period(its_rows, period)[0 if adds_up else -1 :]
        if chosen:
            own[code] = tuple(_sum(row[name] for row in chosen) for name in columns)
    return Reports(own, frozenset(closure), province_code)


def _of_period(rows: Iterable[Row], period: Period) -> list[Row]:
    """Rows that make up the period without overlap, the longest first chosen, in order of time."""
    spans = [(span, row) for row in rows if (span := _span(row["period"])) and period.contains(span)]
    chosen: list[tuple[Period, Row]] = []
    for span, row in sorted(spans, key=lambda pair: (pair[0].first - pair[0].last, pair[0].first)):
        if all(span.last < other.first or other.last < span.first for other, _ in chosen):
            chosen.append((span, row))
    return [row for _, row in sorted(chosen, key=lambda pair: pair[0].first)]


def _span(text: str) -> Period | None:
    try:
        return parse_period(text)
    except PeriodError:
        return None


def certified_copies(rows: Iterable[Row], period: Period, closure: Closure, province_code: str) -> list[Count]:
    """digitization.certified_copy: communes that give the service, of all communes."""
    names = ("communes_giving_count", "communes_count")
    table = reports(rows, names, period, closure, province_code, adds_up=False)
    return [_certified(agency, table.at(agency) or (None, None)) for agency in sorted(table.agencies())]


def _certified(agency: str, figures: tuple[int | None, ...]) -> Count:
    giving, communes = figures
    if giving is None or communes is None:
        return Count(agency, "digitization.certified_copy", 0, 0, {FIELD_ABSENT: 1})
    return Count(agency, "digitization.certified_copy", giving, communes, {})


class NationalReport:
    """What the national reporting system received: the denominator of synchronised dossiers."""

    def __init__(self, rows: Sequence[Row], period: Period, closure: Closure, province_code: str) -> None:
        names = ("received_count", "portal_received_count")
        pairs, year = frozenset(closure), period.first.year - 1
        last_year = Period(str(year), date(year, 1, 1), date(year, 12, 31))
        self.now = reports(rows, names, period, pairs, province_code, adds_up=True)
        self.before = reports(rows, names, last_year, pairs, province_code, adds_up=True)
        self.share = SHARES.get(_months(period) or 0)

    def denominator(self, agency: str) -> tuple[int, tuple[str, ...]]:
        """The larger of reported and received on the portal; else last year's share, flagged; else 0, flagged."""
        if (received := _larger(self.now.at(agency))) is not None:
            return received, ()
        if self.share and (received := _larger(self.before.at(agency))) is not None:
            return (2 * received + self.share) // (2 * self.share), (TEMPORARY,)
        return 0, (NONE,)

    def applied(self, count: Count) -> Count:
        denominator, flags = self.denominator(count.agency_code)
        return replace(count, denominator=denominator, flags=flags)


def _larger(figures: tuple[int | None, ...] | None) -> int | None:
    return max((number for number in figures or () if number is not None), default=None)


def _months(period: Period) -> int | None:
    """Whole months of a month, quarter, half or year; None for weeks and other spans."""
    if "W" in period.name or "/" in period.name:
        return None
    return (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
