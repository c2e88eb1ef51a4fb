"""Taking files in, and out again: every import can be withdrawn as if it had never been."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.lake import refold
from phucvu.lake.delta import files as delta_files
from phucvu.lake.manifest import current
from phucvu.lake.news import rows_with_news
from phucvu.lake.raw import RawFile, copied, keep
from phucvu.lake.sql import text
from phucvu.lake.staging import OnStep, Staged, prepare, stage
from phucvu.lake.tables import table_of, tables, versioned
from phucvu.lake.workspace import Workspace, user
from phucvu.lake.writer import Writer, workspace_connection, writing
from phucvu.records.batch import Batch, Reject, Scope
from phucvu.registry.clock import now


@dataclass(frozen=True)
class ImportSpec:
    """What is brought in and by whom. ``extracted_at``: default the scope's, else the moment of import."""

    source: str
    scope: Scope
    mapping: dict[str, Any] | None
    files: list[Path]
    extracted_at: datetime | None = None
    by: str | None = None


@dataclass(frozen=True)
class ImportResult:
    """accepted + unchanged + rejected = rows read; ``already``: the same import is live, nothing was written."""

    import_id: str
    files: list[str]
    accepted: int
    unchanged: int
    rejected: int
    findings: list[dict[str, Any]] = field(default_factory=list)
    already: bool = False


def store(
    workspace: Workspace, spec: ImportSpec, batches: Iterable[Batch], on_step: OnStep | None = None
) -> ImportResult:
    """Bring an import in: parse outside the lock, commit under it, one manifest at the end.

    Raises UserError, with nothing written, when no row can be used.
    """
    return _take_in(workspace, spec, batches, on_step, None)


def replace(
    workspace: Workspace,
    import_id: str,
    spec: ImportSpec,
    batches: Iterable[Batch],
    on_step: OnStep | None = None,
) -> ImportResult:
    """Bring a live import in again with another mapping or scope: readers see the old one or the new one."""
    _known(workspace, import_id)
    return _take_in(workspace, spec, batches, on_step, import_id)


def undo(workspace: Workspace, import_id: str) -> None:
    """Withdraw an import: the tables are then as if it had never been. Raises UserError on an unknown id."""
    _known(workspace, import_id)
    with writing(workspace, act="undo", import_id=import_id) as writer:
        if _live(writer, import_id):
            _remove(writer, import_id)
            refold.refold(writer)


def imports(workspace: Workspace) -> list[dict[str, Any]]:
    """The live imports, oldest first: columns of the table `imports`, its JSON columns read."""
    from pyarrow import dataset  # it loads pandas

    found = delta_files(workspace.lake / "imports", current(workspace.lake).tables["imports"])
    stored = dataset.dataset(found, schema=tables()["imports"].schema) if found else None
    rows = stored.to_table().to_pylist() if stored else []
    rows.sort(key=lambda row: (row["imported_at"], row["import_id"]))
    return [import_row(row) for row in rows]


def raw_files(workspace: Workspace, import_id: str) -> list[Path]:
    """The kept raw files of a live import, under their own names."""
    kept = _known(workspace, import_id)["files"]
    return [workspace.raw / file["sha256"] / file["name"] for file in kept]


