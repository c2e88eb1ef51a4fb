"""Rows of a list become Arrow tables, with rejects and findings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

import pyarrow as pa

from phucvu.records.batch import Batch, Finding, Reject
from phucvu.records.kinds import reject
from phucvu.records.lists.grid import Cell
from phucvu.records.lists.likeness import text_of
from phucvu.records.moments import EMPTY_WORDS, moment_array
from phucvu.records.schema import ARROW, Column, record_type
from phucvu.records.settings import SourceSettings
from phucvu.records.words import code_of, flag_of, whole_number
from phucvu.registry.codes import DossierCode, parse_dossier_code, province_code_of
from phucvu.registry.provinces import provinces

LISTS = {"status": "unknown_status", "channel": "unknown_channel", "payment_channel": "unknown_code"}


@dataclass
class Part:
    """Some rows of one table. ``places``: canonical column -> place in the rows; ``headings``: its heading;
    ``numbers``: row of each in the file; ``is_first``: of its table."""

    file: str
    settings: SourceSettings
    places: dict[str, int]
    headings: dict[str, str]
    rows: list[list[Cell]]
    numbers: list[int]
    is_first: bool = True
    codes: list[DossierCode] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def cells(self, column: str) -> list[Cell]:
        place = self.places[column]
        return [row[place] if place < len(row) else None for row in self.rows]

    def find(self, kind: str, position: int, column: str | None = None, detail: str = "") -> None:
        heading = self.headings.get(column or "")
        self.findings.append(
            Finding(kind, self.file, self.numbers[position], self.codes[position].normal, heading, detail)
        )


def part_batches(part: Part, seen: set[str]) -> Iterator[Batch]:
    """The dossiers' batch, then the applicants'. ``seen``: codes met earlier in the file, added to."""
    rejects = _take_codes(part)
    table = _table("dossier", part)
    _look(part, seen)
    numbers = pa.array(part.numbers, pa.int64())
    count = len(part.numbers) + len(rejects)
    yield Batch("dossier", part.file, table, numbers, tuple(rejects), tuple(part.findings), rows_read=count)
    yield from _applicants(part, numbers)


def _take_codes(part: Part) -> list[Reject]:
    """Read every row's code; rows without one leave the part as rejects."""
    rejects, rows, numbers = [], [], []
    for cell, row, number in zip(part.cells("dossier_code"), part.rows, part.numbers, strict=True):
        code = dossier_code(cell)
        if code is None:
            rejects.append(reject("no_code", part.file, number, column=part.headings["dossier_code"]))
            continue
        part.codes.append(code)
        rows.append(row)
        numbers.append(number)
    part.rows, part.numbers = rows, numbers
    return rejects


def dossier_code(cell: Cell) -> DossierCode | None:
    """The code in a cell; None when there is none. A code has at least one digit: words are no code."""
    text = text_of(cell)
    if text is None or text.lower() in EMPTY_WORDS or not any(letter.isdigit() for letter in text):
        return None
    return parse_dossier_code(text)


def _table(record: str, part: Part) -> pa.Table:
    schema = record_type(record).arrow(carried_only=True)
    return pa.Table.from_arrays([_array(column, part) for column in record_type(record).carried], schema=schema)


def _array(column: Column, part: Part) -> pa.Array:
    if column.name in CODE_PARTS:
        return pa.array([CODE_PARTS[column.name](code) for code in part.codes], ARROW[column.type])
    if column.name not in part.places:
        return pa.nulls(len(part.rows), ARROW[column.type])
    if column.type == "moment":
        return _moments(column, part)
    values = {"int": _numbers, "bool": _flags}.get(column.type, _texts)(column, part)
    return pa.array(values, ARROW[column.type])


CODE_PARTS: dict[str, Callable[[DossierCode], object]] = {
    "dossier_code": lambda code: code.normal,
    "printed_code": lambda code: code.printed,
    "prefix_code": lambda code: code.prefix_code,
    "code_on": lambda code: code.code_on,
}


def _moments(column: Column, part: Part) -> pa.Array:
    array, problems = moment_array(part.cells(column.name), column.day_end)
    for position, problem in problems:
        part.find("odd_date", position, column.name, problem)
    return array


def _texts(column: Column, part: Part) -> list[str | None]:
    return [text_of(cell) for cell in part.cells(column.name)]


def _flags(column: Column, part: Part) -> list[bool | None]:
    return [flag_of(text_of(cell)) for cell in part.cells(column.name)]


def _numbers(column: Column, part: Part) -> list[int | None]:
    texts = _texts(column, part)
    known = {text: _number(column.name, text, part.settings) for text in set(texts)}
    for position, text in enumerate(texts):
        if text is not None and known[text] is None:
            part.find(LISTS.get(column.name, "odd_number"), position, column.name)
    return [known[text] for text in texts]


def _number(name: str, text: str | None, settings: SourceSettings) -> int | None:
    if text is None:
        return None
    if name not in LISTS:
        return whole_number(text)
    kind = name.removesuffix("_channel")
    return code_of(kind, text, settings.statuses if kind == "status" else None)


def _applicants(part: Part, numbers: pa.Array) -> Iterator[Batch]:
    """Personal columns to the restricted record; counts no rows: the dossiers do."""
    table = _table("applicant", part)
    filled = zip(*(column.is_valid().to_pylist() for column in table.columns[1:]), strict=True)
    kept = pa.array([at for at, row in enumerate(filled) if any(row)], pa.int64())
    if len(kept):
        yield Batch("applicant", part.file, table.take(kept), numbers.take(kept))


# ---- findings about whole rows


def _look(part: Part, seen: set[str]) -> None:
    ours = _our_province_codes(part.settings.province_code)
    for position, code in enumerate(part.codes):
        if not code.is_structured:
            part.find("legacy_code", position, "dossier_code")
        elif ours and province_code_of(code.prefix_code) not in ours:
            part.find("other_province", position, "dossier_code")
        if code.normal in seen:
            part.find("repeated_in_file", position, "dossier_code")
        seen.add(code.normal)
    _look_for_reception(part)


def _look_for_reception(part: Part) -> None:
    """Said of each row, or once when the list has no such column."""
    if "received_at" not in part.places:
        if part.is_first and part.rows:
            part.findings.append(Finding("no_received_at", part.file, None, None))
        return
    for position, cell in enumerate(part.cells("received_at")):
        if text_of(cell) is None:
            part.find("no_received_at", position, "received_at")


@cache
def _our_province_codes(province_code: str | None) -> frozenset[str | None]:
    """Our code, those merged into it, and None (ministries' systems inside the province)."""
    if province_code is None:
        return frozenset()
    merged = (province.code for province in provinces() if province.successor_code == province_code)
    return frozenset({None, province_code, *merged})
