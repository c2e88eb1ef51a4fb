"""Answers kept as files of the workspace's tmp folder: made once, read by every process; what is lost is made again."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from phucvu import __version__

FOLDER = Path("tmp") / "diem"  # no backup keeps it
KEPT = 200  # files; the oldest go first

Row = dict[str, Any]


def kept(
    workspace: Path, known: tuple[Any, ...], make: Callable[[], Row], folder: Path = FOLDER, most: int = KEPT
) -> Row:
    """The answer that ``known`` stands for; made when there is none yet. Raises what ``make`` raises.

    Many may ask for it at once: one makes it, the others wait. ``most``: files that the folder keeps.
    """
    path = path_of(workspace, known, folder)
    if found := _read(path):
        return found
    with alone(path):
        try:
            return _read(path) or _written(path, make(), most)
        except BaseException:
            path.with_suffix(".lock").unlink(missing_ok=True)  # an impossible question leaves nothing behind
            raise


def path_of(workspace: Path, known: tuple[Any, ...], folder: Path = FOLDER) -> Path:
    """Where an answer is kept, whether it is there or not. ``known``: all it depends on, in plain values."""
    told = json.dumps([__version__, *known], default=str)
    return workspace / folder / f"{sha256(told.encode()).hexdigest()[:32]}.json"


def _read(path: Path) -> Row | None:
    with suppress(OSError, ValueError):
        return json.loads(path.read_text("utf8"))  # type: ignore[no-any-return]
    return None


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One thread of one process at a time for a file, be it there or not."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _written(path: Path, made: Row, most: int) -> Row:
    beside = path.with_suffix(f".{os.getpid()}")
    beside.touch(mode=0o600)
    beside.write_text(json.dumps(made, ensure_ascii=False), "utf8")
    beside.replace(path)
    for old in sorted(path.parent.glob("*.json"), key=_written_at)[:-most]:
        old.unlink(missing_ok=True)
        old.with_suffix(".lock").unlink(missing_ok=True)
    return made


def _written_at(path: Path) -> float:
    """0: another process has just taken it away."""
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0
