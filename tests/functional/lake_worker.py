"""A process of its own that brings dossiers into a workspace: python lake_worker.py WORKSPACE FILE [KILL].

FILE holds one dossier or history row per line (JSON); each line is one row of the import. With KILL the process ends
itself as kill -9 would: "step:3" before the fourth commit or file written under the lock, "after:0.2" after 0.2 s.
"""

import json
import os
import signal
import sys
import threading
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


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_before(step: int) -> None:
    """Kill this process before that step (from 0): a table's commit, a file of the manifest, the audit line."""
    left = [step]

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def taken(*args: Any) -> Any:
            if left[0] == 0:
                _die()
            left[0] -= 1
            return real(*args)

        return taken

    delta.commit = counted(delta.commit)
    manifest.write_whole = counted(manifest.write_whole)
    writer._audit = counted(writer._audit)


def _arm(kill: str) -> None:
    how, value = kill.split(":")
    if how == "step":
        die_before(int(value))
    else:
        threading.Timer(float(value), _die).start()


def main(workspace: str, path: str, *kill: str) -> None:
    """Bring the file in and print [accepted, unchanged, rejected]."""
    for how in kill:
        _arm(how)
    result = bring(Path(workspace), Path(path))
    print(json.dumps([result.accepted, result.unchanged, result.rejected]), flush=True)
    # A timer still running must not hold a process that is done.
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
