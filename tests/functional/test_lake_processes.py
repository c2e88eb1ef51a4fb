"""Several processes, and processes killed at any moment: nothing lost, nothing doubled.

PHUCVU_KILLS=50 repeats the crash experiment of docs/adr/0002-one-manifest.md at full length.
"""

import json
import os
import random
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from phucvu.lake.intake import imports
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.tables import tables
from phucvu.lake.workspace import Workspace

from .lake_worker import bring

WORKER = Path(__file__).with_name("lake_worker.py")
KILLS = int(os.environ.get("PHUCVU_KILLS", "4"))
# Commits of an import of dossiers and histories (versions, history, coverage, imports, dossier), then the two files
# of the manifest and the audit line.
STEPS = 8


def _rows(seed: int, count: int = 60) -> list[dict[str, Any]]:
    """Dossiers and histories with repeated codes, as systems send them."""
    chance = random.Random(seed)
    return [_row(chance) for _ in range(count)]


def _row(chance: random.Random) -> dict[str, Any]:
    code = f"H52.67-230504-{chance.randrange(40):04}"
    moment = (datetime(2023, 4, 1) + timedelta(hours=chance.randrange(2000))).isoformat()
    status = chance.choice([2, 4, 5, 9, 10])
    if chance.random() < 0.4:
        return {"dossier_code": code, "at": moment, "status": status}
    return {"dossier_code": code, "received_at": moment, "status": status, "channel": chance.choice([1, 2, None])}


def _write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", "utf8")
    return path


def _start(workspace: Workspace, path: Path, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(WORKER), str(workspace.path), str(path), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _finished(process: "subprocess.Popen[str]") -> list[int]:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    counts: list[int] = json.loads(out)
    return counts


def _records(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """What counting sees: dossiers and histories, row by row."""
    snapshot = Snapshot.open(workspace)
    return {record: sorted(snapshot.rows(record), key=repr) for record in ("dossier", "status_history")}


def _readings(workspace: Workspace, table: str) -> list[tuple[Any, ...]]:
    snapshot = Snapshot.open(workspace)
    rows = (
        snapshot.engine().scan(snapshot.files(table), tables()[table].schema).collect("pyarrow").to_native().to_pylist()
    )
    return sorted(((row["import_id"], row["position"], row["content_hash"]) for row in rows), key=repr)


def _alone(folder: Path, *paths: Path) -> Workspace:
    workspace = Workspace.create(folder, "H52")
    for path in paths:
        bring(workspace.path, path)
    return workspace


def test_two_halves_by_two_processes_give_the_lake_of_one_import(tmp_path: Path) -> None:
    rows = _rows(1, 200)
    whole = _write(tmp_path / "whole.jsonl", rows)
    halves = [
        _write(tmp_path / f"{side}.jsonl", [row for row in rows if int(row["dossier_code"][-1]) % 2 == side])
        for side in (0, 1)
    ]
    expected = _records(_alone(tmp_path / "one", whole))
    workspace = Workspace.create(tmp_path / "two", "H52")
    counts = [_finished(process) for process in [_start(workspace, half) for half in halves]]
    assert sum(sum(count) for count in counts) == 200
    assert _records(workspace) == expected
    number = Snapshot.open(workspace).known_at
    again = [_finished(process) for process in [_start(workspace, half) for half in halves]]
    assert [count[0] for count in again] == [0, 0]
    assert Snapshot.open(workspace).known_at == number
    assert _records(workspace) == expected


def test_four_at_once_lose_nothing_and_the_same_file_comes_in_once(tmp_path: Path) -> None:
    paths = [_write(tmp_path / f"{seed}.jsonl", _rows(seed)) for seed in (2, 3, 4)]
    workspace = Workspace.create(tmp_path / "w", "H52")
    for process in [_start(workspace, path) for path in [*paths, paths[0]]]:
        _finished(process)
    assert len(imports(workspace)) == 3
    _same_and_whole(workspace, _alone(tmp_path / "alone", *paths))


def _seen(workspace: Workspace) -> tuple[Any, ...]:
    """Everything a reader can see, as one value."""
    snapshot = Snapshot.open(workspace)
    tables_seen = [_readings(workspace, name) for name in ("dossier_versions", "status_history")]
    return (
        _records(workspace),
        tables_seen,
        [row["import_id"] for row in snapshot.imports()],
        snapshot.rows("coverage"),
    )


def _way_to_die(kill: int) -> str:
    """Every second kill stands exactly between two steps; the others come at any moment of an import's half second."""
    return f"after:{random.Random(kill).uniform(0, 0.5):.3f}" if kill % 2 else f"step:{(kill // 2 * 3 + 2) % STEPS}"


@pytest.mark.parametrize("kill", range(KILLS))
def test_killed_at_any_moment_a_reader_sees_one_manifest(tmp_path: Path, kill: int) -> None:
    first, second, third = (_write(tmp_path / f"{seed}.jsonl", _rows(seed)) for seed in (5, 6, 100 + kill))
    workspace, alone = _alone(tmp_path / "w", first), _alone(tmp_path / "alone", first)
    before, how = _seen(workspace), _way_to_die(kill)
    bring(alone.path, second)
    killed = _start(workspace, second, how)
    killed.communicate(timeout=120)
    assert killed.returncode in ((-9,) if how.startswith("step") else (-9, 0))
    if how.startswith("step"):
        # Steps 0 to 4 are the tables', 5 the numbered manifest, 6 the one that counts: killed before 7 it is in.
        assert _seen(workspace) == (_seen(alone) if how == "step:7" else before)
    else:
        assert _seen(workspace) in (before, _seen(alone))
    assert _finished(_start(workspace, third))[0] > 0
    bring(workspace.path, second)
    bring(alone.path, third)
    _same_and_whole(workspace, alone)


def _same_and_whole(workspace: Workspace, alone: Workspace) -> None:
    assert _records(workspace) == _records(alone)
    for table in ("dossier_versions", "status_history"):
        assert _readings(workspace, table) == _readings(alone, table)
    numbers = [line["manifest"] for line in workspace.audit_trail() if "manifest" in line]
    assert numbers == list(range(2, Snapshot.open(workspace).known_at + 1))
