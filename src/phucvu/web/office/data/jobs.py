"""Long work on data: counting what an upload would bring, taking it in, withdrawing an import."""

import logging
from typing import Any

from django.urls import reverse

from phucvu.errors import UserError
from phucvu.main import intake, preview
from phucvu.web.home import workspace
from phucvu.web.office.data import actions
from phucvu.web.office.data.queries import missing, proposal_of
from phucvu.web.office.models import Upload, Work
from phucvu.web.office.signals import imported
from phucvu.web.office.work import OnStep, register

REJECTS_SHOWN = 20

log = logging.getLogger(__name__)


@register("preview")
def look(work: Work, on_step: OnStep) -> dict[str, Any]:
    """Counts and first rejects of what would be taken in."""
    found = preview.preview(proposal_of(_upload(work)), on_step)
    return found | {"where": _page(work)}


@register("accept")
def accept(work: Work, on_step: OnStep) -> dict[str, Any]:
    """Into the lake."""
    upload = _upload(work)
    proposal = proposal_of(upload)
    if sentences := missing(proposal):  # answers were changed meanwhile
        raise UserError(" ".join(sentences))
    result = intake.accept(proposal, on_step, by=work.by.username)
    actions.taken_in(work.by, upload, result)
    _after_change(work)
    rejects = intake.rejects(workspace(), result["import_id"])[:REJECTS_SHOWN] if result["rejected"] else []
    return result | {"rejects": rejects, "where": _page(work)}


@register("undo")
def undo(work: Work, on_step: OnStep) -> dict[str, Any]:
    """Out of the lake again."""
    on_step(0, None, "Rút lần nhập")
    result = intake.undo(workspace(), work.arguments["import_id"])
    _after_change(work)
    return result | {"where": reverse("imports")}


def _after_change(work: Work) -> None:
    """Whoever follows the lake looks again; what goes wrong there never undoes the import."""
    for _receiver, answer in imported.send_robust(Work, who=work.by):
        if isinstance(answer, Exception):
            log.error("after the import of work %s: %s", work.pk, type(answer).__name__)


def _upload(work: Work) -> Upload:
    return Upload.objects.get(pk=work.arguments["upload"])


def _page(work: Work) -> str:
    return reverse("upload", args=[work.arguments["upload"]])
