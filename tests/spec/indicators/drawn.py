"""Small drawn tables, and counting them on the reference, DuckDB, Polars and Spark alike."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from phucvu.indicators import reference
from phucvu.indicators.indicator import Count, Moment
from phucvu.lake.counting import TABLES, Ground, count_frames
from phucvu.lake.engines import DuckEngine, PolarsEngine, SparkEngine
from phucvu.main.figures import readings
from phucvu.records.schema import Column, record_type
from phucvu.registry.period import parse_period
from phucvu.rubric import load

RUBRIC = load().at(date(2026, 8, 31))
ENGINES: dict[str, Callable[[], Any]] = {"duckdb": DuckEngine, "polars": PolarsEngine}
# Spark for a handful of rows: one task, no code compiled for each query.
SMALL_SPARK = {
    "spark.default.parallelism": 1,
    "spark.sql.shuffle.partitions": 1,
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
PROVINCE, TOWN, COMMUNE, OTHER = "H52", "H52.1", "H52.1.1", "H52.2"
# The tree of every example: a province, two districts, a commune in the first.
CLOSURE = [
    *((code, code) for code in (PROVINCE, TOWN, COMMUNE, OTHER)),
    *((code, PROVINCE) for code in (TOWN, COMMUNE, OTHER)),
    (COMMUNE, TOWN),
]
ORIGINS = {1: COMMUNE, 2: TOWN, 3: OTHER, 4: None}
DEFAULTS: dict[str, dict[str, Any]] = {
    "dossier": {"origin_id": 1, "procedure_code": "P", "received_at": "02/05/2023 08:00"},
    "petition": {"agency_code": COMMUNE},
    "procedure_authority": {"agency_code": COMMUNE, "valid_from": "01/01/2020"},
    "online_service": {"agency_code": COMMUNE, "valid_from": "01/01/2020", "level": 4},
    "publishing_decision": {"agency_code": PROVINCE, "decision_number": "1"},
    "certified_copy": {"period": "2023-05"},
    "national_report": {"period": "2023-05"},
}
KEYS = {"dossier": "dossier_code", "petition": "petition_code", "online_service": "service_code"}
KEYS |= {"publishing_decision": "procedure_code", "procedure_authority": "procedure_code"}
KEYS |= {"procedure": "procedure_code", "certified_copy": "agency_code"}
WORDS = {"yes": True, "no": False}


def table(record: str, text: str) -> list[dict[str, Any]]:
    """Rows of a drawn table: a heading row of column names, cells between |; empty is null; dd/mm is of 2023."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    kind = record_type(record)
    empty = {column.name: None for column in kind.columns}
    defaults = {name: _value(kind.column(name), value) for name, value in DEFAULTS.get(record, {}).items()}
    return [
        empty | defaults | {name: _value(kind.column(name), cell) for name, cell in zip(lines[0], line, strict=True)}
        for line in lines[1:]
    ]


def split(record: str, text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """A drawn table whose last column is the verdict expected of each row."""
    lines = [line.rpartition("|") for line in text.strip().splitlines()]
    return table(record, "\n".join(line[0] for line in lines)), [line[2].strip() for line in lines[1:]]


def _value(column: Column, cell: Any) -> Any:
    if cell == "" or not isinstance(cell, str):
        return None if cell == "" else cell
    if column.type == "moment":
        return moment_of(cell)
    if column.type == "date":
        return moment_of(cell).date()
    return WORDS[cell] if column.type == "bool" else int(cell) if column.type == "int" else cell


def each_apart(record: str, rows: list[dict[str, Any]]) -> list[str]:
    """Give every row an agency of its own, named by the row's code; these names. A dossier's origin is its place."""
    codes = [row[KEYS[record]] for row in rows]
    for number, row in enumerate(rows if record != "procedure" else ()):
        row["origin_id" if record == "dossier" else "agency_code"] = number if record == "dossier" else codes[number]
    return codes


def moment_of(text: str) -> datetime:
    """02/05, 02/05 08:00, 02/05/2024 08:00:30; without a time: midnight."""
    day, _, time = text.partition(" ")
    numbers = [int(part) for part in day.split("/")]
    clock = [int(part) for part in time.split(":")] if time else [0, 0]
    return datetime(numbers[2] if len(numbers) > 2 else 2023, numbers[1], numbers[0], *clock)


def moment(period: str = "2023-05", as_at: str = "31/12/2026", reading: str = "portal") -> Moment:
    return Moment(parse_period(period), moment_of(as_at), reading, RUBRIC.reading(reading).options)


def ground(**changes: Any) -> Ground:
    given = {"province_code": PROVINCE, "closure": CLOSURE, "assignment": ORIGINS, "readings": readings(RUBRIC)}
    return Ground(**(given | changes))


def count_on(name: str, tables: dict[str, list[dict[str, Any]]], at: Moment, base: Ground) -> list[Count]:
    """Count drawn rows by "reference", or on an engine; every criterion and agency with anything to show."""
    if name == "reference":
        world = reference.World(tables, base.assignment, base.closure, base.province_code, base.calendar, base.readings)
        return [each for each in reference.count(world, at) if _shows(each)]
    engine = opened(name)
    frames = {record: engine.table(arrow(record, tables.get(record, []))) for record in TABLES}
    return [each for each in count_frames(engine, frames, at, base) if _shows(each)]


def apart(row: dict[str, Any], place: int) -> dict[str, Any]:
    """A row with codes and origin of its own, so that rows of several small worlds can be counted at once."""
    codes = {name: f"{row[name]}/{place}" for name in row if name.endswith("_code") and row[name] is not None}
    origin = {} if row.get("origin_id") is None else {"origin_id": place * 100 + row["origin_id"]}
    return row | codes | origin


def _shows(count: Count) -> bool:
    return bool(count.numerator or count.denominator or count.excluded)


def arrow(record: str, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, record_type(record).arrow())


def opened(name: str) -> Any:
    """An engine by name."""
    return SparkEngine({"threads": 1, "spark_options": SMALL_SPARK}) if name == "spark" else ENGINES[name]()


def verdict(count: Count | None) -> str:
    """What the count of a single row says of it: succeeded, failed, why it is left out, or - (not counted)."""
    if count is None:
        return "-"
    assert count.denominator + sum(count.excluded.values()) == 1
    return next(iter(count.excluded)) if count.excluded else "succeeded" if count.numerator else "failed"
