"""What the portal published, typed or pasted: units in rows, or the province's own points, into official_reading."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pyarrow as pa

from phucvu.errors import UserError
from phucvu.records.batch import Batch, Finding, Reject
from phucvu.records.kinds import reject
from phucvu.records.lists.grid import Cell
from phucvu.records.lists.layout import record_rows
from phucvu.records.lists.likeness import text_of
from phucvu.records.lists.mapping import Mapping as ColumnMapping
from phucvu.records.lists.reader import Table, fitting
from phucvu.records.schema import record_type
from phucvu.records.words import folded
from phucvu.registry.codes import unit_code

STATES = {
    "-": "not_applicable",
    "–": "not_applicable",
    "—": "not_applicable",
    "khong co so lieu": "not_received",
    "chua co so lieu": "not_received",
    "khong phat sinh": "no_cases",
}
COUNTS = ("overdue", "certified_copies", "place")
_TAGS = re.compile(r"<[^<>]{1,20}>")
_NUMBER = re.compile(r"-?\d{1,3}(?:[. ]\d{3})+(?:,\d+)?|-?\d+(?:[.,]\d+)?")

Resolve = Callable[[str], str | None]  # an agency as written -> its code in the normal form, None when undecided


@dataclass(frozen=True)
class Reading:
    """When, of what and by whom the figures were read. ``agencies``: names as written -> codes already decided."""

    period: str
    read_at: datetime
    read_by: str | None = None
    source: str = "typed"
    evidence: str | None = None
    agencies: Mapping[str, str] = field(default_factory=dict)


def parse_figure(cell: Cell) -> tuple[str | None, str | None, str | None]:
    """(value, maximum, state) of a printed figure: "16,7" → 16.7; "6,7/12"; "-"; "(Không có số liệu)".

    Values keep the printed digits, with a decimal point. All None when the cell is empty or no figure.
    """
    text = _TAGS.sub("", "" if cell is None else f"{cell:.10g}" if isinstance(cell, float) else str(cell)).strip()
    if state := STATES.get(text) or STATES.get(folded(text)):
        return None, None, state
    value, _, maximum = text.rstrip("% ").partition("/")
    number, top = _decimal(value), _decimal(maximum) if maximum else None
    if number is None or (maximum and top is None):
        return None, None, None
    return number, top, "measured"


def _decimal(text: str) -> str | None:
    text = text.strip().rstrip("%").strip()
    if not _NUMBER.fullmatch(text):
        return None
    if re.fullmatch(r"-?\d{1,3}(?:[. ]\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "").replace(" ", "")
    try:
        return str(Decimal(text.replace(",", ".")))
    except InvalidOperation:
        return None


def read_units(path: Path, mapping: ColumnMapping, reading: Reading) -> Iterator[Batch]:
    """Official readings of a table with a row per unit: one record per unit and item.

    Rows of units nobody could resolve give a finding ``unknown_agency`` and keep the name as written in
    agency_code, so that a later decision can find them. Raises UserError when the mapping does not fit.
    """
    for table in fitting(path, mapping):
        yield _units_batch(table, mapping, reading)


def _units_batch(table: Table, mapping: ColumnMapping, reading: Reading) -> Batch:
    places = mapping.positions(table.layout)
    names = [places[name] for name in ("agency_code", "agency_name") if name in places]
    if not names:
        raise UserError(f"Bảng “{table.file}” thiếu cột đơn vị. Hãy khai cột này trong tệp quy đổi (agency_name).")
    items = {item: at for item, at in places.items() if item not in ("agency_code", "agency_name")}
    lines = Lines(table.file, reading)
    for at in record_rows(table.grid, table.layout, names[-1]):
        lines.add(table.grid.numbers[at], table.grid.rows[at], names, items)
    return lines.batch()


class Lines:
    """Records gathered row by row."""

    def __init__(self, file: str, reading: Reading) -> None:
        self.file, self.reading = file, reading
        self.records: list[dict[str, object]] = []
        self.rows: list[int] = []
        self.rejects: list[Reject] = []
        self.findings: list[Finding] = []

    def add(self, row: int, cells: list[Cell], names: list[int], items: Mapping[str, int]) -> None:
        written = [text for at in names if at < len(cells) and (text := text_of(cells[at]))]
        if not written:
            self.rejects.append(reject("no_key", self.file, row, detail="Đơn vị"))
            return
        code = next((code for text in written if (code := self._code(text))), None)
        if code is None:
            self.findings.append(Finding("unknown_agency", self.file, row, None, None, written[-1]))
        for item, at in items.items():
            self.figure(row, code or written[-1], item, cells[at] if at < len(cells) else None)

    def figure(self, row: int, agency: str, item: str, cell: Cell) -> None:
        """One record; a cell that is no figure is a finding, an empty one is nothing."""
        value, maximum, state = parse_figure(cell)
        if state is None:
            if cell is not None:
                self.findings.append(Finding("odd_number", self.file, row, agency, item))
            return
        self.records.append(self._record(agency, item, value, maximum, state))
        self.rows.append(row)

    def _code(self, text: str) -> str | None:
        return self.reading.agencies.get(text) or unit_code(text)

    def _record(self, agency: str, item: str, value: object, maximum: object, state: str) -> dict[str, object]:
        reading = self.reading
        return {
            "agency_code": agency,
            "period": reading.period,
            "item": item,
            "value": value,
            "state": state,
            "max_value": maximum,
            "read_at": reading.read_at,
            "read_by": reading.read_by,
            "source": reading.source,
            "evidence": reading.evidence or self.file,
        }

    def batch(self) -> Batch:
        schema = record_type("official_reading").arrow(carried_only=True)
        table = pa.Table.from_pylist(self.records, schema=schema)
        count = len(set(self.rows)) + len(self.rejects)  # several figures stand in one row
        rows = pa.array(self.rows, pa.int64())
        return Batch("official_reading", self.file, table, rows, tuple(self.rejects), tuple(self.findings), count)


def unit_names(path: Path, mapping: ColumnMapping) -> list[str]:
    """The units of a unit table as written, in order, for a person or a resolver to decide."""
    names: dict[str, None] = {}
    for table in fitting(path, mapping):
        place = mapping.positions(table.layout).get("agency_name", mapping.positions(table.layout).get("agency_code"))
        for at in record_rows(table.grid, table.layout, place):
            row = table.grid.rows[at]
            if place is not None and place < len(row) and (text := text_of(row[place])):
                names[text] = None
    return list(names)
