"""The checks of a lake version, looked once and kept: a page of them costs one file read."""

from pathlib import Path
from typing import Any

from phucvu.main.check import check
from phucvu.main.kept import kept
from phucvu.main.status import lake_version
from phucvu.main.workspace import open_workspace
from phucvu.registry.clock import now

FOLDER = Path("tmp") / "soat"
KEPT = 5  # files: each names every code


def checked(folder: Path | None) -> tuple[int, list[dict[str, Any]]]:
    """The lake version, and every row of `check` on it with all codes."""
    version, home = lake_version(folder), open_workspace(folder).path
    known = version, f"{now():%Y%m%d}"  # the rules of charging change with the day
    found = kept(home, known, lambda: {"rows": check(folder, str(version), everything=True)}, FOLDER, KEPT)
    return version, found["rows"]
