"""The official figures of a period, read back from the lake: what the portal published, at a named reading."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, cast

from phucvu.insights.reading_history import Reading, Shown, holding, readings, until
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.sql import text
from phucvu.records.portal import Figure, layouts
from phucvu.records.portal.readings import DERIVED, PORTAL_TOTAL, RECORD, TOTAL
from phucvu.records.portal.tables import ALL
from phucvu.records.schema import record_type
from phucvu.registry.agency import Level
from phucvu.registry.period import parse_period
from phucvu.rubric import Rubric, load

Row = dict[str, Any]


def figures_of(snapshot: Snapshot, period: str, read_at: datetime | None = None) -> list[Figure]:
    """The portal's figures of a period as they stood at its latest reading, or at the last one finished by ``read_at``.

    A figure that this reading did not look at comes from an earlier one, with its own reading time. Empty: none was
    read. Codes are the portal's again; the rubric is that of the day of reading.
    """
    found = readings_of(snapshot, period)
    known = found if read_at is None else until(found, read_at)
    return [*_figures(holding(known).values(), parse_period(period).name)]


def readings_of(snapshot: Snapshot, period: str) -> list[Reading]:
    """The readings of a period in the lake, oldest first."""
    return readings(_shown(snapshot, parse_period(period).name))


def _shown(snapshot: Snapshot, period: str) -> Iterable[Shown]:
    """Folded rows, each with the imports it came from."""
    chosen = f"source = 'portal' AND period = {text(period)} AND read_at IS NOT NULL"
    key = record_type(RECORD).key
    stored: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in snapshot.readings(RECORD, chosen):
        if row["item"] not in DERIVED:
            stored[tuple(row[name] for name in key)].append(row)
    for row in snapshot.rows(RECORD, period=period):
        if found := stored.get(tuple(row[name] for name in key)):
            yield _one(row, found)


def _one(row: Row, stored: list[Row]) -> Shown:
    return Shown(
        agency_code=row["agency_code"],
        agency_name=row["agency_name"] or "",
        level=row["level"] or "",
        item=row["item"],
        points=_decimal(row["value"]),
        max_points=_decimal(row["max_value"]),
        numerator=row["numerator"],
        denominator=row["denominator"],
        flags=tuple(filter(None, (row["flags"] or "").split(";"))),
        read_at=row["read_at"],
        imports=tuple(dict.fromkeys(each["import_id"] for each in stored)),
        file=stored[-1]["file"],
        row=stored[-1]["row"],
    )


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _figures(held: Iterable[Shown], period: str) -> Iterable[Figure]:
    """Counts shown without points go back into the figure of their group."""
    agencies: dict[str, list[Shown]] = defaultdict(list)
    for each in held:
        agencies[each.agency_code].append(each)
    for shown in agencies.values():
        by_item = {each.item: each for each in shown}
        parts = {each.item: each for each in shown if each.is_count and each.item.partition(".")[0] in by_item}
        yield from (_figure(each, period, parts) for each in shown if each.item not in parts)


def _figure(each: Shown, period: str, parts: Mapping[str, Shown]) -> Figure:
    rubric = _rubric(each.read_at.date())
    item, group = _portal_codes(each.item, rubric)
    of_it = {item: each} | {name: part for name, part in parts.items() if name.partition(".")[0] == each.item}
    counts = {
        name: (one.numerator, one.denominator)
        for name, one in of_it.items()
        if one.numerator is not None and one.denominator is not None
    }
    return Figure(
        file=each.file,
        row=each.row,
        layout=_layout(item, group, bool(counts)),
        agency_code=each.agency_code,
        agency_name=each.agency_name,
        level=cast(Level, each.level or layouts().level_if_unnamed),
        day=each.read_at.date(),
        period=period,
        scope=ALL,
        item=item,
        group=group,
        points=each.points,
        max_points=each.max_points,
        counts=counts,
        flags=each.flags,
        read_at=each.read_at,
        is_level_told=bool(each.level),
    )


@cache
def _rubric(day: date) -> Rubric:
    return load().at(day)


def _portal_codes(item: str, rubric: Rubric) -> tuple[str, str]:
    """The portal's codes of an item and of its group."""
    if item == TOTAL:
        return PORTAL_TOTAL, PORTAL_TOTAL
    groups = {group.code: group.portal_codes[0] for group in rubric.groups}
    if item in groups:
        return groups[item], groups[item]
    criterion = rubric.criteria.get(item)
    return (criterion.portal_code, groups[criterion.group]) if criterion else (item, "")


def _layout(item: str, group: str, has_counts: bool) -> str:
    """The kind of table that shows such a figure."""
    if item != group:
        return "metrics"
    trees = (name for name, layout in layouts().layouts.items() if has_counts and layout.group == group)
    return next(trees, "groups")
