"""Counting all dossier criteria against hand-written SQL that makes one pass on the same engine.

`run(scale)`: 5 million random dossiers at scale 1, 3,800 agencies under one province, 300 procedures. Both sides read
the same Parquet file and must give the same counts. Best of three, so that neither pays for a cold disk. Where Spark is
installed, the same expressions run on it too (on this machine, its start not counted).
"""

import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.memory import forget_peak, peak_memory
from benchmarks.random_dossiers import write
from phucvu.indicators.counting import by_procedure, indicators_of, to_counts, totals
from phucvu.indicators.facts import dossier_facts
from phucvu.indicators.indicator import Moment
from phucvu.lake.counting import CLOSURE_SCHEMA, Ground, charging
from phucvu.lake.engines import DuckEngine, Engine, SparkEngine, collect, collect_arrow
from phucvu.lake.spark_session import lacking
from phucvu.records.schema import record_type
from phucvu.registry.period import parse_period

DOSSIERS, AGENCIES, PROCEDURES = 5_000_000, 3_800, 300
MOMENT = Moment(parse_period("2023-05"), datetime(2023, 5, 31, 16, 30), "portal")
SQL = (Path(__file__).parent / "scoring.sql").read_text("utf8")
Counts = dict[tuple[str, str], tuple[int, int]]


def run(scale: float) -> dict[str, Any]:
    """Seconds of both sides, their ratio, and our peak memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dossiers.parquet"
        write(path, int(DOSSIERS * scale))
        forget_peak()
        ours_s, ours = _best(lambda: _ours(path, DuckEngine()))
        peak = peak_memory()
        hand_s, hand = _best(lambda: _hand_written(path))
        _same(ours, hand)
        on_spark = {} if lacking() else _spark(path, hand, ours_s)
    return {
        "dossiers": int(DOSSIERS * scale),
        "counts compared": len(hand),
        "ours, seconds": ours_s,
        "hand-written SQL, seconds": hand_s,
        "ratio (ours / hand-written)": ours_s / hand_s,
        "peak memory of ours, MiB": peak,
    } | on_spark


def _spark(path: Path, expected: Counts, duck_s: float) -> dict[str, Any]:
    engine = SparkEngine({"spark_options": {"spark.driver.memory": "4g"}})
    seconds, counts = _best(lambda: _ours(path, engine))
    _same(counts, expected)
    return {"Spark on this machine, seconds": seconds, "ratio (Spark / DuckDB, both ours)": seconds / duck_s}


def _same(counts: Counts, expected: Counts) -> None:
    if counts != expected:
        differing = [key for key in expected if counts.get(key) != expected[key]]
        raise AssertionError(f"{len(differing)} counts differ, the first of {differing[:3]}")


def _best(count: Callable[[], Counts]) -> tuple[float, Counts]:
    seconds = []
    for _ in range(3):
        begun = time.perf_counter()
        counts = count()
        seconds.append(time.perf_counter() - begun)
    return min(seconds), counts


def _agency(number: int) -> str:
    return f"H52.{number}"


def _ground() -> Ground:
    codes = [_agency(number) for number in range(AGENCIES)]
    closure = [("H52", "H52"), *((code, code) for code in codes), *((code, "H52") for code in codes)]
    assignment = {agency * 12 + month: _agency(agency) for agency in range(AGENCIES) for month in range(12)}
    return Ground("H52", closure, assignment)


def _procedures() -> list[dict[str, Any]]:
    return [
        {"procedure_code": f"1.{n:06d}", "has_fee": n % 3 > 0, "result_in_writing": n % 5 > 0}
        for n in range(PROCEDURES)
    ]


def _ours(path: Path, engine: Engine) -> Counts:
    ground, indicators = _ground(), indicators_of("dossier")
    frames = {name: engine.table(record_type(name).arrow().empty_table()) for name in ("rating", "petition")}
    frames["dossier"] = engine.scan([str(path)], record_type("dossier").arrow())
    frames["procedure"] = engine.table(pa.Table.from_pylist(_procedures(), record_type("procedure").arrow()))
    counted = by_procedure(dossier_facts(frames, MOMENT), indicators, MOMENT, charging(engine, ground))
    pairs = engine.table(collect_arrow(counted))
    counts = to_counts(collect(totals(pairs, indicators)), indicators)
    return {(each.agency_code, each.criterion): (each.numerator, each.denominator) for each in counts}


def _hand_written(path: Path) -> Counts:
    connection, ground = duckdb.connect(), _ground()
    connection.execute("SET preserve_insertion_order = false; SET memory_limit = '2GB'")
    closure = [{"agency_code": code, "ancestor_code": above} for code, above in ground.closure]
    assignment = [{"origin_id": origin, "agency_code": code} for origin, code in ground.assignment.items()]
    connection.register("closure", pa.Table.from_pylist(closure, CLOSURE_SCHEMA))
    connection.register("assignment", pa.Table.from_pylist(assignment))
    connection.register("procedure", pa.Table.from_pylist(_procedures()))
    clocks = {"first": MOMENT.period.start, "until": MOMENT.until, "path": str(path)}
    rows = connection.execute(SQL, clocks).to_arrow_table().to_pylist()
    names = [each.criterion for each in indicators_of("dossier")]
    parts = [name.replace(".", "_") for name in names]
    return {
        (row["agency_code"], name): (int(row[f"n_{part}"]), int(row[f"d_{part}"]))
        for row in rows
        for name, part in zip(names, parts, strict=True)
    }


if __name__ == "__main__":
    import sys

    for name, value in run(float(sys.argv[1]) if len(sys.argv) > 1 else 0.1).items():
        print(f"{name}: {value}")