def import_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row of `imports` with its JSON columns read."""
    names = ("agencies", "periods", "records", "mapping", "files", "findings")
    return row | {name: json.loads(row[name]) for name in names if row[name] is not None}


def identity(files: Iterable[str], mapping: dict[str, Any] | None, scope: Scope) -> str:
    """12 hex digits that are equal for the same bytes under the same mapping and scope (extraction time apart)."""
    told = [scope.kind, sorted(scope.agencies), sorted(scope.periods), sorted(scope.records)]
    content = json.dumps([sorted(files), mapping, told], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _take_in(
    workspace: Workspace,
    spec: ImportSpec,
    batches: Iterable[Batch],
    on_step: OnStep | None,
    instead_of: str | None,
) -> ImportResult:
    with workspace.scratch() as folder:
        kept = [copied(path, folder / "raw") for path in spec.files]
        import_id = identity([file.sha256 for file in kept], spec.mapping, spec.scope)
        if instead_of is None and (live := find(workspace, import_id)):
            return already_in(live)
        extracted_at = spec.extracted_at or spec.scope.extracted_at or now()
        staged = stage(batches, folder, import_id, on_step)
        if not staged.records:
            raise nothing_usable(staged, [file.name for file in kept])
        with workspace_connection(workspace, folder) as connection:
            prepare(connection, staged, import_id, extracted_at)
        with writing(workspace, act="again" if instead_of else "import", import_id=import_id) as writer:
            if instead_of:
                writer.cause["instead_of"] = instead_of
                _remove(writer, instead_of)
            # Another process may have brought in the same bytes while this one was parsing.
            live = _live(writer, import_id)
            result = already_in(live) if live else _enter(writer, spec, staged, kept, extracted_at)
            refold.refold(writer)
            return result


def _enter(
    writer: Writer, spec: ImportSpec, staged: Staged, kept: list[RawFile], extracted_at: datetime
) -> ImportResult:
    """What is staged goes into the tables."""
    result = _result(writer, staged, kept)
    keep(staged.folder / "raw", writer.workspace.raw)
    for table, path in staged.ready.items():
        writer.adopt(table, [path])
    writer.append_rows("coverage", _coverage(spec.scope, extracted_at, result.import_id))
    writer.append_rows("imports", [_import(spec, result, kept, extracted_at, writer.moment)])
    refold.affected(writer, result.import_id)
    writer.cause |= {"accepted": result.accepted, "unchanged": result.unchanged, "rejected": result.rejected}
    return result


def _remove(writer: Writer, import_id: str) -> None:
    """Take every row of an import out of every table, and remember its dossiers for the fold."""
    refold.affected(writer, import_id)
    condition = f"import_id = {text(import_id)}"
    names = [table_of(kind.name) for kind in versioned()]
    for table in (*names, "coverage", "rejects", "findings", "imports"):
        holding = writer.files_where(table, condition)
        if holding:
            rows = writer.rows(table, holding)
            writer.replace(table, holding, f"SELECT * FROM ({rows}) WHERE NOT ({condition})")


def _result(writer: Writer, staged: Staged, kept: list[RawFile]) -> ImportResult:
    accepted = rows_with_news(writer.connection, staged, writer.rows)
    return ImportResult(
        import_id=str(writer.cause["import_id"]),
        files=[file.name for file in kept],
        accepted=accepted,
        unchanged=staged.rows_read - staged.rejected - accepted,
        rejected=staged.rejected,
        findings=[{"kind": kind, "count": count} for kind, count in sorted(staged.findings.items())],
    )


def _coverage(scope: Scope, extracted_at: datetime, import_id: str) -> list[dict[str, Any]]:
    return [
        {
            "record": record,
            "agency_code": agency,
            "period": period,
            "kind": scope.kind,
            "extracted_at": extracted_at,
            "import_id": import_id,
        }
        for record, agency, period in product(scope.records, scope.agencies, scope.periods)
    ]


def _import(
    spec: ImportSpec, result: ImportResult, kept: list[RawFile], extracted_at: datetime, imported_at: datetime
) -> dict[str, Any]:
    texts = {
        "agencies": spec.scope.agencies,
        "periods": spec.scope.periods,
        "records": spec.scope.records,
        "mapping": spec.mapping,
        "files": [vars(file) for file in kept],
        "findings": result.findings,
    }
    return {
        "import_id": result.import_id,
        "source": spec.source,
        "kind": spec.scope.kind,
        "extracted_at": extracted_at,
        "imported_at": imported_at,
        "imported_by": spec.by or user(),
        "accepted": result.accepted,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        **{name: json.dumps(value, ensure_ascii=False, sort_keys=True, default=str) for name, value in texts.items()},
    }


def _known(workspace: Workspace, import_id: str) -> dict[str, Any]:
    found = find(workspace, import_id)
    if not found:
        raise UserError(f"Không có lần nhập nào mang mã “{import_id}”, hoặc lần nhập đó đã được rút.")
    return found


def find(workspace: Workspace, import_id: str) -> dict[str, Any] | None:
    """The row of a live import; None when there is none of that id."""
    return next((row for row in imports(workspace) if row["import_id"] == import_id), None)


def _live(writer: Writer, import_id: str) -> dict[str, Any] | None:
    rows = writer.connection.sql(f"SELECT * FROM ({writer.rows('imports')}) WHERE import_id = {text(import_id)}")
    return next((import_row(row) for row in rows.to_arrow_table().to_pylist()), None)


def already_in(row: dict[str, Any]) -> ImportResult:
    """The result of bringing in once more what is there."""
    return ImportResult(
        import_id=row["import_id"],
        files=[file["name"] for file in row["files"]],
        accepted=0,
        unchanged=row["accepted"] + row["unchanged"],
        rejected=row["rejected"],
        findings=row["findings"],
        already=True,
    )


def nothing_usable(staged: Staged, files: list[str]) -> UserError:
    """Why an import with not one usable row is none."""
    names = ", ".join(files)
    first = staged.first_reject
    if first is None:
        return UserError(f"Không có dòng dữ liệu nào trong {names}; chưa ghi gì. Hãy kiểm tra lại tệp.")
    return UserError(
        f"Không có dòng nào dùng được trong {names}: cả {staged.rejected} dòng bị loại; chưa ghi gì. "
        f"Dòng đầu tiên bị loại: {_place(first)}: {first.sentence} {first.remedy}"
    )


def _place(reject: Reject) -> str:
    """File and row; a fault of the whole file has no row."""
    return f"{reject.file}, dòng {reject.row}" if reject.row else reject.file
