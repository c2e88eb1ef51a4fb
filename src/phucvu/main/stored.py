"""Stored scores: each board is counted once per state of the data and kept, so that a page costs one file read."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from phucvu.main.board import Board, lines
from phucvu.main.figures import open_figures
from phucvu.main.kept import kept, path_of
from phucvu.main.question import Question, pinned
from phucvu.main.score import note
from phucvu.main.status import State, data_state
from phucvu.main.workspace import open_workspace
from phucvu.registry.clock import iso

ASKED = 12  # questions that are counted again when the data change

_asked: dict[Question, None] = {}  # those last asked by this process, the newest at the end
_asking = Lock()


def board(question: Question) -> Board:
    """All rows of a period at both clocks (agency and level of the question do not matter). Raises UserError."""
    whole = replace(question, agency=None, level=None)
    found = beside(question)
    with _asking:
        _asked.pop(whole, None)
        _asked[whole] = None
        for old in list(_asked)[:-ASKED]:
            del _asked[old]
    return found


def beside(question: Question) -> Board:
    """The same for what is drawn beside a board: not kept in mind as asked."""
    return _board(replace(question, agency=None, level=None), data_state(question.workspace))


def asked() -> list[Question]:
    """What this process was asked of late."""
    with _asking:
        return list(_asked)


def are_kept(questions: Iterable[Question], state: State) -> bool:
    """Whether all these boards are counted for a state of the data."""
    return all(path_of(_home(each), _known(each, state)).exists() for each in questions)


def read_ahead(question: Question, state: State) -> None:
    """Into memory what is counted for a state that pages do not show yet."""
    whole = replace(question, agency=None, level=None)
    if are_kept([whole], state):
        _board(whole, state)


@lru_cache(maxsize=64)
def _board(question: Question, state: State) -> Board:
    """In memory while the data stay as they are; of exactly that version of the lake, though there be a newer one."""
    return Board(**kept(_home(question), _known(question, state), lambda: _counted(pinned(question, state[0]))))


def _home(question: Question) -> Path:
    return open_workspace(question.workspace).path


def _known(question: Question, state: State) -> tuple[Any, ...]:
    asked_for = (question.period, question.reading, question.as_at, question.known_at, question.rubric_at)
    return "board", *asked_for, state


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
