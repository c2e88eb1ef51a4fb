"""The state of the data that a worker's pages show: it moves on to a new one when that one's scores are counted.

So nobody waits for scores after an import: the pages shown last stand meanwhile, with their own reading times.
"""

import logging
from pathlib import Path
from threading import Thread
from time import sleep

from phucvu.errors import UserError
from phucvu.main import status, stored
from phucvu.main.ahead import ahead
from phucvu.main.kept import FOLDER, alone

OFTEN, SELDOM = 0.5, 60  # seconds between two looks; after a fault

log = logging.getLogger(__name__)


def follow(folder: Path) -> None:
    """Look at the data from time to time for as long as the process lives."""
    Thread(target=_follow, args=(folder,), name="following", daemon=True).start()


def _follow(folder: Path) -> None:
    while True:
        try:
            turn(folder)
            sleep(OFTEN)
        except (UserError, OSError) as error:  # a damaged lake is told by the pages and the doctor
            log.warning("following the data: %s", type(error).__name__)
            sleep(SELDOM)


def turn(folder: Path) -> None:
    """One look: data that have changed are counted, then shown. Raises UserError."""
    newest = status.newest_state(folder)
    if newest != status.data_state(folder):
        _count(folder, newest)
    status.show(folder, newest)


def _count(folder: Path, newest: status.State) -> None:
    questions = stored.asked()
    with alone(folder / FOLDER / "ahead"):  # one worker counts, the others find it counted
        if not questions or not stored.are_kept(questions, newest):
            ahead(folder, newest, questions)
