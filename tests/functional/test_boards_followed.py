"""Boards that pages show: counted once per state of the data; the site moves on to a new state when it is counted."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from phucvu.errors import UserError
from phucvu.main import intake, status, stored
from phucvu.main.board import Board
from phucvu.main.kept import FOLDER
from phucvu.main.question import Question
from phucvu.main.trend import month_boards
from phucvu.web import following

from .conftest import Ran, message, write_messages

Run = Callable[..., Ran]
MAY = "2023-05"
NEWER = [message("000.00.67.H52-230502-0009", "20230504", "20230510", "20230509")]
JUNE = [message("000.00.67.H52-230602-0010", "20230602", "20230610", "20230609")]


@pytest.fixture
def site(office: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The small office as a worker of the site sees it: it follows the data from now on."""
    monkeypatch.setattr(status, "_pages_of", {})
    monkeypatch.setattr(stored, "_asked", {})
    following.turn(office)
    yield office


def judged(board: Board) -> int:
    (row,) = [row for row in board.of("H52.67") if row["criterion"] == "progress.on_time"]
    return int(row["denominator"])


def add(run: Run, folder: Path, messages: list[dict[str, object]] = NEWER, at: str = "2023-05-31T17:00") -> None:
    file = write_messages(folder / "newer.jsonl", messages)
    assert run("import", file, "--extracted-at", at).code == 0


def counted(office: Path) -> set[str]:
    return {path.name for path in (office / FOLDER).glob("*.json")}


def test_the_last_board_stands_until_the_next_is_counted(site: Path, run: Run, tmp_path: Path) -> None:
    before = stored.board(Question(site, MAY))
    add(run, tmp_path)
    assert stored.board(Question(site, MAY)) is before  # its own reading time with it
    following.turn(site)
    after = stored.board(Question(site, MAY))
    assert (judged(before), judged(after)) == (4, 5)
    assert after.as_at == "2023-05-31T17:00:00+07:00"


def test_what_was_asked_is_counted_before_it_is_shown(site: Path, run: Run, tmp_path: Path) -> None:
    """Boards asked of late, and the months that their pages draw; nobody waits for any of them then."""
    stored.board(Question(site, MAY, agency="H52.67"))
    add(run, tmp_path)
    following.turn(site)
    there = counted(site)
    stored.board(Question(site, MAY))
    assert status.months(site)[-1] == MAY
    assert counted(site) == there


