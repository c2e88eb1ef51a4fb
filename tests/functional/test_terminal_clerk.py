"""A clerk's month at the terminal: help, forms, names to decide, imports withdrawn and brought in again."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from phucvu.cli.app import app
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main.init import init
from phucvu.main.intake import Flags, accept, propose
from phucvu.records.schema import record_types

from .conftest import Ran, message, write_messages, write_units

Run = Callable[..., Ran]
COMMANDS = [str(command.name) for command in app.registered_commands]
ENGLISH = re.compile(r"\b(Usage|Options?|Arguments?|Commands?|required|default|Show this|Missing|Invalid|Try)\b")


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)])
def test_help_is_in_vietnamese(run: Run, words: list[str]) -> None:
    ran = run(*words, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Cách dùng: phucvu")
    assert not ENGLISH.search(ran.out)
    assert all(name in ran.out for name in COMMANDS) or words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["scor"], "Không có lệnh “scor”. Có phải: score"),
        (["score"], "Thiếu tùy chọn --period."),
        (["score", "--perid", "2023-05"], "Không có tùy chọn --perid. Có phải: --period?"),
        (["score", "--period"], "Tùy chọn --period cần một giá trị đi sau."),
        (["score", "--period", "2023", "thừa"], "Thừa phần “thừa”."),
        (
            ["score", "--period", "2023", "--format", "xml"],
            "--format không nhận “xml”. Hãy chọn một trong: table, json",
        ),
        (["check", "--strict=1"], "Tùy chọn --strict không nhận giá trị."),
        (["init"], "Thiếu THƯ_MỤC."),
        (["dossier"], "Thiếu MÃ_HỒ_SƠ."),
        ([], "Cách dùng: phucvu LỆNH"),
    ],
)
def test_a_wrongly_typed_command_is_a_vietnamese_sentence(run: Run, words: list[str], said: str) -> None:
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert not ENGLISH.search(ran.err)


def filled(path: Path, **cells: str) -> Path:
    """Fill a form: in the row whose first cell is the key, the second cell becomes the value."""
    book = openpyxl.load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=2):
        if row[0].value in cells:
            row[1].value = cells[row[0].value]
    book.save(path)
    return path


def first_column(path: Path) -> list[object]:
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True)
    return [row[0] for row in rows if row[0]]


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a unit list; nobody writes into it but the form of units, which changes nothing."""
    folder = tmp_path_factory.mktemp("listed")
    init(folder / "ws", "H52")
    accept(propose(folder / "ws", [write_units(folder / "units.csv")], Flags()), lambda *step: None)
    return folder / "ws"


