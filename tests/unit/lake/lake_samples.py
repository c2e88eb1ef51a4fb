"""Small hand-made imports for the tests of the lake."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from phucvu.lake.intake import ImportResult, ImportSpec, replace, store
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.records.batch import Batch, Finding, Reject, Scope
from phucvu.records.schema import record_type

MAY = datetime(2023, 5, 31, 16, 30)


def moment(day: int, hour: int = 8, month: int = 5) -> datetime:
    return datetime(2023, month, day, hour)


def code(serial: int) -> str:
    return f"H52.67-230504-{serial:04}"


def dossier(serial: int, **columns: Any) -> dict[str, Any]:
    return {"dossier_code": code(serial), "prefix_code": "H52.67", "received_at": moment(4)} | columns


def step(serial: int, status: int, at: datetime, **columns: Any) -> dict[str, Any]:
    return {"dossier_code": code(serial), "status": status, "at": at} | columns


def batch(record: str, rows: list[dict[str, Any]], file: str = "a.json", **more: Any) -> Batch:
    table = pa.Table.from_pylist(rows, record_type(record).arrow(carried_only=True))
    rejects = more.get("rejects", ())
    more.setdefault("rows_read", len(rows) + len(rejects))
    return Batch(record, file, table, pa.array(range(1, len(rows) + 1), pa.int64()), **more)


def reject(row: int = 9, file: str = "a.json") -> Reject:
    return Reject(file, row, "MaHoSo", None, "Thiếu mã hồ sơ.", "Hãy điền mã hồ sơ.")


def finding(kind: str = "odd_date", file: str = "a.json") -> Finding:
    return Finding(kind, file, 1, code(1))


def spec(workspace: Workspace, name: str, extracted_at: datetime = MAY, **scope: Any) -> ImportSpec:
    """An import of a raw file whose bytes are its name."""
    path = workspace.path.parent / name
    path.write_text(name, "utf8")
    return ImportSpec("messages", Scope(**({"kind": "all"} | scope)), None, [path], extracted_at)


def bring(workspace: Workspace, name: str, *batches: Batch, at: datetime = MAY, **scope: Any) -> ImportResult:
    return store(workspace, spec(workspace, name, at, **scope), batches)


def bring_again(workspace: Workspace, import_id: str, name: str, *batches: Batch, **scope: Any) -> ImportResult:
    return replace(workspace, import_id, spec(workspace, name, **scope), batches)


def dossiers(workspace: Workspace, known_at: Any = None) -> list[dict[str, Any]]:
    return Snapshot.open(workspace, known_at).rows("dossier")


def one(workspace: Workspace) -> dict[str, Any]:
    (row,) = dossiers(workspace)
    return row


def new_workspace(folder: Path) -> Workspace:
    return Workspace.create(folder / "tỉnh thử", "H52")


def content(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Every table of the lake, rows sorted; what must be equal when two lakes are."""
    from phucvu.lake.tables import tables

    snapshot = Snapshot.open(workspace)
    engine = snapshot.engine("duckdb")
    found = {}
    for name, table in tables().items():
        rows = engine.scan(snapshot.files(name), table.schema).collect("pyarrow").to_native().to_pylist()
        found[name] = sorted(rows, key=repr)
    return found
