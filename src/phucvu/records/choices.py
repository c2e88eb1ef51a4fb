"""The words a cell may be chosen from, in the forms and in tables saved from them (choices.yaml)."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from phucvu.records.schema import Column
from phucvu.records.words import folded


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((files("phucvu.records") / "choices.yaml").read_text("utf8"))
    return words


def choices(record: str, column: Column) -> dict[Any, str]:
    """Values a column may take, each with the word shown; empty when it takes any."""
    lists = _words()["choices"]
    found: dict[Any, str] = lists.get(f"{record}.{column.name}") or lists.get(column.name) or {}
    return _words()["flags"] if column.type == "bool" else found


def value_of(record: str, column: Column, text: str) -> Any:
    """The value of a word chosen in a form; any other text as it is."""
    return _values(record, column).get(folded(text), text)


@cache
def _values(record: str, column: Column) -> dict[str, Any]:
    return {folded(word): value for value, word in choices(record, column).items()}
