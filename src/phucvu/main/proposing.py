"""What an import would be: the kind of the files, how their columns map and what they cover."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main import mappings, official_files
from phucvu.main.question import parse_clock, shown
from phucvu.main.units import units_of
from phucvu.records import lists, sources
from phucvu.records.batch import Scope
from phucvu.records.lists.mapping import label
from phucvu.records.schema import record_type
from phucvu.registry.codes import unit_code
from phucvu.registry.period import parse_period
from phucvu.registry.resolve import Resolver

KINDS = {
    "all": "toàn bộ hồ sơ",
    "overdue": "chỉ hồ sơ quá hạn",
    "overdue_late": "chỉ hồ sơ đã giải quyết quá hạn",
    "overdue_open": "chỉ hồ sơ đang giải quyết đã quá hạn",
    "open": "chỉ hồ sơ đang giải quyết",
}
SOURCES = {"messages": "bản tin", "list": "danh sách", "own_table": "bảng theo mẫu", "portal": "kết quả của Cổng DVCQG"}
ASKED_COLUMNS = ("dossier_code", "received_at", "promised_at", "finished_at")


@dataclass(frozen=True)
class Flags:
    """What a person said: on the command line, or when asked; None = not said. ``mapping``: a file, or its content."""

    source: str | None = None
    scope: str | None = None
    agencies: str | None = None
    period: str | None = None
    extracted_at: str | None = None
    mapping: Path | dict[str, Any] | None = None


@dataclass(frozen=True)
class Proposal:
    """One import about to be made. ``sentences`` tell the person what it is; ``doubts``: what of the columns is not
    certain; ``is_scope_certain``: the files or a person say which dossiers are in; ``is_said``: a person said it;
    ``maybe_omitted``: headings of which one has no cell; ``keeps_mapping``: where a person's mapping is to be kept."""

    workspace: Workspace
    files: tuple[Path, ...]
    source: str
    scope: Scope
    mapping: dict[str, Any] | None
    sentences: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    is_scope_certain: bool = True
    is_said: bool = False
    maybe_omitted: tuple[str, ...] = ()
    keeps_mapping: Path | None = None
    replaces: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Sentences on what nobody is sure of; with any of them a script must not go on."""
        if self.doubts:
            return (*self.doubts, "Hãy chọn cột bằng tệp quy đổi: --mapping TỆP.")
        return () if self.is_scope_certain else ("Chưa rõ tệp gồm những hồ sơ nào; hãy thêm --scope all, overdue, ….",)

    @property
    def headings(self) -> list[str]:
        """The headings of a list, in order; what the portal published has none."""
        return list(self.mapping.get("columns", ())) if self.mapping else []

    def heading_of(self, column: str) -> str | None:
        """The heading that is proposed for a column."""
        columns: dict[str, str | None] = self.mapping.get("columns", {}) if self.mapping else {}
        return next((heading for heading, name in columns.items() if name == column), None)

    def questions(self) -> dict[str, str]:
        """Columns a person may be asked for -> their Vietnamese labels; none when the columns are certain."""
        is_asked = self.doubts and self.mapping and self.mapping["kind"] == "dossier_list"
        return {name: label(name) for name in ASKED_COLUMNS} if is_asked else {}

    def answered(self, chosen: Mapping[str, str | None], omitted: str | None) -> dict[str, Any]:
        """The mapping with these columns (column -> heading or None), and the heading without cells, as chosen."""
        assert self.mapping is not None
        kept = {
            heading: None if column in chosen or heading in chosen.values() else column
            for heading, column in self.mapping["columns"].items()
        }
        columns = kept | {heading: name for name, heading in chosen.items() if heading}
        return self.mapping | {"columns": columns, "omitted": omitted or self.mapping["omitted"]}


def propose(folder: Workspace, paths: Iterable[Path], flags: Flags, replaces: str | None = None) -> Proposal:
    """What the files are and cover: by flags, else by the files.

    Raises UserError for unusable files and for kinds of files that must be imported apart.
    """
    files = tuple(sources.files_of(paths))
    source = _one_source(files, flags.source)
    if source == "list":
        proposal = _of_lists(folder, files, flags)
    elif source == "portal":
        proposal = _of_portal(folder, files, flags)
    elif flags.mapping:
        raise UserError(
            f"--mapping chỉ dùng cho danh sách Excel, CSV; {files[0].name} là {SOURCES.get(source, source)}."
        )
    else:
        scope = with_flags(_scope(files, source), flags)
        proposal = Proposal(folder, files, source, scope, None, (_told(files, scope),), is_said=bool(flags.scope))
    proposal = replace(proposal, replaces=replaces)
    return _with_moves(proposal) if mappings.RECORD in proposal.scope.records else proposal


def _one_source(files: tuple[Path, ...], given: str | None) -> str:
    """The one kind the files are of. Own tables may come together; lists and messages each apart."""
    if given and given != "unit_table":
        return given
    found = {path: sources.detect(path) for path in files}
    if len(set(found.values())) > 1:
        groups = (
            f"{words}: {', '.join(path.name for path in files if found[path] == source)}"
            for source, words in SOURCES.items()
            if source in found.values()
        )
        raise UserError(f"Các tệp thuộc nhiều loại, phạm vi khác nhau; hãy nhập từng loại một. {'; '.join(groups)}.")
    return found[files[0]]


def _scope(files: tuple[Path, ...], source: str) -> Scope:
    """What messages or own tables cover: the records of all files."""
    scopes = [sources.propose_scope([path], source) for path in files]
    records = dict.fromkeys(record for scope in scopes for record in scope.records)
    return replace(scopes[0], records=tuple(records))


def _with_moves(proposal: Proposal) -> Proposal:
    """A correction of names is told by what it would move before it is kept."""
    told = mappings.told(proposal.workspace, proposal.files)
    return replace(proposal, sentences=(*proposal.sentences, *told))


def _of_portal(workspace: Workspace, files: tuple[Path, ...], flags: Flags) -> Proposal:
    """Published figures: nothing of them is a dossier, and all of what they are of stands in them."""
    if flags.scope or flags.agencies or isinstance(flags.mapping, Path):
        raise UserError("Số liệu của Cổng DVCQG không dùng --scope, --agencies, --mapping. Hãy bỏ các tùy chọn này.")
    read_at = parse_clock(flags.extracted_at, "--extracted-at") if flags.extracted_at else None
    period = parse_period(flags.period).name if flags.period else None
    given = official_files.understood(files, period, read_at, flags.mapping)
    is_said = bool(flags.period or flags.mapping)
    return Proposal(workspace, given.files, "portal", given.scope, given.mapping, given.sentences, is_said=is_said)


# ---- lists


def _of_lists(workspace: Workspace, files: tuple[Path, ...], flags: Flags) -> Proposal:
    """Columns by --mapping, by what was kept of the same headings, else as proposed; scope with its reasons."""
    first, *others = [_of_list(workspace, path, flags) for path in files]
    for other in others:
        _refuse_unlike(first, other)
    return replace(first, files=files, sentences=(_told(files, first.scope), *first.sentences))


def _of_list(workspace: Workspace, path: Path, flags: Flags) -> Proposal:
    understood, kept = _mapping(workspace, path, flags)
    mapping, sentences, doubts = understood.mapping, understood.sentences, understood.doubts
    unknown = Proposal(
        workspace,
        (path,),
        "list",
        Scope("all"),
        mapping,
        sentences,
        doubts,
        is_scope_certain=False,
        maybe_omitted=understood.maybe_omitted,
        keeps_mapping=kept,
    )
    if doubts and mapping["kind"] == "dossier_list":
        return replace(unknown, scope=with_flags(unknown.scope, flags))
    proposed = lists.scope_proposal(path, mapping)
    scope = with_flags(proposed.scope, flags)
    is_reading = mapping["kind"] in lists.READINGS  # holds no dossiers: only its period must be known
    return replace(
        unknown,
        scope=scope,
        mapping=_with_reading(workspace, mapping, path, scope),
        sentences=(*_unsaid(proposed.reasons, flags), *sentences),
        is_scope_certain=bool(flags.scope) or proposed.is_certain or is_reading,
        is_said=bool(flags.period if is_reading else flags.scope),
    )


def _unsaid(reasons: tuple[str, ...], flags: Flags) -> Iterable[str]:
    """The reasons for what nobody said. They are given for kind, period, agencies (of dossiers only), extraction."""
    said = [flags.scope, flags.period, flags.agencies, flags.extracted_at]
    if len(reasons) == len(said) - 1:
        del said[2]
    return reasons if len(reasons) != len(said) else (why for why, word in zip(reasons, said, strict=True) if not word)


def _refuse_unlike(first: Proposal, other: Proposal) -> None:
    """One import has one mapping and one scope."""
    alike = [(each.mapping, each.scope.kind, each.scope.periods) for each in (first, other)]
    if alike[0] != alike[1]:
        raise UserError(
            f"“{first.files[0].name}” ({KINDS[first.scope.kind]}) và “{other.files[0].name}” "
            f"({KINDS[other.scope.kind]}) khác nhau về cột, kỳ hoặc phạm vi. Hãy nhập riêng từng tệp."
        )


def _mapping(workspace: Workspace, path: Path, flags: Flags) -> tuple[lists.Proposal, Path | None]:
    """The mapping of a list's columns, and where it is to be kept when a person chose it."""
    if flags.mapping:
        given = flags.mapping if isinstance(flags.mapping, dict) else lists.load_mapping(flags.mapping)
        return lists.Proposal(given, (), ()), _kept(workspace, _headings(path) or list(given["columns"]))
    proposed = lists.propose(path)
    kept = _kept(workspace, proposed.mapping["columns"])
    if kept.exists():
        return lists.Proposal(lists.load_mapping(kept), (f"Dùng quy đổi cột đã lưu {kept.name}.",), ()), None
    return proposed, None


