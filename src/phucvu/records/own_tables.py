"""Our own tables: every record type read from and written to CSV or Parquet, headed by names or Vietnamese labels."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from phucvu.errors import UserError
from phucvu.records.batch import Batch, Finding, Reject
from phucvu.records.cells import column_array, written
from phucvu.records.choices import choices, value_of
from phucvu.records.kinds import reject
from phucvu.records.row_checks import row_findings
from phucvu.records.schema import Column, RecordType, record_type, record_types
from phucvu.records.table_files import Block, open_table
from phucvu.records.words import clean, folded
from phucvu.registry.codes import parse_dossier_code


@dataclass(frozen=True)
class Heading:
    """One column of an empty table to fill in: its name, Vietnamese label, type and what goes there."""

    name: str
    label: str
    type: str
    doc: str
    is_required: bool


def template(record: str) -> list[Heading]:
    """The headings of a table of ``record``, in order. Raises UserError when there is no such record."""
    kind = _known(record)
    required = _required(kind)
    return [
        Heading(column.name, column.vi, column.type, column.doc or column.en, column.name in required)
        for column in kind.carried
    ]


def read(path: Path, record: str | None = None) -> Iterator[Batch]:
    """Batches of one record type from a CSV or Parquet file; without ``record`` it is told by the headings.

    Rows count from 1 below the headings. Headings may be column names or Vietnamese labels, in any order; columns
    not there are null. Raises UserError when no record type fits or a required column is missing.
    """
    headings, blocks = open_table(path)
    kind = _known(record or record_of(headings) or _no_record(path))
    places = _places(kind, headings)
    _refuse_missing(path, kind, places)
    unknown = [heading for position, heading in enumerate(headings) if heading and position not in places.values()]
    notes = tuple(Finding("unknown_column", path.name, None, None, heading) for heading in unknown)
    for block in blocks:
        yield _batch(kind, path.name, block, places, notes)
        notes = ()


def record_of(headings: Iterable[str]) -> str | None:
    """The record type that these headings fit: all its required columns, and the most of its columns."""
    names = list(headings)
    fits = [
        (len(places), -len(kind.columns), name)
        for name, kind in record_types().items()
        if _required(kind) <= (places := _places(kind, names)).keys() and 2 * len(places) >= len(names)
    ]
    return max(fits)[2] if fits else None


def headings_of(path: Path) -> list[str]:
    """The headings of a CSV or Parquet file; empty when it is neither. Never raises for bad content."""
    try:
        return open_table(path)[0]
    except UserError:
        return []


def write_table(record: str, rows: Iterable[Mapping[str, Any]] | pa.Table, path: Path, labels: bool = False) -> None:
    """Write records to ``path`` (.csv or .parquet) so that ``read`` gives them back.

    ``rows``: mappings by column name, or a table; ``labels``: Vietnamese headings instead of names.
    """
    kind = _known(record)
    schema = kind.arrow(carried_only=True)
    table = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(list(rows), schema=schema)
    table = table.select([name for name in schema.names if name in table.column_names])
    headings = [kind.column(name).vi if labels else name for name in table.column_names]
    if path.suffix == ".parquet":
        pq.write_table(table.rename_columns(headings), path)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows([written(value) for value in row.values()] for row in table.to_pylist())


# ---- headings and records


def _known(record: str) -> RecordType:
    if record not in record_types():
        raise UserError(f"Không có loại bảng “{record}”. Các loại có: {', '.join(record_types())}.")
    return record_type(record)


def _no_record(path: Path) -> str:
    raise UserError(
        f"Không nhận ra bảng “{path.name}”: hàng tiêu đề không khớp loại bảng nào. "
        "Hãy dùng tiêu đề trong mẫu (phucvu import --template TÊN), hoặc nói rõ --source TÊN."
    )


def _required(kind: RecordType) -> set[str]:
    """The first key column and every key column that is a code: without them a row names nothing."""
    return {kind.key[0]} | {name for name in kind.key if kind.column(name).type == "code"}


def _places(kind: RecordType, headings: Iterable[str]) -> dict[str, int]:
    """Where each column of the record stands, by its name or its label."""
    by_text = {folded(text): column.name for column in kind.carried for text in (column.vi, column.name)}
    places: dict[str, int] = {}
    for position, heading in enumerate(headings):
        name = by_text.get(folded(heading or ""))
        if name:
            places.setdefault(name, position)
    return places


def _refuse_missing(path: Path, kind: RecordType, places: dict[str, int]) -> None:
    missing = [f"“{kind.column(name).vi}” ({name})" for name in kind.key if name in _required(kind) - places.keys()]
    if missing:
        raise UserError(f"Bảng “{path.name}” ({kind.vi}) thiếu cột bắt buộc: {', '.join(missing)}. Hãy thêm cột này.")


# ---- rows to batches


def _batch(kind: RecordType, file: str, block: Block, places: dict[str, int], notes: tuple[Finding, ...]) -> Batch:
    cells = {
        name: _chosen(kind, kind.column(name), block.columns[position])
        for name, position in places.items()
        if block.columns
    }
    read = {column.name: column_array(column, cells[column.name]) for column in kind.carried if column.name in cells}
    read |= _code_parts(kind, cells, read)
    schema = kind.arrow(carried_only=True)
    table = pa.Table.from_arrays(
        [read[item.name][0] if item.name in read else pa.nulls(block.count, item.type) for item in schema],
        schema=schema,
    )
    rows = list(range(block.first_row, block.first_row + block.count))
    kept, rejects = _usable(kind, file, table, rows)
    rejects += [block.broken] if block.broken else []
    findings = (*notes, *_findings(file, table, rows, read), *row_findings(kind, file, table, rows))
    numbers = pa.array(rows, pa.int64()).take(kept)
    return Batch(kind.name, file, table.take(kept), numbers, tuple(rejects), findings, len(kept) + len(rejects))


def _chosen(kind: RecordType, column: Column, cells: list[Any]) -> list[Any]:
    """Words of a form's lists become their values: a form saved as CSV holds the words."""
    if column.type == "bool" or not choices(kind.name, column):
        return cells
    return [value_of(kind.name, column, cell) if isinstance(cell, str) else cell for cell in cells]


