"""Stored scores: each board is counted once per lake version and kept, so that a page costs one file read."""

import fcntl
import json
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from phucvu import __version__
from phucvu.main.board import Board, lines
from phucvu.main.figures import Figures, open_figures
from phucvu.main.question import Question
from phucvu.main.score import note
from phucvu.main.status import data_state, months
from phucvu.registry.clock import iso, now

FOLDER = Path("tmp") / "diem"  # what is lost here is counted again; no backup keeps it
KEPT = 200  # files; the oldest go first
SHOWN = 64  # questions whose last board is remembered
Version = tuple[tuple[int, ...], date]  # of the data, and today: without any extraction the reading time is now
PATIENCE = 0.5  # seconds a page waits for a board of a new lake version before it shows the last one


def board(question: Question) -> Board:
    """All rows of a period at both clocks (agency and level of the question do not matter). Raises UserError."""
    return _board(replace(question, agency=None, level=None), *_version(question))


_shown: dict[Question, tuple[Version, Board]] = {}
_beside = ThreadPoolExecutor(1, "boards")


def at_hand(question: Question) -> Board:
    """The board; while a new version of the lake is being counted, the one shown last, with its own clocks.

    For pages: nobody waits until the scores of an import are counted. Raises UserError.
    """
    whole, version = replace(question, agency=None, level=None), _version(question)
    shown, last = _shown.get(whole) or (version, _show(whole, version))
    if shown == version:
        return last
    try:
        return _soon(whole, version).result(PATIENCE)
    except TimeoutError:
        return last
    except Exception:
        _soon.cache_clear()  # asked again, tried again
        raise


@lru_cache(maxsize=SHOWN)
def _soon(question: Question, version: Version) -> "Future[Board]":
    return _beside.submit(_show, question, version)


def _show(question: Question, version: Version) -> Board:
    if len(_shown) >= SHOWN:
        _shown.clear()
    found = board(question)
    _shown[question] = (version, found)
    return found


def _version(question: Question) -> Version:
    return data_state(question.workspace), now().date()


def ahead(folder: Path) -> None:
    """Count the newest month now, so that the first page after an import finds it; without dossiers, nothing."""
    for month in months(folder)[-1:]:
        board(Question(folder, month))


@lru_cache(maxsize=32)
def _board(question: Question, state: tuple[int, ...], today: date) -> Board:
    """In memory while the data stay as they are."""
    return board_of(open_figures(question))


def board_of(figures: Figures) -> Board:
    """The board of an opened question."""
    folder, key = figures.workspace.path / FOLDER, _key(figures)
    if found := _kept(folder, key):
        return found
    with _alone(folder, key):  # many ask for a new version at once; one counts, the others wait for it
        return _kept(folder, key) or _counted(figures, folder)


@contextmanager
def _alone(folder: Path, key: str) -> Iterator[None]:
    """One thread of one process at a time for a key."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / f"{key}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _key(figures: Figures) -> str:
    """Everything the rows depend on, as one name. Local closings change late counts, so their file is part of it."""
    moment = figures.moment
    closings = figures.workspace.path / "calendar.csv"
    known = [
        __version__,
        figures.workspace.settings,
        moment.period.name,
        iso(moment.as_at),
        moment.reading,
        figures.rubric.version,
        figures.known_at,
        closings.read_text("utf8") if closings.exists() else "",
    ]
    return sha256(json.dumps(known, default=str).encode()).hexdigest()[:32]


def _kept(folder: Path, key: str) -> Board | None:
    path = folder / f"{key}.json"
    with suppress(OSError, ValueError, TypeError):
        return _read(path, path.stat().st_mtime_ns)
    return None


@lru_cache(maxsize=16)
def _read(path: Path, changed: int) -> Board:
    """``changed``: when the file was written; part of the key so that a new file is read anew."""
    return Board(**json.loads(path.read_text("utf8")))


def _counted(figures: Figures, folder: Path) -> Board:
    moment = figures.moment
    made: dict[str, Any] = {
        "period_name": moment.period.name,
        "as_at": iso(moment.until),
        "known_at": figures.known_at,
        "reading": moment.reading,
        "rubric_version": figures.rubric.version,
        "is_simulated": bool(figures.workspace.settings["simulated"]),
        "rows": lines(figures.rows, figures.rubric, [note(row, figures) for row in figures.rows]),
    }
    path = folder / f"{_key(figures)}.json"
    beside = path.with_suffix(f".{os.getpid()}")  # several workers may count the same
    beside.touch(mode=0o600)
    beside.write_text(json.dumps(made, ensure_ascii=False), "utf8")
    beside.replace(path)
    _tidy(folder)
    return Board(**made)


def _tidy(folder: Path) -> None:
    """Boards of old lake versions go."""
    files = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in files[:-KEPT]:
        path.unlink(missing_ok=True)
        path.with_suffix(".lock").unlink(missing_ok=True)
