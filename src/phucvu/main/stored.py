"""Stored scores: each board is counted once per state of the data and kept, so that a page costs one file read."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from phucvu.main.board import Board, lines
from phucvu.main.figures import open_figures
from phucvu.main.kept import kept, path_of
from phucvu.main.question import Question
from phucvu.main.score import note
from phucvu.main.status import State, data_state
from phucvu.main.workspace import open_workspace
from phucvu.registry.clock import iso, now

ASKED = 12  # questions that are counted again when the data change

_asked: dict[Question, None] = {}  # those last asked by this process, the newest at the end
_asking = Lock()


def board(question: Question) -> Board:
    """All rows of a period at both clocks (agency and level of the question do not matter). Raises UserError."""
    whole = replace(question, agency=None, level=None)
    with _asking:
        _asked.pop(whole, None)
        _asked[whole] = None
        for old in list(_asked)[:-ASKED]:
            del _asked[old]
    return _board(whole, *_state(whole))


def asked() -> list[Question]:
    """What this process was asked of late."""
    with _asking:
        return list(_asked)


def are_kept(questions: Iterable[Question], state: State) -> bool:
    """Whether all these boards are counted for a state of the data."""
    today = now().date()
    return all(path_of(_home(each), _known(each, state, today)).exists() for each in questions)


@lru_cache(maxsize=64)
def _board(question: Question, state: State, today: date) -> Board:
    """In memory while the data stay as they are."""
    return Board(**kept(_home(question), _known(question, state, today), lambda: _counted(question)))


def _state(question: Question) -> tuple[State, date]:
    """Of the data, and today: without any extraction the reading time is now."""
    return data_state(question.workspace), now().date()


def _home(question: Question) -> Path:
    return open_workspace(question.workspace).path


def _known(question: Question, state: State, today: date) -> tuple[Any, ...]:
    asked_for = (question.period, question.reading, question.as_at, question.known_at, question.rubric_at)
    return "board", *asked_for, state, today


def _counted(question: Question) -> dict[str, Any]:
    figures = open_figures(question)
    moment = figures.moment
    return {
        "period_name": moment.period.name,
        "as_at": iso(moment.until),
        "known_at": figures.known_at,
        "reading": moment.reading,
        "rubric_version": figures.rubric.version,
        "is_simulated": bool(figures.workspace.settings["simulated"]),
        "rows": lines(figures.rows, figures.rubric, [note(row, figures) for row in figures.rows]),
    }
