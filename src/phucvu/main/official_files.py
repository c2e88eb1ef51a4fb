"""Importing what the portal published: which files, which periods, when read, and the files of an earlier import."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.lake.workspace import Workspace, user
from phucvu.main.question import shown
from phucvu.records.batch import Scope
from phucvu.records.portal import Figure, Remark
from phucvu.records.portal.index import INDEX, entries, fault_of, rows_of, superseded
from phucvu.records.portal.readings import PORTAL_TOTAL, RECORD, Terms, figures, places
from phucvu.records.portal.tables import ALL
from phucvu.registry.clock import now

FOLDER = "portal"  # in the workspace: what was fetched, and files kept beside their index
NAMED = 3


@dataclass(frozen=True)
class Understood:
    """What files of the portal are. ``mapping``: what a person said of them, kept with the import."""

    files: tuple[Path, ...]
    scope: Scope
    mapping: dict[str, Any]
    sentences: tuple[str, ...]


def understood(
    files: Sequence[Path], period: str | None, read_at: datetime | None, before: Mapping[str, Any] | None = None
) -> Understood:
    """Read the files once, to say what would be imported.

    ``period``: of files that tell none; ``read_at``: of all figures; ``before``: what was said at an earlier import.
    Raises UserError for files that cannot be used or hold no figure.
    """
    said = dict(before or {})
    mapping = {
        "kind": "portal",
        "period": period or said.get("period"),
        "read_at": read_at.isoformat() if read_at else said.get("read_at"),
    }
    otherwise_at = said.get("otherwise_at") or now().isoformat()
    usable, faults = _usable(files)
    if not usable:
        raise UserError(f"Không có câu trả lời nào của Cổng DVCQG dùng được. {' '.join(faults)} Hãy tải lại.")
    remarks: list[Remark] = []
    told = list(figures(usable, Terms.of(mapping | {"otherwise_at": otherwise_at}), remarks.append))
    found = [each for each in told if each.scope == ALL]  # those of one procedure are rejected on reading
    times = [each.read_at for each in found if each.read_at]
    periods = tuple(sorted({each.period for each in found})) or ("*",)
    latest = max(times, default=datetime.fromisoformat(otherwise_at))
    # The same bytes read on another day are another reading: they say that nothing changed.
    mapping["told"] = sorted({each.isoformat() for each in times} - {otherwise_at})
    scope = Scope("all", ("*",), periods, latest, (RECORD,))
    return Understood(tuple(usable), scope, mapping, (_told(usable, found), *_on_places(found), *faults))


def with_reader(mapping: Mapping[str, Any] | None, scope: Scope) -> dict[str, Any]:
    """The mapping as the reader needs it: who reads, and the moment of what tells none. Neither makes an import new."""
    at = scope.extracted_at or now()
    return {**(mapping or {}), "otherwise_at": at.isoformat(), "read_by": user()}


def again(before: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of an earlier import (a row of the lake's imports), for reading its files once more."""
    return {**(before["mapping"] or {}), "otherwise_at": before["extracted_at"].isoformat()}


def beside_their_index(workspace: Workspace, import_id: str, files: Sequence[Path]) -> list[Path]:
    """Raw files are kept apart, each under its hash: put answers beside the index that tells when they were read.

    Links to the same bytes, under portal/kept/ in the workspace; files no index names stay where they are.
    """
    home = workspace.path / FOLDER / "kept" / import_id
    shutil.rmtree(home, ignore_errors=True)
    distinct = list(dict.fromkeys(files))
    named: set[Path] = set()
    placed: list[Path] = []
    for number, index in enumerate([path for path in distinct if path.name == INDEX], 1):
        folder = home / str(number)
        folder.mkdir(mode=0o700, parents=True)
        names = {(entry.file, entry.sha256) for entry in entries(index.parent)}
        its_own = [path for path in distinct if path == index or (path.name, path.parent.name) in names]
        placed += [_linked(path, folder) for path in its_own]
        named.update(its_own)
    return placed + [path for path in distinct if path not in named]


def _linked(path: Path, folder: Path) -> Path:
    target = folder / path.name
    try:
        target.hardlink_to(path)
    except OSError:  # another disk, or a file system without links
        shutil.copy2(path, target)
    return target


def _usable(files: Iterable[Path]) -> tuple[list[Path], list[str]]:
    """The files to read with their indexes, and sentences on answers that the index names and that are none."""
    usable: dict[Path, None] = {}
    faults = []
    for path in files:
        index = entries(path.parent)
        entry = {each.file: each for each in index}.get(path.name)
        if path.name in superseded(index):
            continue
        if path.name == INDEX or entry is None:
            usable[path] = None
            continue
        content = _content(path)
        if fault := fault_of(content, entry.status):
            faults.append(f"Câu trả lời “{path.name}” không dùng được ({fault}); đã giữ lại, không nhập.")
        elif rows_of(content):
            usable |= {path: None, path.parent / INDEX: None}
    has_answers = any(path.name != INDEX for path in usable)
    return (list(usable) if has_answers else []), faults


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise UserError(f"Không đọc được tệp {path}: {problem.strerror}. Hãy xem lại quyền đọc.") from None


def _told(files: Sequence[Path], found: Sequence[Figure]) -> str:
    names = [path.name for path in files if path.name != INDEX]
    shown_names = ", ".join(names[:NAMED]) + (f" và {len(names) - NAMED} tệp khác" if len(names) > NAMED else "")
    provinces = {each.agency_code for each in found if each.level == "province"}
    units = {each.agency_code for each in found} - provinces
    periods = ", ".join(sorted({each.period for each in found}))
    counted = f"{len(provinces)} tỉnh, thành phố và {len(units)} đơn vị"
    return f"{shown_names}: {len(found)} số liệu do Cổng DVCQG công bố, của {counted}; kỳ {periods}; {_times(found)}."


def _times(found: Iterable[Figure]) -> str:
    """First and last reading time."""
    times = sorted({each.read_at for each in found if each.read_at})
    if not times:
        return "không rõ lúc đọc"
    first, last = shown(times[0]), shown(times[-1])
    return f"đọc lúc {first}" if first == last else f"đọc từ {first} đến {last}"


def _on_places(found: Sequence[Figure]) -> list[str]:
    """Whether the totals suffice to rank the provinces; silence where there are no totals."""
    totals = [each for each in found if each.item == PORTAL_TOTAL and each.level == "province"]
    if not totals:
        return []
    ranked = places(totals)
    if not ranked:
        return ["Chưa có đủ tổng điểm của mọi tỉnh, thành phố nên không xếp hạng."]
    number = ranked[0][2]
    return [f"Có đủ tổng điểm của {number} tỉnh, thành phố: hạng được xếp theo tổng điểm, Cổng không công bố hạng."]
