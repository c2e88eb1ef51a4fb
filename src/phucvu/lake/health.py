"""Facts about a workspace on its disk: what is damaged, open to others, left behind, or being written."""

import fcntl
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from phucvu.lake import manifest
from phucvu.lake.backup import DATABASE, kept_files
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.tables import tables
from phucvu.lake.workspace import Workspace
from phucvu.registry.clock import local

ENGINES = ("duckdb", "deltalake", "polars", "narwhals")


@dataclass(frozen=True)
class Disk:
    """Bytes: free on the disk of the workspace, and what the workspace takes."""

    free: int
    used: int


def lake_version(workspace: Workspace) -> int:
    """The number of the latest manifest. Raises UserError when the lake has none."""
    return manifest.current(workspace.lake).number


def find_files(workspace: Workspace) -> None:
    """Look for every file of the current version. Raises UserError when one is lost."""
    snapshot = Snapshot.open(workspace)
    for name in tables():
        snapshot.files(name)


def disk(workspace: Workspace) -> Disk:
    used = sum(path.stat().st_size for path in kept_files(workspace))
    return Disk(shutil.disk_usage(workspace.path).free, used)


def open_to_others(workspace: Workspace) -> list[Path]:
    """Raw files that others than their owner may read, or the workspace itself: they hold applicants' data."""
    if workspace.path.stat().st_mode & 0o077 == 0:
        return []  # nobody else comes in at all
    paths = [workspace.path, *(path for path in workspace.raw.rglob("*") if path.is_file())]
    return [path for path in paths if path.stat().st_mode & 0o077]


def working_since(workspace: Workspace) -> datetime | None:
    """Since when the longest running command has been at work (naive local time); None when none is."""
    begun = [alive.stat().st_mtime for alive in (workspace.path / "tmp").glob("*/alive") if _is_held(alive)]
    return local(datetime.fromtimestamp(min(begun), UTC)) if begun else None


def _is_held(path: Path) -> bool:
    with path.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def has_acts_elsewhere(workspace: Workspace) -> bool:
    """Whether the site of this workspace keeps its acts in a PostgreSQL."""
    is_served = (workspace.path / "web.key").exists() and not (workspace.path / DATABASE).exists()
    return is_served or bool(os.environ.get("PHUCVU_DATABASE"))


def engine_versions() -> dict[str, str]:
    """Name and version of the engines the figures are counted with."""
    return {name: version(name) for name in ENGINES}
