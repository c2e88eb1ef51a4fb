"""The queue of names and codes that no agency could be decided for: shown with candidates, never guessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from phucvu.main.units import Units, units_of
from phucvu.main.workspace import open_snapshot, open_workspace
from phucvu.registry.charging import Assignment
from phucvu.registry.clock import now
from phucvu.rubric.loading import load

CANDIDATES_SHOWN = 3
NOTHING = "(trống)"  # no text at all: no decision can be about it


@dataclass
class Undecided:
    """A text as the sources write it, how many dossiers it stands on, and the agencies {code, name, score} like it."""

    text: str
    candidates: list[dict[str, Any]]
    dossiers: int = 0
    since: date | None = None  # the first month in which it was met

    @property
    def nearest(self) -> str:
        """The candidates in words; empty when there is none."""
        return ", ".join(f"{each['name']} ({each['code']}, giống {each['score']} %)" for each in self.candidates)


def queue(units: Units) -> list[Undecided]:
    """What is undecided, most dossiers first."""
    by_origin = {origin["origin_id"]: origin for origin in units.origins}
    found: dict[str, Undecided] = {}
    for each in _open(units):
        origin = by_origin[each.origin_id]
        text = _written(origin)
        entry = found.setdefault(text, Undecided(text, _candidates(each, units)))
        entry.dossiers += origin["dossiers"]
        entry.since = min(filter(None, (entry.since, _first_day(origin["received_month"]))), default=None)
    return sorted(found.values(), key=lambda entry: (-entry.dossiers, entry.text))


def waiting(folder: Path | None) -> tuple[list[Undecided], Units]:
    """The queue of a workspace as it is now, and its agencies."""
    snapshot = open_snapshot(folder, None)
    units = units_of(snapshot, open_workspace(folder).settings["province_code"])
    return queue(units), units


def _first_day(month: str | None) -> date | None:
    return date.fromisoformat(f"{month}-01") if month and month[0].isdigit() else None


def _open(units: Units) -> Iterable[Assignment]:
    rule = load().at(now().date()).charging.name
    return (each for each in units.assignments(rule) if each.agency_code is None)


def _written(origin: dict[str, Any]) -> str:
    """The text that a decision must be about: the handling agency's name, else the code's prefix, else the receiver."""
    return str(origin["handling_name"] or origin["prefix_code"] or origin["receiving_name"] or NOTHING)


def _candidates(assignment: Assignment, units: Units) -> list[dict[str, Any]]:
    return [
        {"code": each.code, "name": units.by_code[each.code].name, "score": round(each.score)}
        for each in assignment.candidates[:CANDIDATES_SHOWN]
    ]
