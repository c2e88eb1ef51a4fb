"""The province's own points as the portal showed them: total, place, groups; a table or lines pasted from a letter."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from phucvu.errors import UserError
from phucvu.records.batch import Batch
from phucvu.records.lists.grid import Cell
from phucvu.records.lists.grids import open_grids
from phucvu.records.lists.headings import keys, words
from phucvu.records.lists.layout import find_layout
from phucvu.records.lists.likeness import text_of
from phucvu.records.lists.reading import Lines, Reading
from phucvu.records.words import folded

_FIGURE = re.compile(r"(?<![\d/.,])(\d+(?:[.,]\d+)?)\s*(?:/\s*(\d+(?:[.,]\d+)?))?(?![\d/])")
_PLACE = re.compile(r"(?:xếp\s+(?:thứ|hạng)|thứ\s+hạng|hạng)\D{0,12}(\d+)\s*/\s*(\d+)", re.IGNORECASE)
_ENUMERATION = re.compile(r"^\s*(?:\d{1,2}[.)](?!\d)|[a-zA-Z][.)]|[-+*•])\s*")
ENOUGH = 2  # items below which a text is no reading
LONGEST = 200  # letters of a line that states one figure; longer ones are prose

Figure = tuple[str, str]  # item, "value" or "value/maximum"


def is_province_reading(path: Path) -> bool:
    """Whether a file states at least two of the known items with a figure."""
    return len({item for _, item, _ in _figures(path)}) >= ENOUGH


def province_text(path: Path) -> str:
    """All words of the file, for the period and the reading time they name."""
    return " ".join(text for grid in open_grids(path) for row in grid.rows for cell in row if (text := text_of(cell)))


def read_province(path: Path, agency_code: str, reading: Reading) -> Iterator[Batch]:
    """Official readings of one agency, usually the province. Raises UserError when no item is found."""
    lines = Lines(path.name, reading)
    for row, item, figure in _figures(path):
        lines.figure(row, agency_code, item, figure)
    if not lines.records:
        raise UserError(f"Tệp “{path.name}” không có chỉ tiêu nào nhận ra được (tổng điểm, xếp hạng, điểm các nhóm).")
    yield lines.batch()


def _figures(path: Path) -> Iterator[tuple[int, str, str]]:
    for grid in open_grids(path):
        layout = find_layout(grid, lambda heading: _column(heading) is not None)
        columns = {_column(heading): at for at, heading in enumerate(layout.headings)} if layout else {}
        is_table = layout is not None and {"item", "value"} <= columns.keys()
        for at, row in enumerate(grid.rows):
            if is_table and layout:
                found = _of_row(row, columns) if at > layout.last else []
            else:
                found = _of_line(grid.separator.join(text for cell in row if (text := text_of(cell))))
            yield from ((grid.numbers[at], item, figure) for item, figure in found)


def _of_row(row: list[Cell], columns: dict[str | None, int]) -> list[Figure]:
    cells = {name: text_of(row[at]) for name, at in columns.items() if name and at < len(row)}
    item, value, maximum = item_of(cells.get("item") or ""), cells.get("value"), cells.get("max_value")
    if item is None or value is None:
        return []
    found = [(item, f"{value}/{maximum}" if maximum and "/" not in value else value)]
    if place := cells.get("place"):
        found.append((_place_item(item), place))
    return found


def _of_line(line: str) -> list[Figure]:
    """ "… 53,63/100 điểm, xếp hạng 33/63": the figure of the item named first, and its place."""
    if len(line) > LONGEST:
        return []
    line = _ENUMERATION.sub("", line)
    place = _PLACE.search(line)
    rest = line[: place.start()] if place else line
    item, figure = item_of(rest), _FIGURE.search(rest)
    found: list[Figure] = []
    if item and item != "place" and figure:
        found.append((item, "/".join(part for part in figure.groups() if part)))
    if place:
        found.append((_place_item(item or "total"), f"{place[1]}/{place[2]}"))
    return found


def _place_item(item: str) -> str:
    return "place" if item in ("total", "place") else f"{item}.place"


def item_of(text: str) -> str | None:
    """The item whose name stands in a text, the longest name first; None when there is none."""
    line = f" {folded(text)} "
    return next((item for name, item in _names() if f" {name} " in line), None)


@cache
def _names() -> tuple[tuple[str, str], ...]:
    items = words()["province"]["items"]
    named = [(folded(text), item) for item, texts in items.items() for text in texts]
    return tuple(sorted(named, key=lambda pair: -len(pair[0])))


@cache
def _columns() -> dict[str, str]:
    spec = words()["province"]
    return {folded(text): name for name in ("item", "value", "max_value", "place") for text in spec[name]}


def _column(heading: str) -> str | None:
    return next((_columns()[key] for key in keys(heading) if key in _columns()), None)
