"""Counting ahead what pages will ask of a new state of the data: `python -m phucvu.main.ahead FOLDER`, a process of
its own that yields to those who read. Reads [state, questions] from standard input."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

from phucvu.errors import UserError
from phucvu.main import status, stored
from phucvu.main.question import Question
from phucvu.main.status import State
from phucvu.main.trend import month_boards

NICE = "15"
LONGEST = 900  # seconds; who hangs holds up the new figures, not the pages

log = logging.getLogger(__name__)


def ahead(folder: Path, state: State, questions: Iterable[Question]) -> None:
    """Units and boards of a state of the data, kept for every process; returns when they are counted.

    What cannot be counted is left to the page that asks for it, which tells why. Raises OSError, TimeoutExpired.
    """
    told = [asdict(replace(each, workspace=None)) for each in questions]
    command = ["nice", "-n", NICE, sys.executable, "-m", "phucvu.main.ahead", str(folder)]
    asked = json.dumps([state, told])
    subprocess.run(
        command, input=asked, text=True, stdout=subprocess.DEVNULL, timeout=LONGEST, start_new_session=True, check=False
    )


def main(folder: Path, asked: str) -> None:
    state, questions = json.loads(asked)
    status.show(folder, tuple(state))
    newest = [{"period": month} for month in status.months(folder)[-1:]]
    for told in (*questions[::-1], *newest):
        try:
            _count(Question(**(told | {"workspace": folder})))
        except UserError:
            continue
        except Exception as fault:  # the others are counted all the same
            log.error("counting %s ahead: %s", told["period"], type(fault).__name__)


def _count(question: Question) -> None:
    """The board and those of the months before, which pages draw beside it."""
    stored.board(question)
    month_boards(question)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.stdin.read())
