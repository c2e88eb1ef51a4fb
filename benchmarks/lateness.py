"""Experiment: is a random dossier late? Asked of the plain reference, DuckDB and Polars, under both readings.

`python -m benchmarks.lateness [dossiers]` prints how many verdicts were compared and how many differ (docs/adr/0004).
"""

import sys
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.random_dossiers import write
from phucvu.indicators.indicator import Moment
from phucvu.indicators.reference_dossier import DossierJudge
from phucvu.lake.counting import LEGAL_SCHEMA
from phucvu.lake.engines import DuckEngine, Engine, PolarsEngine, collect
from phucvu.records.lifecycle import READINGS, lacking_promise, legal_dues, with_facts
from phucvu.records.schema import record_type
from phucvu.registry.calendar import Calendar
from phucvu.registry.period import parse_period

PERIOD = parse_period("2023")  # a whole year: every dossier is of it
CLOCKS = [datetime(2023, 4, 20, 16, 30), datetime(2023, 5, 31, 16, 30), datetime(2023, 5, 31, 23, 59, 59), PERIOD.end]
FACTS = ("ended_at", "end_kind", "due_at", *(f"overdue_{reading.name}" for reading in READINGS))
UNITS = ("hour", "day", "working_day", "month")
PROCEDURES = {
    f"1.{n:06d}": {"procedure_code": f"1.{n:06d}", "limit_amount": n % 15 or None, "limit_unit": UNITS[n % 4]}
    for n in range(300)
}
NOTHING = {"has_fee": None, "result_in_writing": None, "limit_amount": None, "limit_unit": None}


def run(scale: float) -> dict[str, Any]:
    """Compare ``scale`` x 100,000 dossiers at four reading times; nothing may differ."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dossiers.parquet"
        write(path, int(100_000 * scale))
        return {key: value for as_at in CLOCKS for key, value in _compare(path, as_at).items()}


def _compare(path: Path, as_at: datetime) -> dict[str, Any]:
    moment, calendar = Moment(PERIOD, as_at, "portal"), Calendar()
    rows = {row["dossier_code"]: row for row in collect(_dossiers(DuckEngine(), path))}
    begun = time.perf_counter()
    expected = {code: _reference(row, moment, calendar) for code, row in rows.items()}
    figures: dict[str, Any] = {f"{as_at:%d/%m/%Y %H:%M} reference, seconds": time.perf_counter() - begun}
    for name, engine in (("duckdb", DuckEngine()), ("polars", PolarsEngine())):
        begun = time.perf_counter()
        found = _engine(engine, path, moment, calendar)
        figures[f"{as_at:%d/%m/%Y %H:%M} {name}, seconds"] = time.perf_counter() - begun
        figures[f"{as_at:%d/%m/%Y %H:%M} {name}, dossiers that differ"] = sum(
            found[code] != expected[code] for code in rows
        )
    seen = Counter(fact[-2:] for fact in expected.values())
    figures[f"{as_at:%d/%m/%Y %H:%M} verdicts (portal, same_day)"] = dict(seen.most_common())
    return figures


def _dossiers(engine: Engine, path: Path) -> Any:
    return engine.scan([str(path)], record_type("dossier").arrow())


def _reference(row: dict[str, Any], moment: Moment, calendar: Calendar) -> tuple[Any, ...]:
    procedure = PROCEDURES.get(row["procedure_code"], NOTHING)
    judges = [DossierJudge(row, moment, reading, procedure, calendar) for reading in READINGS]
    return (judges[0].ended_at, judges[0].end_kind, judges[0].due(), *(judge.is_overdue() for judge in judges))


def _engine(engine: Engine, path: Path, moment: Moment, calendar: Calendar) -> dict[str, tuple[Any, ...]]:
    import pyarrow as pa

    dossiers = _dossiers(engine, path)
    dues = legal_dues(collect(lacking_promise(dossiers, moment)), PROCEDURES.values(), calendar)
    facts = with_facts(dossiers, moment, READINGS, engine.table(pa.Table.from_pylist(dues, LEGAL_SCHEMA)))
    rows = collect(facts.select("dossier_code", *FACTS))
    return {row["dossier_code"]: tuple(row[name] for name in FACTS) for row in rows}


if __name__ == "__main__":
    for name, value in run(float(sys.argv[1]) if len(sys.argv) > 1 else 1).items():
        print(f"{name}: {value}")
