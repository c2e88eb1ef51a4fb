"""Backup and restore, rehearsed: what comes back answers every question as before; what is damaged leaves nothing."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from phucvu.errors import UserError
from phucvu.lake import backup
from phucvu.lake.backup import CONTENTS
from phucvu.lake.workspace import Workspace
from phucvu.main.figures import silent

PROGRAM = Path(sys.executable).parent / "phucvu"
PERIOD = ("--period", "2023-05", "--as-at", "2023-05-31T16:30")


@pytest.fixture
def office(own_copy: Workspace, tmp_path: Path) -> tuple[Workspace, Path]:
    """The example's workspace, and where its backup goes."""
    return own_copy, tmp_path / "sao-luu.zip"


def test_a_restored_workspace_answers_as_the_one_backed_up(
    office: tuple[Workspace, Path], run: Callable[..., Any], tmp_path: Path
) -> None:
    workspace, file = office
    before = {words: run(*words, "--format", "json").json for words in QUESTIONS}
    made = run("backup", file, "--format", "json").json
    shutil.rmtree(workspace.path)
    there = tmp_path / "may-moi"
    back = run("restore", file, there, "--format", "json").json
    assert (back["files"], back["lake_version"]) == (made["files"], made["lake_version"])
    for words, answer in before.items():
        assert run(*words, "--format", "json", "--workspace", there).json == answer, words


QUESTIONS = (
    ("score", *PERIOD),
    ("dossiers", *PERIOD, "--criterion", "progress.on_time", "--state", "failed"),
    ("import", "--list"),
    ("check",),
)


def test_every_file_comes_back_as_it_was_and_private(
    office: tuple[Workspace, Path], run: Callable[..., Any], tmp_path: Path
) -> None:
    workspace, file = office
    before = _files(workspace.path)
    run("backup", file)
    run("restore", file, tmp_path / "moi")
    after = _files(tmp_path / "moi")
    trail = Path("audit.jsonl")
    assert after.pop(trail).startswith(before.pop(trail))  # the new one tells of the restoring, too
    assert after == before
    assert file.stat().st_mode & 0o077 == 0
    assert not [path for path in (tmp_path / "moi").rglob("*") if path.stat().st_mode & 0o077]
    assert json.loads((tmp_path / "moi" / trail).read_text("utf8").splitlines()[-1])["act"] == "restore"


def _files(folder: Path) -> dict[Path, bytes]:
    skipped = {"lock", "tmp"}
    found = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name.parts[0] not in skipped}


def test_work_goes_on_in_the_restored_workspace(
    office: tuple[Workspace, Path], run: Callable[..., Any], tmp_path: Path
) -> None:
    _, file = office
    run("backup", file)
    there = tmp_path / "moi"
    run("restore", file, there)
    last = run("import", "--list", "--format", "json", "--workspace", there).json[-1]["import_id"]
    assert run("import", "--undo", last, "--workspace", there).code == 0
    assert run("import", "--list", "--format", "json", "--workspace", there).json[-1]["import_id"] != last


def test_a_backup_never_takes_the_place_of_another(office: tuple[Workspace, Path], run: Callable[..., Any]) -> None:
    _, file = office
    file.write_text("bản cũ")
    ran = run("backup", file)
    assert (ran.code, file.read_text()) == (2, "bản cũ")
    assert "đã có" in ran.err


def test_a_backup_does_not_lie_in_what_it_saves(office: tuple[Workspace, Path], run: Callable[..., Any]) -> None:
    workspace, _ = office
    ran = run("backup", workspace.path / "sao-luu.zip")
    assert ran.code == 2
    assert "nằm trong" in ran.err
    assert not (workspace.path / "sao-luu.zip").exists()


def test_a_used_folder_is_not_restored_into(
    office: tuple[Workspace, Path], run: Callable[..., Any], tmp_path: Path
) -> None:
    workspace, file = office
    run("backup", file)
    before = _files(workspace.path)
    assert run("restore", file, workspace.path).code == 2
    assert _files(workspace.path) == before


