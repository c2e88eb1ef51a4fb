"""The state of the data that a worker's pages show: it moves on to a new one when that one's scores are counted.

So nobody waits for scores after an import: the pages shown last stand meanwhile, with their own reading times.
"""

import logging
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from threading import Thread
from time import sleep

from phucvu.main import status, stored
from phucvu.main.ahead import ahead
from phucvu.main.kept import FOLDER, alone
from phucvu.main.question import Question
from phucvu.main.trend import latest_months

OFTEN, SELDOM = 0.5, 60  # seconds between two looks; after a fault
PAUSE = 0.1  # seconds between two boards read: nothing else runs while one is

log = logging.getLogger(__name__)


def follow(folder: Path) -> None:
    """Look at the data from time to time for as long as the process lives."""
    Thread(target=_follow, args=(folder,), name="following", daemon=True).start()


def _follow(folder: Path) -> None:
    _try(start, folder)
    while True:
        sleep(OFTEN if _try(turn, folder) else SELDOM)


def _try(look: Callable[[Path], None], folder: Path) -> bool:
    """Whatever goes wrong, the pages ask for the data as they are, tell the fault, and the next look comes."""
    try:
        look(folder)
    except Exception as fault:
        log.warning("following the data: %s", type(fault).__name__)
        status.forget(folder)
        return False
    return True


def start(folder: Path) -> None:
    """The data as they are, at once; then the newest month is counted, lest the first page has to."""
    newest = status.newest_state(folder)
    status.show(folder, newest)
    _count(folder, newest)


def turn(folder: Path) -> None:
    """One look: data that have changed are counted, then shown."""
    newest = status.newest_state(folder)
    if newest != status.data_state(folder):
        _count(folder, newest)
    status.show(folder, newest)


def _count(folder: Path, newest: status.State) -> None:
    """Counted or not, the pages move on: an old figure without a word would hide that there is a fault."""
    questions = stored.asked()
    try:
        with alone(folder / FOLDER / "ahead"):  # one worker counts, the others find it counted
            if not questions or not stored.are_kept(questions, newest):
                ahead(folder, newest, questions)
        _read(questions, newest)
    except (OSError, subprocess.TimeoutExpired) as fault:
        log.warning("counting ahead: %s", type(fault).__name__)


def _read(questions: Iterable[Question], newest: status.State) -> None:
    """What was counted, into this worker's memory before a page asks: months drawn beside a board too."""
    for question in questions:
        for month in dict.fromkeys([question.period, *latest_months(question, state=newest)]):
            stored.read_ahead(replace(question, period=month), newest)
            sleep(PAUSE)
