"""Cells of our own tables: a whole column of texts or values read by its schema, and written back."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from phucvu.records.moments import moment_array, parse_day, parse_moment
from phucvu.records.schema import ARROW, Column
from phucvu.records.words import clean, code_of, flag_of, whole_number
from phucvu.registry.codes import parse_dossier_code, unit_code

EPISODE_MOMENTS = ("requested_at", "received_at", "due_before_at", "due_after_at")
UNIT_COLUMNS = frozenset({"agency_code", "parent_code", "prefix_code"})
WORD_LISTS = {"status": "status", "channel": "channel", "payment_channel": "payment", "rating": "rating"}
FINDINGS = {
    "status": "unknown_status",
    "channel": "unknown_channel",
    "date": "odd_date",
    "episodes": "odd_date",
    "int": "odd_number",
    "bool": "unknown_code",
    "text": "unknown_code",
    "code": "unknown_code",
}

Problems = list[tuple[int, str, str]]  # position, kind of finding, detail


def column_array(column: Column, values: Sequence[Any]) -> tuple[pa.Array, Problems]:
    """One column of cells as Arrow, and what was odd in it: (position, kind, detail). Odd cells become null."""
    if column.type == "moment":
        array, odd = moment_array(values, column.day_end)
        return array, [(position, "odd_date", problem) for position, problem in odd]
    read = _READERS[column.type]
    results = [(None, None) if _is_blank(value) else read(column, value) for value in values]
    kind = FINDINGS.get(column.name) or FINDINGS[column.type]
    problems = [(position, kind, problem) for position, (_, problem) in enumerate(results) if problem is not None]
    return pa.array([value for value, _ in results], ARROW[column.type]), problems


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and clean(value) is None)


def _text(column: Column, value: Any) -> tuple[str | None, str | None]:
    text = clean(str(value)) or ""
    if column.name == "dossier_code":
        code = parse_dossier_code(text)
        return (code.normal if code else None), None
    return ((unit_code(text) or text) if column.name in UNIT_COLUMNS else text), None


def _number(column: Column, value: Any) -> tuple[int | None, str | None]:
    name = WORD_LISTS.get(column.name)
    number = code_of(name, str(value)) if name else whole_number(str(value))
    return number, None if number is not None else ""


def _flag(column: Column, value: Any) -> tuple[bool | None, str | None]:
    read = flag_of(str(value))
    return read, None if read is not None else ""


def _day(column: Column, value: Any) -> tuple[date | None, str | None]:
    return parse_day(value)


def _episodes(column: Column, value: Any) -> tuple[list[dict[str, datetime | None]] | None, str | None]:
    """Supplement episodes written as a JSON list of objects, or already a list."""
    try:
        entries = json.loads(value) if isinstance(value, str) else value
        read = [{name: parse_moment(entry.get(name)) for name in EPISODE_MOMENTS} for entry in entries]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return None, "không đọc được các lần bổ sung"
    problem = next((problem for episode in read for _, problem in episode.values() if problem), None)
    return [{name: moment for name, (moment, _) in episode.items()} for episode in read], problem


_READERS: dict[str, Callable[[Column, Any], tuple[Any, str | None]]] = {
    "text": _text,
    "code": _text,
    "int": _number,
    "bool": _flag,
    "date": _day,
    "episodes": _episodes,
}


def written(value: Any) -> str:
    """One value as a cell of CSV, readable by ``column_array``: ISO moments, 1/0, episodes as JSON, null empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return json.dumps([{name: written(moment) for name, moment in episode.items()} for episode in value])
    return value.isoformat() if isinstance(value, date) else str(value)
