"""Every example runs on the reference, DuckDB and Polars."""

from collections.abc import Callable
from typing import Any

import pytest
from drawn import COMMUNE, KEYS, PROVINCE, count_on, ground, moment, table

from phucvu.indicators.indicator import Count


@pytest.fixture(params=["reference", "duckdb", "polars"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def counted(engine: str) -> Callable[..., Count]:
    """counted(criterion, agency=COMMUNE, clocks={…}, dossier="drawn table", …) -> Count; one world is counted once."""
    known: dict[str, dict[tuple[str, str], Count]] = {}

    def count(criterion: str, agency: str = COMMUNE, clocks: dict[str, str] | None = None, **drawn: str) -> Count:
        world = repr((clocks, drawn))
        if world not in known:
            tables = {record: table(record, text) for record, text in drawn.items()}
            counts = count_on(engine, tables, moment(**(clocks or {})), ground())
            known[world] = {(each.agency_code, each.criterion): each for each in counts}
        return known[world].get((agency, criterion)) or Count(agency, criterion, 0, 0, {})

    return count


@pytest.fixture
def judged(engine: str) -> Callable[..., None]:
    """judged(criterion, "drawn table", [verdicts], record="dossier", clocks={…}, …): all verdicts hold.

    Every row is given an agency of its own, so that one count tells the verdict of each: succeeded, failed, a reason
    of exclusion, or "-" (not of the population). ``origin_id`` of a companion dossier is the number of the row, from 0.
    Procedures belong to no agency: each is counted alone, at the province.
    """

    def judge(
        criterion: str, text: str, expected: list[str], record: str = "dossier", clocks: Any = None, **drawn: str
    ) -> None:
        rows = table(record, text)
        codes = [row[KEYS[record]] for row in rows]
        for number, row in enumerate(rows):
            if record != "procedure":
                row["origin_id" if record == "dossier" else "agency_code"] = (
                    number if record == "dossier" else codes[number]
                )
        worlds = [[row] for row in rows] if record == "procedure" else [rows]
        others = {name: table(name, its) for name, its in drawn.items()}
        base = ground(
            closure=[(code, above) for code in codes for above in (code, PROVINCE)], assignment=dict(enumerate(codes))
        )
        found = {}
        for world in worlds:
            for count in count_on(engine, {record: world} | others, moment(**(clocks or {})), base):
                code = world[0][KEYS[record]] if record == "procedure" else count.agency_code
                if count.criterion == criterion and code in codes:
                    found[code] = _verdict(count)
        assert {code: found.get(code, "-") for code in codes} == dict(zip(codes, expected, strict=True))

    return judge


def _verdict(count: Count) -> str:
    assert count.denominator + sum(count.excluded.values()) == 1
    return next(iter(count.excluded)) if count.excluded else "succeeded" if count.numerator else "failed"
