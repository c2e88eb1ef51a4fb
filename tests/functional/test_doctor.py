"""`phucvu doctor`: each thing it looks at, well and ill."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from phucvu.lake import health
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.registry.clock import now


@pytest.fixture
def looked(own_copy: Workspace, run: Callable[..., Any]) -> Callable[..., dict[str, dict[str, str]]]:
    def look(*words: object) -> dict[str, dict[str, str]]:
        rows = run("doctor", "--format", "json", *words).json
        return {row["check"]: row for row in rows}

    return look


def test_a_new_workspace_wants_an_import_and_a_backup(run: Callable[..., Any], tmp_path: Path) -> None:
    run("init", tmp_path / "moi", "--province", "H52")
    ran = run("doctor", "--workspace", tmp_path / "moi", "--format", "json", "--strict")
    states = {row["check"]: row["state"] for row in ran.json}
    assert ran.code == 1
    assert (states["lake"], states["imports"], states["backup"]) == ("ok", "warning", "warning")


def test_all_is_well_after_an_import_and_a_backup(
    looked: Callable[..., Any], run: Callable[..., Any], tmp_path: Path
) -> None:
    run("backup", tmp_path / "a.zip")
    rows = looked()
    assert {name for name, row in rows.items() if row["state"] == "ok"} >= {"lake", "imports", "writing", "backup"}
    assert all(bool(row["remedy"]) == (row["state"] != "ok") for row in rows.values())
    assert "duckdb" in rows["versions"]["sentence"]


@pytest.mark.parametrize("table", ["imports", "dossier"])
def test_a_lost_file_of_the_lake_is_found(own_copy: Workspace, looked: Callable[..., Any], table: str) -> None:
    lost = Path(Snapshot.open(own_copy).files(table)[0])
    lost.unlink()
    row = looked()["lake"]
    assert row["state"] == "error"
    assert lost.name in row["sentence"]
    assert "restore" in row["remedy"]


def test_a_lost_table_is_found(own_copy: Workspace, looked: Callable[..., Any]) -> None:
    shutil.rmtree(own_copy.lake / "dossier")
    row = looked()["lake"]
    assert (row["state"], "dossier" in row["sentence"]) == ("error", True)


@pytest.mark.parametrize("words", [("score", "--period", "2023-05"), ("check",), ("import", "--list")])
def test_commands_say_so_too(own_copy: Workspace, run: Callable[..., Any], words: tuple[str, ...]) -> None:
    for table in ("imports", "dossier"):
        Path(Snapshot.open(own_copy).files(table)[0]).unlink()
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert "phục hồi từ bản sao lưu" in ran.err


def test_a_lake_without_its_manifest_stops_no_other_check(own_copy: Workspace, looked: Callable[..., Any]) -> None:
    (own_copy.lake / "manifest.json").unlink()
    rows = looked()
    assert rows["lake"]["state"] == "error"
    assert rows["rights"]["state"] == "ok"


@pytest.mark.parametrize("content", ["", '{"number": 3, "writt', "null", "{}", "[1]", "\x00\x00"])
def test_a_manifest_cut_short_is_a_sentence(own_copy: Workspace, looked: Callable[..., Any], content: str) -> None:
    (own_copy.lake / "manifest.json").write_text(content, "utf8")
    row = looked()["lake"]
    assert (row["state"], "manifest.json bị hỏng" in row["sentence"]) == ("error", True)
    assert "bản sao lưu" in row["remedy"]


def test_an_import_that_did_not_run_last_night_is_told(
    looked: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = now() + timedelta(hours=37)
    monkeypatch.setattr("phucvu.main.doctor.now", lambda: later)
    assert looked()["imports"]["state"] == "warning"
    assert looked("--import-within", 40)["imports"]["state"] == "ok"


def test_an_old_backup_is_told(
    looked: Callable[..., Any], run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", tmp_path / "a.zip")
    later = now() + timedelta(days=8)
    monkeypatch.setattr("phucvu.main.doctor.now", lambda: later)
    assert looked()["backup"]["state"] == "warning"


def test_acts_in_another_database_are_backed_up_only_when_dumped_before(
    own_copy: Workspace, looked: Callable[..., Any], run: Callable[..., Any], tmp_path: Path
) -> None:
    run("backup", tmp_path / "a.zip")
    assert "acts" not in looked()  # nobody serves this workspace
    (own_copy.path / "web.key").touch()
    assert looked()["acts"]["state"] == "warning"
    dump = own_copy.path / "web.dump"
    dump.touch()
    assert looked()["acts"]["state"] == "warning"  # in no backup yet
    at = dump.stat().st_mtime
    for before, state in ((60, "ok"), (8 * 86400, "warning")):
        os.utime(dump, (at - before, at - before))
        run("backup", tmp_path / f"{before}.zip")
        dump.touch()  # tonight's, not backed up yet: what the backup holds is judged
        assert looked()["acts"]["state"] == state
    (own_copy.path / "web.sqlite3").touch()
    assert "acts" not in looked()  # in every backup


def test_a_folder_that_others_can_read_is_told(own_copy: Workspace, looked: Callable[..., Any]) -> None:
    own_copy.path.chmod(0o755)
    row = looked()["rights"]
    assert row["state"] == "error"
    assert "chmod" in row["remedy"]


def test_a_full_disk_is_told(looked: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "disk", lambda workspace: health.Disk(free=500 << 20, used=1 << 20))
    row = looked()["disk"]
    assert row["state"] == "warning"
    assert "500,0 MB" in row["sentence"]


def test_work_that_takes_too_long_is_told(own_copy: Workspace, looked: Callable[..., Any]) -> None:
    alive = own_copy.path / "tmp" / "viec" / "alive"
    alive.parent.mkdir(parents=True)
    with alive.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert looked()["writing"]["state"] == "ok"
        os.utime(alive, (alive.stat().st_mtime - 3 * 3600,) * 2)
        assert looked()["writing"]["state"] == "warning"
    assert looked()["writing"]["state"] == "ok"


def test_people_read_words_and_programs_read_codes(own_copy: Workspace, run: Callable[..., Any]) -> None:
    assert "cảnh báo" in run("doctor").out
    assert {row["state"] for row in json.loads(run("doctor", "--format", "json").out)} <= {"ok", "warning", "error"}


def test_no_workspace_is_a_sentence(run: Callable[..., Any], tmp_path: Path) -> None:
    ran = run("doctor", "--workspace", tmp_path / "khong-co")
    assert (ran.code, "phucvu init" in ran.err) == (2, True)
