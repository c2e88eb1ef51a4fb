"""The plain reference for the two criteria that rest on numbers agencies report about themselves.

Certified copies: communes that give the service, of all communes. Synchronised dossiers: of those that the national
reporting system or the portal received, whichever is more; where neither says, a share of last year's total stands in.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from phucvu.indicators.indicator import FIELD_ABSENT, Count, Moment
from phucvu.indicators.reported import NONE, TEMPORARY
from phucvu.registry.period import Period, PeriodError, parse_period

Row = Mapping[str, Any]
Figures = Mapping[str, int | None]
Above = Callable[[str], Collection[str]]
# How a period is written -> what part of last year stands in for it. Half a year is not in the text: by analogy.
SHARES = {r"\d{4}-\d\d": 12, r"\d{4}-Q\d": 4, r"\d{4}-H\d": 2, r"\d{4}": 1}


@dataclass(frozen=True)
class Reports:
    """What the agencies reported in one table. ``above``: the agencies at which something of an agency counts."""

    rows: Sequence[Row]
    columns: tuple[str, ...]
    above: Above

    def figures(self, agency: str, period: Period, only_last: bool = False) -> Figures | None:
        """The agency's own report; without one, what those right below it have, added up; None: nobody reported.

        ``only_last``: a state is no sum, the last report in the period tells it.
        """
        if own := self._own(agency, period):
            return self._added(own[-1:] if only_last else own)
        below = [self.figures(child, period, only_last) for child in self._children(agency)]
        known = [figures for figures in below if figures is not None]
        return self._added(known) if known else None

    def _own(self, agency: str, period: Period) -> list[Row]:
        """Its rows within the period in order of time, without those that a longer one already holds."""
        rows = [(span, row) for row in self.rows if row["agency_code"] == agency and (span := _span(row["period"]))]
        inside = [(span, row) for span, row in rows if period.contains(span)]
        whole = [
            (span.first, row)
            for span, row in inside
            if not any(other != span and other.contains(span) for other, _ in inside)
        ]
        return [row for _, row in sorted(whole, key=lambda pair: pair[0])]

    def _children(self, agency: str) -> set[str]:
        codes = {code for row in self.rows for code in (row["agency_code"], *self.above(row["agency_code"]))}
        return {code for code in codes if self._parent(code) == agency}

    def _parent(self, code: str) -> str | None:
        return max(set(self.above(code)) - {code}, key=lambda above: len(self.above(above)), default=None)

    def _added(self, reports: Iterable[Row]) -> Figures:
        columns = {name: [row[name] for row in reports if row[name] is not None] for name in self.columns}
        return {name: sum(numbers) if numbers else None for name, numbers in columns.items()}


def certified_copies(rows: Sequence[Row], agencies: Iterable[str], above: Above, moment: Moment) -> list[Count]:
    """digitization.certified_copy of the agencies that reported, or have one below that did."""
    reports = Reports(rows, ("communes_giving_count", "communes_count"), above)
    found = [(agency, reports.figures(agency, moment.period, only_last=True)) for agency in agencies]
    return [_certified(agency, figures) for agency, figures in found if figures]


def _certified(agency: str, figures: Figures) -> Count:
    giving, communes = figures["communes_giving_count"], figures["communes_count"]
    if giving is None or communes is None:
        return Count(agency, "digitization.certified_copy", 0, 0, {FIELD_ABSENT: 1})
    return Count(agency, "digitization.certified_copy", giving, communes, {})


def synchronised(counts: Iterable[Count], rows: Sequence[Row], above: Above, moment: Moment) -> list[Count]:
    """disclosure.synchronised: the counted dossiers over what was reported, flagged where that is a makeshift."""
    reports = Reports(rows, ("received_count", "portal_received_count"), above)
    return [_over(count, reports, moment.period) for count in counts]


def _over(count: Count, reports: Reports, period: Period) -> Count:
    received = _larger(reports.figures(count.agency_code, period))
    if received is not None:
        return replace(count, denominator=received)
    year = period.first.year - 1
    before = _larger(reports.figures(count.agency_code, Period(str(year), date(year, 1, 1), date(year, 12, 31))))
    share = next((share for written, share in SHARES.items() if re.fullmatch(written, period.name)), None)
    if before is None or share is None:
        return replace(count, denominator=0, flags=(NONE,))
    part = (Decimal(before) / share).quantize(Decimal(1), ROUND_HALF_UP)
    return replace(count, denominator=int(part), flags=(TEMPORARY,))


def _larger(figures: Figures | None) -> int | None:
    return max((number for number in (figures or {}).values() if number is not None), default=None)


def _span(text: str) -> Period | None:
    try:
        return parse_period(text)
    except PeriodError:
        return None