# ---- damaged backups: one sentence, exit code 2, no folder


def _cut(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


def _other_bytes(file: Path) -> None:
    """The archive is sound, a file in it is not what the list says."""
    _repacked(file, lambda name, content: content + b"x" if name == "workspace.yaml" else content)


def _without_list(file: Path) -> None:
    _repacked(file, lambda name, content: None if name == CONTENTS else content)


def _without_a_file(file: Path) -> None:
    _repacked(file, lambda name, content: None if name == "audit.jsonl" else content)


def _no_archive(file: Path) -> None:
    file.write_text("không phải tệp nén")


def _of_the_future(file: Path) -> None:
    def newer(name: str, content: bytes) -> bytes:
        return json.dumps(json.loads(content) | {"format": 99}).encode() if name == CONTENTS else content

    _repacked(file, newer)


def _flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[200] ^= 0xFF
    file.write_bytes(content)


def _repacked(file: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    with zipfile.ZipFile(file) as packed:
        kept = {name: change(name, packed.read(name)) for name in packed.namelist()}
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in kept.items():
            if content is not None:
                packed.writestr(name, content)


@pytest.mark.parametrize(
    "damage", [_cut, _other_bytes, _without_list, _without_a_file, _no_archive, _of_the_future, _flipped]
)
def test_a_damaged_backup_leaves_nothing(
    damage: Callable[[Path], None], run: Callable[..., Any], tmp_path: Path
) -> None:
    run("init", tmp_path / "nho", "--province", "H52")
    file = tmp_path / "sao-luu.zip"
    run("backup", file, "--workspace", tmp_path / "nho")
    damage(file)
    ran = run("restore", file, tmp_path / "moi")
    assert ran.code == 2
    assert "sao-luu.zip" in ran.err
    assert "Traceback" not in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nho", "sao-luu.zip"]


def test_one_bit_wrong_anywhere_never_passes_for_whole(tmp_path: Path) -> None:
    """Either the bit does not matter (a time in a header) and all files are as they were, or it is a sentence."""
    backup.write(Workspace.create(tmp_path / "nho", "H52"), tmp_path / "a.zip", silent)
    backup.read(tmp_path / "a.zip", tmp_path / "dung", silent)
    content, chance, refused = (tmp_path / "a.zip").read_bytes(), random.Random(766), 0
    for _ in range(200):
        damaged = bytearray(content)
        damaged[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        (tmp_path / "b.zip").write_bytes(damaged)
        try:
            backup.read(tmp_path / "b.zip", tmp_path / "moi", silent)
        except UserError:
            refused += 1
            assert not (tmp_path / "moi").exists()
        else:
            assert _data(tmp_path / "moi") == _data(tmp_path / "dung")
            shutil.rmtree(tmp_path / "moi")
    assert refused > 100


def _data(folder: Path) -> dict[Path, bytes]:
    return {name: content for name, content in _files(folder).items() if name.name != "audit.jsonl"}


def test_the_folder_one_stands_in_and_names_no_workspace_can_have_are_refused(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", tmp_path / "nho", "--province", "H52")
    run("backup", tmp_path / "a.zip", "--workspace", tmp_path / "nho")
    assert run("restore", tmp_path / "a.zip", tmp_path / "moi[1]").code == 2
    assert not (tmp_path / "moi[1]").exists()
    (tmp_path / "day").mkdir()
    monkeypatch.chdir(tmp_path / "day")
    assert run("restore", tmp_path / "a.zip", ".").code == 2
    assert run("restore", tmp_path / "a.zip", "trong").code == 0
    assert (tmp_path / "day" / "trong" / "workspace.yaml").exists()
    assert run("restore", tmp_path / "a.zip", "trong").code == 2


@pytest.mark.parametrize("name", ["../ngoai.txt", "/tmp/ngoai.txt", "raw\\..\\ngoai.txt"])
def test_a_name_that_leads_outside_is_refused(name: str, run: Callable[..., Any], tmp_path: Path) -> None:
    run("init", tmp_path / "nho", "--province", "H52")
    file = tmp_path / "sao-luu.zip"
    run("backup", file, "--workspace", tmp_path / "nho")

    def with_stranger(inside: str, content: bytes) -> bytes:
        if inside != CONTENTS:
            return content
        told = json.loads(content)
        told["files"][name] = {"sha256": "0" * 64, "size": 1, "mode": 0o600}
        return json.dumps(told).encode()

    _repacked(file, with_stranger)
    with zipfile.ZipFile(file, "a") as packed:
        packed.writestr(name, "x")
    assert run("restore", file, tmp_path / "moi").code == 2
    assert not (tmp_path / "ngoai.txt").exists()
    assert not (tmp_path / "moi").exists()


def test_no_such_backup_and_no_such_place_are_sentences(run: Callable[..., Any], tmp_path: Path) -> None:
    run("init", tmp_path / "nho", "--province", "H52")
    ran = run("restore", tmp_path / "khong-co.zip", tmp_path / "moi")
    assert (ran.code, "khong-co.zip" in ran.err) == (2, True)
    ran = run("backup", tmp_path / "khong-co" / "a.zip", "--workspace", tmp_path / "nho")
    assert (ran.code, "khong-co" in ran.err) == (2, True)


def test_links_are_not_followed(run: Callable[..., Any], tmp_path: Path) -> None:
    run("init", tmp_path / "nho", "--province", "H52")
    (tmp_path / "bi-mat").write_text("của người khác")
    (tmp_path / "nho" / "raw" / "la").symlink_to(tmp_path / "bi-mat")
    run("backup", tmp_path / "a.zip", "--workspace", tmp_path / "nho")
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert "raw/la" not in packed.namelist()


def test_a_backup_waits_for_whoever_writes(run: Callable[..., Any], tmp_path: Path) -> None:
    run("init", tmp_path / "nho", "--province", "H52")
    file = tmp_path / "a.zip"
    command = [PROGRAM, "backup", file, "--workspace", tmp_path / "nho"]
    with Workspace.open(tmp_path / "nho").locked():
        waiting = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=3)
        assert not file.exists()
    assert waiting.communicate(timeout=60) and waiting.returncode == 0
    assert run("restore", file, tmp_path / "moi").code == 0


def test_the_site_s_database_is_backed_up_whole_while_it_is_written(office: tuple[Workspace, Path]) -> None:
    """Somebody works on the site all the while: each backup holds one moment of the database, and no log beside it."""
    workspace, file = office
    path, stopped = workspace.path / "web.sqlite3", threading.Event()
    with closing(sqlite3.connect(path)) as site:
        site.execute("PRAGMA journal_mode=WAL")
        site.execute("CREATE TABLE acts (number INTEGER, twice INTEGER)")
        site.execute("INSERT INTO acts VALUES (1, 2)")
        site.commit()

    def work() -> None:
        with closing(sqlite3.connect(path, timeout=20)) as busy:
            number = 1
            while not stopped.is_set():
                number += 1
                busy.execute("INSERT INTO acts VALUES (?, 0)", (number,))
                busy.execute("UPDATE acts SET twice = 2 * number WHERE number = ?", (number,))
                busy.commit()

    writer = threading.Thread(target=work)
    writer.start()
    try:
        backup.write(workspace, file, silent)
    finally:
        stopped.set()
        writer.join()
    there = workspace.path.parent / "may-moi"
    backup.read(file, there, silent)
    assert not [each for each in zipfile.ZipFile(file).namelist() if each.startswith("web.sqlite3-")]
    with closing(sqlite3.connect(there / "web.sqlite3")) as restored:
        assert restored.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = restored.execute("SELECT count(*), max(number), sum(twice = 2 * number) FROM acts").fetchone()
        assert rows[0] == rows[1] == rows[2] >= 1
