"""The archive of a month: everything that was issued in it, in one zip with the hash of every file."""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest

from phucvu.errors import UserError
from phucvu.main.editions import published
from phucvu.main.month import evidence
from phucvu.publications.edition import MANIFEST
from phucvu.registry.clock import iso, now
from phucvu.registry.period import parse_period
from phucvu.web.accounts import audit
from phucvu.web.accounts.models import Event
from phucvu.web.home import workspace
from phucvu.web.office.letters.actions import subject
from phucvu.web.office.letters.signed import correction_path, path_of
from phucvu.web.office.models import Publication

LIST = "danh-muc.json"
STATES = ("issued", "corrected", "withdrawn")
COLUMNS = ("at", "by", "act", "subject", "detail")


def archive(request: HttpRequest, period: str) -> FileResponse:
    """The zip of a period; taking it is an event."""
    try:
        name = parse_period(period).name
    except UserError:
        raise Http404 from None
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the response)
    listed = write(name, file)
    audit.record(request, "archive_taken", name, period=name, files=len(listed))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"luu-tru-{name.replace('/', '_')}.zip")


def write(period: str, file: IO[bytes]) -> list[dict[str, Any]]:
    """Write the zip of a period; returns the lines of its list: {name, bytes, sha256}."""
    found = list(Publication.objects.filter(period=period, state__in=STATES))
    listed = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, path in _files(period, found):
            listed.append(_put(made, name, path.read_bytes()))
        listed.append(_put(made, "nhat-ky.csv", _events(period, found)))
        about = {"period": period, "made_at": iso(now()), "letters": [_letter(each) for each in found], "files": listed}
        made.writestr(LIST, json.dumps(about, ensure_ascii=False, indent=1))
    return listed


def _put(made: zipfile.ZipFile, name: str, content: bytes) -> dict[str, Any]:
    made.writestr(name, content)
    return {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _files(period: str, found: list[Publication]) -> Iterator[tuple[str, Path]]:
    for each in found:
        edition = published(workspace(), each.edition_id)
        for name in (MANIFEST, *edition.about["files"]):
            yield f"{each.edition_id}/{name}", edition.folder / name
        if each.signed_file.name:
            yield f"{each.edition_id}/ban-ky.pdf", path_of(each.signed_file.name)
        if (correction := correction_path(each.edition_id)).is_file():
            yield f"{each.edition_id}/dinh-chinh.docx", correction
    for path in evidence(workspace(), period):
        yield f"so-cong-bo/{path.parent.name[:12]}/{path.name}", path


def _events(period: str, found: list[Publication]) -> bytes:
    """What was done in the month, oldest first."""
    subjects = [subject(each) for each in found]
    events = Event.objects.filter(Q(detail__period=period) | Q(subject__in=subjects)).order_by("at", "id")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for event in events.distinct():
        detail = json.dumps(event.detail, ensure_ascii=False, sort_keys=True)
        writer.writerow([event.at.isoformat(), event.by, event.act, event.subject, detail])
    return text.getvalue().encode("utf8")


def _letter(each: Publication) -> dict[str, Any]:
    return {
        "edition": each.edition_id,
        "state": each.state,
        "number": each.number,
        "issued_on": str(each.issued_on or ""),
        "prepared_by": each.prepared_by.username,
        "approved_by": each.approved_by.username if each.approved_by else "",
        "signed_sha256": each.signed_sha256,
        "reason": each.reason,
        "replaces": each.replaces.edition_id if each.replaces else "",
    }
