"""A file looked at and not yet taken in: kept for the person who brought it (0600) until confirmed or let go."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone

from phucvu.errors import UserError
from phucvu.web.followup.actions.doors import person_of
from phucvu.web.followup.papers.sheets import MAX_BYTES

FOLDER = "waiting"


@dataclass(frozen=True)
class Kept:
    content: bytes
    sha256: str


def brought(request: HttpRequest) -> bytes:
    """The bytes of the file in the form. Raises UserError when there is none or it is too big."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        raise UserError("Chưa chọn tệp, hoặc tệp rỗng.")
    if file.size > MAX_BYTES:
        raise UserError("Tệp lớn hơn 5 MB. Hãy nộp đúng tệp bảng, không kèm hình ảnh.")
    return bytes(file.read())


def keep(request: HttpRequest, key: str, content: bytes) -> None:
    """Keep a file of this person under a key; one brought before gives way."""
    let_go(request, key)
    default_storage.save(_name(request, key), ContentFile(content))


def kept(request: HttpRequest, key: str) -> Kept | None:
    name = _name(request, key)
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        content = file.read()
    return Kept(content, hashlib.sha256(content).hexdigest())


def confirmed(request: HttpRequest, key: str) -> Kept:
    """The file that the person saw judged and confirms. Raises UserError when it is gone or another by now."""
    found = kept(request, key)
    if found is None or found.sha256 != request.POST.get("sha256"):
        raise UserError("Tệp đã xem trước không còn, hoặc đã được thay bằng tệp khác. Hãy nộp lại tệp.")
    return found


def let_go(request: HttpRequest, key: str) -> None:
    default_storage.delete(_name(request, key))


def sweep(older_than: timedelta = timedelta(days=7)) -> int:
    """Files that nobody confirmed or let go; how many went."""
    if not default_storage.exists(FOLDER):
        return 0
    names = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    old = [name for name in names if default_storage.get_modified_time(name) < timezone.now() - older_than]
    for name in old:
        default_storage.delete(name)
    return len(old)


def _name(request: HttpRequest, key: str) -> str:
    return f"{FOLDER}/{person_of(request).pk}-{key}"
