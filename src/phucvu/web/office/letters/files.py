"""Files of a letter: those of its edition, its pages as pictures, the signed file, the letter of a correction."""

from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from phucvu.errors import UserError
from phucvu.main.editions import Published, file_of, published
from phucvu.publications.pdf_reading import has_poppler, page_count, page_image
from phucvu.web.accounts.models import Event
from phucvu.web.home import workspace
from phucvu.web.office.letters.actions import subject
from phucvu.web.office.letters.signed import correction_path, path_of
from phucvu.web.office.models import Publication

PICTURES = Path("tmp") / "trang"  # what is lost here is drawn again
FIRST_PAGES = 12


def files_of(edition: Published) -> dict[str, list[dict[str, Any]]]:
    """{main, units, data}: name, bytes and hash of the edition's files; letters first."""
    found: dict[str, list[dict[str, Any]]] = {"main": [], "units": [], "data": []}
    for name, sha256 in edition.about["files"].items():
        path = edition.folder / name
        row = {"name": name, "bytes": path.stat().st_size if path.is_file() else None, "sha256": sha256}
        found["units" if name.startswith("don-vi/") else "data" if "/" in name else "main"].append(row)
    found["main"].sort(key=lambda row: (not row["name"].endswith((".docx", ".pdf")), row["name"]))
    return found


def page_numbers(edition: Published) -> list[int]:
    """The first pages that can be shown; empty without a PDF or the program that draws it."""
    path = _letter_pdf(edition)
    if path is None or not has_poppler():
        return []
    try:
        return list(range(1, min(page_count(path), FIRST_PAGES) + 1))
    except UserError:
        return []


def _letter_pdf(edition: Published) -> Path | None:
    name = next((name for name in edition.about["files"] if name.endswith(".pdf")), None)
    return edition.folder / name if name and (edition.folder / name).is_file() else None


def signer(publication: Publication) -> str:
    """Who signed, as the office recorded it."""
    event = Event.objects.filter(subject=subject(publication), act="publication_sign").order_by("-at", "-id").first()
    return str(event.detail.get("signer", "")) if event else ""


def edition_file(request: HttpRequest, publication: int, name: str) -> FileResponse:
    found = get_object_or_404(Publication, pk=publication)
    return _attached(file_of(workspace(), found.edition_id, name), name.replace("/", "-"))


def page_picture(request: HttpRequest, publication: int, page: int) -> FileResponse:
    found = get_object_or_404(Publication, pk=publication)
    edition = published(workspace(), found.edition_id)
    path = _letter_pdf(edition)
    if path is None or page not in page_numbers(edition):
        raise Http404
    out = workspace() / PICTURES / found.edition_id / f"{page}.png"
    return FileResponse(page_image(path, page, out).open("rb"), content_type="image/png")


def signed_file(request: HttpRequest, publication: int) -> FileResponse:
    found = get_object_or_404(Publication, pk=publication)
    path = path_of(found.signed_file.name) if found.signed_file.name else None
    if path is None or not path.is_file():
        raise Http404
    return _attached(path, f"ban-ky-{found.edition_id}.pdf")


def correction_file(request: HttpRequest, publication: int) -> FileResponse:
    found = get_object_or_404(Publication, pk=publication)
    path = correction_path(found.edition_id)
    if not path.is_file():
        raise Http404
    return _attached(path, f"dinh-chinh-{found.edition_id}.docx")


def _attached(path: Path, name: str) -> FileResponse:
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)
