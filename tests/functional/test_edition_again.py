"""An edition made again: the same id, the same data bytes, documents of the same content; another input, another id."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.publications import charts

from .conftest import EXAMPLE, Demo, Ran, finished, message, process, write_messages

Run = Callable[..., Ran]
ZIPPED = {".docx", ".xlsx"}


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a document, without the times of the zip around them."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def content(folder: Path) -> dict[str, object]:
    return {
        str(path.relative_to(folder)): parts(path) if path.suffix in ZIPPED else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_example_made_again_is_the_same_edition(demo: Demo, own_copy: Workspace, run: Run, tmp_path: Path) -> None:
    """The demo made it in a process of its own, elsewhere; since then its row was kept in the lake."""
    out = tmp_path / "again"
    made = run(
        "letter", "--period", "2023-05", "--as-at", "2023-05-31T16:30",
        "--profile", EXAMPLE / "profile.yaml", "--out", out, "--format", "json",
    )  # fmt: skip
    assert made.code == 0, made.err
    assert made.json["edition"] == demo.ran.json["messages"]["edition"]
    before, after = content(demo.letter()), content(out)
    assert [name for name in before | after if before.get(name) != after.get(name)] == []
    (row,) = Snapshot.open(own_copy).editions()
    assert row["edition_id"] == made.json["edition"]
    assert [folder.name[-8:] for folder in own_copy.editions.iterdir()] == [row["edition_id"][:8]]


@pytest.fixture
def letter(office: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, str]]:
    """Make a letter of the small office in folder ``name``, without charts: (id, hash of the data files)."""
    monkeypatch.setattr(charts, "write", lambda *_: [])
    monkeypatch.setenv("PATH", "/nonexistent")

    def made(name: str, *words: object) -> tuple[str, str]:
        ran = run("letter", "--period", "2023-05", "--out", tmp_path / name, "--format", "json", *words)
        assert ran.code == 0, ran.err
        return ran.json["edition"], ran.json["hash"]

    return made


Letter = Callable[..., tuple[str, str]]


def test_twice_is_one_edition_and_stays_as_frozen(office: Path, letter: Letter, tmp_path: Path) -> None:
    first, workspace = letter("first"), Workspace.open(office)
    (folder,) = workspace.editions.iterdir()
    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert letter("second") == first
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == written
    (row,) = Snapshot.open(workspace).editions()
    manifest = json.loads((folder / "an-ban.json").read_text("utf8"))
    assert {file["name"]: file["sha256"] for file in json.loads(row["files"])} == manifest["files"]
    assert (row["edition_id"], row["period"], row["known_at"]) == (first[0], "2023-05", manifest["known_at"])
    (folder / "cong-van.docx").write_text("hỏng", "utf8")
    assert letter("third") == first
    assert content(tmp_path / "first") == content(tmp_path / "second") == content(tmp_path / "third")


def test_another_clock_or_reading_is_another_edition(office: Path, letter: Letter, tmp_path: Path) -> None:
    """And put into the same folder it leaves no list of the one before, nor takes away what is the office's own."""
    late = letter("out")
    (tmp_path / "out" / "ghi chú.txt").write_text("của văn phòng", "utf8")
    assert list((tmp_path / "out" / "don-vi").iterdir())
    early = letter("out", "--as-at", "2023-05-10T09:00")  # nothing was overdue yet
    assert list((tmp_path / "out" / "don-vi").iterdir()) == []
    assert (tmp_path / "out" / "ghi chú.txt").exists()
    same_day = letter("out", "--reading", "same_day")
    assert [len(set(each)) for each in zip(late, early, same_day, strict=True)] == [3, 3]
    kept = Snapshot.open(Workspace.open(office)).editions()
    assert sorted(row["edition_id"] for row in kept) == sorted(each for each, _ in (late, early, same_day))


def test_as_known_then_it_is_the_same_edition_whatever_came_since(
    office: Path, letter: Letter, run: Run, tmp_path: Path
) -> None:
    known_at = run("score", "--period", "2023-05", "--format", "json").json[0]["known_at"]
    then = letter("then")
    later = write_messages(tmp_path / "later.jsonl", [message("000.00.68.H52-230503-0009", "20230505", "20230511")])
    assert run("import", later, "--extracted-at", "2023-05-31T17:00").code == 0
    assert letter("now", "--as-at", "2023-05-31T16:30") != then
    moment = Snapshot.open(Workspace.open(office), int(known_at)).written_at
    assert letter("again", "--known-at", moment.isoformat()) == then
    assert content(tmp_path / "then") == content(tmp_path / "again")


def test_made_by_two_processes_at_once_it_is_one(office: Path, tmp_path: Path) -> None:
    words = ("letter", "--period", "2023-05", "--workspace", office, "--format", "json")
    running = [process(*words, "--out", tmp_path / f"out-{i}") for i in range(2)]
    made = [finished(each) for each in running]
    assert [ran.code for ran in made] == [0, 0], [ran.err for ran in made]
    assert len({ran.json["edition"] for ran in made}) == 1
    assert content(tmp_path / "out-0") == content(tmp_path / "out-1")
    assert len(Snapshot.open(Workspace.open(office)).editions()) == 1
    assert len(list(Workspace.open(office).editions.iterdir())) == 1
