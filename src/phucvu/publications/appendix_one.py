"""Phụ lục I: units in official order, the profile's columns, each cell with its state and source."""

from dataclasses import dataclass
from decimal import Decimal

from phucvu.publications.cells import Cell, Figures
from phucvu.publications.inputs import EditionInput
from phucvu.publications.profile import Column
from phucvu.publications.units import UNDECIDED, UNDECIDED_CODE, Group
from phucvu.publications.wording import moment_words, number
from phucvu.registry.agency import Agency
from phucvu.scores.row import PRINTED

OVERDUE = "overdue"
SOURCE_WORDS = {
    "own": "tính từ dữ liệu của các hệ thống trong tỉnh",
    "portal": "Cổng Dịch vụ công quốc gia",
    "typed": "nhập từ số liệu công bố",
}


@dataclass(frozen=True)
class UnitRow:
    """One unit; ``cells`` in the order of the columns."""

    number: int
    agency_code: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class AppendixOne:
    """``groups``: name of the group -> its rows; ``totals``: per column the sum, None where it means nothing
    or nothing came."""

    columns: tuple[Column, ...]
    groups: dict[str, list[UnitRow]]
    totals: tuple[Decimal | None, ...]

    @property
    def rows(self) -> list[UnitRow]:
        return [row for rows in self.groups.values() for row in rows]

    def column(self, key: str) -> list[Cell]:
        index = [column.key for column in self.columns].index(key)
        return [row.cells[index] for row in self.rows]

    def units_without(self, key: str) -> list[str]:
        """Names of units that nothing was received from."""
        index = [column.key for column in self.columns].index(key)
        return [row.name for row in self.rows if not row.cells[index].is_known]


def appendix_one(edition_input: EditionInput, groups: list[Group], overdue: dict[str, int]) -> AppendixOne:
    """``overdue``: lines of Phụ lục II per unit; lines nobody answers for yet get a row of their own at the end."""
    columns, figures = edition_input.profile.columns, _Counted(edition_input, overdue)
    tables = {group.name: [figures.row(i, unit, columns) for i, unit in enumerate(group.units, 1)] for group in groups}
    if overdue.get(UNDECIDED_CODE):
        tables[UNDECIDED] = [figures.row(1, Agency(UNDECIDED_CODE, UNDECIDED, "sub_unit"), columns)]
    rows = [row for group in tables.values() for row in group]
    return AppendixOne(
        columns, tables, tuple(_total(rows, i) if column.has_total else None for i, column in enumerate(columns))
    )


class _Counted:
    """Cells of a unit; where main gave no count of overdue dossiers but lists came, their lines are the count."""

    def __init__(self, edition_input: EditionInput, overdue: dict[str, int]) -> None:
        self._figures, self._overdue = Figures(edition_input), overdue

    def row(self, place: int, unit: Agency, columns: tuple[Column, ...]) -> UnitRow:
        return UnitRow(place, unit.code, unit.name, tuple(self._cell(unit, column) for column in columns))

    def _cell(self, unit: Agency, column: Column) -> Cell:
        cell = self._figures.cell(unit.code, column)
        lines = self._overdue.get(unit.code, 0)
        if column.key == OVERDUE and not cell.is_known and lines:
            return Cell(Decimal(lines), number(lines), "measured", "own")
        return cell


def _total(rows: list[UnitRow], index: int) -> Decimal | None:
    values = [value for row in rows if (value := row.cells[index].value) is not None]
    return sum(values, Decimal(0)) if values else None


def source_note(table: AppendixOne, edition_input: EditionInput) -> list[str]:
    """Lines under the table: the source of every column, the reading time, what the marks mean."""
    lines = [f"Thời điểm số liệu: {moment_words(edition_input.as_at)}."]
    for words, titles in _columns_by_source(table).items():
        lines.append(f"Nguồn: {words} (cột {', '.join(f'“{title}”' for title in titles)}).")
    used = {cell.state for row in table.rows for cell in row.cells} - {"measured"}
    meaning = {
        "no_cases": "không có trường hợp nào",
        "not_applicable": "không áp dụng",
        "not_received": "chưa nhận được",
    }
    marks = [f"“{PRINTED[state]}”: {meaning[state]}" for state in PRINTED if state in used]
    return [*lines, "Ký hiệu: " + "; ".join(marks) + "."] if marks else lines


def _columns_by_source(table: AppendixOne) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for column in table.columns:
        sources = {cell.source for cell in table.column(column.key) if cell.source}
        words = [text for source, text in SOURCE_WORDS.items() if source in sources]
        found.setdefault("; ".join(words) or "không có", []).append(column.title)
    return found