@pytest.mark.parametrize("record", sorted(record_types()))
def test_every_record_has_a_form_that_comes_back(
    listed: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PHUCVU_HOME", str(listed))
    assert run("import", "--template", record).code == 0
    assert run("import", "--template", record).code == 2  # what is there is not overwritten
    ran = run("import", f"{record}.xlsx")
    assert ("Không có dòng dữ liệu nào" in ran.err) == (record != "agency")
    assert ran.code == (0 if record == "agency" else 2)


def test_without_a_workspace_the_form_is_empty(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PHUCVU_HOME", raising=False)
    assert run("import", "--template", "agency").code == 0
    assert first_column(tmp_path / "agency.xlsx") == []


def test_the_unit_list_begins_with_what_was_met(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PHUCVU_HOME", str(tmp_path / "ws"))
    assert run("init", "ws", "--province", "H52").code == 0
    met = message("000.00.67.H52-230502-0001", "20230504", "20230510", DonViXuLy="UBND huyện Sông Mã")
    assert run("import", write_messages(tmp_path / "m.jsonl", [met]), "--extracted-at", "2023-05-31").code == 0
    assert run("import", "--template", "agency").code == 0
    assert first_column(tmp_path / "agency.xlsx") == ["H52", "H52.67"]
    assert run("import", "agency.xlsx").code == 0
    rows = run("score", "--period", "2023-05", "--format", "json").json
    assert {row["agency_name"] for row in rows} == {"UBND tỉnh Sơn La", "UBND huyện Sông Mã"}


def test_an_unknown_name_waits_for_a_decision_and_then_moves(
    office: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denominator() -> object:
        words = ["score", "--period", "2023-05", "--agency", "H52.67", "--as-at", "2023-05-31", "--format", "json"]
        return next(row["denominator"] for row in run(*words).json if row["criterion"] == "progress.on_time")

    monkeypatch.chdir(tmp_path)
    name = "Phòng Tài nguyên huyện Sông Mả"
    odd = write_messages(tmp_path / "x.jsonl", [message("TN02-CX-7", "20230504", "20230510", DonViXuLy=name)])
    assert run("import", odd, "--extracted-at", "2023-05-31T16:30").code == 0
    (waiting,) = [row for row in run("check", "--format", "json").json if row["kind"] == "undecided_agency"]
    assert (waiting["count"], waiting["candidates"][0]["code"]) == (1, "H52.67")
    assert name in waiting["title"]
    assert denominator() == 4  # shown with a candidate, never guessed

    assert run("import", "--template", "agency_mapping").code == 0
    form = filled(tmp_path / "agency_mapping.xlsx", **{name: "H52.67"})
    assert first_column(form) == [name]
    assert "Sẽ chuyển 1 hồ sơ từ (chưa rõ đơn vị) sang UBND huyện Sông Mã." in run("import", form).err
    assert denominator() == 5
    assert [row for row in run("check", "--format", "json").json if row["kind"] == "undecided_agency"] == []


def test_published_figures_find_their_units_when_brought_in_again(run: Run, tmp_path: Path) -> None:
    words = ["--workspace", tmp_path / "ws", "--format", "json"]
    (tmp_path / "bang.csv").write_text("Tên đơn vị,Tỷ lệ hồ sơ nộp trực tuyến (%)\nSở Y tế,50.5\n", "utf8")
    (tmp_path / "units.csv").write_text(
        "agency_code,name,level,parent_code\nH52,UBND tỉnh Sơn La,province,\nH52.20,Sở Y tế,department,H52\n", "utf8"
    )
    assert run("init", tmp_path / "ws", "--province", "H52").code == 0
    flags = ["--period", "2023-05", "--extracted-at", "2023-05-31T16:30"]
    first = run("import", tmp_path / "bang.csv", *flags, *words).json
    assert [finding["kind"] for finding in first["findings"]] == ["unknown_agency"]
    assert [row["codes"] for row in run("check", *words).json] == [["Sở Y tế"]]
    assert run("import", tmp_path / "units.csv", *words).code == 0
    again = run("import", "--again", first["import_id"], *words)
    assert again.json["findings"] == []
    assert run("check", *words).json == []


def test_imports_are_listed_with_what_can_be_done_to_them(office: Path, run: Run, tmp_path: Path) -> None:
    listed = run("import", "--list", "--format", "json").json
    assert [row["source"] for row in listed] == ["own_table", "messages"]
    messages = listed[1]
    assert (messages["scope"], messages["accepted"], messages["files"]) == ("all", 6, ["messages.jsonl"])
    again = run("import", "--again", messages["import_id"], "--scope", "overdue", "--format", "json").json
    listed = run("import", "--list", "--format", "json").json
    assert [(row["import_id"], row["scope"]) for row in listed[1:]] == [(again["import_id"], "overdue")]
    undone = run("import", "--undo", again["import_id"])
    assert (undone.code, "Đã rút lần nhập" in undone.err) == (0, True)
    assert len(run("import", "--list", "--format", "json").json) == 1
    assert run("import", "--undo", again["import_id"]).code == 2


def test_tables_together_cover_each_of_their_records(office: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.csv").write_text("procedure_code,name,has_fee\n1.000001,Khai sinh,1\n", "utf8")
    (tmp_path / "own" / "b.csv").write_text("dossier_code,rated_at,rating\nH52.67-230502-0001,2023-05-10,1\n", "utf8")
    assert run("import", tmp_path / "own", "--extracted-at", "2023-05-31T16:30").code == 0
    covered = {row["record"] for row in Snapshot.open(Workspace.open(office)).rows("coverage")}
    assert {"procedure", "rating"} <= covered


def test_check_tells_severities_and_every_code(office: Path, run: Run) -> None:
    rows = run("check", "--format", "json").json
    assert [row["severity"] for row in rows] == sorted(
        (row["severity"] for row in rows), key=["error", "warning", "note"].index
    )
    assert all(len(row["codes"]) == row["count"] for row in rows if row["kind"] != "undecided_agency")
    (no_promise,) = [row for row in rows if row["kind"] == "no_promise"]
    assert (no_promise["severity"], no_promise["codes"]) == ("note", ["H52.16-230502-0001"])
    shown = run("check")
    assert "lưu ý" in shown.out and "note" not in shown.out
    strict = any(row["severity"] != "note" for row in rows)
    assert run("check", "--strict").code == int(strict)


def test_nothing_odd_is_said_in_a_sentence(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path / "ws", "--province", "H52").code == 0
    ran = run("check", "--strict", "--workspace", tmp_path / "ws")
    assert (ran.code, ran.out, ran.err) == (0, "", "Không thấy điều gì bất thường.\n")
    assert "Chưa có lần nhập nào." in run("import", "--list", "--workspace", tmp_path / "ws").err


def test_tables_are_in_vietnamese_words_and_dates(office: Path, run: Run) -> None:
    words = ["dossiers", "--period", "2023-05", "--criterion", "progress.on_time", "--agency", "H52.67"]
    shown = run(*words).out
    assert "không đạt" in shown and "12/05/2023 09:00" in shown
    assert "failed" not in shown and "T09:00" not in shown
    assert [row["state"] for row in run(*words, "--format", "json").json] == ["failed", "failed"]
    notes = run("score", "--period", "2023-05", "--agency", "H52.67").out
    assert "lấy theo UBND tỉnh Sơn La" in notes and "tiêu chí không có số liệu" in notes
    assert "not_received" not in notes and "inherited" not in notes