def _headings(path: Path) -> list[str]:
    try:
        return list(lists.propose(path).mapping["columns"])
    except UserError:
        return []  # headings nobody knows: the person's mapping names them


def _kept(workspace: Workspace, headings: Iterable[str]) -> Path:
    """Where the mapping of lists with these headings is kept: exports of one system share it."""
    written = "\n".join(sorted(headings))
    return workspace.mappings / f"{sha256(written.encode()).hexdigest()[:12]}.yaml"


def _with_reading(workspace: Workspace, mapping: dict[str, Any], path: Path, scope: Scope) -> dict[str, Any]:
    """Published figures: whose they are. Names decided by people first, then those of the mapping, then the certain."""
    if mapping["kind"] not in lists.READINGS:
        return mapping
    province_code = workspace.settings["province_code"]
    units = units_of(Snapshot.open(workspace), province_code)
    resolver = Resolver(units.agencies, units.mappings)
    return lists.with_reading(mapping, path, scope, _decider(resolver, mapping), province_code)


def _decider(resolver: Resolver, mapping: dict[str, Any]) -> Callable[[str], str | None]:
    decided = mapping["reading"].get("agencies") or {}

    def code_of(name: str) -> str | None:
        found = resolver.resolve(name, None)
        return found.code if found.how == "mapping" else decided.get(name) or found.code

    return code_of


