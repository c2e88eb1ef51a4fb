"""What the register of overdue dossiers takes from the lake: the lines of an issued edition, and how they read now."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from phucvu.lake.listing import by_codes, offices_when_due
from phucvu.main.edition_input import is_settled, late_text
from phucvu.main.editions import published
from phucvu.main.figures import LOCAL_DAYS, Figures, open_figures
from phucvu.main.question import Question
from phucvu.main.status import newest_agencies
from phucvu.main.workspace import open_workspace
from phucvu.registry.calendar import Calendar
from phucvu.registry.clock import now

Row = dict[str, Any]
SINCE = "2000-01-01"


def issued_lines(folder: Path, edition_id: str) -> list[Row]:
    """The overdue dossiers of an edition as it printed them, with their dates as known to it.

    Each: dossier_code, printed_code, agency_code, part (A settled late, B open), is_new, procedure_name, received_at,
    due_at, ended_at, late_text, office_name (who held it when it fell due); moments are naive local time.
    """
    found = published(folder, edition_id)
    about = found.about
    figures = _figures(folder, about["as_at"], about["known_at"])
    codes = [row["dossier_code"] for row in found.overdue]
    known = {row["dossier_code"]: row for row in _read(figures, codes)}
    offices = offices_when_due(figures.snapshot, {code: row["due_at"] for code, row in known.items() if row["due_at"]})
    return [
        _line(row, known.get(row["dossier_code"], {}), figures.moment.until)
        | {"office_name": offices.get(row["dossier_code"], "")}
        for row in found.overdue
    ]


def readings(folder: Path, codes: Collection[str], as_at: str | None = None) -> dict[str, Row]:
    """Each dossier as the lake knows it now: {agency_code, is_overdue, is_settled, due_at, ended_at, promised_at, …}.

    A code that is not in the lake any more is not in the answer.
    """
    figures = _figures(folder, as_at or now().isoformat(), None)
    return {row["dossier_code"]: row | {"is_settled": is_settled(row)} for row in _read(figures, codes)}


def units(folder: Path) -> dict[str, str]:
    """Agency code -> name, of all agencies known."""
    return {row["agency_code"]: row["agency_name"] for row in newest_agencies(folder)}


def _figures(folder: Path, as_at: str, known_at: str | None) -> Figures:
    """The lake opened for single dossiers: the period reaches back to the beginning."""
    day = datetime.fromisoformat(as_at).date()
    return open_figures(Question(folder, f"{SINCE}/{day}", as_at=as_at, known_at=known_at))


def _read(figures: Figures, codes: Collection[str]) -> list[Row]:
    return by_codes(figures.snapshot, figures.moment, figures.ground, codes) if codes else []


def _line(row: Row, known: Row, until: datetime) -> Row:
    return {
        "dossier_code": row["dossier_code"],
        "printed_code": row["printed_code"],
        "agency_code": row["agency_code"] or "",
        "part": row["part"],
        "is_new": {"true": True, "false": False}.get(row["is_new"]),
        "procedure_name": known.get("procedure_name") or "",
        "received_at": known.get("received_at"),
        "due_at": known.get("due_at"),
        "ended_at": known["ended_at"] if known and is_settled(known) else None,
        "late_text": late_text(known, until) if known else "",
    }


def working_days(folder: Path) -> Calendar:
    """The calendar of the workspace, with the office's own closings."""
    path = open_workspace(folder).path / LOCAL_DAYS
    return Calendar.load(path if path.exists() else None)
