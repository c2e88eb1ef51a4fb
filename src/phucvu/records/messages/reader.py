"""Reading message files into batches: one file after another, big JSON-lines files by several processes."""

import gc
import multiprocessing
import os
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from phucvu.errors import UserError
from phucvu.records.archives import BROKEN, FREE_BYTES, Member, head, members
from phucvu.records.batch import Batch, Finding, Reject
from phucvu.records.kinds import reject
from phucvu.records.messages.streams import BLOCK, CHUNK, LONGEST_LINE, decode_lines, is_lines, read_elements
from phucvu.records.messages.tables import batches
from phucvu.records.schema import record_type
from phucvu.records.settings import SourceSettings

OnStep = Callable[[int, int | None, str], None]
NO_SETTINGS = SourceSettings()


def read(path: Path, settings: SourceSettings = NO_SETTINGS, on_step: OnStep | None = None) -> Iterator[Batch]:
    """Batches of dossiers, applicants and history rows of one file (JSON, JSON lines, .gz, .zip of many).

    Rows are numbers of elements in their file from 1 (of JSON lines with one dossier each: the line).
    What cannot be read becomes a Reject; ``on_step(bytes done, bytes in all or None, file)``.
    Raises UserError when the path cannot be opened, or is a broken, locked or oversized archive.
    """
    for member in members(path):
        yield from _read_member(member, settings, on_step or _silent)


class Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


def _silent(done: int, total: int | None, label: str) -> None:
    pass


def _read_member(member: Member, settings: SourceSettings, on_step: OnStep) -> Iterator[Batch]:
    if member.size == 0:
        yield _only_reject("empty_file", member.name, 0)
    elif _is_for_processes(member, settings):
        yield from _read_in_processes(member, settings, on_step)
    else:
        yield from _read_stream(member, settings, on_step)


def _only_reject(kind: str, file: str, row: int, detail: str = "") -> Batch:
    rejects: tuple[Reject, ...] = (reject(kind, file, row, detail=detail),)
    table = record_type("dossier").arrow(carried_only=True).empty_table()
    return Batch("dossier", file, table, pa.array([], pa.int64()), rejects, rows_read=1)


class _Counting:
    """A stream that tells how far it is, and ends where its archive is broken (``is_broken``)."""

    def __init__(self, member: Member, on_step: OnStep) -> None:
        self._member, self._on_step = member, on_step
        self.done, self.is_broken = 0, False
        self._stream = self._opened()

    def _opened(self) -> Readable | None:
        try:
            return self._member.limited(self._member.open())
        except BROKEN:
            self.is_broken = True
            return None

    def read(self, size: int, /) -> bytes:
        chunk = bytearray()
        while self._stream and len(chunk) < size and (piece := self._piece(size - len(chunk))):
            chunk += piece
        self.done += len(chunk)
        self._on_step(self.done, self._member.size, self._member.name)
        return bytes(chunk)

    def _piece(self, size: int) -> bytes:
        """What one step of unpacking gives: a break must not take the bytes before it along."""
        try:
            return self._stream.read1(size) if self._stream and not self.is_broken else b""
        except BROKEN:
            self.is_broken = True
            return b""


def _read_stream(member: Member, settings: SourceSettings, on_step: OnStep) -> Iterator[Batch]:
    last_row = 0
    stream = _Counting(member, on_step)
    for elements in read_elements(stream):
        last_row += elements.count
        yield from batches(elements, member.name, settings)
    if stream.is_broken:
        yield _only_reject("broken_archive", member.name, last_row + 1)
    elif not last_row:
        yield _only_reject("empty_file", member.name, 0)


# ---- several processes


def _is_for_processes(member: Member, settings: SourceSettings) -> bool:
    """Processes cost a second to start: only for big plain JSON-lines files that lie open on the disk."""
    if member.path is None or (member.size or 0) < FREE_BYTES or _workers(settings) < 2:
        return False
    opening = head(member.path, CHUNK)
    return opening[:2] not in (b"\xff\xfe", b"\xfe\xff") and b"\0" not in opening and is_lines(opening)


def _workers(settings: SourceSettings) -> int:
    return settings.workers or os.cpu_count() or 1


def _read_in_processes(member: Member, settings: SourceSettings, on_step: OnStep) -> Iterator[Batch]:
    first_row, size = 0, member.size or 0
    try:
        for stop, count, made in _ranges_read(member, size, settings):
            on_step(stop, size, member.name)
            yield from (_shifted(batch, first_row) for batch in made)
            first_row += count
    except BrokenProcessPool:
        raise UserError(
            f"Máy thiếu bộ nhớ khi đọc “{member.name}” nên phải dừng. Hãy đóng bớt chương trình rồi nhập lại."
        ) from None


def _ranges_read(member: Member, size: int, settings: SourceSettings) -> Iterator[tuple[int, int, list[Batch]]]:
    """Ranges of the file in order: (where it ends, elements, batches); a few ahead of the reader at any time.

    Messages make no cycles, so the workers, which do nothing else, live without the garbage collector.
    """
    workers, stops = _workers(settings), [*range(BLOCK, size, BLOCK), size]
    tasks = zip([0, *stops[:-1]], stops, strict=True)
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=gc.disable) as pool:
        pending: deque[tuple[int, Future[tuple[int, list[Batch]]]]] = deque()
        for start, stop in tasks:
            pending.append((stop, pool.submit(_read_range, str(member.path), start, stop, settings)))
            if len(pending) > workers:
                ended, future = pending.popleft()
                yield (ended, *future.result())
        for ended, future in pending:
            yield (ended, *future.result())


def _read_range(path: str, start: int, stop: int, settings: SourceSettings) -> tuple[int, list[Batch]]:
    """Lines that begin within [start, stop): their count and batches, rows numbered from 1."""
    elements = decode_lines(_lines_between(Path(path), start, stop))
    return elements.count, list(batches(elements, Path(path).name, settings))


def _lines_between(path: Path, start: int, stop: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(start - 1, 0))
        if start:  # a line that began before belongs to the range before
            _finish_line(stream, keep=False)
        begin = stream.tell()
        if begin >= stop:
            return b""
        block = stream.read(stop - begin)
        if not block.endswith(b"\n"):
            block += _finish_line(stream, keep=True)
        return block if start else block.removeprefix(BOM_UTF8)


def _finish_line(stream: BinaryIO, keep: bool) -> bytes:
    """What is left of the line, LONGEST_LINE bytes of it at most; the rest is passed over."""
    kept = bytearray()
    for piece in iter(lambda: stream.readline(CHUNK), b""):
        if keep and len(kept) < LONGEST_LINE:
            kept += piece
        if piece.endswith(b"\n"):
            break
    return bytes(kept)


def _shifted(batch: Batch, by: int) -> Batch:
    """The batch with its rows counted from the start of the file."""
    return replace(
        batch,
        rows=pc.add(batch.rows, by),
        rejects=tuple(replace(rejected, row=rejected.row + by) for rejected in batch.rejects),
        findings=tuple(_shifted_finding(finding, by) for finding in batch.findings),
    )


def _shifted_finding(finding: Finding, by: int) -> Finding:
    return finding if finding.row is None else replace(finding, row=finding.row + by)
