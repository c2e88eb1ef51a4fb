"""`phucvu backup` and `phucvu restore`: the workspace in one file, and a workspace from it, proved by opening it."""

from pathlib import Path
from typing import Any

from phucvu.lake import backup as store
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main.figures import OnStep, silent
from phucvu.main.workspace import open_workspace


def backup(folder: Path | None, path: Path, on_step: OnStep = silent) -> dict[str, Any]:
    """Write the workspace into one file: {file, bytes, files, made_at, province_code, lake_version}.

    Raises UserError when the file exists or would lie in the workspace.
    """
    contents = store.write(open_workspace(folder), path, on_step)
    return {"file": str(path), "bytes": path.stat().st_size} | _summed_up(contents)


def restore(path: Path, folder: Path, on_step: OnStep = silent) -> dict[str, Any]:
    """A workspace from a backup: {workspace, imports, files, made_at, province_code, lake_version}.

    Raises UserError when the folder is used, or the backup damaged; then nothing was written.
    """
    contents = store.read(path, folder, on_step)
    snapshot = Snapshot.open(Workspace.open(folder))
    return {"workspace": str(folder), "imports": len(snapshot.imports())} | _summed_up(contents)


def _summed_up(contents: dict[str, Any]) -> dict[str, Any]:
    kept = ("made_at", "province_code", "simulated", "lake_version")
    return {"files": len(contents["files"])} | {key: contents[key] for key in kept}
