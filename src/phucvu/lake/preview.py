"""What an import would bring, by reading it whole and keeping nothing: the same staging, the same counting."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from phucvu.lake.delta import files as delta_files
from phucvu.lake.intake import ImportSpec, already_in, find, identity, nothing_usable
from phucvu.lake.manifest import current
from phucvu.lake.news import rows_of_new_keys, rows_with_news
from phucvu.lake.sql import scan, text
from phucvu.lake.staging import OnStep, Staged, prepare, stage
from phucvu.lake.tables import tables
from phucvu.lake.workspace import Workspace
from phucvu.lake.writer import workspace_connection
from phucvu.records.batch import Batch
from phucvu.registry.clock import now

SHOWN = 20  # rejected rows


@dataclass(frozen=True)
class Preview:
    """new + changed + unchanged + rejected = rows; ``already``: the same import is live."""

    rows: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    rejects: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    already: bool = False


def preview(
    workspace: Workspace,
    spec: ImportSpec,
    batches: Iterable[Batch],
    on_step: OnStep | None = None,
    instead_of: str | None = None,
) -> Preview:
    """Count what `store` (or `replace` of ``instead_of``) would report. Raises UserError where that would.

    The rows read lie in a scratch folder until they are counted; the lake is only read.
    """
    import_id = identity([_hash(path) for path in spec.files], spec.mapping, spec.scope)
    if instead_of is None and (live := find(workspace, import_id)):
        before = already_in(live)
        rows = before.unchanged + before.rejected
        return Preview(rows, 0, 0, before.unchanged, before.rejected, [], before.findings, already=True)
    with workspace.scratch() as folder:
        staged = stage(batches, folder, import_id, on_step)
        if not staged.records:
            raise nothing_usable(staged, [path.name for path in spec.files])
        return _counted(workspace, folder, staged, import_id, instead_of)


def _counted(workspace: Workspace, folder: Path, staged: Staged, import_id: str, instead_of: str | None) -> Preview:
    versions = current(workspace.lake).tables

    def held(table: str) -> str:
        rows = scan(delta_files(workspace.lake / table, versions[table]), tables()[table].schema)
        return f"SELECT * FROM ({rows}) WHERE import_id <> {text(instead_of)}" if instead_of else rows

    with workspace_connection(workspace, folder) as connection:
        prepare(connection, staged, import_id, now())
        accepted = rows_with_news(connection, staged, held)
        new = rows_of_new_keys(connection, staged, held)
    unchanged = staged.rows_read - staged.rejected - accepted
    findings = [{"kind": kind, "count": count} for kind, count in sorted(staged.findings.items())]
    return Preview(staged.rows_read, new, accepted - new, unchanged, staged.rejected, _first_rejects(staged), findings)


def _first_rejects(staged: Staged) -> list[dict[str, Any]]:
    path = staged.ready.get("rejects")
    if path is None:
        return []
    first = next(pq.ParquetFile(path).iter_batches(SHOWN))
    return [{name: row[name] for name in ("file", "row", "sentence", "remedy")} for row in first.to_pylist()]


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
