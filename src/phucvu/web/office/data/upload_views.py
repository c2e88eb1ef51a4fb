"""Bringing files in: choose, look at what they would bring, say yes or no."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.main import preview, status
from phucvu.main.proposing import SOURCES, Proposal
from phucvu.web.bodies import takes
from phucvu.web.home import workspace
from phucvu.web.office.data import actions
from phucvu.web.office.data.forms import Answers
from phucvu.web.office.data.queries import is_taken, missing, proposal_of, upload_or_404, waiting
from phucvu.web.office.data.receiving import Receiver, received, size
from phucvu.web.office.data.wording import on_the_page
from phucvu.web.office.models import Upload
from phucvu.web.office.work import FAULT, STOPPED, state_of


@takes("data", lambda request: Receiver(request, settings.UPLOAD_MAX_BYTES))
def uploads(request: HttpRequest) -> HttpResponse:
    """What waits, and the door for files."""
    if request.method != "POST":
        return _door(request)
    try:
        with received(request, "files") as files:
            upload = actions.keep(request, files)
    except UserError as problem:
        return _door(request, str(problem))
    actions.look(request, upload)
    return redirect("upload", upload=upload.pk)


def _door(request: HttpRequest, fault: str = "") -> HttpResponse:
    limits = {"most": settings.UPLOAD_MAX_FILES, "size": size(settings.UPLOAD_MAX_BYTES)}
    known = {"uploads": waiting(), "fault": fault, "limits": limits}
    return render(request, "office/uploads.html", known, status=400 if fault else 200)


def upload(request: HttpRequest, upload: str) -> HttpResponse:
    """One upload: what it is, what is asked, what it would bring; afterwards what became of it."""
    return _page(request, upload_or_404(upload))


def answer(request: HttpRequest, upload: str) -> HttpResponse:
    """What somebody says of the files; an empty answer takes back what was said."""
    found = upload_or_404(upload)
    form = _form(_proposal(found), request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        actions.answer(request, found, {} if "back" in request.POST else form.flags)
    except UserError as problem:
        form.add_error(None, on_the_page(str(problem)))
        return _page(request, found, form)
    return redirect("upload", upload=found.pk)


def take_in(request: HttpRequest, upload: str) -> HttpResponse:
    return redirect("work", work=actions.take_in(request, upload_or_404(upload)).pk)


def drop(request: HttpRequest, upload: str) -> HttpResponse:
    actions.drop(request, upload_or_404(upload))
    messages.success(request, _("Đã bỏ các tệp; chưa có gì được nhập."))
    return redirect("uploads")


def _page(request: HttpRequest, found: Upload, form: Answers | None = None) -> HttpResponse:
    taken = is_taken(found)
    known = {"upload": found, "form": form, "is_taken": taken, **_of_work(found)}
    if found.state == "waiting" and not taken:
        try:
            known |= _proposed(found, form)
        except UserError as problem:
            known |= {"fault": on_the_page(str(problem)), "form": form or _form(None)}
    return render(request, "office/upload.html", known, status=400 if form and form.errors else 200)


def _proposed(found: Upload, form: Answers | None) -> dict[str, Any]:
    proposal = proposal_of(found)
    headings, rows = preview.sample(proposal)
    return {
        "kind": SOURCES.get(proposal.source, proposal.source),
        "sentences": [on_the_page(sentence) for sentence in proposal.sentences],
        "missing": missing(proposal),
        "headings": headings,
        "rows": rows,
        "form": form or _form(proposal),
    }


def _proposal(found: Upload) -> Proposal | None:
    try:
        return proposal_of(found)
    except UserError:
        return None  # an answer may be what the files lack


def _form(proposal: Proposal | None, given: Any = None) -> Answers:
    agencies = [(each["agency_code"], each["agency_name"]) for each in status.agencies(workspace())]
    return Answers(proposal, agencies, given)


def _of_work(found: Upload) -> dict[str, Any]:
    work = found.work
    if work is None:
        return {}
    state = state_of(work)
    sentence = {"failed": work.sentence or FAULT, "stopped": STOPPED}.get(state, "")
    is_open = state in ("waiting", "running")
    known = {"work": work, "work_state": state, "is_open": is_open, "work_fault": on_the_page(sentence)}
    return known | ({"result": work.result} if state == "done" else {})
