"""A grid: the cells of one sheet or table, as plain Python values, and where each row stood in its file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Container = Literal["xlsx", "xls", "html", "csv"]
Span = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0
MAX_CELLS = 60_000_000  # of one sheet; a list of a million dossiers in forty columns still fits


@dataclass(frozen=True)
class Grid:
    """Rows without the empty ones. ``numbers``: row in the file (from 1); ``counts``: cells really there per row
    (merged cells counted once for each column they cover); ``preface``: text that stood before the table."""

    name: str
    container: Container
    rows: list[list[Cell]]
    numbers: list[int]
    counts: list[int]
    preface: str = ""
    is_hidden: bool = False
    separator: str = " "  # what stood between the cells of a text

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


def grid_of(
    name: str,
    container: Container,
    rows: Iterable[Sequence[Cell]],
    spans: Sequence[Span] = (),
    *,
    numbers: Iterable[int] | None = None,
    counts: Iterable[int] | None = None,
    preface: str = "",
    is_hidden: bool = False,
    separator: str = " ",
) -> Grid:
    """A grid of rows: texts trimmed, merged cells filled, empty rows dropped (their numbers stay true)."""
    plain = [[_plain(cell) for cell in row] for row in rows]
    _fill(plain, spans)
    all_numbers = range(1, len(plain) + 1) if numbers is None else list(numbers)
    all_counts = [len(row) for row in plain] if counts is None else list(counts)
    kept = [at for at, row in enumerate(plain) if any(cell is not None for cell in row)]
    return Grid(
        name,
        container,
        [plain[at] for at in kept],
        [all_numbers[at] for at in kept],
        [all_counts[at] for at in kept],
        preface,
        is_hidden,
        separator,
    )


def _plain(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    return cell.strip("\ufeff\u200b \t\r\n\xa0") or None


def _fill(rows: list[list[Cell]], spans: Sequence[Span]) -> None:
    """Write the value of a merged cell into every cell it covers."""
    for top, left, bottom, right in spans:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value = rows[top][left]
        if value is None:
            continue
        for row in rows[top : bottom + 1]:
            for column in range(left, min(right + 1, len(row))):
                if row[column] is None:
                    row[column] = value
