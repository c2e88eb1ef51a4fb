"""What the pages of data ask: the proposal of an upload, its files, what is waiting, the checks."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.http import Http404
from django.utils import timezone

from phucvu.main import intake
from phucvu.main.intake import Flags, Proposal
from phucvu.web.home import workspace
from phucvu.web.office.data.receiving import FOLDER
from phucvu.web.office.data.wording import on_the_page
from phucvu.web.office.models import Upload, Work
from phucvu.web.office.work import state_of

OLD = timedelta(days=7)
SAID = ("source", "scope", "agencies", "period", "extracted_at", "mapping")


def folder_of(upload: Upload) -> Path:
    """Where the files of an upload lie until it is accepted or dropped."""
    return workspace() / FOLDER / str(upload.pk)


def proposal_of(upload: Upload) -> Proposal:
    """What an import of the files would be, with what was answered. Raises UserError."""
    flags = Flags(**{name: upload.flags.get(name) for name in SAID})
    if replaced := upload.flags.get("replaces"):
        return intake.propose_again(workspace(), replaced, flags)
    return intake.propose(workspace(), [folder_of(upload) / name for name in upload.names], flags)


def missing(proposal: Proposal) -> list[str]:
    """What somebody must answer before the files can be taken in."""
    if proposal.doubts:
        return [on_the_page(doubt) for doubt in proposal.doubts]
    return [] if proposal.is_scope_certain else ["Chưa rõ tệp gồm những hồ sơ nào: hãy chọn ở mục “Phạm vi”."]


def waiting() -> list[Upload]:
    """Uploads nobody decided about, newest first; ``is_old``: longer than a week."""
    found = list(Upload.objects.filter(state="waiting").select_related("by", "work").order_by("-at"))
    for upload in found:
        upload.is_old = timezone.now() - upload.at > OLD  # type: ignore[attr-defined]
    return found


def upload_or_404(upload: Any) -> Upload:
    found = Upload.objects.filter(pk=upload).select_related("work", "by").first()
    if found is None:
        raise Http404
    return found


def is_taken(upload: Upload) -> bool:
    """Whether its files are being taken in right now."""
    work: Work | None = upload.work
    return work is not None and work.kind == "accept" and state_of(work) in ("waiting", "running")


def imported(import_id: str) -> dict[str, Any]:
    """A live import. Raises Http404."""
    found = next((row for row in intake.imports(workspace()) if row["import_id"] == import_id), None)
    if found is None:
        raise Http404
    return found
