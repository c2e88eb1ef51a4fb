"""Writing: one at a time, many tables, one manifest at the end.

Each table is committed by itself, so a killed writer leaves some tables ahead of the manifest. No reader sees that;
the next writer brings those tables back to what the manifest names before it goes on.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from phucvu.lake import delta, manifest
from phucvu.lake.engines import connect
from phucvu.lake.manifest import Manifest
from phucvu.lake.sql import columns, scan, text
from phucvu.lake.tables import Table, tables
from phucvu.lake.workspace import Workspace, user

SMALL = 32 << 20  # bytes; a file below it is worth joining with others
MANY = 64  # so many small files together are joined without being asked


class Writer:
    """Changes tables under the lock.

    ``cause`` becomes the manifest's cause and the line of the audit trail, ``moment`` the manifest's written_at.
    """

    def __init__(self, workspace: Workspace, before: Manifest, scratch: Path, cause: dict[str, Any]) -> None:
        self.workspace, self.scratch, self.cause = workspace, scratch, cause
        self.moment = manifest.next_moment(before)
        self.versions = _settled(workspace, before)
        self.changed: set[str] = set()
        self.connection = workspace_connection(workspace, scratch)

    def folder(self, table: str) -> Path:
        return self.workspace.lake / table

    def files(self, table: str) -> list[str]:
        """Paths of the Parquet files the table has now."""
        return delta.files(self.folder(table), self.versions[table])

    def rows(self, table: str, files: list[str] | None = None, with_filename: bool = False) -> str:
        """SELECT of the rows of the table, or of some of its files."""
        chosen = self.files(table) if files is None else files
        return scan(chosen, tables()[table].schema, with_filename)

    def files_where(self, table: str, condition: str) -> list[str]:
        """The files that hold at least one row for which the SQL condition holds."""
        found = self.connection.sql(
            f"SELECT DISTINCT filename FROM ({self.rows(table, with_filename=True)}) WHERE {condition}"
        )
        return sorted(str(path) for (path,) in found.fetchall())

    def append(self, table: str, select: str) -> None:
        """Add the rows of a SELECT."""
        self.replace(table, [], select)

    def append_rows(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Add rows given as dicts; missing columns are null."""
        if rows:
            self.append_arrow(table, pa.Table.from_pylist(rows, tables()[table].schema))

    def append_arrow(self, table: str, rows: pa.Table) -> None:
        self.connection.register("given", rows)
        self.append(table, "SELECT * FROM given")
        self.connection.unregister("given")

    def replace(self, table: str, gone: list[str], select: str) -> None:
        """Take files out of the table and put the rows of a SELECT in, in one commit."""
        self._commit(table, self._write(tables()[table], select), gone)

    def adopt(self, table: str, ready: list[Path]) -> None:
        """Add Parquet files made outside the lock: they are moved into the table's folder."""
        self._commit(table, [self._move(table, path) for path in ready], [])

    def compact(self, table: str, at_least: int = 2) -> None:
        """Write small files of the table, where there are that many together, as one; old versions keep theirs."""
        key = columns(tables()[table].schema.names[:1])
        small: dict[Path, list[str]] = {}
        for path in self.files(table):
            if Path(path).stat().st_size < SMALL:
                small.setdefault(Path(path).parent, []).append(path)
        gone = [path for paths in small.values() if len(paths) >= at_least for path in paths]
        if gone:
            self.replace(table, gone, f"{self.rows(table, gone)} ORDER BY {key}")

    def _commit(self, table: str, added: list[delta.DataFile], gone: list[str]) -> None:
        filled = [item for item in added if item.rows]
        if filled or gone:
            self.versions[table] = delta.commit(self.folder(table), tables()[table], filled, gone)
            self.changed.add(table)

    def _move(self, table: str, path: Path) -> delta.DataFile:
        rows = self.connection.sql(f"SELECT count(*) FROM read_parquet({text(str(path))})").fetchone()
        name = f"{uuid.uuid4()}.parquet"
        path.chmod(0o600)
        path.rename(self.folder(table) / name)
        return delta.DataFile(name, (self.folder(table) / name).stat().st_size, rows[0] if rows else 0)

    def _write(self, table: Table, select: str) -> list[delta.DataFile]:
        folder = self.folder(table.name)
        if table.partition:
            target, options = folder, f", PARTITION_BY ({table.partition}), FILENAME_PATTERN '{{uuid}}', APPEND true"
        else:
            target, options = folder / f"{uuid.uuid4()}.parquet", ""
        written = copy(self.connection, select, target, options)
        return [_kept(folder, Path(path), rows, size, keys) for path, rows, size, _, _, keys in written]


@contextmanager
def writing(workspace: Workspace, **cause: Any) -> Iterator[Writer]:
    """Hold the lock, hand out a Writer, and at the end write the manifest, if anything changed.

    After an exception nothing is seen of what was written.
    """
    with workspace.locked(), workspace.scratch() as scratch:
        before = manifest.current(workspace.lake)
        _catch_up_audit(workspace, before)
        writer = Writer(workspace, before, scratch, {"by": user(), **cause})
        try:
            yield writer
            for table in sorted(writer.changed):
                writer.compact(table, MANY)
        finally:
            writer.connection.close()
        if writer.changed:
            made = manifest.succeed(workspace.lake, before, writer.moment, writer.versions, writer.cause)
            _audit(workspace, made)


def append(workspace: Workspace, table: str, rows: list[dict[str, Any]], cause: dict[str, Any]) -> None:
    """Add rows to a table that no import fills (editions). ``cause``: what the audit trail says, with its `act`."""
    with writing(workspace, **cause) as writer:
        writer.append_rows(table, rows)


def compact(workspace: Workspace) -> None:
    """Join the small files of every table. What the tables hold, and every older version, stays as it is."""
    with writing(workspace, act="compact") as writer:
        for table in tables():
            writer.compact(table)


def workspace_connection(workspace: Workspace, scratch: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection within the workspace's bounds of memory and threads."""
    return connect(scratch, workspace.settings["memory_limit"], workspace.settings["threads"])


def copy(connection: duckdb.DuckDBPyConnection, select: str, target: Path, options: str = "") -> list[tuple[Any, ...]]:
    """Write a SELECT as Parquet; returns one row per file: path, rows, bytes, footer bytes, statistics, partition."""
    statement = f"COPY ({select}) TO {text(str(target))} (FORMAT parquet, COMPRESSION zstd, RETURN_STATS true{options})"
    return connection.execute(statement).fetchall()


def _kept(folder: Path, path: Path, rows: int, size: int, keys: dict[str, str] | None) -> delta.DataFile:
    path.chmod(0o600)
    return delta.DataFile(str(path.relative_to(folder)), size, rows, dict(keys or {}))


def _settled(workspace: Workspace, before: Manifest) -> dict[str, int]:
    """Versions of all tables, after those that a killed writer left ahead are brought back."""
    named = before.tables
    return {name: delta.settle(workspace.lake / name, table, named.get(name)) for name, table in tables().items()}


def _catch_up_audit(workspace: Workspace, before: Manifest) -> None:
    """A writer killed between manifest and audit trail still has its line."""
    audited = max((line.get("manifest", 1) for line in workspace.audit_trail()), default=1)
    for number in range(audited + 1, before.number + 1):
        _audit(workspace, manifest.numbered(workspace.lake, number))


def _audit(workspace: Workspace, written: Manifest) -> None:
    workspace.audit(**{"at": written.written_at.isoformat(), "manifest": written.number, **written.cause})
