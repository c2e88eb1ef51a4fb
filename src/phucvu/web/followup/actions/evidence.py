"""Files with an answer: what may come in by what it holds and not by what it is called, kept under a name of ours."""

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import Any, BinaryIO, TypeAlias, cast
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from phucvu.errors import UserError
from phucvu.web.followup.models import Answer, Evidence

MOST_FILES = 5
MOST_PARTS = 5000  # files within a .docx or .xlsx
STARTS = {".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff"}
MAIN_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".docx": OFFICE + "wordprocessingml.document",
    ".xlsx": OFFICE + "spreadsheetml.sheet",
}
File: TypeAlias = "UploadedFile[Any]"
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx"
UNSAFE = re.compile(r'[\\/:*?"<>|]+')


@dataclass(frozen=True)
class Proof:
    """A file that may be kept: its cleaned name with the ending of what it is, and its hash."""

    file: File
    name: str
    kind: str
    sha256: str


def checked(files: Sequence[File]) -> list[Proof]:
    """What may be kept. Raises UserError naming the first file that may not."""
    if len(files) > MOST_FILES:
        raise UserError(f"Mỗi lần gửi được nhiều nhất {MOST_FILES} tệp minh chứng; đang gửi {len(files)} tệp.")
    return [_checked(each) for each in files]


def keep(answer: Answer, proofs: Sequence[Proof]) -> None:
    """Write them beside the answer; when one cannot be written, none stays."""
    kept: list[Evidence] = []
    try:
        for each in proofs:
            made = Evidence(answer=answer, name=each.name, sha256=each.sha256, by=answer.by)
            kept.append(made)
            made.file.save(f"{uuid4().hex}{each.kind}", each.file, save=True)
    except BaseException:
        for made in kept:
            if made.file:
                made.file.storage.delete(str(made.file.name))
        raise


def content_type(name: str) -> str:
    return TYPES.get(PurePath(name).suffix, "application/octet-stream")


def digest(file: BinaryIO) -> str:
    """The hash of a file, read from its start; it is left at its start."""
    file.seek(0)
    found = sha256()
    while block := file.read(1 << 20):
        found.update(block)
    file.seek(0)
    return found.hexdigest()


def _checked(file: File) -> Proof:
    name = clean(file.name or "")
    if not file.size:
        raise UserError(f"Tệp “{name}” rỗng.")
    if file.size > settings.EVIDENCE_MAX_BYTES:
        raise UserError(f"Tệp “{name}” lớn hơn {settings.EVIDENCE_MAX_BYTES >> 20} MB. Hãy nén hoặc tách nhỏ.")
    opened = cast(BinaryIO, file)
    kind = _kind(opened, name)
    stem = name[: -len(PurePath(name).suffix)] if PurePath(name).suffix else name
    return Proof(file, f"{stem[:150]}{kind}", kind, digest(opened))


def clean(name: str) -> str:
    """A name without folders, signs of other systems and characters that hide or turn the text around."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    return UNSAFE.sub("-", shown).strip(" .") or "minh-chung"


def _kind(file: BinaryIO, name: str) -> str:
    """The ending that fits the bytes. Raises UserError for any other content."""
    file.seek(0)
    head = file.read(16)
    for ending, start in STARTS.items():
        if head.startswith(start):
            return ending
    if head.startswith(b"PK\x03\x04") and (found := _kind_of_zip(file, name)):
        return found
    raise UserError(f"Tệp “{name}” không phải PDF, PNG, JPEG, DOCX hay XLSX (xét theo nội dung). Hãy chuyển định dạng.")


def _kind_of_zip(file: BinaryIO, name: str) -> str | None:
    """Which office document a zip is, by the parts it lists; nothing of it is unpacked."""
    try:
        with zipfile.ZipFile(file) as opened:
            parts = set(opened.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if any(part.lower().endswith(("vbaproject.bin", ".exe", ".js")) for part in parts):
        raise UserError(f"Tệp “{name}” có macro hoặc chương trình. Hãy lưu thành tệp không có macro.")
    if len(parts) > MOST_PARTS or "[Content_Types].xml" not in parts:
        return None
    return next((ending for ending, part in MAIN_PARTS.items() if part in parts), None)
