"""Files as they arrive: plain, gzip or zip, opened member by member under limits that stop decompression bombs."""

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path

from phucvu.errors import UserError

MAX_RATIO = 200  # messages compress 10 to 60 times; a bomb a thousand times
MAX_BYTES = 20 * 2**30  # unpacked, one archive
FREE_BYTES = 64 * 2**20  # below this the ratio does not matter
MAX_MEMBERS = 100_000
BROKEN = (zlib.error, EOFError, OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError)

_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class BombError(UserError):
    """An archive that would unpack to far more than messages ever do."""


class Limited:
    """A readable byte stream that counts what comes out and refuses a bomb.

    ``packed``: size of the archive in bytes; ``name``: for the sentence.
    """

    def __init__(self, stream: BufferedIOBase, packed: int, name: str) -> None:
        self._stream, self._name = stream, name
        self._allowed = min(MAX_BYTES, max(FREE_BYTES, packed * MAX_RATIO))
        self.count = 0

    def read1(self, size: int, /) -> bytes:
        chunk: bytes = self._stream.read1(size)
        self.count += len(chunk)
        if self.count > self._allowed:
            raise _bomb(self._name)
        return chunk


@dataclass(frozen=True)
class Member:
    """One file inside what was handed in: its name, its size in bytes (None = unknown), how to open it."""

    name: str
    size: int | None
    open: Callable[[], BufferedIOBase]
    path: Path | None = None  # set when the file lies open on the disk, so that parts of it can be read apart
    packed: int | None = None

    def limited(self, stream: BufferedIOBase) -> "Limited | BufferedIOBase":
        return stream if self.packed is None else Limited(stream, self.packed, self.name)


def head(path: Path, size: int = 8) -> bytes:
    """First bytes of a file. Raises UserError when it cannot be opened."""
    try:
        with path.open("rb") as stream:
            return stream.read(size)
    except OSError:
        raise UserError(f"Không mở được tệp “{path}”. Hãy kiểm tra đường dẫn và quyền đọc.") from None


def is_zip(path: Path) -> bool:
    return head(path, 4) in (b"PK\x03\x04", b"PK\x05\x06")


def members(path: Path) -> Iterator[Member]:
    """The files in a path: itself, the unpacked gzip, or the members of a zip in their order.

    Raises UserError for archives that are broken at the root, locked by a password, or bombs by their own account.
    """
    if is_zip(path):
        yield from _zip_members(path)
    elif head(path, 2) == b"\x1f\x8b":
        packed = path.stat().st_size
        yield Member(path.name, None, lambda: gzip.open(path, "rb"), packed=packed)  # noqa: SIM115
    else:
        yield Member(path.name, path.stat().st_size, lambda: path.open("rb"), path=path)


def _zip_members(path: Path) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN:
        raise UserError(f"Tệp nén “{path.name}” hỏng hoặc chưa tải xong. Hãy tải hoặc nén lại rồi nhập lại.") from None
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _is_junk(info.filename)]
        _refuse(path, infos)
        for info in infos:
            yield _zip_member(path, archive, info)


def _zip_member(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    name = f"{path.name}/{info.filename}"
    return Member(name, info.file_size, lambda: archive.open(info), packed=info.compress_size)  # type: ignore[arg-type, return-value]


def _refuse(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & 1 for info in infos):
        raise UserError(f"Tệp nén “{path.name}” có mật khẩu. Hãy giải nén rồi nhập các tệp bên trong.")
    unpacked = sum(info.file_size for info in infos)
    packed = path.stat().st_size
    if len(infos) > MAX_MEMBERS or unpacked > min(MAX_BYTES, max(FREE_BYTES, packed * MAX_RATIO)):
        raise _bomb(path.name)


def _is_junk(name: str) -> bool:
    return name.startswith(_JUNK[0]) or name.rsplit("/", 1)[-1] in _JUNK[1:]


def _bomb(name: str) -> BombError:
    return BombError(
        f"Tệp nén “{name}” bung ra quá lớn so với kích thước của nó (nghi là tệp phá hoại) nên không mở. "
        "Hãy nhập các tệp JSON đã giải nén, hoặc chia gói nhỏ hơn."
    )
