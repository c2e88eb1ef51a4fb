"""Where the headings of a grid are, and which of the rows below them are records."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from phucvu.records.lists.grid import Cell, Grid
from phucvu.records.lists.headings import SEPARATOR, is_known, keys, words
from phucvu.records.words import folded

SEARCH_ROWS = 30
MAX_HEADING_ROWS = 3
SHORTEST_CODE = 12  # H52-230504-0001 has more; "Tổng 1000" has fewer letters and blanks
# "(1)", "2", "(A)", "(6 = 7+8+9)": the line of column numbers under the headings
_COLUMN_NUMBER = re.compile(r"\(?\s*(\d{1,2}|[A-Z])\s*(=[\s\d+\-*/:()%x=]*)?\)?", re.IGNORECASE)
_ORDER_NUMBER = re.compile(r"[\d.,()]{1,9}|[IVXLC]{1,6}\.?|[a-zA-Z][.)]?")


@dataclass(frozen=True)
class Layout:
    """``headings``: one per column, parts of merged rows joined by " / ", "" where there is none;
    equal headings are told apart by " [2]". ``first``, ``last``: positions of the heading rows in the grid."""

    headings: tuple[str, ...]
    first: int
    last: int
    title: str

    @property
    def signature(self) -> tuple[str, ...]:
        """Folded headings: two exports of one system have the same."""
        return tuple(folded(heading) for heading in self.headings if heading)

    def position(self, heading: str) -> int | None:
        """Column of a heading as a person wrote it; None when it is not there."""
        if heading in self.headings:
            return self.headings.index(heading)
        return next((at for at, own in enumerate(self.headings) if own and folded(own) == folded(heading)), None)


def find_layout(grid: Grid, knows: Callable[[str], bool] = is_known) -> Layout | None:
    """The rows, among the first thirty, that hold most known headings; None when no row looks like headings."""
    best: tuple[int, int, int] = (0, 0, 0)  # of equally good ones the first that ends, as headings repeat on each page
    for first in range(min(SEARCH_ROWS, len(grid.rows))):
        for size in range(1, min(MAX_HEADING_ROWS, len(grid.rows) - first) + 1):
            known = _known(grid.rows[first : first + size], knows)
            best = max(best, (known, -(first + size), -size))
    known, end, size = best[0], -best[1], -best[2]
    return layout_at(grid, end - size, size) if known else None


def layout_at(grid: Grid, first: int, size: int) -> Layout:
    """The layout with headings in ``size`` rows from position ``first``."""
    headings = _merged(grid.rows[first : first + size])
    return Layout(_told_apart(headings), first, first + size - 1, _title(grid, first))


def _known(rows: Sequence[Sequence[Cell]], knows: Callable[[str], bool]) -> int:
    """How many different headings are known; 0 when too few of those there are."""
    there = {heading for heading in _merged(rows) if heading}
    known = sum(map(knows, there))
    return known if known >= 3 or 2 * known >= len(there) else 0


def _merged(rows: Sequence[Sequence[Cell]]) -> list[str]:
    width = max(map(len, rows), default=0)
    return [_joined(row[column] if column < len(row) else None for row in rows) for column in range(width)]


def _joined(parts: Iterator[Cell]) -> str:
    texts = [" ".join(part.split()) for part in parts if isinstance(part, str) and not is_column_number(part)]
    return SEPARATOR.join(dict.fromkeys(text for text in texts if text))


def _told_apart(headings: list[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    apart = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        apart.append(f"{heading} [{seen[heading]}]" if heading and seen[heading] > 1 else heading)
    return tuple(apart)


def _title(grid: Grid, first: int) -> str:
    texts = [str(cell) for row in grid.rows[:first] for cell in row if isinstance(cell, str)]
    return " ".join(" ".join(dict.fromkeys([grid.preface, *texts])).split())


def is_column_number(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(_COLUMN_NUMBER.fullmatch(cell.strip()))


# ---- rows below the headings


def record_rows(grid: Grid, layout: Layout, key: int | None) -> Iterator[int]:
    """Positions of the rows that are records. ``key``: the column that names each (code, unit).

    Left out: the line of column numbers, headings repeated on each page, totals, section lines, and what an
    office writes under a table. A row without its key that is none of these stays: it is to be rejected.
    """
    after_total = False
    for at in range(layout.last + 1, len(grid.rows)):
        row = grid.rows[at]
        if key is not None and key < len(row) and _is_surely_code(row[key]):
            yield at
            continue
        filled = {column: cell for column, cell in enumerate(row) if cell is not None}
        name = filled.get(key) if key is not None else None
        is_line = at == layout.last + 1 and _is_number_line(filled)
        if _is_total(filled, name):
            after_total = True
        elif not (is_line or _is_repeated_heading(filled, layout) or _is_beside(filled, name, layout, after_total)):
            yield at


def _is_surely_code(cell: Cell) -> bool:
    """Nearly all rows of a long list: nothing else need be asked of them."""
    return isinstance(cell, str) and len(cell) >= SHORTEST_CODE and not cell.isalpha() and cell[-4:].isdecimal()


def _is_number_line(filled: Mapping[int, Cell]) -> bool:
    return len(filled) >= 3 and all(is_column_number(_text(cell)) for cell in filled.values())


def _is_repeated_heading(filled: Mapping[int, Cell], layout: Layout) -> bool:
    """Most cells say what the heading of their column says; one alone would be a record named like its heading."""
    same = sum(_is_in_heading(cell, layout, column) for column, cell in filled.items())
    return 2 * same > len(filled) and same >= min(2, len(layout.signature))


def _is_in_heading(cell: Cell, layout: Layout, column: int) -> bool:
    if not isinstance(cell, str) or column >= len(layout.headings):
        return False
    heading = layout.headings[column].removesuffix("]").rsplit(" [", 1)[0]
    return folded(cell) in {*keys(heading), *map(folded, heading.split(SEPARATOR))} - {""}


def _is_empty_line(filled: Mapping[int, Cell]) -> bool:
    """Nothing but an order number: a line prepared and never filled."""
    return all(_ORDER_NUMBER.fullmatch(_text(cell)) for cell in filled.values()) and len(filled) <= 1


def _is_total(filled: Mapping[int, Cell], name: Cell) -> bool:
    """A row of a total names itself in its first text; a dossier's row never has words in its code."""
    texts = [cell for cell in filled.values() if isinstance(cell, str) and folded(cell)]
    if not texts:
        return False
    text = next((text for text in texts if not _ORDER_NUMBER.fullmatch(text)), texts[0])
    is_word = folded(text) in _words("total_rows") or any(
        folded(text).startswith(f"{word} ") and len(text) < 60 for word in _words("total_rows") if " " in word
    )
    # a total may stand, as a number, under the heading of the key
    return is_word and (name is None or name == text or bool(_ORDER_NUMBER.fullmatch(_text(name))))


def _is_beside(filled: Mapping[int, Cell], name: Cell, layout: Layout, after_total: bool) -> bool:
    """Lines prepared and never filled, section lines, signatures: what stands in a table and is no record."""
    if name is None and (_is_empty_line(filled) or (after_total and len(set(filled.values())) <= 2)):
        return True
    has_number = any(letter.isdigit() for letter in _text(name)) if name is not None else False
    return not has_number and (_is_footer(filled) or _is_section(filled, layout))


def _is_footer(filled: Mapping[int, Cell]) -> bool:
    texts = {folded(_text(cell)) for cell in filled.values()}
    return len(texts) <= 3 and any(text.startswith(word) for text in texts for word in _words("footer_rows"))


def _is_section(filled: Mapping[int, Cell], layout: Layout) -> bool:
    """A line that names the part that follows: one text, beside at most an order number, over a wide table."""
    texts = {_text(cell) for cell in filled.values()}
    said = [text for text in texts if not _ORDER_NUMBER.fullmatch(text)]
    return len(said) == 1 and len(texts) <= 2 and len(layout.signature) >= 4 and min(filled) <= 1


def _text(cell: Cell) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(folded(text) for text in words()[name])
