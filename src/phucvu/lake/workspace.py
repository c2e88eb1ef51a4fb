"""The workspace: one folder per province with raw files, tables, editions, mappings and the audit trail."""

import fcntl
import getpass
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import yaml

from phucvu.errors import UserError
from phucvu.lake.disk import write_whole
from phucvu.lake.manifest import begin
from phucvu.registry.clock import now

SETTINGS = "workspace.yaml"
FOLDERS = ("raw", "lake", "lake/manifests", "editions", "mappings", "tmp")
DEFAULTS: dict[str, Any] = {
    "format": 1,
    "engine": "duckdb",
    "memory_limit": "2GB",
    "threads": None,
    "portal_url": None,
    "portal_pause_seconds": 2,
    "portal_timeout_seconds": 60,
}


@lru_cache(maxsize=16)
def _read(text: str) -> Any:
    """The settings in a text; kept, for a site opens the workspace many times a second."""
    return yaml.safe_load(text)


@dataclass(frozen=True)
class Workspace:
    """A folder opened for work.

    ``settings``: province_code, simulated, created_at, engine, memory_limit, threads, portal_*; for Spark also
    spark_master and spark_options (docs/adr/0014-spark.md).
    """

    path: Path
    settings: dict[str, Any]

    @classmethod
    def create(cls, path: Path, province_code: str, simulated: bool = False) -> "Workspace":
        """Make the folder (mode 0700) with empty tables. Raises UserError when the folder is already used."""
        path = usable(path)
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise UserError(f"Thư mục {path} đã có nội dung khác, chưa ghi gì. Hãy chọn một thư mục mới hoặc trống.")
        for name in ("", *FOLDERS):
            (path / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
        settings = DEFAULTS | {
            "province_code": province_code,
            "simulated": simulated,
            "created_at": now().isoformat(),
        }
        workspace = cls(path, settings)
        begin(workspace.lake)
        write_whole(path / SETTINGS, yaml.safe_dump(settings, allow_unicode=True))
        workspace.audit("init", province_code=province_code, simulated=simulated)
        return workspace

    @classmethod
    def open(cls, path: Path) -> "Workspace":
        """Open a workspace. Raises UserError when the folder is none."""
        path = usable(path)
        try:
            settings = _read((path / SETTINGS).read_text("utf8"))
        except (FileNotFoundError, NotADirectoryError):
            raise UserError(
                f"{path} không phải thư mục làm việc. Hãy tạo bằng lệnh: phucvu init {path} --province H52."
            ) from None
        except yaml.YAMLError:
            settings = None
        if not isinstance(settings, dict) or "province_code" not in settings:
            raise UserError(f"Tệp {path / SETTINGS} hỏng hoặc thiếu province_code. Hãy sửa hoặc lấy từ bản sao lưu.")
        return cls(path, DEFAULTS | settings)

    @property
    def lake(self) -> Path:
        return self.path / "lake"

    @property
    def raw(self) -> Path:
        return self.path / "raw"

    @property
    def editions(self) -> Path:
        return self.path / "editions"

    @property
    def mappings(self) -> Path:
        return self.path / "mappings"

    def audit(self, act: str, **what: Any) -> None:
        """Append one line to the audit trail: who (user of the system), when, what."""
        line = json.dumps({"at": now().isoformat(), "by": user(), "act": act} | what, ensure_ascii=False, default=str)
        handle = os.open(self.path / "audit.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "ab") as trail:
            trail.write((line + "\n").encode())
            trail.flush()
            os.fsync(trail.fileno())

    def audit_trail(self) -> list[dict[str, Any]]:
        """Every act so far, oldest first."""
        path = self.path / "audit.jsonl"
        return [json.loads(line) for line in path.read_text("utf8").splitlines()] if path.exists() else []

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the one lock of the workspace; waits for whoever has it. A killed holder lets go of it."""
        with (self.path / "lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder of one's own on the same disk, gone afterwards; those of killed processes go too."""
        (self.path / "tmp").mkdir(mode=0o700, exist_ok=True)
        self._sweep()
        folder = Path(tempfile.mkdtemp(dir=self.path / "tmp"))
        with (folder / "alive").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self) -> None:
        for alive in (self.path / "tmp").glob("*/alive"):
            with suppress(FileNotFoundError), alive.open() as handle:
                # A folder just made may not be locked yet.
                if time.time() - alive.stat().st_mtime > 60 and _is_free(handle):
                    shutil.rmtree(alive.parent, ignore_errors=True)


def user() -> str:
    """Who is at the keyboard, as the system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def usable(path: Path) -> Path:
    """The absolute path of a workspace. Raises UserError when its name cannot be one."""
    # The engines read these letters as patterns of file names.
    path = path.expanduser().absolute()
    if re.search(r"[*?\[\]{}]", str(path)):
        raise UserError(f"Tên thư mục {path} có ký tự * ? [ ] {{ }}. Hãy đổi tên thư mục.")
    return path


def _is_free(handle: IO[str]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
