"""`phucvu import`: take files in as they were proposed; withdraw; bring in again; tell what was brought in."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from phucvu.errors import UserError
from phucvu.lake import intake
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main import office_tables, official_files, proposing
from phucvu.main.proposing import KINDS, SOURCES, Flags, Proposal
from phucvu.main.strangers import strangers
from phucvu.main.workspace import open_workspace
from phucvu.records import lists, sources
from phucvu.records.batch import Batch
from phucvu.records.kinds import finding_kinds
from phucvu.records.settings import SourceSettings
from phucvu.registry.clock import iso

__all__ = ["KINDS", "SEVERITIES", "Flags", "Proposal", "accept", "propose", "propose_again", "undo"]

OnStep = Callable[[int, int | None, str], None]
SEVERITIES = ("error", "warning", "note")
REJECTS_SHOWN = 5


def propose(folder: Path | None, paths: Iterable[Path], flags: Flags) -> Proposal:
    """What an import of these files would be. Raises UserError for unusable files; writes nothing."""
    return proposing.propose(open_workspace(folder), paths, flags)


def propose_again(folder: Path | None, import_id: str, flags: Flags) -> Proposal:
    """The kept raw files of an import, once more, with what the flags change."""
    workspace = open_workspace(folder)
    files = intake.raw_files(workspace, import_id)  # raises UserError when there is no such import
    before = next(row for row in intake.imports(workspace) if row["import_id"] == import_id)
    if before["source"] == "portal":
        kept_files = official_files.beside_their_index(workspace, import_id, files)
        again = replace(flags, source="portal", mapping=flags.mapping or official_files.again(before))
        return proposing.propose(workspace, kept_files, again, replaces=import_id)
    kept = Flags(
        source=flags.source or before["source"],
        scope=flags.scope or before["kind"],
        agencies=flags.agencies or ("all" if before["agencies"] == ["*"] else ",".join(before["agencies"])),
        period=flags.period or (None if before["periods"] == ["*"] else ",".join(before["periods"])),
        extracted_at=flags.extracted_at or before["extracted_at"].isoformat(),
        mapping=flags.mapping or before["mapping"],
    )
    return proposing.propose(workspace, files, kept, replaces=import_id)


def accept(proposal: Proposal, on_step: OnStep, by: str | None = None) -> dict[str, Any]:
    """Take the import in. Returns the JSON result of the contract, with ``already``: it changed nothing.

    ``by``: who brings it in, where that is not the user of the system.
    """
    workspace = proposal.workspace
    spec, batches, on_rows = opened(proposal, on_step, by)
    if proposal.replaces:
        result = intake.replace(workspace, proposal.replaces, spec, batches, on_rows)
    else:
        result = intake.store(workspace, spec, batches, on_rows)
    if proposal.keeps_mapping and proposal.mapping and proposal.mapping["kind"] == "dossier_list":
        lists.save_mapping(proposal.mapping, proposal.keeps_mapping)
    met = [] if result.already else strangers(workspace, result.import_id)
    return _document(result, met)


def opened(
    proposal: Proposal, on_step: OnStep, by: str | None = None
) -> tuple[intake.ImportSpec, Iterator[Batch], OnStep]:
    """What the lake needs to take a proposal in, or to count what it would bring. Raises UserError on faulty units."""
    if office_tables.UNITS in proposal.scope.records:
        office_tables.refuse_faulty_units(proposal.workspace, proposal.files)
    spec = intake.ImportSpec(proposal.source, proposal.scope, proposal.mapping, list(proposal.files), by=by)
    mapping = proposal.mapping
    if proposal.source == "portal":
        mapping = official_files.with_reader(mapping, proposal.scope)
    settings = source_settings(proposal.workspace)

    def on_rows(done: int, total: int | None, file: str) -> None:
        on_step(done, None, "Số dòng đã đọc")  # the readers tell how far each file is

    return spec, sources.read(proposal.files, proposal.source, mapping, on_step, settings), on_rows


def undo(folder: Path | None, import_id: str) -> dict[str, Any]:
    """Withdraw an import; the lake is then as if it had never been."""
    intake.undo(open_workspace(folder), import_id)
    nothing = {"files": [], "accepted": 0, "unchanged": 0, "rejected": 0, "findings": []}
    return {"import_id": import_id, **nothing, "undone": True}


def imports(folder: Path | None) -> list[dict[str, Any]]:
    """The imports that hold, oldest first, with what is needed to withdraw one or bring it in again."""
    return [_listed(row) for row in intake.imports(open_workspace(folder))]


def reject_sentences(folder: Path | None, import_id: str) -> list[str]:
    """The first rejected rows of an import: file, row, what is wrong, what to do."""
    rejects = Snapshot.open(open_workspace(folder)).rejects(import_id)[:REJECTS_SHOWN]
    return [f"{row_place(each)}: {each['sentence']} {each['remedy']}" for each in rejects]


def rejects(folder: Path | None, import_id: str) -> list[dict[str, Any]]:
    """Every rejected row of an import: {file, row, column, code, sentence, remedy}."""
    names = ("file", "row", "column", "code", "sentence", "remedy")
    found = Snapshot.open(open_workspace(folder)).rejects(import_id)
    return [{name: row[name] for name in names} for row in found]


def row_place(remark: dict[str, Any]) -> str:
    """File and row of a reject or finding; a fault of the whole file has no row."""
    return f"{remark['file']}, dòng {remark['row']}" if remark["row"] else str(remark["file"])


def template(record: str, folder: Path | None) -> str:
    """Write the office template of a record type into the current folder; the unit list comes pre-filled."""
    from phucvu.main.templates import write

    path = write(record, folder)
    return f"Đã ghi biểu mẫu {path}. Điền xong, nhập bằng: phucvu import {path}"


def source_settings(workspace: Workspace) -> SourceSettings:
    """What the readers must know of this province: sources.yaml of the workspace over the defaults.

    Raises UserError when that file cannot be read.
    """
    path = workspace.path / "sources.yaml"
    try:
        given = yaml.safe_load(path.read_text("utf8")) or {}
        return _settings(workspace, given)
    except FileNotFoundError:
        return _settings(workspace, {})
    except (yaml.YAMLError, AttributeError, TypeError, ValueError):
        raise UserError(
            f"Tệp {path} sai: cần “population_codes” là danh sách mã, “statuses” là các dòng “trạng thái: số 1–10”."
        ) from None


def _settings(workspace: Workspace, given: dict[str, Any]) -> SourceSettings:
    return SourceSettings(
        province_code=workspace.settings["province_code"],
        population_codes=frozenset(map(str, given.get("population_codes") or ())),
        statuses={str(key): int(value) for key, value in (given.get("statuses") or {}).items()},
    )


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    names = [file["name"] for file in row["files"]]
    return {
        "import_id": row["import_id"],
        "imported_at": iso(row["imported_at"]),
        "extracted_at": iso(row["extracted_at"]),
        "source": row["source"],
        "source_name": SOURCES.get(row["source"], row["source"]),
        "scope": row["kind"],
        "agencies": row["agencies"],
        "periods": row["periods"],
        "files": names,
        "shown_files": ", ".join(names[:3]) + ("…" if len(names) > 3 else ""),
        "accepted": row["accepted"],
        "unchanged": row["unchanged"],
        "rejected": row["rejected"],
    }


def _document(result: intake.ImportResult, met: list[dict[str, Any]]) -> dict[str, Any]:
    findings = [finding(each["kind"], each["count"]) for each in [*result.findings, *met]]
    findings.sort(key=lambda each: (SEVERITIES.index(each["severity"]), -each["count"]))
    return {
        "import_id": result.import_id,
        "files": result.files,
        "accepted": result.accepted,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "findings": findings,
        "already": result.already,
    }


def finding(kind: str, count: int) -> dict[str, Any]:
    """A kind of finding in words: {kind, count, severity, title, remedy}."""
    words = finding_kinds()[kind]
    return {"kind": kind, "count": count, "severity": words.severity, "title": words.vi, "remedy": words.remedy}
