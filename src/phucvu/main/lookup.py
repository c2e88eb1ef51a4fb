"""Many dossiers looked up at once by their codes, in any printed form: the verdict in one line each."""

from pathlib import Path
from typing import Any

from phucvu.lake.listing import some_dossiers
from phucvu.main import status
from phucvu.main.dossier import SINCE, span
from phucvu.main.dossiers import json_ready
from phucvu.main.figures import Figures, open_figures
from phucvu.main.question import Question, parse_clock
from phucvu.registry.charging import Assignment
from phucvu.registry.clock import local, now
from phucvu.registry.codes import parse_dossier_code

Row = dict[str, Any]


def seen_at(folder: Path, as_at: str | None) -> str:
    """When a dossier is looked at: as asked, else when the newest data was taken, for nothing later is known."""
    moment = parse_clock(as_at or status.extracted_at(folder) or now().isoformat(), "--as-at")
    return local(moment).isoformat()


def look_up(folder: Path, asked: list[str], as_at: str | None = None, known_at: str | None = None) -> list[Row]:
    """One row per text asked, in that order: {asked, code, is_structured, found}.

    ``found``: None, or {printed_code, is_overdue (by the default reading), late_by, due_at, ended_at, end_kind,
    procedure_name, charged, charged_name, agencies (all four that are known), as_at, known_at, reading}.
    """
    at = seen_at(folder, as_at)
    figures = open_figures(Question(folder, f"{SINCE}/{at[:10]}", as_at=at, known_at=known_at))
    parsed = [parse_dossier_code(text) for text in asked]
    wanted = {code.normal for code in parsed if code}
    rows = some_dossiers(figures.snapshot, figures.moment, figures.ground, wanted) if wanted else []
    charged = {each.origin_id: each for each in figures.units.assignments(figures.rubric.charging.name)}
    found = {row["dossier_code"]: _found(row, charged[row["origin_id"]], figures) for row in rows}
    return [
        {
            "asked": text,
            "code": code.normal if code else "",
            "is_structured": bool(code and code.is_structured),
            "found": found.get(code.normal) if code else None,
        }
        for text, code in zip(asked, parsed, strict=True)
    ]


def _found(row: Row, by: Assignment, figures: Figures) -> Row:
    names = ("printed_code", "is_overdue", "due_at", "ended_at", "end_kind", "procedure_name")
    charged = figures.units.by_code.get(by.agency_code or "")
    agencies = (by.agency_code, by.prefix_agency_code, by.receiving_agency_code, by.handling_agency_code)
    return {name: json_ready(row[name]) for name in names} | {
        "late_by": _late_by(row, figures),
        "charged": by.agency_code,
        "charged_name": charged.name if charged else "",
        "agencies": sorted(filter(None, agencies)),
        "as_at": json_ready(figures.moment.until),
        "known_at": figures.known_at,
        "reading": figures.moment.reading,
    }


def _late_by(row: Row, figures: Figures) -> str:
    """Empty when on time, and for a dossier late only by its second supplement request."""
    reached = row["ended_at"] or figures.moment.until
    return span(reached - row["due_at"]) if row["is_overdue"] and row["due_at"] and reached > row["due_at"] else ""
