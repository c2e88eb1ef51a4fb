"""The register over months: explained cases are not demanded again, results close, changes of the source are shown."""

import os
import shutil
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from functional.conftest import Ran, finished, first_office, message, process, run, write_messages  # noqa: F401
from phucvu.errors import UserError
from phucvu.main.editions import editions
from phucvu.web.accounts.models import Event, Person
from phucvu.web.followup import queries
from phucvu.web.followup.actions import answering, objecting
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.followup.actions.reading import decide_change, read_again, waiting
from phucvu.web.followup.models import Case, Line
from phucvu.web.followup.reminding.rounds import rounds
from phucvu.web.office.models import Publication
from phucvu.web.office.signals import imported

SETTLED, OPEN = "000.00.67.H52-230502-0002", "000.00.67.H52-230502-0003"
IN_TIME = message("000.00.67.H52-230502-0004", "20230524", "20230610", "20230609")
LATE = message("000.00.68.H52-230602-0009", "20230605", "20230608")
SONG_MA, SOP_COP = "H52.67", "H52.68"


class Months:
    """A small office: what it imports, and the letters it issues."""

    def __init__(self, folder: Path, typed: Callable[..., Ran], cast: dict[str, Person]) -> None:
        self.folder, self.run, self.cast = folder, typed, cast

    def reads(self, extracted_at: str, *dossiers: dict[str, Any]) -> str:
        """A later extraction, taken in by the terminal; the site hears of it."""
        path = write_messages(self.folder / f"{extracted_at.replace(':', '')}.jsonl", list(dossiers))
        ran = self.run("import", path, "--extracted-at", extracted_at, "--format", "json")
        assert ran.code == 0, ran.err
        imported.send(None, who=self.cast["vp"])
        return str(ran.json["import_id"])

    def issues(self, period: str) -> Publication:
        ran = self.run("letter", "--period", period, "--out", self.folder / f"cv-{period}", "--format", "json")
        assert ran.code == 0, ran.err
        return self.opens(period, ran.json["edition"][:16])

    def opens(self, period: str, edition: str) -> Publication:
        made = Publication.objects.create(
            edition_id=edition,
            period=period,
            profile="vpubnd",
            state="issued",
            number="12/VPUB",
            issued_on=date(2023, 6, 2),
            prepared_by=self.cast["vp"],
        )
        open_register(made, self.cast["duyet"], None)
        return made

    def explains(self, code: str, *, is_accepted: bool = True) -> None:
        found = case(code)
        assert found.request is not None
        made = answering.answer(self.cast["sm"], found.request, [found], answering.Given("staff", "Thiếu người."))
        answering.sign(self.cast["sm_truong"], [made])
        if is_accepted:
            answering.accept(self.cast["vp"], [found])


def case(code: str) -> Case:
    return Case.objects.get(printed_code=code)


