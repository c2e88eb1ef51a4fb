"""The record types: one YAML file each under schemas/ gives columns, types, labels, docs and Arrow schema."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import pyarrow as pa
import yaml

Type = Literal["text", "code", "int", "bool", "moment", "date", "episodes"]

# Moments are local time of Vietnam without zone (the law speaks local time); +07:00 is added at the doors.
EPISODE = pa.struct(
    [(name, pa.timestamp("us")) for name in ("requested_at", "received_at", "due_before_at", "due_after_at")]
)
ARROW: dict[str, pa.DataType] = {
    "text": pa.string(),
    "code": pa.string(),
    "int": pa.int64(),
    "bool": pa.bool_(),
    "moment": pa.timestamp("us"),
    "date": pa.date32(),
    "episodes": pa.list_(EPISODE),
}


@dataclass(frozen=True)
class Column:
    """One column: its type, labels and where it comes from.

    ``source`` is the message field; ``derived`` is "history" or "fold" for columns no file can carry;
    ``day_end`` marks due moments: a date without time means 23:59:59 of that day.
    """

    name: str
    type: Type
    vi: str
    en: str
    doc: str = ""
    source: str | None = None
    derived: str | None = None
    status: int | None = None
    personal: bool = False
    day_end: bool = False


@dataclass(frozen=True)
class RecordType:
    """A kind of record: key columns, how readings of one key fold ("last" or "set"), columns in order."""

    name: str
    vi: str
    en: str
    key: tuple[str, ...]
    fold: Literal["last", "set"]
    columns: tuple[Column, ...]
    partition: str | None = None
    restricted: bool = False

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def carried(self) -> tuple[Column, ...]:
        """Columns a source can carry (not derived by the fold or the history)."""
        return tuple(column for column in self.columns if column.derived is None)

    def arrow(self, carried_only: bool = False) -> pa.Schema:
        columns = self.carried if carried_only else self.columns
        return pa.schema([(column.name, ARROW[column.type]) for column in columns])


def _column(name: str, spec: dict[str, Any]) -> Column:
    return Column(name=name, source=spec.pop("from", None), **spec)


def _record_type(spec: dict[str, Any]) -> RecordType:
    columns = tuple(_column(name, dict(column)) for name, column in spec["columns"].items())
    return RecordType(
        name=spec["record"],
        vi=spec["vi"],
        en=spec["en"],
        key=tuple(spec["key"]),
        fold=spec["fold"],
        columns=columns,
        partition=spec.get("partition"),
        restricted=spec.get("restricted", False),
    )


@cache
def record_types() -> dict[str, RecordType]:
    """All record types by name, read once from schemas/*.yaml."""
    folder = files("phucvu.records") / "schemas"
    specs = [yaml.safe_load(item.read_text("utf8")) for item in folder.iterdir() if item.name.endswith(".yaml")]
    return {spec["record"]: _record_type(spec) for spec in sorted(specs, key=lambda spec: spec["record"])}


def record_type(name: str) -> RecordType:
    return record_types()[name]
