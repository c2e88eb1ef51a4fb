"""The signed file: taken in by its content, kept for its owner only, read back beside the edition."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from phucvu.errors import UserError
from phucvu.main.read_back import Difference, read_back
from phucvu.publications.read_back import KINDS
from phucvu.web.home import workspace
from phucvu.web.office.models import Publication

LARGEST = 50 * 1024 * 1024  # bytes
FOLDER = "signed"


@dataclass(frozen=True)
class Signing:
    """What the office records of a signing; ``file``: name and hash of the kept PDF."""

    number: str
    issued_on: date
    signer: str
    name: str
    sha256: str
    differences: list[Difference]
    is_confirmed: bool = False

    @property
    def shown(self) -> str:
        """What somebody confirms who has read the differences."""
        told = [asdict(each) for each in self.differences]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]


def keep(publication: Publication, upload: "UploadedFile[Any]") -> str:
    """Keep a signed PDF; returns its hash. Raises UserError when it is none, or too large."""
    if (upload.size or 0) > LARGEST:
        raise UserError("Tệp lớn hơn 50 MB. Hãy quét lại với độ phân giải thấp hơn.")
    content = upload.read()
    if not content.startswith(b"%PDF-"):
        raise UserError("Tệp này không phải PDF. Hãy chọn bản PDF đã ký của công văn.")
    sha256 = hashlib.sha256(content).hexdigest()
    name = name_of(publication, sha256)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return sha256


def name_of(publication: Publication, sha256: str) -> str:
    return f"{FOLDER}/{publication.edition_id}-{sha256[:32]}.pdf"


def tidy(publication: Publication) -> None:
    """Files that were tried before the one that counts go."""
    for path in path_of(FOLDER).glob(f"{publication.edition_id}-*.pdf"):
        if path != path_of(publication.signed_file.name or ""):
            path.unlink(missing_ok=True)


def read(publication: Publication, sha256: str, number: str, issued_on: date, signer: str, shown: str) -> Signing:
    """A signing with what differs between the kept file and the edition; ``shown``: the differences confirmed."""
    name = name_of(publication, sha256)
    if not default_storage.exists(name):
        raise UserError("Hãy chọn tệp PDF đã ký.")
    try:
        found = read_back(workspace(), publication.edition_id, path_of(name), number, issued_on)
    except UserError as problem:
        found = [Difference("unreadable", "Cả tệp", "chữ đọc được", str(problem))]
    made = Signing(number, issued_on, signer, name, sha256, found)
    return Signing(number, issued_on, signer, name, sha256, found, not found or made.shown == shown)


def counted(differences: list[Difference]) -> dict[str, int]:
    """How many differences of each kind, for the log."""
    kinds = [each.kind for each in differences]
    return {kind: kinds.count(kind) for kind in KINDS if kind in kinds}


def path_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


def is_whole(publication: Publication) -> bool:
    """Whether the signed file is there, as it was taken in."""
    path = path_of(publication.signed_file.name or "")
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == publication.signed_sha256


def correction_path(edition_id: str) -> Path:
    """Where the letter that tells a correction lies (an edition itself never changes)."""
    return path_of(_correction_name(edition_id))


def _correction_name(edition_id: str) -> str:
    return f"dinh-chinh/{edition_id}.docx"


def keep_correction(edition_id: str, made: Path) -> None:
    """Keep the letter of a correction, in place of an earlier one of the same edition."""
    default_storage.delete(_correction_name(edition_id))
    default_storage.save(_correction_name(edition_id), ContentFile(made.read_bytes()))


def in_words(differences: list[Difference]) -> list[dict[str, Any]]:
    """Differences as the event keeps them: the first hundred, whole."""
    return [asdict(each) for each in differences[:100]]
