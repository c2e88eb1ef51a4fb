"""The checks of a lake version, looked once and kept: a page of them costs one file read."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from phucvu import __version__
from phucvu.main.check import check
from phucvu.main.status import lake_version
from phucvu.main.workspace import open_workspace
from phucvu.registry.clock import now

FOLDER = Path("tmp") / "soat"  # what is lost here is looked at again; no backup keeps it
KEPT = 5  # files; the oldest go first


def checked(folder: Path | None) -> tuple[int, list[dict[str, Any]]]:
    """The lake version, and every row of `check` on it with all codes."""
    version = lake_version(folder)
    home = open_workspace(folder).path / FOLDER
    path = home / f"{__version__}-{version}-{now():%Y%m%d}.json"  # the rules of charging change with the day
    with suppress(OSError, ValueError):
        rows: list[dict[str, Any]] = json.loads(path.read_text("utf8"))
        return version, rows
    rows = check(folder, str(version), everything=True)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")  # several workers may look at the same
    beside.write_text(json.dumps(rows, ensure_ascii=False), "utf8")
    beside.replace(path)
    for old in sorted(home.glob("*.json"), key=lambda each: each.stat().st_mtime)[:-KEPT]:
        old.unlink(missing_ok=True)
    return version, rows
