"""Whether the cells of a column look like what its heading says: codes, moments, statuses, plain text."""

import re
from collections.abc import Callable, Sequence

from phucvu.records.lists.grid import Cell
from phucvu.records.lists.mapping import type_of
from phucvu.records.moments import UNREADABLE, parse_moment
from phucvu.records.words import clean, code_of
from phucvu.registry.codes import parse_dossier_code

MOST = 0.8
_CODE = re.compile(r"(?=.*\d).*[-./].*")
_ORDER = re.compile(r"\d{1,6}(\.0)?|[IVXLC]+")


def text_of(cell: Cell) -> str | None:
    """A cell as clean text; a whole number that Excel holds as 912.0 is "912". None when there is none."""
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell))


def is_code(cell: Cell) -> bool:
    text = text_of(cell)
    code = parse_dossier_code(text) if text else None
    return bool(code and (code.is_structured or _CODE.fullmatch(code.normal)) and " " not in code.normal.strip())


def is_moment(cell: Cell) -> bool:
    """A moment, or one that cannot be (30/02, the year 3023): the column is right, the cell is odd."""
    return parse_moment(cell)[1] != UNREADABLE


def is_plain_text(cell: Cell) -> bool:
    """Neither a code nor a moment nor a status: what a column of names may hold."""
    moment, _ = parse_moment(cell)
    code = parse_dossier_code(text_of(cell))
    return moment is None and not (code and code.is_structured) and not _is_status(cell)


def _is_status(cell: Cell) -> bool:
    return code_of("status", text_of(cell)) is not None


def _is_phone(cell: Cell) -> bool:
    return is_plain_text(cell) and sum(letter.isdigit() for letter in text_of(cell) or "") >= 6


def _test(column: str) -> Callable[[Cell], bool]:
    if column in ("status", "phone"):
        return _is_status if column == "status" else _is_phone
    if column == "dossier_code":
        return is_code
    if column == "order":
        return lambda cell: bool(_ORDER.fullmatch(text_of(cell) or ""))
    return is_moment if type_of(column) == "moment" else is_plain_text


def share_alike(column: str, cells: Sequence[Cell]) -> float:
    """Share, 0..1, of the filled cells that look like the column; 1.0 when none is filled."""
    test = _test(column)
    filled = [cell for cell in cells if text_of(cell) is not None]
    return sum(map(test, filled)) / len(filled) if filled else 1.0


def looks_like(column: str, cells: Sequence[Cell]) -> bool:
    return share_alike(column, cells) >= MOST
