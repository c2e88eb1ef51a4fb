"""`phucvu import`: propose what files are and cover, then take them in; withdraw; bring in again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from phucvu.errors import UserError
from phucvu.lake import intake
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main.question import parse_clock, shown
from phucvu.main.units import units_of
from phucvu.main.workspace import open_workspace
from phucvu.records import lists, sources
from phucvu.records.batch import Scope
from phucvu.records.kinds import finding_kinds
from phucvu.records.settings import SourceSettings
from phucvu.registry.codes import unit_code
from phucvu.registry.period import parse_period
from phucvu.registry.resolve import Resolver

OnStep = Callable[[int, int | None, str], None]
SEVERITIES = ("error", "warning", "note")
KINDS = {
    "all": "toàn bộ hồ sơ",
    "overdue": "chỉ hồ sơ quá hạn",
    "overdue_late": "chỉ hồ sơ đã giải quyết quá hạn",
    "overdue_open": "chỉ hồ sơ đang giải quyết đã quá hạn",
    "open": "chỉ hồ sơ đang giải quyết",
}


@dataclass(frozen=True)
class Flags:
    """What a person said on the command line; None = not said."""

    source: str | None = None
    scope: str | None = None
    agencies: str | None = None
    period: str | None = None
    extracted_at: str | None = None
    mapping: Path | None = None


@dataclass(frozen=True)
class Proposal:
    """One import about to be made. ``sentences`` tell the person what it is; ``missing``: what is not certain."""

    workspace: Workspace
    files: tuple[Path, ...]
    source: str
    scope: Scope
    mapping: dict[str, Any] | None
    sentences: tuple[str, ...]
    missing: tuple[str, ...] = ()
    replaces: str | None = None

    @property
    def needs_confirmation(self) -> bool:
        return bool(self.missing)


def propose(folder: Path | None, paths: Iterable[Path], flags: Flags, replaces: str | None = None) -> Proposal:
    """What the files are, how their columns map and what they cover: by flags, else by the files.

    Raises UserError for unusable files and for kinds of files that must be imported apart.
    """
    workspace = open_workspace(folder)
    files = tuple(sources.files_of(paths))
    source = _one_source(files, flags.source)
    if source == "list":
        return _propose_list(workspace, files, flags, replaces)
    scope = _with_flags(sources.propose_scope(files, source), flags)
    sentences = (_told(files, scope), *_moves(workspace, files, source))
    return Proposal(workspace, files, source, scope, None, sentences, replaces=replaces)


def _propose_list(workspace: Workspace, files: tuple[Path, ...], flags: Flags, replaces: str | None) -> Proposal:
    """Lists: columns by --mapping, by what was kept of the same headings, else as proposed; scope with its reasons."""
    mapping, sentences, missing = _mapping(workspace, files[0], flags)
    proposed = lists.scope_proposal(files[0], mapping)
    scope = _with_flags(proposed.scope, flags)
    if flags.scope is None and not proposed.is_certain:
        missing = (*missing, "Chưa rõ tệp gồm những hồ sơ nào: hãy thêm --scope all, overdue, overdue_late, ….")
    if mapping["kind"] in lists.READINGS:
        province_code = workspace.settings["province_code"]
        units = units_of(Snapshot.open(workspace), province_code)
        resolver = Resolver(units.agencies, units.mappings)
        code_of: Callable[[str], str | None] = lambda name: resolver.resolve(name, None).code  # noqa: E731
        mapping = lists.with_reading(mapping, files[0], scope, code_of, province_code)
    told = (_told(files, scope), *proposed.reasons, *sentences)
    return Proposal(workspace, files, "list", scope, mapping, told, missing, replaces=replaces)


def propose_again(folder: Path | None, import_id: str, flags: Flags) -> Proposal:
    """The kept raw files of an import, once more, with what the flags change."""
    workspace = open_workspace(folder)
    before = next((row for row in intake.imports(workspace) if row["import_id"] == import_id), None)
    files = intake.raw_files(workspace, import_id)  # raises UserError when there is no such import
    assert before is not None
    kept = Flags(
        source=flags.source or before["source"],
        scope=flags.scope or before["kind"],
        agencies=flags.agencies or ("all" if before["agencies"] == ["*"] else ",".join(before["agencies"])),
        period=flags.period or (None if before["periods"] == ["*"] else ",".join(before["periods"])),
        extracted_at=flags.extracted_at or before["extracted_at"].isoformat(),
        mapping=flags.mapping,
    )
    proposal = propose(folder, files, kept, replaces=import_id)
    return proposal if flags.mapping else replace(proposal, mapping=before["mapping"])


def accept(proposal: Proposal, on_step: OnStep) -> dict[str, Any]:
    """Take the import in. Returns the JSON result of the contract."""
    workspace = proposal.workspace
    settings = source_settings(workspace)
    spec = intake.ImportSpec(proposal.source, proposal.scope, proposal.mapping, list(proposal.files))
    batches = sources.read(proposal.files, proposal.source, proposal.mapping, on_step, settings)
    if proposal.replaces:
        result = intake.replace(workspace, proposal.replaces, spec, batches, on_step)
    else:
        result = intake.store(workspace, spec, batches, on_step)
    if proposal.source == "list" and proposal.mapping and proposal.mapping["kind"] == "dossier_list":
        lists.save_mapping(proposal.mapping, _kept_mapping(workspace, proposal.mapping))
    return _document(result)


def undo(folder: Path | None, import_id: str) -> dict[str, Any]:
    """Withdraw an import; the lake is then as if it had never been."""
    intake.undo(open_workspace(folder), import_id)
    nothing = {"files": [], "accepted": 0, "unchanged": 0, "rejected": 0, "findings": []}
    return {"import_id": import_id, **nothing, "undone": True}


def template(record: str, folder: Path | None) -> str:
    """Write the office template of a record type into the current folder; the unit list comes pre-filled."""
    from phucvu.main.templates import write

    path = write(record, folder)
    return f"Đã ghi biểu mẫu {path}. Điền xong, nhập bằng: phucvu import {path}."


def source_settings(workspace: Workspace) -> SourceSettings:
    """What the readers must know of this province: sources.yaml of the workspace over the defaults."""
    path = workspace.path / "sources.yaml"
    given = yaml.safe_load(path.read_text("utf8")) if path.exists() else {}
    return SourceSettings(
        province_code=workspace.settings["province_code"],
        population_codes=frozenset(map(str, given.get("population_codes", ()))),
        statuses={str(key): int(value) for key, value in given.get("statuses", {}).items()},
    )


def _one_source(files: tuple[Path, ...], given: str | None) -> str:
    """The one kind the files are of. Own tables may come together; lists and messages each apart."""
    if given and given != "unit_table":
        return given
    found = {sources.detect(path) for path in files}
    if len(found) > 1:
        kinds = "; ".join(f"{path.name}: {sources.detect(path)}" for path in files[:6])
        raise UserError(f"Các tệp thuộc nhiều loại ({kinds}), phạm vi của chúng khác nhau. Hãy nhập từng loại một.")
    return found.pop()


def _mapping(workspace: Workspace, path: Path, flags: Flags) -> tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]:
    """The mapping of a list's columns, what to say of it, and what is doubtful."""
    if flags.mapping:
        return lists.load_mapping(flags.mapping), (), ()
    proposed = lists.propose(path)
    kept = _kept_mapping(workspace, proposed.mapping)
    if proposed.doubts and kept.exists():
        return lists.load_mapping(kept), (f"Dùng quy đổi cột đã lưu {kept.name}.",), ()
    return proposed.mapping, tuple(proposed.sentences), tuple(proposed.doubts)


