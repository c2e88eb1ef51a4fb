"""Boards that pages show: counted once per version of the lake, and the last one stands while a new one is counted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from phucvu.errors import UserError
from phucvu.main import intake, stored
from phucvu.main.board import Board
from phucvu.main.question import Question

from .conftest import Ran, message, write_messages

Run = Callable[..., Ran]
NEWER = [message("000.00.67.H52-230502-0009", "20230504", "20230510", "20230509")]


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Counting waits until the event is set; pages wait for nothing."""
    allowed = Event()
    counted = stored.board

    def counted_slowly(question: Question) -> Board:
        assert allowed.wait(20)
        return counted(question)

    monkeypatch.setattr(stored, "board", counted_slowly)
    monkeypatch.setattr(stored, "PATIENCE", 0)
    yield allowed
    allowed.set()


def judged(board: Board) -> int:
    (row,) = [row for row in board.of("H52.67") if row["criterion"] == "progress.on_time"]
    return int(row["denominator"])


def add(run: Run, folder: Path) -> None:
    messages = write_messages(folder / "newer.jsonl", NEWER)
    assert run("import", messages, "--extracted-at", "2023-05-31T17:00").code == 0


def test_the_last_board_stands_while_the_next_is_counted(office: Path, run: Run, slow: Event, tmp_path: Path) -> None:
    question = Question(office, "2023-05")
    slow.set()
    before = stored.at_hand(question)
    slow.clear()
    add(run, tmp_path)
    assert stored.at_hand(question) == before  # its own reading time with it
    slow.set()
    after = stored._beside.submit(stored.at_hand, question).result(20)  # behind the counting itself
    assert (judged(before), judged(after)) == (4, 5)
    assert after.as_at == "2023-05-31T17:00:00+07:00"


def test_a_page_waits_a_little_and_sees_what_was_just_imported(office: Path, run: Run, tmp_path: Path) -> None:
    question = Question(office, "2023-05")
    stored.at_hand(question)
    add(run, tmp_path)
    stored.board(question)  # what an import on the site does at its end
    assert judged(stored.at_hand(question)) == 5


def test_a_fault_is_told_and_tried_again(
    office: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question(office, "2023-05")
    monkeypatch.setattr(stored, "PATIENCE", 20)
    stored.at_hand(question)
    add(run, tmp_path)

    def full(question: Question) -> Board:
        raise UserError("Đĩa đầy.")

    with monkeypatch.context() as patched, pytest.raises(UserError, match="Đĩa đầy"):
        patched.setattr(stored, "board", full)
        stored.at_hand(question)
    assert judged(stored.at_hand(question)) == 5


def test_clocks_are_part_of_what_is_remembered(office: Path) -> None:
    early = Question(office, "2023-05", as_at="2023-05-09T12:00:00+07:00")
    assert judged(stored.at_hand(early)) != judged(stored.at_hand(Question(office, "2023-05")))
    assert stored.at_hand(early).as_at.startswith("2023-05-09")


def test_agency_and_level_do_not_count_anew(office: Path) -> None:
    assert stored.at_hand(Question(office, "2023-05", agency="H52.67")) is stored.at_hand(Question(office, "2023-05"))


def test_withdrawn_data_is_told(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    question = Question(office, "2023-05")
    monkeypatch.setattr(stored, "PATIENCE", 20)
    before = stored.at_hand(question)
    intake.undo(office, intake.imports(office)[-1]["import_id"])
    stored.board(question)
    assert stored.at_hand(question).known_at != before.known_at
