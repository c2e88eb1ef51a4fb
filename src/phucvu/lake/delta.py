"""The Delta tables: their files at a version, and one commit of files added and removed.

Rows are written to Parquet by DuckDB, in bounded memory; the Delta log says which files make a version.
deltalake must not be loaded before a fork: start processes by spawn only.
"""

import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from deltalake import DeltaTable, Schema
from deltalake.exceptions import DeltaError
from deltalake.transaction import AddAction, RemoveAction

from phucvu.errors import UserError
from phucvu.lake.disk import sync_folder
from phucvu.lake.tables import Table

# Old versions stay readable for ever: known_at may ask for any of them.
KEPT = {
    "delta.checkpointInterval": "20",
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}
LOST = "Kho dữ liệu thiếu {what}. Hãy phục hồi từ bản sao lưu: phucvu restore TỆP THƯ_MỤC_MỚI."


@dataclass(frozen=True)
class DataFile:
    """A Parquet file of a table: path below the table's folder, bytes, rows, values of the partition column."""

    path: str
    size: int
    rows: int
    partition: dict[str, str | None] = field(default_factory=dict)


def create(folder: Path, table: Table) -> int:
    """Make an empty table; returns its version."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    partition = [table.partition] if table.partition else None
    return int(DeltaTable.create(folder, table.schema, partition_by=partition, configuration=KEPT).version())


def settle(folder: Path, table: Table, named: int | None) -> int:
    """Make the table hold what its version ``named`` holds, in the columns of today; returns its version then.

    A later version was left by a killed writer; None means that no manifest has named the table yet.
    """
    if not DeltaTable.is_deltatable(str(folder)):
        return create(folder, table)
    held = DeltaTable(folder)
    if held.version() != (named or 0):
        held.restore(named or 0)
        held = DeltaTable(folder)
    known = {field.name for field in held.schema().fields}
    if new := [field for field in Schema.from_arrow(table.schema).fields if field.name not in known]:
        held.alter.add_columns(new)
    return int(held.version())


def files(folder: Path, version: int) -> list[str]:
    """Paths of the Parquet files of a version, sorted. Raises UserError when the table or one of them is lost."""
    try:
        actions = DeltaTable(folder, version=version).get_add_actions(flatten=True)
    except DeltaError:
        raise UserError(LOST.format(what=f"bảng {folder.name}")) from None
    paths = sorted(folder / path for path in actions["path"].to_pylist())
    if lost := [path.name for path in paths if not path.exists()]:
        raise UserError(LOST.format(what=f"{len(lost)} tệp của bảng {folder.name}: {', '.join(lost[:3])}"))
    return [str(path) for path in paths]


def commit(folder: Path, table: Table, added: list[DataFile], removed: list[str]) -> int:
    """Add and remove files in one transaction; returns the new version."""
    latest = DeltaTable(folder)
    actions = [_add(item) for item in added] + [_remove(folder, Path(path)) for path in removed]
    _outlive_power_cut(folder, added)
    latest.create_write_transaction(
        actions, "append", table.schema, partition_by=[table.partition] if table.partition else None
    )
    sync_folder(folder / "_delta_log")
    latest.update_incremental()
    return int(latest.version())


def _add(item: DataFile) -> AddAction:
    stats = json.dumps({"numRecords": item.rows})
    return AddAction(item.path, item.size, item.partition, int(time.time() * 1000), True, stats)


def _remove(folder: Path, path: Path) -> RemoveAction:
    inside = path.relative_to(folder)
    parts = dict(part.split("=", 1) for part in inside.parts[:-1])
    return RemoveAction(str(inside), True, int(time.time() * 1000), path.stat().st_size, parts)


def _outlive_power_cut(folder: Path, added: list[DataFile]) -> None:
    for item in added:
        handle = os.open(folder / item.path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