def test_what_was_counted_is_in_memory_before_a_page_asks(
    site: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading a board holds up every other page of the worker; it is done between two of them, months before too."""
    stored.board(Question(site, MAY))
    add(run, tmp_path)
    following.turn(site)

    def read(*_asked: object) -> None:
        raise AssertionError("a page read a file")

    monkeypatch.setattr(stored, "kept", read)
    assert judged(stored.board(Question(site, MAY, agency="H52.67"))) == 5
    assert all(month_boards(Question(site, MAY)).values())


def test_a_new_month_is_shown_when_its_board_is_counted(site: Path, run: Run, tmp_path: Path) -> None:
    assert status.months(site)[-1] == MAY
    add(run, tmp_path, JUNE, "2023-06-30T17:00")
    assert status.months(site)[-1] == MAY
    following.turn(site)
    there = counted(site)
    assert status.months(site)[-1] == "2023-06"
    stored.board(Question(site, "2023-06"))
    assert counted(site) == there


def test_one_worker_counts_and_the_others_find_it_counted(
    site: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored.board(Question(site, MAY))
    seen = status.data_state(site)
    add(run, tmp_path)
    following.turn(site)
    status.show(site, seen)  # the other worker has not moved on yet
    monkeypatch.setattr(following, "ahead", pytest.fail)
    following.turn(site)
    assert judged(stored.board(Question(site, MAY))) == 5


def test_closings_edited_by_hand_are_followed_too(site: Path) -> None:
    before = stored.board(Question(site, MAY))
    (site / "calendar.csv").write_text("08/05/2023,nghỉ,Mất điện\n", "utf8")
    following.turn(site)
    assert stored.board(Question(site, MAY)) is not before


def test_withdrawn_data_is_followed(site: Path) -> None:
    before = stored.board(Question(site, MAY))
    intake.undo(site, intake.imports(site)[-1]["import_id"])
    following.turn(site)
    assert stored.board(Question(site, MAY)).known_at != before.known_at


def test_what_cannot_be_counted_is_told_by_the_page(site: Path) -> None:
    """The site moves on all the same: an old board without a word would hide the fault."""
    stored.board(Question(site, MAY))
    (site / "calendar.csv").write_text("08/05/2023,chưa rõ,\n", "utf8")
    following.turn(site)
    with pytest.raises(UserError):
        stored.board(Question(site, MAY))


def test_a_file_cut_short_is_counted_again(office: Path) -> None:
    question = Question(office, MAY)
    right = stored.board(question)
    for path in (office / FOLDER).glob("*.json"):
        path.write_text(path.read_text("utf8")[:100], "utf8")
    stored._board.cache_clear()
    assert stored.board(question) == right


def test_clocks_are_part_of_the_question(office: Path) -> None:
    early = Question(office, MAY, as_at="2023-05-09T12:00:00+07:00")
    assert judged(stored.board(early)) != judged(stored.board(Question(office, MAY)))
    assert stored.board(early).as_at.startswith("2023-05-09")


def test_agency_and_level_do_not_count_anew(office: Path) -> None:
    assert stored.board(Question(office, MAY, agency="H52.67")) is stored.board(Question(office, MAY))


def test_counting_that_fails_holds_up_nobody(
    site: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No such program, or one that hangs: the pages move on and count for themselves."""

    def hangs(*_: object) -> None:
        raise subprocess.TimeoutExpired("ahead", 1)

    monkeypatch.setattr(following, "ahead", hangs)
    stored.board(Question(site, MAY))
    add(run, tmp_path)
    following.turn(site)
    assert judged(stored.board(Question(site, MAY))) == 5


def test_a_damaged_lake_is_told_and_not_hidden_behind_old_figures(site: Path) -> None:
    question = Question(site, MAY)
    stored.board(question)
    manifest = site / "lake" / "manifest.json"
    whole = manifest.read_text("utf8")
    manifest.write_text(whole[:50], "utf8")
    assert not following._try(following.turn, site)
    with pytest.raises(UserError, match="bị hỏng"):
        stored.board(question)
    manifest.write_text(whole, "utf8")
    assert following._try(following.turn, site)
    assert judged(stored.board(question)) == 4


def test_a_board_is_of_the_data_shown_though_newer_ones_are_there(site: Path, run: Run, tmp_path: Path) -> None:
    """Asked for the first time while the next state is counted: not a word of the newer data, on no page."""
    shown = status.data_state(site)
    add(run, tmp_path, JUNE, "2023-06-30T17:00")
    first = stored.board(Question(site, "2023"))
    assert first.known_at == str(shown[0])
    assert status.months(site)[-1] == MAY
    assert status.newest_months(site)[-1] == "2023-06"  # for those who work on the data


def test_a_letter_is_no_new_state(office: Path, run: Run, tmp_path: Path) -> None:
    before = status.newest_state(office)
    assert run("letter", "--period", MAY, "--out", tmp_path / "cv").code == 0
    assert status.newest_state(office) == before


def test_the_next_day_is_a_new_state(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is overdue depends on the day where the reading time does."""
    before = status.newest_state(office)
    tomorrow = status.now() + timedelta(days=1)
    monkeypatch.setattr(status, "now", lambda: tomorrow)
    assert status.newest_state(office) != before


def test_impossible_questions_leave_nothing_behind(site: Path) -> None:
    for wrong in (Question(site, MAY, known_at="999"), Question(site, MAY, as_at="hôm qua")):
        with pytest.raises(UserError):
            stored.board(wrong)
    assert stored.asked() == []
    assert not [
        each
        for each in (site / FOLDER).glob("*.lock")
        if each.stem != "ahead" and not each.with_suffix(".json").exists()
    ]