@pytest.fixture(scope="session")
def first_letter(first_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """The small office with its letter of May 2023, made once by a worker."""
    folder = tmp_path_factory.mktemp("letter")
    shutil.copytree(first_office, folder, dirs_exist_ok=True)
    words = ("--period", "2023-05", "--out", folder / "cv-2023-05", "--workspace", folder / "ws")
    ran = finished(process("letter", *words))
    assert ran.code == 0, ran.err
    return folder


@pytest.fixture
def months(
    first_letter: Path,
    run: Callable[..., Ran],  # noqa: F811
    cast: dict[str, Person],
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Months:
    """The letter of May 2023 is issued: one dossier settled late, one open and late, both of Sông Mã."""
    monkeypatch.setenv("PATH", "/nonexistent")  # no LibreOffice: no PDF
    shutil.copytree(first_letter, tmp_path, dirs_exist_ok=True)
    settings.HOME = tmp_path / "ws"
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setenv("PHUCVU_HOME", str(settings.HOME))
    made = Months(tmp_path, run, cast)
    (edition,) = editions(settings.HOME)
    made.opens("2023-05", edition["edition_id"])
    assert {each.printed_code: (each.part, each.state) for each in Case.objects.all()} == {
        SETTLED: ("A", "open"),
        OPEN: ("B", "open"),
    }
    return made


def test_nothing_changes_when_the_same_is_read_again(months: Months) -> None:
    assert read_again() == {"settled": 0, "changed": 0}


def test_an_explained_open_case_is_listed_and_not_demanded_again(months: Months) -> None:
    months.explains(OPEN)
    months.reads("2023-06-30T16:30", IN_TIME, LATE)
    june = months.issues("2023-06")
    assert dict(Line.objects.filter(request__publication=june).values_list("case__printed_code", "is_demanded")) == {
        OPEN: False,
        LATE["MaHoSo"]: True,
    }
    tallies = queries.tallies(june)
    assert (tallies[SONG_MA].listed, tallies[SONG_MA].demanded) == (1, 0)
    assert (tallies[SOP_COP].listed, tallies[SOP_COP].demanded) == (1, 1)


def test_an_unexplained_one_is_demanded_by_the_next_letter(months: Months) -> None:
    months.reads("2023-06-30T16:30", IN_TIME, LATE)
    june = months.issues("2023-06")
    found = case(OPEN)
    assert found.request is not None
    assert (found.request.publication, found.lines.count()) == (june, 2)


def test_a_result_closes_an_explained_case_and_only_that(months: Months) -> None:
    months.explains(OPEN)
    months.reads("2023-06-10T08:00", message(OPEN, "20230504", "20230510", "20230607"))
    found = case(OPEN)
    assert (found.part, found.state, found.source_change) == ("A", "closed", None)
    assert Event.objects.filter(act="case.settle").count() == 1


def test_a_result_before_the_explanation_waits_for_it(months: Months) -> None:
    months.reads("2023-06-10T08:00", message(OPEN, "20230504", "20230510", "20230607"))
    assert (case(OPEN).part, case(OPEN).state) == ("A", "open")
    months.explains(OPEN)
    assert case(OPEN).state == "closed"


@pytest.mark.parametrize("is_explained", [False, True])
def test_a_finish_moved_before_its_promise_is_shown_and_closes_nothing(months: Months, is_explained: bool) -> None:
    if is_explained:
        months.explains(OPEN)
    state = case(OPEN).state
    moved = message(OPEN, "20230504", "20230510", "20230509")
    months.reads("2023-06-10T08:00", moved)
    months.reads("2023-06-11T08:00", moved)
    found = case(OPEN)
    change = found.source_change
    assert change is not None
    assert (found.state, found.part, change["kind"], change["decision"]) == (state, "B", "on_time", "")
    assert (change["before"]["ended_at"], change["after"]["ended_at"][:10]) == (None, "2023-05-09")
    assert waiting(Case.objects.all()) == [found]
    assert queries.tallies(Publication.objects.get())[SONG_MA].changed == 1


def test_a_closed_case_is_watched_too(months: Months) -> None:
    """The one-stop software can move a late finish when all is explained and closed."""
    months.explains(SETTLED)
    assert case(SETTLED).state == "closed"
    months.reads("2023-06-10T08:00", message(SETTLED, "20230504", "20230510", "20230510"))
    assert (case(SETTLED).state, (case(SETTLED).source_change or {})["kind"]) == ("closed", "on_time")


def test_another_promise_is_a_change_with_both_readings(months: Months) -> None:
    months.reads("2023-06-10T08:00", message(OPEN, "20230504", "20230515"))
    change = case(OPEN).source_change or {}
    days = [change[side]["due_at"][:10] for side in ("before", "after")]
    assert (change["kind"], days) == ("redated", ["2023-05-10", "2023-05-15"])


def test_a_dossier_that_is_not_in_the_source_any_more_is_gone(months: Months) -> None:
    wrong = "000.00.68.H52-230502-0077"
    taken = months.reads("2023-06-01T08:00", message(wrong, "20230504", "20230510"))
    months.issues("2023-06")
    assert months.run("import", "--undo", taken).code == 0
    read_again()
    found = case(wrong)
    assert (found.state, (found.source_change or {})["kind"]) == ("open", "gone")


@pytest.mark.parametrize("decision", ["kept", "noted"])
def test_a_decided_change_is_not_asked_about_until_the_source_changes_again(months: Months, decision: str) -> None:
    months.reads("2023-06-10T08:00", message(OPEN, "20230504", "20230515"))
    decide_change(months.cast["vp"], case(OPEN), decision, "Đơn vị đã xin lỗi và hẹn lại.")
    assert read_again()["changed"] == 0
    assert (case(OPEN).source_change or {})["decision"] == decision
    months.reads("2023-06-20T08:00", message(OPEN, "20230504", "20230516"))
    change = case(OPEN).source_change or {}
    assert (change["decision"], change["after"]["due_at"][:10]) == ("", "2023-05-16")
    assert [each["decision"] for each in change["earlier"]] == [decision]


def test_a_source_that_reads_as_issued_again_is_noted_and_a_second_move_asks_anew(months: Months) -> None:
    moved, back = message(OPEN, "20230504", "20230515"), message(OPEN, "20230504", "20230510")
    months.reads("2023-06-10T08:00", moved)
    months.reads("2023-06-11T08:00", back)
    assert "returned_at" in (case(OPEN).source_change or {})
    months.reads("2023-06-12T08:00", moved | {"TrangThaiHoSo": "5"})  # the very same bytes would be no new reading
    assert len((case(OPEN).source_change or {})["earlier"]) == 1


def test_a_result_does_not_close_while_a_change_is_undecided(months: Months) -> None:
    months.explains(OPEN)
    months.reads("2023-06-10T08:00", message(OPEN, "20230504", "20230515"))
    months.reads("2023-06-20T08:00", message(OPEN, "20230504", "20230515", "20230618"))
    assert (case(OPEN).part, case(OPEN).state) == ("A", "accepted")
    decide_change(months.cast["vp"], case(OPEN), "kept", "Vẫn quá hạn.")
    assert case(OPEN).state == "closed"
    assert read_again()["changed"] == 0


def test_only_the_office_decides_about_a_change(months: Months) -> None:
    months.reads("2023-06-10T08:00", message(OPEN, "20230504", "20230515"))
    for name in ("sm", "sm_truong", "chu_tich", "quan_tri"):
        with pytest.raises(UserError, match="văn phòng"):
            decide_change(months.cast[name], case(OPEN), "kept", "Lý do.")


def test_a_transferred_case_is_demanded_of_its_unit_by_the_next_letter_too(months: Months) -> None:
    """The source still names the old unit, which has no other line; the new one has no line of its own at all."""
    objecting.transfer(months.cast["vp"], [case(OPEN)], SOP_COP, None, "Thuộc địa bàn Sốp Cộp.")
    months.reads("2023-06-30T16:30", IN_TIME, message("000.00.16.H52-230602-0009", "20230605", "20230608"))
    june = months.issues("2023-06")
    found = case(OPEN)
    assert found.request is not None
    assert (found.request.publication, found.request.agency_code) == (june, SOP_COP)
    tallies = queries.tallies(june)
    assert (tallies[SONG_MA].transferred, tallies[SOP_COP].demanded) == (1, 1)


def test_the_timer_reads_again_what_the_terminal_imported(months: Months) -> None:
    months.explains(OPEN)
    path = write_messages(months.folder / "dem.jsonl", [message(OPEN, "20230504", "20230510", "20230607")])
    assert months.run("import", path, "--extracted-at", "2023-06-10T08:00").code == 0
    assert rounds() == {"settled": 1, "changed": 0, "sent": 0, "failed": 0}
    assert case(OPEN).state == "closed"


def test_the_timer_lets_go_of_files_that_nobody_confirmed(months: Months) -> None:
    for name in ("1-packet", "2-packet"):
        default_storage.save(f"waiting/{name}", ContentFile(b"..."))
    eight_days_ago = time.time() - 8 * 86_400
    os.utime(default_storage.path("waiting/1-packet"), (eight_days_ago, eight_days_ago))
    rounds()
    assert default_storage.listdir("waiting")[1] == ["2-packet"]


def test_a_broken_promise_is_counted_and_listed(months: Months, later: Callable[[int], datetime]) -> None:
    found = case(OPEN)
    assert found.request is not None
    given = answering.Given("other_agency", "Chờ thẩm định.", new_promised_at=later(2))
    answering.answer(months.cast["sm"], found.request, [found], given)
    publication = Publication.objects.get()
    assert not queries.broken_promises()
    assert queries.tallies(publication)[SONG_MA].broken == 0
    assert list(queries.broken_promises(later(3))) == [found]
    assert queries.tallies(publication, at=later(3))[SONG_MA].broken == 1
    months.reads("2023-06-10T08:00", message(OPEN, "20230504", "20230510", "20230607"))
    assert not queries.broken_promises(later(3))
    assert timezone.is_aware(later(3))
