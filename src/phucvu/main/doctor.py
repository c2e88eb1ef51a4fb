"""`phucvu doctor`: is this workspace in good health: data whole, nightly import done, nothing stuck, disk, backup."""

import math
import platform
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

from phucvu import __version__
from phucvu.errors import UserError
from phucvu.lake import health
from phucvu.lake.backup import DUMP
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main.question import shown
from phucvu.main.workspace import open_workspace
from phucvu.publications.pdf import has_libreoffice
from phucvu.registry.clock import local, now

State = Literal["ok", "warning", "error"]
BACKUP_EVERY = timedelta(days=7)
LONG_WORK = timedelta(hours=2)
LEAST_FREE = 1 << 30  # bytes
UNITS = ("B", "KB", "MB", "GB", "TB")


@dataclass(frozen=True)
class Finding:
    """``check``: what was looked at; ``state``; a sentence on it; what to do, empty when all is well."""

    check: str
    state: State
    sentence: str
    remedy: str = ""


def doctor(folder: Path | None, import_within: timedelta = timedelta(hours=36)) -> list[dict[str, Any]]:
    """Rows {check, state, sentence, remedy}; ``import_within``: how old the last import may be. Writes nothing.

    Raises UserError when there is no workspace; what is wrong inside one is a row.
    """
    workspace = open_workspace(folder)
    imports = partial(_imports, import_within=import_within)
    checks = (_lake, imports, _writing, _disk, _rights, _backup, _acts, _programs)
    return [asdict(found) for each in checks for found in _looked(each, workspace)]


def needs_person(rows: list[dict[str, Any]]) -> bool:
    return any(row["state"] != "ok" for row in rows)


def _looked(check: Callable[[Workspace], Iterator[Finding]], workspace: Workspace) -> Iterator[Finding]:
    """A lake that cannot be opened stops no other check. A sentence for people ends with what to do: “Hãy …”."""
    try:
        yield from check(workspace)
    except UserError as error:
        sentence, _, remedy = str(error).partition(" Hãy ")
        name = getattr(check, "func", check).__name__.strip("_")
        yield Finding(name, "error", sentence, f"Hãy {remedy}" if remedy else "")


def _lake(workspace: Workspace) -> Iterator[Finding]:
    health.find_files(workspace)
    yield Finding("lake", "ok", f"Kho dữ liệu đủ tệp, phiên bản {health.lake_version(workspace)}.")


def _imports(workspace: Workspace, import_within: timedelta) -> Iterator[Finding]:
    imports = Snapshot.open(workspace).imports()
    remedy = "Xem lịch nhập hằng đêm có chạy không; nhập tay bằng phucvu import."
    if not imports:
        yield Finding("imports", "warning", "Chưa có lần nhập nào.", "Nhập dữ liệu bằng phucvu import.")
        return
    last = max(imports, key=lambda row: row["imported_at"])
    sentence = f"Lần nhập cuối {last['import_id']} lúc {shown(last['imported_at'])}, loại {last['rejected']} dòng."
    is_late = now() - last["imported_at"] > import_within
    hours = f" Đã quá {import_within.total_seconds() / 3600:.0f} giờ." if is_late else ""
    yield Finding("imports", "warning" if is_late else "ok", sentence + hours, remedy if is_late else "")


def _writing(workspace: Workspace) -> Iterator[Finding]:
    since = health.working_since(workspace)
    if since is None:
        yield Finding("writing", "ok", "Không có lệnh nào đang chạy.")
        return
    is_long = now() - since > LONG_WORK
    remedy = "Xem tiến trình phucvu còn chạy không; dừng nó thì kho vẫn như trước khi chạy." if is_long else ""
    yield Finding("writing", "warning" if is_long else "ok", f"Có lệnh đang chạy từ {shown(since)}.", remedy)


def _disk(workspace: Workspace) -> Iterator[Finding]:
    disk = health.disk(workspace)
    is_low = disk.free < max(LEAST_FREE, disk.used)  # a compaction may need the room once more
    sentence = f"Đĩa còn trống {_size(disk.free)}; thư mục làm việc chiếm {_size(disk.used)}."
    yield Finding("disk", "warning" if is_low else "ok", sentence, "Dọn đĩa hoặc thêm dung lượng." if is_low else "")


def _rights(workspace: Workspace) -> Iterator[Finding]:
    found = health.open_to_others(workspace)
    if found:
        sentence = f"Người khác trên máy đọc được {len(found)} tệp, thư mục có dữ liệu cá nhân, ví dụ {found[0].name}."
        yield Finding("rights", "error", sentence, f"chmod -R go-rwx {workspace.path}")
    else:
        yield Finding("rights", "ok", "Chỉ chủ sở hữu đọc được thư mục làm việc.")


def _backup(workspace: Workspace) -> Iterator[Finding]:
    made = [row for row in workspace.audit_trail() if row["act"] == "backup"]
    remedy = "Sao lưu bằng phucvu backup TỆP, để ở đĩa hoặc máy khác."
    if not made:
        yield Finding("backup", "warning", "Chưa có bản sao lưu nào.", remedy)
        return
    at = _moment(made[-1]["at"])
    is_old = now() - at > BACKUP_EVERY
    sentence = f"Bản sao lưu cuối {made[-1]['file']} lúc {shown(at)}."
    yield Finding(
        "backup", "warning" if is_old else "ok", sentence, "Sao lưu lại: phucvu backup TỆP." if is_old else ""
    )


def _acts(workspace: Workspace) -> Iterator[Finding]:
    """The site's database where it is not the SQLite file that every backup holds: dumped, and that backed up?"""
    if not health.has_acts_elsewhere(workspace):
        return
    made = [row for row in workspace.audit_trail() if row["act"] == "backup"]
    held = made[-1].get("dumped_at") if made else None
    at = _moment(held) if held else None
    remedy = f"Chạy pg_dump --format=custom --file={workspace.path / DUMP}, rồi phucvu backup TỆP (docs/running.md)."
    if at is None:
        sentence = "Cơ sở dữ liệu của trang (PostgreSQL) chưa có trong bản sao lưu nào gần đây."
        yield Finding("acts", "warning", sentence, remedy)
        return
    is_old = now() - at > BACKUP_EVERY
    sentence = f"Bản sao lưu cuối có cơ sở dữ liệu của trang (PostgreSQL), kết xuất lúc {shown(at)}."
    yield Finding("acts", "warning" if is_old else "ok", sentence, remedy if is_old else "")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return local(moment) if moment.tzinfo else moment


def _programs(workspace: Workspace) -> Iterator[Finding]:
    engines = ", ".join(f"{name} {number}" for name, number in health.engine_versions().items())
    yield Finding("versions", "ok", f"Phục Vụ {__version__}, Python {platform.python_version()}, {engines}.")
    if has_libreoffice():
        yield Finding("libreoffice", "ok", "Có LibreOffice: công văn ra cả PDF.")
    else:
        remedy = "Cài libreoffice-writer nếu cần PDF."
        yield Finding("libreoffice", "warning", "Không có LibreOffice: công văn chỉ ra .docx.", remedy)


def _size(count: float) -> str:
    power = min(int(math.log(count, 1024)), len(UNITS) - 1) if count >= 1 else 0
    return f"{count / 1024**power:.1f} {UNITS[power]}".replace(".", ",")
