"""A workspace in one file, and back: every file with its hash, checked before anything is called restored."""

import json
import os
import shutil
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from phucvu.errors import UserError
from phucvu.lake import manifest
from phucvu.lake.disk import sync_folder
from phucvu.lake.workspace import FOLDERS, SETTINGS, Workspace, usable, user
from phucvu.registry.clock import iso, local, now

OnStep = Callable[[int, int | None, str], None]
CONTENTS = "ban-sao-luu.json"  # written last: a file without it was cut off
FORMAT = 1
CHUNK = 1 << 20
DATABASE = "web.sqlite3"  # of the site, which may be writing
DUMP = "web.dump"  # of a PostgreSQL, written by pg_dump into the workspace, so that a backup holds both
LOGS = tuple(f"{DATABASE}-{kind}" for kind in ("wal", "shm", "journal"))
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)  # of a damaged zip
DAMAGED = "Bản sao lưu {name} hỏng ({what}), chưa phục hồi gì. Hãy dùng bản sao lưu khác."


def write(workspace: Workspace, path: Path, on_step: OnStep) -> dict[str, Any]:
    """Write the backup (mode 0600) while nobody else writes; it appears whole or not at all. Returns its contents.

    Raises UserError when there is such a file already, or it would lie in the workspace itself.
    """
    _refuse_place(workspace, path)
    beside = path.with_name(f"{path.name}.{os.getpid()}.dang-ghi")
    try:
        with workspace.locked(), os.fdopen(_private(beside), "w+b") as handle:
            dumped = dumped_at(workspace)  # before it is packed: a dump made meanwhile is not taken for this one
            contents = _pack(workspace, zipfile.ZipFile(handle, "w"), on_step)
            handle.flush()
            os.fsync(handle.fileno())
        _refuse_place(workspace, path)  # one may have come meanwhile; a link would refuse it, but USB disks know none
        beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)
    told = {"file": path.name, "lake_version": contents["lake_version"], "files": len(contents["files"])}
    workspace.audit("backup", **told, dumped_at=dumped.isoformat() if dumped else None)
    return contents


def read(path: Path, folder: Path, on_step: OnStep) -> dict[str, Any]:
    """Unpack a backup into a new folder, each file against its hash; nothing is left of one that does not fit.

    Raises UserError when the folder is used, or the file is no backup or damaged.
    """
    folder = usable(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"Thư mục {folder} đã có nội dung khác, chưa ghi gì. Hãy chọn một thư mục mới hoặc trống.")
    if folder == Path.cwd():  # it is replaced, and whoever stands in it would stand nowhere
        raise UserError(f"Đang đứng trong chính thư mục {folder}. Hãy ra ngoài rồi chạy lại, hoặc nêu thư mục khác.")
    beside = folder.with_name(f"{folder.name}.{os.getpid()}.dang-phuc-hoi")
    try:
        with zipfile.ZipFile(path) as packed:
            contents = _told(packed, path)
            _unpack(packed, contents, beside, path, on_step)
        _put(beside, folder)
    except BROKEN as error:
        raise UserError(DAMAGED.format(name=path.name, what=error)) from None
    except OSError as error:
        if error.errno is None:  # a damaged stream, no trouble of the disk
            raise UserError(DAMAGED.format(name=path.name, what=error)) from None
        if isinstance(error, FileNotFoundError) and error.filename == str(path):
            raise UserError(f"Không có tệp {path}. Hãy kiểm tra đường dẫn của bản sao lưu.") from None
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    Workspace.open(folder).audit("restore", file=path.name, lake_version=contents["lake_version"])
    return contents


# ---- writing


def _refuse_place(workspace: Workspace, path: Path) -> None:
    if path.exists():
        raise UserError(f"Tệp {path} đã có, chưa ghi gì. Hãy đặt tên khác, ví dụ kèm ngày sao lưu.")
    if path.resolve().is_relative_to(workspace.path.resolve()):
        raise UserError(
            f"{path} nằm trong chính thư mục làm việc. Hãy ghi bản sao lưu ra nơi khác, tốt nhất là đĩa khác."
        )
    if not path.parent.is_dir():
        raise UserError(f"Không có thư mục {path.parent}. Hãy tạo trước khi sao lưu.")


def _private(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)


def _contents(workspace: Workspace) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": iso(now()),
        "made_by": user(),
        "province_code": workspace.settings["province_code"],
        "simulated": workspace.settings["simulated"],
        "lake_version": manifest.current(workspace.lake).number,
    }


def dumped_at(workspace: Workspace) -> datetime | None:
    """When that database was last dumped into the workspace (naive local time, whole seconds); None: never."""
    path = workspace.path / DUMP
    return local(datetime.fromtimestamp(int(path.stat().st_mtime), UTC)) if path.exists() else None


