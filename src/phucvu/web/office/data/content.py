"""What a file brought by somebody is, told by its bytes and never by its name; what is not data is refused."""

import gzip
import re
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from phucvu.errors import UserError

ZIP, OLE, GZIP, PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b", b"PAR1"
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
HEAD = 65_536
WHOLE = 128 << 20  # what is looked through whole: old workbooks, tables of HTML
MEMBERS, UNPACKED, RATIO, FREE = 20_000, 4 << 30, 200, 64 << 20  # of one zip: entries, bytes, bytes per packed byte
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, UnicodeError)
ACTIVE = re.compile(rb"<\s*(script|svg|iframe|object|embed|applet|base|form)\b|javascript:|\son[a-z]+\s*=", re.I)
EVIDENCE = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
KINDS = "bản tin (.jsonl, .zip), danh sách (.xls, .xlsx, .csv), bảng theo mẫu, hoặc câu trả lời đã lưu của Cổng DVCQG"


def clean_name(name: str) -> str:
    """The name a file is kept under: one part, no letters that mean something to a shell or a system.

    Raises UserError for a name that leads somewhere.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if not name or "/" in name or "\\" in name or name.startswith(".") or any(ord(letter) < 32 for letter in name):
        raise UserError(f"Tên tệp “{printable(name)}” không hợp lệ. Hãy đổi tên, chỉ dùng chữ, số, dấu cách, gạch.")
    kept = re.sub(r'[<>:"|?*\[\]{}]', "_", name)
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:120]}{dot}{ending[:10]}" if dot else kept[:120]


def printable(name: str) -> str:
    """A name as it may stand in a sentence."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:80]


def refuse_strange(path: Path) -> None:
    """Raises UserError with the reason when a file is nothing that could be taken in."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise UserError(f"Tệp “{path.name}” trống. Hãy xuất lại tệp.")
    if head.startswith(ZIP):
        _look_into_zip(path)
    elif head.startswith(OLE):
        _look_into_ole(path)
    elif head.startswith(GZIP):
        _look_into_gzip(path)
    elif not head.startswith(PARQUET):
        _look_at_text(path, head)


def evidence_kind(content: bytes) -> str:
    """pdf, png, jpg or json. Raises UserError for anything else."""
    for opening, kind in EVIDENCE.items():
        if content.startswith(opening):
            return kind
    if _is_json(content[:HEAD]) and b"\0" not in content:
        return "json"
    raise UserError("Minh chứng phải là tệp PDF, PNG, JPEG hoặc JSON. Hãy chọn tệp khác, hoặc ghi đường dẫn bằng chữ.")


def _look_into_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            _refuse_members(path, infos)
            names = {info.filename for info in infos}
            if "[Content_Types].xml" in names:
                return _refuse_workbook(path, names)
            for info in infos:
                if not info.is_dir() and not info.filename.startswith("__MACOSX/"):
                    with archive.open(info) as member:
                        _refuse_member(path, info.filename, member.read(4096))
    except BROKEN:
        raise UserError(f"Tệp nén “{path.name}” hỏng hoặc có mật khẩu. Hãy nén lại, không đặt mật khẩu.") from None


def _refuse_members(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    """Names that lead outside, and bombs by their own account; one that lies is stopped on reading."""
    for info in infos:
        inside = PurePosixPath(info.filename.replace("\\", "/"))
        leads_out = inside.is_absolute() or ".." in inside.parts or ":" in str(inside)
        if leads_out or not inside.parts:
            raise UserError(f"Tệp nén “{path.name}” chứa đường dẫn ra ngoài nên không nhận. Hãy nén lại các tệp.")
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MEMBERS or unpacked > min(UNPACKED, max(FREE, path.stat().st_size * RATIO)):
        raise UserError(
            f"Tệp nén “{path.name}” bung ra quá lớn so với kích thước của nó (nghi là tệp phá hoại) nên không nhận. "
            "Hãy gửi các tệp đã giải nén, hoặc chia gói nhỏ hơn."
        )


def _refuse_workbook(path: Path, names: set[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _macros(path)
    if not any(name.startswith("xl/workbook") for name in names):
        raise _strange(path)


def _refuse_member(path: Path, name: str, head: bytes) -> None:
    if (head and not _is_text(head)) or head.lstrip()[:1] == b"<" or head.startswith(PROGRAMS):
        inside = printable(PurePosixPath(name).name)
        raise UserError(
            f"Tệp nén “{path.name}” có “{inside}” không phải bản tin JSON nên không nhận. Hãy bỏ tệp đó ra."
        )


def _look_into_ole(path: Path) -> None:
    content = _whole(path)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise _macros(path)
    if not any(name.encode("utf-16-le") + b"\0\0" in content for name in ("Workbook", "Book")):
        raise _strange(path)


def _look_into_gzip(path: Path) -> None:
    try:
        with gzip.open(path) as stream:
            head = stream.read(4096)
    except BROKEN:
        raise UserError(f"Tệp nén “{path.name}” hỏng. Hãy nén lại rồi gửi.") from None
    if not _is_json(head):
        raise _strange(path)


def _look_at_text(path: Path, head: bytes) -> None:
    if head.startswith(PROGRAMS) or not _is_text(head):
        raise _strange(path)
    if _is_json(head):
        return
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.startswith(b"<"):
        content = _whole(path).replace(b"\0", b"")
        if ACTIVE.search(content):
            raise UserError(f"Tệp “{path.name}” có mã lệnh (script, SVG) nên không nhận. Hãy xuất lại dạng .xlsx.")
        if not re.search(rb"<\s*table\b", content, re.I):
            raise _strange(path)
    elif not any(mark in text for mark in (b",", b";", b"\t")):
        raise _strange(path)


def _whole(path: Path) -> bytes:
    if path.stat().st_size > WHOLE:
        raise UserError(f"Tệp “{path.name}” quá lớn cho định dạng cũ này. Hãy xuất lại dạng .xlsx hoặc .csv.")
    return path.read_bytes()


def _is_text(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return not any(byte < 9 or 13 < byte < 27 for byte in head)


def _is_json(head: bytes) -> bool:
    return head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] in (b"{", b"[")


def _strange(path: Path) -> UserError:
    return UserError(f"Nội dung tệp “{path.name}” không phải {KINDS} nên không nhận. Hãy chọn đúng tệp.")


def _macros(path: Path) -> UserError:
    return UserError(f"Bảng tính “{path.name}” có macro nên không nhận. Hãy lưu lại dạng .xlsx không macro.")
