"""The workspace a command works on: given by --workspace or PHUCVU_HOME."""

from pathlib import Path

from phucvu.errors import UserError
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main.question import parse_clock


def open_workspace(folder: Path | None) -> Workspace:
    if folder is None:
        raise UserError("Chưa rõ thư mục làm việc. Hãy thêm --workspace THƯ_MỤC hoặc đặt biến PHUCVU_HOME.")
    return Workspace.open(folder)


def open_snapshot(folder: Path | None, known_at: str | None) -> Snapshot:
    """The lake as known at a version number or a moment; default the latest."""
    workspace = open_workspace(folder)
    if known_at is None or known_at.strip().isdigit():
        return Snapshot.open(workspace, known_at)
    return Snapshot.open(workspace, parse_clock(known_at, "--known-at"))
