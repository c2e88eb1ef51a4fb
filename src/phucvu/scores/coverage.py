"""What the imports cover: the only thing that tells zero from not received."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from phucvu.registry.period import Period, parse_period

EVERYTHING = "*"
# A list of this kind holds whole lists of those kinds too.
IMPLIED = {
    "all": ("all", "overdue", "overdue_late", "overdue_open", "open"),
    "overdue": ("overdue_late", "overdue_open"),
    "open": ("open", "overdue_open"),
    "overdue_late": ("overdue_late",),
    "overdue_open": ("overdue_open",),
}
HAPPENING = ("dossier", "status_history", "rating", "petition")  # records of what happens, not of what is in force
OVERDUE_PARTS = {"overdue_late", "overdue_open"}
Span = tuple[date, date]


class Coverage:
    """Asked per record type, agency and period; ``rows`` are records of type ``coverage``.

    An agency or a period "*" means all. Spans add up: three covered months cover their quarter.
    ``silent``: agencies that sent dossiers before and none now; for them "all" does not count, only being named.
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]], silent: frozenset[str] = frozenset()) -> None:
        self.silent = silent
        self._spans: dict[tuple[str, str, str], set[Span]] = defaultdict(set)
        for row in rows:
            span = _span(row)
            for kind in IMPLIED[row["kind"]]:
                self._spans[row["record"], row["agency_code"], kind].add(span)
        self._answers: dict[tuple[object, ...], frozenset[str]] = {}

    def kinds(self, record: str, agency_code: str, period: Period, above: tuple[str, ...] = ()) -> frozenset[str]:
        """Kinds of lists received for the whole period: all, overdue, overdue_late, overdue_open, open.

        ``above``: agencies whose cover holds for this one too, since what covers an agency covers all below it.
        """
        question = (record, agency_code, period.first, period.last, above)
        if question not in self._answers:
            names = (agency_code,) if agency_code in self.silent else (agency_code, *above, EVERYTHING)
            self._answers[question] = self._kinds(record, names, period)
        return self._answers[question]

    def is_complete(self, record: str, agency_code: str, period: Period, above: tuple[str, ...] = ()) -> bool:
        """Whether everything was received: only then may a rate be computed."""
        return "all" in self.kinds(record, agency_code, period, above)

    def _kinds(self, record: str, agencies: tuple[str, ...], period: Period) -> frozenset[str]:
        covered = {
            kind
            for kind in ("all", "overdue_late", "overdue_open", "open")
            if _covers([span for code in agencies for span in self._spans.get((record, code, kind), ())], period)
        }
        return frozenset(covered | ({"overdue"} if covered >= OVERDUE_PARTS else set()))


def _span(row: Mapping[str, Any]) -> Span:
    """The days a row covers. All periods of what happens means until it was extracted; a catalogue stays in force."""
    if row["period"] != EVERYTHING:
        return _days(row["period"])
    extracted_at = row.get("extracted_at")
    return date.min, extracted_at.date() if extracted_at and row["record"] in HAPPENING else date.max


@cache
def _days(period: str) -> Span:
    parsed = parse_period(period)
    return parsed.first, parsed.last


def _covers(spans: Iterable[Span], period: Period) -> bool:
    """Whether the union of the spans holds every day of the period."""
    reached = period.first
    for first, last in sorted(spans):
        if first > reached:
            return False
        if last >= period.last:
            return True
        reached = max(reached, last + timedelta(days=1))
    return False
