"""Twelve headings over eleven cells: which heading has no cell under it? Said only when the cells themselves tell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from phucvu.records.lists.grid import Cell, Grid
from phucvu.records.lists.layout import Layout
from phucvu.records.lists.likeness import looks_like
from phucvu.records.lists.mapping import is_personal
from phucvu.records.words import folded

ORDER_HEADINGS = {"stt", "tt", "so tt", "so thu tu"}


@dataclass(frozen=True)
class Alignment:
    """``omitted``: heading without a cell; ``unsure``: headings whose cells cannot be told apart (left out);
    ``sentence``: what was found; ``is_certain``: no column that counts is unsure."""

    omitted: str | None
    unsure: tuple[str, ...]
    sentence: str
    is_certain: bool


def align(grid: Grid, layout: Layout, rows: Sequence[int], columns: Mapping[str, str | None]) -> Alignment | None:
    """None when the rows have as many cells as there are headings; ``rows``: positions of the records."""
    width = max(at for at, heading in enumerate(layout.headings) if heading) + 1
    cells, count = Counter(grid.counts[at] for at in rows).most_common(1)[0] if rows else (width, 0)
    if grid.container not in ("html", "csv") or cells == width or _is_padding(grid, rows, width):
        return None
    sentence = f"Bảng có {width} tiêu đề nhưng mỗi dòng có {cells} ô"
    if cells != width - 1 or count < MOST_ROWS * len(rows):
        return Alignment(None, (), f"{sentence}; không rõ ô nào thuộc tiêu đề nào.", False)
    sample = [grid.rows[at] for at in rows if grid.counts[at] == cells][:200]
    headings = layout.headings[:width]
    return _told(headings, _possible(headings, sample, columns), columns, sentence)


MOST_ROWS = 0.8


def _is_padding(grid: Grid, rows: Sequence[int], width: int) -> bool:
    """More cells than headings, but none of them filled."""
    return bool(rows) and all(
        grid.counts[at] >= width and all(cell is None for cell in grid.rows[at][width:]) for at in rows
    )


def _possible(headings: Sequence[str], rows: Sequence[Sequence[Cell]], columns: Mapping[str, str | None]) -> list[int]:
    return [omitted for omitted in range(len(headings)) if _agrees(omitted, headings, rows, columns)]


def _agrees(
    omitted: int, headings: Sequence[str], rows: Sequence[Sequence[Cell]], columns: Mapping[str, str | None]
) -> bool:
    for at, heading in enumerate(headings):
        column = "order" if folded(heading) in ORDER_HEADINGS else columns.get(heading)
        if at == omitted or not column:
            continue
        place = at if at < omitted else at - 1
        if not looks_like(column, [row[place] for row in rows if place < len(row)]):
            return False
    return True


def _told(headings: Sequence[str], possible: list[int], columns: Mapping[str, str | None], sentence: str) -> Alignment:
    if not possible:
        return Alignment(None, (), f"{sentence}; không cách ghép nào khớp nội dung các ô.", False)
    first, last = possible[0], possible[-1]
    unsure = () if first == last else tuple(headings[first : last + 1])
    names = ", ".join(f"“{headings[at]}”" for at in possible)
    if not unsure:
        return Alignment(headings[first], (), f"{sentence}: theo nội dung thì thiếu ô của {names}.", True)
    is_certain = all(columns.get(heading) is None or is_personal(columns[heading] or "") for heading in unsure)
    ending = "; các cột này được để trống, các cột khác vẫn khớp." if is_certain else "."
    return Alignment(
        headings[first], unsure, f"{sentence}: thiếu ô của một trong các tiêu đề {names}{ending}", is_certain
    )