# ---- flags and sentences


def with_flags(scope: Scope, flags: Flags) -> Scope:
    """The scope with what a person said of it."""
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
    codes = {each: unit_code(each) for each in text.split(",")}
    if wrong := [each for each, code in codes.items() if code is None]:
        raise UserError(f"“{wrong[0]}” trong --agencies không phải mã đơn vị. Hãy ghi như H52.67,H52.68 hoặc all.")
    return tuple(str(code) for code in codes.values())


def _told(files: tuple[Path, ...], scope: Scope) -> str:
    names = ", ".join(path.name for path in files[:4]) + (f" và {len(files) - 4} tệp khác" if len(files) > 4 else "")
    agencies = "mọi đơn vị" if scope.agencies == ("*",) else f"{len(scope.agencies)} đơn vị"
    periods = "mọi kỳ đến lúc trích xuất" if scope.periods == ("*",) else f"kỳ {', '.join(scope.periods)}"
    extracted = shown(scope.extracted_at) if scope.extracted_at else "lúc nhập"
    return f"{names}: {_what(scope)}, {agencies}, {periods}, trích xuất {extracted}."


def _what(scope: Scope) -> str:
    if "dossier" in scope.records:
        return KINDS[scope.kind]
    return "; ".join(record_type(record).vi for record in scope.records)