def _findings(file: str, table: pa.Table, rows: list[int], read: dict[str, Any]) -> list[Finding]:
    """What was odd in the cells; of an own table's first column, its code, and the row, never the cell."""
    codes = table.column(0).to_pylist() if any(problems for _, problems in read.values()) else []
    return [
        Finding(kind, file, rows[position], codes[position], name, detail)
        for name, (_, problems) in read.items()
        for position, kind, detail in problems
    ]


def _usable(kind: RecordType, file: str, table: pa.Table, rows: list[int]) -> tuple[pa.Array, list[Reject]]:
    """Positions of the rows that have their required columns, and rejects for the others."""
    required = [name for name in kind.key if name in _required(kind)]
    columns = [table.column(name).to_pylist() for name in required]
    kept, refused = [], []
    for at, values in enumerate(zip(*columns, strict=True)):
        if None not in values:
            kept.append(at)
            continue
        name = required[values.index(None)]
        refused.append(reject("no_key", file, rows[at], column=name, detail=kind.column(name).vi))
    return pa.array(kept, pa.int64()), refused


def _code_parts(
    kind: RecordType, columns: dict[str, list[Any]], read: dict[str, Any]
) -> dict[str, tuple[pa.Array, Any]]:
    """For dossiers: the printed code, prefix and day, where the table has the code but not them."""
    if kind.name != "dossier" or "dossier_code" not in columns:
        return {}
    codes = [parse_dossier_code(clean(str(value or "")) or "") for value in columns["dossier_code"]]
    parts = {
        "printed_code": pa.array([code and code.printed for code in codes], pa.string()),
        "prefix_code": pa.array([code and code.prefix_code for code in codes], pa.string()),
        "code_on": pa.array([code and code.code_on for code in codes], pa.date32()),
    }
    return {name: (array, []) for name, array in parts.items() if name not in read}
