"""Staging: batches go to Parquet files in a scratch folder, outside the lock and in bounded memory."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from phucvu.lake.fold import content_hash
from phucvu.lake.sql import columns, scan, text
from phucvu.lake.tables import table_of, tables
from phucvu.lake.writer import copy
from phucvu.records.batch import Batch, Reject
from phucvu.records.schema import record_type

OnStep = Callable[[int, int | None, str], None]
_PLACE = [pa.field("file", pa.string()), pa.field("row", pa.int64())]


@dataclass
class Staged:
    """What the batches held. ``ready``: per table the Parquet file to adopt; ``main``: records whose rows count."""

    folder: Path
    rows_read: int = 0
    rejected: int = 0
    first_reject: Reject | None = None
    findings: Counter[str] = field(default_factory=Counter)
    files: set[str] = field(default_factory=set)
    main: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    ready: dict[str, Path] = field(default_factory=dict)


class _Sheets:
    """One growing Parquet file per name; names are opened when first written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.open: dict[str, pq.ParquetWriter] = {}

    def write(self, name: str, table: pa.Table) -> None:
        if name not in self.open:
            self.open[name] = pq.ParquetWriter(self.path(name), table.schema)
        self.open[name].write_table(table)

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def close(self) -> None:
        for writer in self.open.values():
            writer.close()


def stage(batches: Iterable[Batch], folder: Path, import_id: str, on_step: OnStep | None = None) -> Staged:
    """Write all batches down; a batch is let go before the next is read."""
    staged, sheets = Staged(folder), _Sheets(folder)
    try:
        for batch in batches:
            _stage_records(batch, staged, sheets)
            _stage_remarks(batch, staged, sheets, import_id)
            if on_step:
                on_step(staged.rows_read, None, batch.file)
    finally:
        sheets.close()
    staged.ready = {name: sheets.path(name) for name in ("rejects", "findings") if name in sheets.open}
    return staged


def _stage_records(batch: Batch, staged: Staged, sheets: _Sheets) -> None:
    staged.rows_read += batch.rows_read
    if not batch.table.num_rows:
        return
    kind = record_type(batch.record)
    table = batch.table.cast(kind.arrow(carried_only=True))
    file = pa.array([batch.file] * table.num_rows, pa.string())
    table = table.append_column(_PLACE[0], file).append_column(_PLACE[1], batch.rows.cast(pa.int64()))
    sheets.write(_sheet(batch.record), table)
    staged.files.add(batch.file)
    staged.records.add(batch.record)
    # One row may make several records (a dossier and its applicant); only the reader knows which of them is the row.
    if batch.rows_read and not kind.restricted:
        staged.main.add(batch.record)


def _stage_remarks(batch: Batch, staged: Staged, sheets: _Sheets, import_id: str) -> None:
    staged.rejected += len(batch.rejects)
    staged.first_reject = staged.first_reject or next(iter(batch.rejects), None)
    staged.findings.update(finding.kind for finding in batch.findings)
    for name, remarks in (("rejects", batch.rejects), ("findings", batch.findings)):
        if remarks:
            rows = [{**vars(remark), "import_id": import_id} for remark in remarks]
            sheets.write(name, pa.Table.from_pylist(rows, tables()[name].schema))


def prepare(connection: duckdb.DuckDBPyConnection, staged: Staged, import_id: str, extracted_at: datetime) -> None:
    """Make the version files of every staged record: place in the import, extraction time and content hash added."""
    ranks = pa.table({"file": sorted(staged.files), "rank": pa.array(range(len(staged.files)), pa.int64())})
    connection.register("ranks", ranks)
    for record in sorted(staged.records):
        target = staged.folder / f"{table_of(record)}.parquet"
        copy(connection, _versions(staged, record, import_id, extracted_at), target)
        staged.ready[table_of(record)] = target
    connection.unregister("ranks")


def _versions(staged: Staged, record: str, import_id: str, extracted_at: datetime) -> str:
    schema = record_type(record).arrow(carried_only=True)
    source = scan([staged.folder / f"{_sheet(record)}.parquet"], pa.schema([*schema, *_PLACE]))
    # Files stand in the order of their names, whatever order they were given in; 2^40 rows are enough for one.
    return f"""
        SELECT {columns(schema.names)}, {text(import_id)} AS import_id, file, "row",
            rank * {1 << 40} + "row" AS "position",
            TIMESTAMP {text(extracted_at.isoformat(sep=" "))} AS extracted_at,
            {content_hash(schema.names)} AS content_hash
        FROM ({source}) JOIN ranks USING (file)"""


def _sheet(record: str) -> str:
    return f"staged-{record}"
