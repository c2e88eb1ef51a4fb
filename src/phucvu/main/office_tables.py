"""Rows of the office's own tables, looked at before they are taken in."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.records import own_tables, sources
from phucvu.registry.unit_rows import agencies_from_rows

UNITS = "agency"


def rows_of(paths: Iterable[Path], record: str) -> list[dict[str, Any]]:
    """The rows of one record type in tables and filled forms; rows that would be rejected are left out."""
    batches = sources.read(paths)
    return [row for batch in batches if batch.record == record for row in batch.table.to_pylist()]


def write(record: str, rows: Iterable[Mapping[str, Any]], path: Path) -> None:
    """An own table of what people answered, to be imported like any other file."""
    own_tables.write_table(record, rows, path)


def refuse_faulty_units(workspace: Workspace, paths: Iterable[Path]) -> None:
    """A faulty unit list would stop every later command, so it is looked at whole before it is kept.

    Raises UnitListError naming rows and remedies when the list, over what is kept, cannot be used.
    """
    given = rows_of(paths, UNITS)
    codes = {row["agency_code"] for row in given}
    kept = [row for row in Snapshot.open(workspace).rows(UNITS) if row["agency_code"] not in codes]
    agencies_from_rows([*given, *kept])
