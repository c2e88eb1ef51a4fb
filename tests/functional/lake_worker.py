"""A process of its own that brings dossiers into a workspace: python lake_worker.py WORKSPACE FILE [KILL_AFTER].

FILE holds one dossier or history row per line (JSON); each line is one row of the import. With KILL_AFTER the process
kills itself, as kill -9 would, right after that many commits and file writes have been done under the lock.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from phucvu.lake import delta, manifest, writer
from phucvu.lake.intake import ImportResult, ImportSpec, store
from phucvu.lake.workspace import Workspace
from phucvu.records.batch import Batch, Scope
from phucvu.records.schema import record_type

MOMENTS = ("received_at", "promised_at", "at")


def read(path: Path) -> list[Batch]:
    """The batches of a file of JSON lines; a line with `at` is a row of the history."""
    rows = [json.loads(line) for line in path.read_text("utf8").splitlines()]
    for row in rows:
        row.update({name: datetime.fromisoformat(row[name]) for name in MOMENTS if name in row})
    numbered = list(enumerate(rows, 1))
    history = [(number, row) for number, row in numbered if "at" in row]
    dossiers = [(number, row) for number, row in numbered if "at" not in row]
    return [
        _batch(name, found, path.name) for name, found in (("dossier", dossiers), ("status_history", history)) if found
    ]


def _batch(record: str, rows: list[tuple[int, dict[str, Any]]], file: str) -> Batch:
    table = pa.Table.from_pylist([row for _, row in rows], record_type(record).arrow(carried_only=True))
    return Batch(record, file, table, pa.array([number for number, _ in rows], pa.int64()), rows_read=len(rows))


def bring(workspace: Path, path: Path) -> ImportResult:
    spec = ImportSpec("test", Scope("all"), None, [path], datetime(2023, 5, 31))
    return store(Workspace.open(workspace), spec, read(path))


def die_after(steps: int) -> None:
    """Kill this process after that many steps, a step being a table's commit or a file of the manifest."""
    left = [steps]

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any) -> Any:
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*args)

        return step

    delta.commit = counted(delta.commit)
    manifest.write_whole = counted(manifest.write_whole)
    writer._audit = counted(writer._audit)


if __name__ == "__main__":
    if len(sys.argv) > 3:
        die_after(int(sys.argv[3]))
    result = bring(Path(sys.argv[1]), Path(sys.argv[2]))
    print(json.dumps([result.accepted, result.unchanged, result.rejected]))
