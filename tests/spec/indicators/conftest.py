"""Every example runs on the reference, DuckDB and Polars; on Spark too with `--engines spark` (make test-spark)."""

from collections.abc import Callable
from typing import Any

import pytest
from drawn import COMMUNE, KEYS, PROVINCE, count_on, each_apart, ground, moment, table, verdict

from phucvu.indicators.indicator import Count
from phucvu.lake.spark_session import lacking


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    names = metafunc.config.getoption("--engines").split(",")
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", names, indirect=True)
    if "real_engine" in metafunc.fixturenames:
        real = [name for name in names if name != "reference"]
        metafunc.parametrize("real_engine", real, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The reference or an engine, by name."""
    return _at_hand(str(request.param))


@pytest.fixture
def real_engine(request: pytest.FixtureRequest) -> str:
    """An engine by name, for what the reference does not count."""
    return _at_hand(str(request.param))


def _at_hand(name: str) -> str:
    if name == "spark" and (lack := lacking()):
        pytest.skip(lack)
    return name


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
        codes = each_apart(record, rows)
        worlds = [[row] for row in rows] if record == "procedure" else [rows]  # the catalogue belongs to no agency
        others = {name: table(name, its) for name, its in drawn.items()}
        closure = [(code, above) for code in codes for above in (code, PROVINCE)]
        base = ground(closure=closure, assignment=dict(enumerate(codes)))
        found = {}
        for world in worlds:
            for count in count_on(engine, {record: world} | others, moment(**(clocks or {})), base):
                code = world[0][KEYS[record]] if record == "procedure" else count.agency_code
                if count.criterion == criterion and code in codes:
                    found[code] = count
        assert {code: verdict(found.get(code)) for code in codes} == dict(zip(codes, expected, strict=True))

    return judge
