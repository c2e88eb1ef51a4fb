"""The manifest: one file that names a version of every table. It is *the* version of the lake."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.lake import delta
from phucvu.lake.disk import write_whole
from phucvu.lake.tables import tables
from phucvu.registry.clock import now

CHANGES_NOTHING = ("letter", "compact")  # acts that leave every record as it was


@dataclass(frozen=True)
class Manifest:
    """``tables``: version of each Delta table; ``cause``: the act that made it, e.g. {act: import, import_id: ...}.

    ``written_at`` is in whole seconds and rises strictly, so that the moment alone names the manifest.
    """

    number: int
    written_at: datetime
    tables: dict[str, int]
    cause: dict[str, Any] = field(default_factory=dict)


def begin(lake: Path) -> Manifest:
    """Make all tables, empty, and the first manifest."""
    versions = {name: delta.create(lake / name, table) for name, table in tables().items()}
    return _write(lake, Manifest(1, now(), versions, {"act": "init"}))


def current(lake: Path) -> Manifest:
    """The latest manifest. Raises UserError when the lake has none."""
    path = lake / "manifest.json"
    try:
        return _read(path)
    except FileNotFoundError:
        raise UserError(f"Kho dữ liệu thiếu tệp {path}. Hãy phục hồi từ bản sao lưu.") from None


def numbered(lake: Path, number: int) -> Manifest:
    """A manifest by its number. A file beyond the current one is what a killed writer left, and is not seen."""
    latest = current(lake)
    if not 1 <= number <= latest.number:
        raise UserError(f"Kho dữ liệu không có phiên bản {number}; các phiên bản có từ 1 đến {latest.number}.")
    return latest if number == latest.number else _read(_path(lake, number))


def at(lake: Path, moment: datetime) -> Manifest:
    """The manifest that was the latest at a moment (naive local time). Raises UserError before the first one."""
    low, high = 1, current(lake).number
    first = numbered(lake, low)
    if first.written_at > moment:
        raise UserError(
            f"Kho dữ liệu chỉ có từ {first.written_at:%H:%M:%S ngày %d/%m/%Y}; "
            f"không có phiên bản nào tại {moment:%H:%M:%S ngày %d/%m/%Y}."
        )
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if numbered(lake, middle).written_at <= moment else (low, middle - 1)
    return numbered(lake, low)


def of_data(lake: Path, given: Manifest) -> Manifest:
    """The manifest that last changed what is known; figures of ``given`` are figures of it."""
    while given.cause.get("act") in CHANGES_NOTHING:
        given = numbered(lake, given.number - 1)
    return given


def next_moment(before: Manifest) -> datetime:
    """When the manifest after ``before`` is written: now, but never in the same second."""
    return max(now(), before.written_at + timedelta(seconds=1))


def succeed(
    lake: Path, before: Manifest, moment: datetime, versions: dict[str, int], cause: dict[str, Any]
) -> Manifest:
    """Write the manifest that follows ``before``; from then on readers see the new versions."""
    return _write(lake, Manifest(before.number + 1, moment, versions, cause))


def _path(lake: Path, number: int) -> Path:
    return lake / "manifests" / f"{number:06}.json"


def _write(lake: Path, manifest: Manifest) -> Manifest:
    text = json.dumps(asdict(manifest), ensure_ascii=False, default=str, indent=1)
    write_whole(_path(lake, manifest.number), text)
    write_whole(lake / "manifest.json", text)
    return manifest


def _read(path: Path) -> Manifest:
    try:
        content = json.loads(path.read_text("utf8"))
        return Manifest(**content | {"written_at": datetime.fromisoformat(content["written_at"])})
    except (ValueError, TypeError, KeyError):  # cut short or overwritten by a disk: we write whole files
        raise UserError(f"Kho dữ liệu có tệp {path} bị hỏng. Hãy phục hồi từ bản sao lưu.") from None
