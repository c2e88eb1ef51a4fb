"""The office's forms, filled in and handed back: workbooks of any record type into batches."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from phucvu.errors import UserError
from phucvu.records.batch import Batch, Finding, Reject
from phucvu.records.cells import column_array
from phucvu.records.choices import value_of
from phucvu.records.kinds import reject
from phucvu.records.lists.grid import Cell, Grid
from phucvu.records.lists.grids import open_grids
from phucvu.records.lists.layout import Layout, find_layout, record_rows
from phucvu.records.lists.likeness import text_of
from phucvu.records.lists.part import CODE_PARTS
from phucvu.records.lists.templates import CHOICES, EXPLANATIONS, MARK, form_columns, known_record
from phucvu.records.row_checks import row_findings
from phucvu.records.schema import ARROW, Column, RecordType, record_types
from phucvu.records.words import folded
from phucvu.registry.codes import parse_dossier_code


def template_record(path: Path) -> str | None:
    """The record type whose form a workbook is, by the mark in its explanations; None when it is none of ours."""
    sheet = next((grid for grid in open_grids(path) if grid.name == EXPLANATIONS and grid.rows), None)
    mark = str(sheet.rows[0][0]) if sheet else ""
    name = mark.removeprefix(MARK).strip()
    return name if mark.startswith(MARK) and name in record_types() else None


def read_template(path: Path, record: str) -> Iterator[Batch]:
    """Batches of ``record`` from a form's sheets. Columns left out are null; rows without their key are rejected.

    Raises UserError when no sheet has the headings of the form.
    """
    kind = known_record(record)
    columns = {key: column for column in form_columns(kind) for key in (folded(column.vi), folded(column.name))}
    found = [
        (grid, layout)
        for grid in open_grids(path)
        if grid.name not in (EXPLANATIONS, CHOICES) and (layout := _form_layout(grid, kind, columns))
    ]
    if not found:
        needed = ", ".join(f"“{kind.column(name).vi}”" for name in _required(kind))
        raise UserError(f"Tệp “{path.name}” không có bảng với các cột bắt buộc của biểu mẫu “{kind.vi}”: {needed}.")
    for grid, layout in found:
        yield _batch(path.name, kind, grid, layout, columns)


def _form_layout(grid: Grid, kind: RecordType, columns: dict[str, Column]) -> Layout | None:
    layout = find_layout(grid, lambda heading: folded(heading) in columns)
    names = {columns[key].name for key in layout.signature if key in columns} if layout else set()
    return layout if layout and set(_required(kind)) <= names else None


def _required(kind: RecordType) -> list[str]:
    """The first key column and every key column that is a code: without them a row names nothing."""
    return [name for at, name in enumerate(kind.key) if at == 0 or kind.column(name).type == "code"]


@dataclass
class _Form:
    """One sheet while it is read."""

    file: str
    kind: RecordType
    rows: list[list[Cell]]
    numbers: list[int]
    places: dict[str, int]
    rejects: list[Reject] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def values(self, column: Column) -> list[Any]:
        """Cells ready for the schema's reader: words chosen become values, texts lose the marks of numbers."""
        place = self.places[column.name]
        cells = [row[place] if place < len(row) else None for row in self.rows]
        if column.type in ("moment", "date"):
            return cells
        return [value_of(self.kind.name, column, text) if (text := text_of(cell)) else None for cell in cells]


def _batch(file: str, kind: RecordType, grid: Grid, layout: Layout, columns: dict[str, Column]) -> Batch:
    places = {
        columns[key].name: at
        for at, heading in reversed(list(enumerate(layout.headings)))
        if (key := folded(heading)) in columns
    }
    positions = list(record_rows(grid, layout, places[kind.key[0]]))
    form = _Form(file, kind, [grid.rows[at] for at in positions], [grid.numbers[at] for at in positions], places)
    _reject_keyless(form)
    table = _table(form)
    form.findings += row_findings(kind, file, table, form.numbers)
    count = len(form.numbers) + len(form.rejects)
    rows = pa.array(form.numbers, pa.int64())
    return Batch(kind.name, file, table, rows, tuple(form.rejects), tuple(form.findings), count)


def _reject_keyless(form: _Form) -> None:
    kept = []
    for at, row in enumerate(form.rows):
        gone = next((name for name in _required(form.kind) if _is_blank(row, form.places[name])), None)
        if gone is None:
            kept.append(at)
            continue
        label = form.kind.column(gone).vi
        form.rejects.append(reject("no_key", form.file, form.numbers[at], column=label, detail=label))
    form.rows, form.numbers = [form.rows[at] for at in kept], [form.numbers[at] for at in kept]


def _is_blank(row: list[Cell], place: int) -> bool:
    return place >= len(row) or text_of(row[place]) is None


def _table(form: _Form) -> pa.Table:
    schema = form.kind.arrow(carried_only=True)
    return pa.Table.from_arrays([_array(form, column) for column in form.kind.carried], schema=schema)


def _array(form: _Form, column: Column) -> pa.Array:
    if column.name in CODE_PARTS and column.name not in form.places and "dossier_code" in form.places:
        return _code_part(form, column)
    if column.name not in form.places:
        return pa.nulls(len(form.rows), ARROW[column.type])
    array, problems = column_array(column, form.values(column))
    for position, kind, detail in problems:
        form.findings.append(Finding(kind, form.file, form.numbers[position], None, column.vi, detail))
    return array


def _code_part(form: _Form, column: Column) -> pa.Array:
    """Printed code, prefix and day of a dossier's code, where the form has no columns of their own."""
    if form.kind.name != "dossier":
        return pa.nulls(len(form.rows), ARROW[column.type])
    codes = [parse_dossier_code(text) for text in form.values(form.kind.column("dossier_code"))]
    return pa.array([CODE_PARTS[column.name](code) if code else None for code in codes], ARROW[column.type])
