"""An agency's total month by month, as far as dossiers are known: a month without figures stays a gap."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from phucvu.main import stored
from phucvu.main.board import Board
from phucvu.main.official_board import official
from phucvu.main.question import Question
from phucvu.main.status import State, months
from phucvu.main.workspace import open_workspace
from phucvu.registry.period import parse_period

Row = dict[str, Any]
LONGEST = 6  # months


def latest_months(question: Question, most: int = LONGEST, state: State | None = None) -> list[str]:
    """The last months up to the question's period without a hole, oldest first; those without dossiers too."""
    known = months(open_workspace(question.workspace).path, state)
    day = parse_period(question.period).last
    found: list[str] = []
    while len(found) < most and known and f"{day:%Y-%m}" >= known[0]:
        found.append(f"{day:%Y-%m}")
        day = day.replace(day=1) - timedelta(days=1)
    return found[::-1]


def month_boards(question: Question, most: int = LONGEST) -> dict[str, Board | None]:
    """Month -> its stored board (counted when it is not yet); None: no dossiers of that month are in the lake."""
    known = set(months(open_workspace(question.workspace).path))
    return {
        month: stored.beside(replace(question, period=month)) if month in known else None
        for month in latest_months(question, most)
    }


def trend(question: Question, agency: str) -> list[Row]:
    """{period, points, place, places, class, note, official} of each of the last months; points None: a gap."""
    boards = month_boards(question)
    return [_month(question, month, board, agency) for month, board in boards.items()]


def _month(question: Question, month: str, board: Board | None, agency: str) -> Row:
    total = board.total(agency) if board else None
    read = official(question.workspace, month).get((agency, "total"))
    names = ("points", "place", "places", "class", "note")
    return {"period": month, "official": read["value"] if read else None} | {
        name: total[name] if total else None for name in names
    }
