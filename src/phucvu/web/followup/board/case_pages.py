"""One dossier's own history in the register, and the files that came with its answers."""

from typing import Any, BinaryIO, cast

from django.core.files.storage import default_storage
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from phucvu.errors import UserError
from phucvu.web.accounts.models import Event
from phucvu.web.followup.actions.evidence import content_type, digest
from phucvu.web.followup.board.filtering import is_promise_passed
from phucvu.web.followup.board.table import late, told_answer
from phucvu.web.followup.models import Answer, Case, Evidence
from phucvu.web.followup.states import tables
from phucvu.web.policies import spoken_for

Row = dict[str, Any]
OTHER_ACTS = {
    "case.source_change": "Quyết định về thay đổi của nguồn",
    "apology.make": "Lập phiếu xin lỗi",
    "apology.take_back": "Rút phiếu xin lỗi",
    "apology.take_over": "Ghi nhận văn bản xin lỗi đã gửi",
}


def case(request: HttpRequest, code: str) -> HttpResponse:
    """States, lines in letters, answers, objections, promised date, events. Raises Http404 for a foreign case."""
    found = Case.objects.filter(dossier_code=code).select_related("request", "answer").first()
    if found is None or not spoken_for(request, found.agency_code):
        raise Http404
    page: Row = {
        "case": found,
        "late": late(found),
        "is_passed": is_promise_passed(found),
        "lines": found.lines.select_related("request__publication").order_by("-request__opened_at", "-pk"),
        "objections": found.objections.select_related("by", "decided_by").order_by("-at"),
        "corrections": found.corrections.order_by("-asked_at"),
        "events": [_told(event) for event in _events(found)],
        "answers": _answers(found),
    }
    return render(request, "followup/case.html", page)


def _events(found: Case) -> list[Event]:
    """The acts on this case, alone or among many, oldest first."""
    acts = Event.objects.filter(Q(act__startswith="case.") | Q(act__in=OTHER_ACTS)).select_related("person")
    alone = acts.filter(subject=found.dossier_code)
    among = acts.filter(
        Q(subject="") | Q(act__startswith="apology."), detail__cases__icontains=f'"{found.dossier_code}"'
    )
    return sorted([*alone, *among], key=lambda event: (event.at, event.pk))


def _told(event: Event) -> Row:
    machine = tables().case
    action = machine.actions.get(event.act.removeprefix("case."))
    return {
        "at": event.at,
        "by": str(event.person) if event.person else "",
        "act": action.vi if action else OTHER_ACTS.get(event.act, event.act),
        "to": machine.states.get(event.detail.get("to", ""), ""),
        "reason": event.detail.get("reason", ""),
        "others": max(len(event.detail.get("cases", [])) - 1, 0),
    }


def _answers(found: Case) -> list[Row]:
    """Every answer given for the case, the newest first: those given up or returned too, as the log has them."""
    keys = {event.detail["answer"] for event in _events(found) if event.act == "case.answer"}
    answers = Answer.objects.filter(pk__in=keys).select_related("by", "signed_by").prefetch_related("files")
    rows = answers.order_by("-at", "-pk")
    return [told_answer(each, {}) | {"n": each.cases.count(), "holds": each.pk == found.answer_id} for each in rows]


def evidence(request: HttpRequest, number: int) -> FileResponse:
    """A file with an answer, for those who may see one of its dossiers; always downloaded, never shown by the site."""
    found = Evidence.objects.filter(pk=number).select_related("answer__request").first()
    if found is None or not _may_see(request, found):
        raise Http404
    if not default_storage.exists(str(found.file.name)):
        raise UserError(f"Không còn tệp “{found.name}” trên máy chủ. Hãy báo người quản trị lấy lại từ bản sao lưu.")
    opened = found.file.open("rb")
    if digest(cast(BinaryIO, opened)) != found.sha256:
        opened.close()
        raise UserError(f"Tệp “{found.name}” không còn như khi gửi. Hãy báo người quản trị lấy lại từ bản sao lưu.")
    response = FileResponse(opened, as_attachment=True, filename=found.name, content_type=content_type(found.name))
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _may_see(request: HttpRequest, found: Evidence) -> bool:
    codes = {found.answer.request.agency_code, *found.answer.cases.values_list("agency_code", flat=True).distinct()}
    return any(spoken_for(request, code) for code in codes)
