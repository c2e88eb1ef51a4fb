"""Raw files are kept as they came, under their hash and their own name, readable by their owner only.

This is the one place that copies them, and so the place where encryption with a key of the workspace would go.
"""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from phucvu.errors import UserError


@dataclass(frozen=True)
class RawFile:
    """A raw file: its own name, hash of its bytes, size in bytes."""

    name: str
    sha256: str
    size: int


def copied(path: Path, folder: Path) -> RawFile:
    """Copy a raw file beside its hash, in one pass; the folder is moved into the workspace at the commit."""
    folder.mkdir(exist_ok=True)
    beside, digest = folder / "copying", hashlib.sha256()
    try:
        with path.open("rb") as source, beside.open("wb") as target:
            while block := source.read(1 << 20):
                digest.update(block)
                target.write(block)
    except OSError as problem:
        raise UserError(f"Không đọc được tệp {path}: {problem.strerror}. Hãy xem lại đường dẫn và quyền đọc.") from None
    home = folder / digest.hexdigest()
    home.mkdir(mode=0o700, exist_ok=True)
    beside.chmod(0o600)
    beside.replace(home / path.name)
    return RawFile(path.name, digest.hexdigest(), (home / path.name).stat().st_size)


def keep(folder: Path, raw: Path) -> None:
    """Move copied files into the workspace: raw/<sha256>/<name>, mode 0600."""
    for path in folder.glob("*/*"):
        home = raw / path.parent.name
        home.mkdir(mode=0o700, exist_ok=True)
        shutil.move(path, home / path.name)