def _kept_mapping(workspace: Workspace, mapping: dict[str, Any]) -> Path:
    """Where the mapping of lists with these headings is kept: exports of one system share it."""
    headings = "\n".join(sorted(mapping["columns"]))
    return workspace.mappings / f"{sha256(headings.encode()).hexdigest()[:12]}.yaml"


def _moves(workspace: Workspace, files: tuple[Path, ...], source: str) -> tuple[str, ...]:
    """A correction of names is told by what it would move before it is kept."""
    from phucvu.main import mappings

    if source == "messages":
        return ()
    corrections = [path for path in files if sources.record_of(path) == mappings.RECORD]
    return mappings.told(workspace, corrections) if corrections else ()


def _with_flags(scope: Scope, flags: Flags) -> Scope:
    if flags.scope:
        scope = replace(scope, kind=flags.scope)
    if flags.agencies:
        scope = replace(scope, agencies=_agencies(flags.agencies))
    if flags.period:
        scope = replace(scope, periods=tuple(parse_period(each).name for each in flags.period.split(",")))
    if flags.extracted_at:
        scope = replace(scope, extracted_at=parse_clock(flags.extracted_at, "--extracted-at"))
    return scope


def _agencies(text: str) -> tuple[str, ...]:
    if text.strip().lower() in ("all", "*"):
        return ("*",)
    codes = [unit_code(each) for each in text.split(",")]
    if None in codes:
        wrong = text.split(",")[codes.index(None)]
        raise UserError(f"“{wrong}” trong --agencies không phải mã đơn vị. Hãy ghi như H52.67,H52.68 hoặc all.")
    return tuple(str(code) for code in codes)


def _told(files: tuple[Path, ...], scope: Scope) -> str:
    names = ", ".join(path.name for path in files[:4]) + (f" và {len(files) - 4} tệp khác" if len(files) > 4 else "")
    agencies = "mọi đơn vị" if scope.agencies == ("*",) else f"{len(scope.agencies)} đơn vị"
    periods = "mọi kỳ đến lúc trích xuất" if scope.periods == ("*",) else ", ".join(scope.periods)
    extracted = shown(scope.extracted_at) if scope.extracted_at else "lúc nhập"
    return f"{names}: {KINDS[scope.kind]}, {agencies}, kỳ {periods}, trích xuất {extracted}."


def _document(result: intake.ImportResult) -> dict[str, Any]:
    findings = [_finding(each["kind"], each["count"]) for each in result.findings]
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


def _finding(kind: str, count: int) -> dict[str, Any]:
    words = finding_kinds()[kind]
    return {"kind": kind, "count": count, "severity": words.severity, "title": words.vi, "remedy": words.remedy}
