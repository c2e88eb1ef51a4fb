"""Spark counts what the reference and DuckDB count, to the last dossier, and lists the same rows.

Each count takes Spark seconds, so many small provinces stand under one roof and are counted at once.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from drawn import arrow, count_on, ground, moment, opened
from random_world import AS_AT, world, worlds

from phucvu.indicators import all_indicators
from phucvu.indicators.counting import indicators_of
from phucvu.indicators.indicator import Count
from phucvu.indicators.listing import rows
from phucvu.lake.counting import TABLES, charging, dossiers, prepare
from phucvu.lake.engines import collect
from phucvu.lake.spark_session import lacking

CLOCKS = [
    {},
    {"as_at": AS_AT, "reading": "same_day"},
    {"as_at": AS_AT, "reading": "text"},
    {"period": "2023-Q2", "reading": "withdrawn_on_time"},
]
pytestmark = pytest.mark.skipif(lacking() is not None, reason=str(lacking()))
Counts = dict[tuple[str, str], Count]


def counted(engine: str, tables: dict[str, Any], clocks: dict[str, str], **place: Any) -> Counts:
    counts = count_on(engine, tables, moment(**clocks), ground(**place))
    return {(each.agency_code, each.criterion): each for each in counts}


@pytest.mark.parametrize("clocks", CLOCKS, ids=str)
def test_sixteen_small_provinces(clocks: dict[str, str]) -> None:
    first = 100 * CLOCKS.index(clocks)
    tables, place = worlds(range(first, first + 16), size=2)
    expected = counted("reference", tables, clocks, **place)
    assert {criterion for _, criterion in expected} == {each.criterion for each in all_indicators()}
    assert len({agency for agency, _ in expected}) > 16 * 3
    assert counted("duckdb", tables, clocks, **place) == expected
    assert counted("spark", tables, clocks, **place) == expected


def test_a_larger_province() -> None:
    tables = world(seed=766, size=60)
    assert counted("spark", tables, {}) == counted("reference", tables, {})


def test_an_empty_province() -> None:
    assert counted("spark", {}, {}) == counted("reference", {}, {}) == {}


def listed(engine: str) -> Iterator[tuple[str, list[str]]]:
    """criterion -> each dossier with its verdict."""
    tables, at, base = world(seed=5, size=10), moment(), ground()
    on = opened(engine)
    frames = {record: on.table(arrow(record, tables.get(record, []))) for record in TABLES}
    facts = dossiers(on, prepare(on, frames, base), at, base)
    charged = facts.join(charging(on, base).assignment, on="origin_id", how="left")
    for indicator in indicators_of("dossier"):
        found = [
            row
            for state in ("counted", "excluded")
            for row in collect(rows(charged, indicator, at, state))  # type: ignore[arg-type]
        ]
        yield indicator.criterion, sorted(" ".join(map(str, row.values())) for row in found)


def test_the_same_rows_stand_behind_a_count() -> None:
    expected = dict(listed("duckdb"))
    assert all(expected.values())
    assert dict(listed("spark")) == expected
