"""Messages imported twice, in halves by two processes at once, withdrawn and brought in again: the same lake.

Row by row, by the program itself. The messages are a tenth of the example's, picked by code, as its systems wrote them.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import dataset

from phucvu.lake.snapshot import Snapshot
from phucvu.lake.tables import tables
from phucvu.lake.workspace import Workspace
from phucvu.records.schema import record_types

from .conftest import Demo, Ran, finished, process

Run = Callable[..., Ran]
EXTRACTED = "2023-05-31T16:30"
# Which import, file and row brought something: all that may differ when the same messages come in other files.
ORIGIN = {"import_id", "file", "row", "position"}
Rows = list[str]


def sampled(folder: Path) -> dict[str, list[str]]:
    """Code -> its messages as lines of JSON, in the order they were sent; every tenth code."""
    found: dict[str, list[str]] = {}
    for message in messages(folder):
        found.setdefault(message["MaHoSo"], []).append(json.dumps(message, ensure_ascii=False))
    return {code: found[code] for code in sorted(found)[::10]}


def messages(folder: Path) -> Iterator[dict[str, Any]]:
    for name in ("ho-so", "tien-trinh"):
        for line in (folder / f"{name}-so-nganh.jsonl").read_text("utf8").splitlines():
            yield json.loads(line)
        with zipfile.ZipFile(folder / f"{name}-huyen.zip") as archive:
            for member in archive.namelist():
                for envelope in json.loads(archive.read(member)):
                    yield from envelope["data"]


class Files:
    """The sample in one file, and split by code into two."""

    def __init__(self, sample: dict[str, list[str]], folder: Path) -> None:
        codes = list(sample)
        self.whole = self._write(folder / "all.jsonl", sample, codes)
        self.halves = [self._write(folder / f"half-{i}.jsonl", sample, codes[i::2]) for i in (0, 1)]

    def _write(self, path: Path, sample: dict[str, list[str]], codes: list[str]) -> Path:
        path.write_text("\n".join(line for code in codes for line in sample[code]) + "\n", "utf8")
        return path


@pytest.fixture(scope="module")
def files(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(sampled(demo.folder / "messages" / "input"), tmp_path_factory.mktemp("messages"))


def stored(workspace: Workspace, but: set[str] = frozenset()) -> dict[str, Rows]:  # type: ignore[assignment]
    """Every table, its rows sorted, without the columns ``but`` and who brought it in when."""
    snapshot = Snapshot.open(workspace)
    gone = but | {"imported_at", "imported_by"}
    found = {}
    for name, table in tables().items():
        paths = snapshot.files(name)
        read = dataset.dataset(paths, schema=table.schema, partitioning="hive").to_table() if paths else None
        kept = [column for column in table.schema.names if column not in gone]
        found[name] = texts(read.select(kept)) if read is not None else []
    return found


def texts(table: pa.Table) -> Rows:
    return sorted(json.dumps(row, default=str, ensure_ascii=False, sort_keys=True) for row in table.to_pylist())


def records(workspace: Workspace) -> dict[str, Rows]:
    """Every record type as folded, applicants among them, and every stored reading; provenance apart."""
    snapshot = Snapshot.open(workspace)
    open_kinds = [kind for kind in record_types().values() if not kind.restricted]
    folded = {kind.name: [json.dumps(row, default=str) for row in snapshot.rows(kind.name)] for kind in open_kinds}
    kept = stored(workspace, ORIGIN)
    return folded | {f"table {name}": kept[name] for name in tables() if name not in ("imports", "rejects")}


@pytest.fixture
def new(tmp_path: Path, run: Run) -> Callable[[str], Workspace]:
    def made(name: str) -> Workspace:
        assert run("init", tmp_path / name, "--province", "H52").code == 0
        return Workspace.open(tmp_path / name)

    return made


def options(workspace: Workspace) -> tuple[object, ...]:
    return ("--workspace", workspace.path, "--extracted-at", EXTRACTED, "--format", "json")


def taken(ran: Ran) -> Any:
    assert ran.code == 0, ran.err
    return ran.json


@pytest.fixture
def whole(new: Callable[[str], Workspace], run: Run, files: Files) -> Workspace:
    workspace = new("whole")
    taken(run("import", files.whole, *options(workspace)))
    return workspace


def test_the_sample_holds_dossiers_histories_and_repeats(whole: Workspace, files: Files) -> None:
    lake = records(whole)
    assert len(lake["dossier"]) > 1200
    assert len(lake["table dossier_versions"]) > len(lake["dossier"])  # some are sent as new, then as update
    assert len(lake["status_history"]) > len(lake["dossier"])
    assert lake["table applicants"]
    assert len(files.whole.read_text("utf8").splitlines()) > 6000


def test_twice_is_once(whole: Workspace, run: Run, files: Files) -> None:
    before, version = stored(whole), Snapshot.open(whole).known_at
    again = taken(finished(process("import", files.whole, *options(whole))))
    assert (again["accepted"], again["rejected"]) == (0, 0)
    assert stored(whole) == before
    assert Snapshot.open(whole).known_at == version
    renamed = files.whole.with_name("renamed.jsonl")
    renamed.write_bytes(files.whole.read_bytes())
    assert taken(run("import", renamed, *options(whole)))["accepted"] == 0
    assert stored(whole) == before


def test_two_halves_by_two_processes_at_once_give_the_same_lake(
    whole: Workspace, new: Callable[[str], Workspace], files: Files
) -> None:
    split = new("split")
    running = [process("import", half, *options(split)) for half in files.halves]
    results = [taken(finished(each)) for each in running]
    lines = len(files.whole.read_text("utf8").splitlines())
    assert sum(result["accepted"] + result["unchanged"] for result in results) == lines
    ours, theirs = records(whole), records(split)
    # Both halves state the same cover.
    theirs["table coverage"] = sorted(set(theirs["table coverage"]))
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_undo_and_in_again_leave_no_trace(new: Callable[[str], Workspace], run: Run, files: Files) -> None:
    workspace = new("undone")
    taken(run("import", files.halves[0], *options(workspace)))
    one_half = stored(workspace)
    import_id = taken(run("import", files.halves[1], *options(workspace)))["import_id"]
    both = stored(workspace)
    taken(run("import", "--undo", import_id, "--workspace", workspace.path, "--format", "json"))
    assert stored(workspace) == one_half
    assert taken(run("import", files.halves[1], *options(workspace)))["import_id"] == import_id
    assert stored(workspace) == both


def test_again_with_another_scope_and_back(new: Callable[[str], Workspace], run: Run, files: Files) -> None:
    workspace = new("again")
    first = taken(run("import", files.halves[0], *options(workspace)))["import_id"]
    before, dossiers = stored(workspace), records(workspace)["dossier"]
    at = ("--workspace", workspace.path, "--format", "json")
    other = taken(run("import", "--again", first, "--scope", "open", "--agencies", "H52.67,H52.68", *at))["import_id"]
    assert other != first
    coverage = Snapshot.open(workspace).rows("coverage")
    assert {(row["kind"], row["agency_code"]) for row in coverage} == {("open", "H52.67"), ("open", "H52.68")}
    assert records(workspace)["dossier"] == dossiers
    back = taken(run("import", "--again", other, "--scope", "all", "--agencies", "all", *at))["import_id"]
    assert back == first
    assert stored(workspace) == before
