"""The tables of the lake: which there are, their Arrow schemas, their partitions."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyarrow as pa
import yaml

from phucvu.records.schema import ARROW, RecordType, record_type, record_types

# What every stored reading carries beside its own columns. `position` is its place in its import: files by name,
# then rows; with extracted_at before and content_hash after it, it makes the order of truth.
VERSION = [
    ("import_id", pa.string()),
    ("file", pa.string()),
    ("row", pa.int64()),
    ("position", pa.int64()),
    ("extracted_at", pa.timestamp("us")),
    ("content_hash", pa.int64()),
]
# Records whose table has a name of its own; all others are kept in <record>_versions.
NAMES = {"status_history": "status_history", "applicant": "applicants", "coverage": "coverage"}


@dataclass(frozen=True)
class Table:
    """One Delta table: its folder name, schema, partition column; restricted = files only its owner may read."""

    name: str
    schema: pa.Schema
    partition: str | None = None
    restricted: bool = False


def table_of(record: str) -> str:
    """Name of the table that keeps the readings of a record type."""
    return NAMES.get(record, f"{record}_versions")


def versioned() -> tuple[RecordType, ...]:
    """The record types that files bring; coverage is no file's content but an import's scope."""
    return tuple(kind for kind in record_types().values() if kind.name != "coverage")


@cache
def tables() -> dict[str, Table]:
    """All tables by name."""
    dossier, coverage = record_type("dossier"), record_type("coverage")
    found = [_versions(kind) for kind in versioned()]
    found.append(Table("dossier", dossier.arrow(), dossier.partition))
    found.append(Table("coverage", coverage.arrow().append(pa.field("import_id", pa.string()))))
    found += _bookkeeping()
    return {table.name: table for table in found}


def _versions(kind: RecordType) -> Table:
    fields = [*kind.arrow(carried_only=True), *(pa.field(name, type_) for name, type_ in VERSION)]
    return Table(table_of(kind.name), pa.schema(fields), restricted=kind.restricted)


def _bookkeeping() -> list[Table]:
    specs = yaml.safe_load((files("phucvu.lake") / "tables.yaml").read_text("utf8"))
    return [
        Table(name, pa.schema([(column, ARROW[type_]) for column, type_ in columns.items()]))
        for name, columns in specs.items()
    ]
