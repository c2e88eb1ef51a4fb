"""From bytes to elements: UTF-8 or UTF-16, JSON lines or one big document, never more than a block in memory.

A document is read element by element (ijson); a break keeps every complete element before it and is told once.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Protocol

import ijson
import msgspec

from phucvu.records.messages.shapes import UNREADABLE, decode_line, elements_of, shaped

CHUNK = 2**20
BLOCK = 12 * 2**20  # some 10,000 to 20,000 messages
BATCH = 10_000  # elements of a document in one batch
LONGEST_LINE = 64 * 2**20
SNIFFED = 2**16
DEEPEST = 64  # levels; messages have five
UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_TOO_DEEP = re.compile(rb"(?:[\[{]\s*(?:\"[^\"]{0,64}\"\s*:\s*)?){%d}" % DEEPEST)


class Readable(Protocol):
    """Bytes to read: a file, an archive member, a limited stream."""

    def read(self, size: int, /) -> bytes: ...


@dataclass
class Elements:
    """Messages with their rows (element number in the file, from 1), and what could not be read: (row, kind, detail).

    ``count``: elements this stands for, so that the next ones can be numbered.
    """

    messages: list[Any] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    count: int = 0
    dropped_bytes: bool = False

    def add(self, message: Any, first_row: int) -> None:
        row = first_row + self.count
        self.count += 1
        if message is None:
            self.broken.append((row, "not_object", ""))
        else:
            self.messages.append(message)
            self.rows.append(row)

    def add_broken(self, kind: str, first_row: int, detail: str = "") -> None:
        self.broken.append((first_row + self.count, kind, detail))
        self.count += 1


def read_elements(stream: Readable) -> Iterator[Elements]:
    """All elements of one file in order, in blocks. Nothing in the bytes makes it raise."""
    chunks = utf8_chunks(stream)
    first = next(chunks, b"")
    if not first.strip():
        return
    rest = chain([first], chunks)
    yield from lines(rest) if is_lines(first) else document(rest, first)


def utf8_chunks(stream: Readable) -> Iterator[bytes]:
    """The bytes as UTF-8 without byte order mark; UTF-16 is turned. NULs pass: they belong to nothing in JSON."""
    first = stream.read(CHUNK)
    name = next((name for mark, name in UTF16.items() if first.startswith(mark)), None) or _guessed_utf16(first)
    raw = chain([first], iter(lambda: stream.read(CHUNK), b""))
    if name is None:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from iter(lambda: stream.read(CHUNK), b"")
        return
    decoder = codecs.getincrementaldecoder(name)("replace")
    texts = (decoder.decode(chunk) for chunk in raw)
    for text in texts:
        yield text.lstrip("\ufeff").encode("utf8", "replace")


def _guessed_utf16(first: bytes) -> str | None:
    """UTF-16 without its mark: every second byte of the opening is NUL."""
    opening = first[:64]
    if len(opening) >= 8 and not any(opening[1::2]) and all(opening[0::2]):
        return "utf-16-le"
    return "utf-16-be" if len(opening) >= 8 and not any(opening[0::2]) and all(opening[1::2]) else None


def is_lines(opening: bytes) -> bool:
    """JSON lines, or a document? Lines, when at least half of the complete lines at the start are objects or lists.

    A document written one element per line has brackets or commas at the ends of its lines.
    """
    whole = opening if len(opening) < CHUNK else opening[: opening.rfind(b"\n") + 1]
    sample = [line for line in whole[: 2**18].splitlines() if line.strip()]
    if len(whole) > 2**18 and len(sample) > 1:
        sample.pop()
    if not sample and whole:
        sample = [whole.split(b"\n", 1)[0]]
    return bool(sample) and 2 * sum(map(_is_json_line, sample)) >= len(sample)


def _is_json_line(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line.replace(b"\0", b"")), dict | list)
    except UNREADABLE:
        return False


def lines(chunks: Iterable[bytes]) -> Iterator[Elements]:
    """JSON lines, block by block."""
    first_row = 1
    for block in line_blocks(chunks):
        elements = decode_lines(block, first_row) if block is not None else _too_long(first_row)
        first_row += elements.count
        yield elements


def line_blocks(chunks: Iterable[bytes]) -> Iterator[bytes | None]:
    """Blocks that end where a line ends; None stands for one line longer than LONGEST_LINE."""
    pending, skipping = bytearray(), False
    for chunk in chunks:
        if skipping:
            _, mark, after = chunk.partition(b"\n")
            skipping = not mark
            pending += after
        else:
            pending += chunk
        end = pending.rfind(b"\n") + 1 if len(pending) >= BLOCK else 0
        if end:
            yield bytes(pending[:end])
            del pending[:end]
        elif len(pending) > LONGEST_LINE:
            yield None
            pending, skipping = bytearray(), True
    if pending:
        yield bytes(pending)


def _too_long(first_row: int) -> Elements:
    elements = Elements()
    elements.add_broken("too_long", first_row, f"{LONGEST_LINE // 2**20} MB")
    return elements


def decode_lines(block: bytes, first_row: int = 1) -> Elements:
    """A block of JSON lines to elements; a line that is not JSON is one broken element."""
    elements = Elements(dropped_bytes=b"\0" in block)
    if elements.dropped_bytes:
        block = block.replace(b"\0", b"")
    for line in block.splitlines():
        try:
            for message in decode_line(line):
                elements.add(message, first_row)
        except UNREADABLE:
            if line.strip():
                elements.add_broken("not_json", first_row)
    return elements


def document(chunks: Iterable[bytes], opening: bytes) -> Iterator[Elements]:
    """One JSON document (an envelope, a list of envelopes or of dossiers), element by element.

    ``use_float``: without it the parser crashes the process on a number of more than 4,300 digits.
    """
    built = ijson.sendable_list()
    parser = ijson.items_coro(built, elements_prefix(opening), multiple_values=True, use_float=True)
    elements, first_row, size, dropped = Elements(), 1, 0, False
    for chunk in chain(filter(None, chunks), [b""]):
        is_whole = _send(parser, chunk.replace(b"\0", b""), is_end=not chunk)
        dropped = dropped or b"\0" in chunk
        size += len(chunk)
        _take(built, elements, first_row)
        if not is_whole:
            kind = "broken_tail" if opening.lstrip()[:1] in (b"{", b"[") else "not_messages"
            elements.add_broken(kind, first_row, str(first_row + elements.count - 1))
            break
        if elements.count >= BATCH or size >= BLOCK:
            yield elements
            elements, first_row, size = Elements(), first_row + elements.count, 0
    elements.dropped_bytes = dropped
    if elements.count:
        yield elements


def _send(parser: Any, chunk: bytes, is_end: bool) -> bool:
    """Feed the parser; False when the document breaks here."""
    if _is_suspect(chunk) and _TOO_DEEP.search(chunk):  # many levels cost the parser the square of their number
        return False
    try:
        parser.close() if is_end else parser.send(chunk)
    except (ijson.JSONError, UnicodeDecodeError, RecursionError, ValueError, OverflowError):
        return False
    return True


def _is_suspect(chunk: bytes) -> bool:
    """Could levels be piled up here? Cheap to ask; an ordinary chunk opens about as many as it closes."""
    left_open = chunk.count(b"{") + chunk.count(b"[") - chunk.count(b"}") - chunk.count(b"]")
    return left_open > DEEPEST // 2 or b"}" * DEEPEST in chunk or b"]" * DEEPEST in chunk


def _take(built: list[Any], elements: Elements, first_row: int) -> None:
    for value in built:
        for element in elements_of(value):
            elements.add(shaped(element), first_row)
    built.clear()


def elements_prefix(opening: bytes) -> str:
    """Where the elements stand, as ijson's prefix: the shallowest object at the start that has a MaHoSo."""
    events = ijson.sendable_list()
    parser = ijson.parse_coro(events, multiple_values=True, use_float=True)
    _send(parser, opening[:SNIFFED].replace(b"\0", b""), is_end=False)
    found = [prefix for prefix, event, value in events if event == "map_key" and value == "MaHoSo"]
    if found:
        return str(min(found, key=lambda prefix: prefix.count(".")))
    is_list = bool(events) and events[0][1] == "start_array"
    keys = {(prefix, value) for prefix, event, value in events if event == "map_key"}
    if (("item", "data") if is_list else ("", "data")) in keys:
        return "item.data.item" if is_list else "data.item"
    return "item" if is_list else ""