def kept_files(workspace: Workspace) -> Iterator[Path]:
    """Every file of a workspace that outlives its processes: not the scratch folders, not the lock, and of a live
    SQLite database the database alone (what its log holds is in the copy that _still makes)."""
    for path in sorted(workspace.path.rglob("*")):
        inside = path.relative_to(workspace.path)
        is_log = path.name in LOGS
        if path.is_file() and not path.is_symlink() and inside.parts[0] not in ("tmp", "lock") and not is_log:
            yield path


def _pack(workspace: Workspace, packed: zipfile.ZipFile, on_step: OnStep) -> dict[str, Any]:
    paths, files = list(kept_files(workspace)), {}
    with packed:
        for done, path in enumerate(paths):
            on_step(done, len(paths), "Sao lưu")
            name = path.relative_to(workspace.path).as_posix()
            files[name] = _pack_one(packed, path, name)
        on_step(len(paths), len(paths), "Sao lưu")
        contents = _contents(workspace) | {"files": files}
        packed.writestr(CONTENTS, json.dumps(contents, ensure_ascii=False, indent=1))
    return contents


def _pack_one(packed: zipfile.ZipFile, path: Path, name: str) -> dict[str, Any]:
    """Copied and hashed in one reading: what the list says is what was written."""
    digest, size = sha256(), 0
    is_packed = path.suffix in (".parquet", ".xlsx", ".docx", ".zip", ".gz", ".png", ".pdf", ".dump")
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    with _still(path) as source, packed.open(entry, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
            size += len(chunk)
    return {"sha256": digest.hexdigest(), "size": size, "mode": path.stat().st_mode & 0o700}


@contextmanager
def _still(path: Path) -> Iterator[BinaryIO]:
    """A file open for reading; of a database the site may be writing, one moment of it, copied by SQLite."""
    if path.name != DATABASE:
        with path.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryDirectory(dir=path.parent / "tmp") as folder:
        copy = Path(folder) / path.name
        with closing(sqlite3.connect(path, timeout=60)) as live, closing(sqlite3.connect(copy)) as target:
            live.backup(target)
        with copy.open("rb") as file:
            yield file


# ---- reading


def _told(packed: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """The list of contents. Raises UserError when there is none, or it names what no backup holds."""
    try:
        contents = json.loads(packed.read(CONTENTS))
        files = contents["files"]
        is_whole = set(files) | {CONTENTS} == set(packed.namelist()) and SETTINGS in files
    except (KeyError, TypeError, ValueError):
        raise UserError(
            f"{path.name} không phải bản sao lưu của Phục Vụ, hoặc bị cắt cụt. Hãy chọn tệp khác."
        ) from None
    if contents.get("format") != FORMAT:
        raise UserError(f"Bản sao lưu {path.name} do phiên bản Phục Vụ mới hơn lập. Hãy nâng cấp rồi phục hồi lại.")
    if not is_whole:
        raise UserError(DAMAGED.format(name=path.name, what="các tệp không khớp danh mục"))
    if strange := next((name for name in files if not _stays_inside(name)), None):
        raise UserError(DAMAGED.format(name=path.name, what=f"tên tệp lạ “{strange}”"))
    return dict(contents)


def _stays_inside(name: str) -> bool:
    pure = PurePosixPath(name)
    return not pure.is_absolute() and ".." not in pure.parts and "\\" not in name and "\0" not in name


def _unpack(packed: zipfile.ZipFile, contents: dict[str, Any], folder: Path, path: Path, on_step: OnStep) -> None:
    files = contents["files"]
    inside = {parent for name in files for parent in PurePosixPath(name).parents}
    for parent in sorted(inside):  # one by one: those that mkdir adds above take no mode
        (folder / parent).mkdir(mode=0o700)
    for done, (name, file) in enumerate(files.items()):
        on_step(done, len(files), "Phục hồi")
        target = folder / name
        with packed.open(name) as source, os.fdopen(_private(target), "w+b") as handle:
            is_whole = _copy(source, handle, file["size"])
            handle.seek(0)
            if not is_whole or file_digest(handle, "sha256").hexdigest() != file["sha256"]:
                raise UserError(DAMAGED.format(name=path.name, what=f"“{name}” khác lúc sao lưu"))
            os.fsync(handle.fileno())
        target.chmod(file["mode"] & 0o700)
    on_step(len(files), len(files), "Phục hồi")


def _copy(source: Any, target: Any, size: int) -> bool:
    """Whether there is just as much as the list says. A file that swells when unpacked never fills the disk."""
    left = size
    while left > 0 and (chunk := source.read(min(CHUNK, left))):
        target.write(chunk)
        left -= len(chunk)
    return left == 0 and not source.read(1)


def _put(made: Path, folder: Path) -> None:
    for name in FOLDERS:  # empty ones are in no backup
        (made / name).mkdir(mode=0o700, exist_ok=True)
    made.rename(folder)  # over an empty folder, too
    sync_folder(folder.parent)
