"""The kinds of findings and rejects: severity, words and remedy, from checks.yaml."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from phucvu.records.batch import Reject


@dataclass(frozen=True)
class Kind:
    """One kind of finding. ``share`` and ``at_least``: a table check keeps silent below them."""

    name: str
    of: Literal["row", "table"]
    severity: Literal["error", "warning", "note"]
    vi: str
    remedy: str
    share: float = 0.0
    at_least: int = 1


@cache
def _words() -> dict[str, dict[str, dict[str, Any]]]:
    words: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(
        (files("phucvu.records") / "checks.yaml").read_text("utf8")
    )
    return words


@cache
def finding_kinds() -> dict[str, Kind]:
    """All kinds of findings by name; every ``Finding.kind`` is one of them."""
    return {name: Kind(name, **spec) for name, spec in _words()["findings"].items()}


def reject(
    kind: str, file: str, row: int, *, column: str | None = None, code: str | None = None, detail: str = ""
) -> Reject:
    """A reject in the words of checks.yaml. ``detail`` fills its blank: never a value of the row."""
    words = _words()["rejects"][kind]
    return Reject(file, row, column, code, words["vi"].format(detail=detail), words["remedy"])
