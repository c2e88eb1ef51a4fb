"""Checks of single rows in the records that are not dossiers: what contradicts itself is told, never corrected."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from phucvu.records.batch import Finding
from phucvu.records.choices import choices
from phucvu.records.schema import RecordType
from phucvu.registry.period import PeriodError, parse_period

# Of each record: (the earlier moment or day, the later one).
ORDERED = {
    "procedure_authority": [("valid_from", "valid_to")],
    "online_service": [("valid_from", "valid_to")],
    "publishing_decision": [("decided_on", "made_public_on")],
    "petition": [
        *(("received_at", name) for name in ("asked_at", "refused_at", "answered_at", "due_at", "disliked_at")),
        ("answered_at", "published_at"),
    ],
}
WITHIN = {  # (the part, the whole)
    "certified_copy": ("communes_giving_count", "communes_count"),
    "catalogue_total": ("reached_count", "total_count"),
}
CHOSEN = {  # columns that take a word of their list only
    "procedure": ("limit_unit", "online_level"),
    "online_service": ("level",),
    "petition": ("kind",),
    "catalogue_total": ("criterion",),
}
COUNTED = ("national_report", "certified_copy", "catalogue_total")  # their numbers are of a period
CHECKED = {*ORDERED, *WITHIN, *CHOSEN, *COUNTED}


def row_findings(kind: RecordType, file: str, table: pa.Table, numbers: list[int]) -> list[Finding]:
    """What the rows of a table say against themselves. ``numbers``: the row of each in its file."""
    if kind.name not in CHECKED:
        return []
    return [
        Finding(found, file, number, row[kind.key[0]], kind.column(column).vi)
        for number, row in zip(numbers, table.to_pylist(), strict=True)
        for found, column in _faults(kind, row)
    ]


def _faults(kind: RecordType, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(kind of finding, column)."""
    for first, then in ORDERED.get(kind.name, ()):
        if row[first] and row[then] and row[then] < row[first]:
            yield "days_out_of_order", then
    if kind.name in WITHIN:
        part, whole = WITHIN[kind.name]
        if row[part] is not None and row[whole] is not None and row[part] > row[whole]:
            yield "part_above_whole", part
    for name in CHOSEN.get(kind.name, ()):
        if row[name] is not None and row[name] not in choices(kind.name, kind.column(name)):
            yield "not_a_choice", name
    if kind.name in COUNTED:
        yield from _faults_of_count(kind, row)


def _faults_of_count(kind: RecordType, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from (
        ("negative_number", each.name) for each in kind.columns if each.type == "int" and (row[each.name] or 0) < 0
    )
    try:
        parse_period(row["period"] or "")
    except PeriodError:
        yield "unread_period", "period"
