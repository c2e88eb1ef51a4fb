"""The answers of the portal as they came: one folder per reading, which a stopped fetch goes on with."""

import hashlib
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec

from phucvu.lake.disk import sync_folder
from phucvu.records.portal.index import INDEX, Entry, entries, fault_of, request_key, superseded
from phucvu.records.portal.requests import Request
from phucvu.registry.clock import iso


class NotKeptError(LookupError):
    """An answer that a reading lacks."""


@dataclass
class Kept:
    """The answers of one reading: raw bodies, mode 0600, and the index that names them, line by line."""

    folder: Path
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.entries = entries(self.folder)
        self._mend()

    @property
    def files(self) -> tuple[Path, ...]:
        """The latest answer to each request, and the index."""
        old = superseded(self.entries)
        return (*(self.folder / each.file for each in self.entries if each.file not in old), self.folder / INDEX)

    @property
    def usable(self) -> int:
        """How many answers are whole and can be imported."""
        return sum(self._whole(entry) is not None for entry in self.entries)

    def answer(self, request: Request, page: int) -> bytes:
        """A usable answer kept before. Raises NotKeptError."""
        wanted = request_key(request.path, request.body(page))
        for entry in self.entries:
            if request_key(entry.path, entry.body) == wanted and (content := self._whole(entry)) is not None:
                return content
        raise NotKeptError

    def keep(self, request: Request, page: int, status: int, content: bytes, read_at: datetime) -> None:
        """Write an answer down: first its bytes, then its line in the index, each to the disk."""
        name = f"{len(self.entries) + 1:03}-{request.service}-{request.whose}-{page}.json"
        _write(self.folder / name, content, os.O_TRUNC)
        digest = hashlib.sha256(content).hexdigest()
        entry = Entry(name, request.path, request.body(page), iso(read_at), status, digest)
        _write(self.folder / INDEX, msgspec.json.encode(entry) + b"\n", os.O_APPEND)
        sync_folder(self.folder)
        self.entries.append(entry)

    def _whole(self, entry: Entry) -> bytes | None:
        path = self.folder / entry.file
        content = path.read_bytes() if path.is_file() else b""
        is_whole = hashlib.sha256(content).hexdigest() == entry.sha256
        return content if is_whole and fault_of(content, entry.status) is None else None

    def _mend(self) -> None:
        """A line torn by a crash is taken away: what it should have told is asked again."""
        path = self.folder / INDEX
        content = path.read_bytes() if path.is_file() else b""
        if content and not content.endswith(b"\n"):
            os.truncate(path, content.rfind(b"\n") + 1)
            self.entries = entries(self.folder)


def _write(path: Path, content: bytes, how: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(handle, "wb" if how == os.O_TRUNC else "ab") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
