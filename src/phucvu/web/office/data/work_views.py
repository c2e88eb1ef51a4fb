"""How far long work is, for whoever started it and for those who read everything."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from phucvu.web.office.data.wording import on_the_page
from phucvu.web.office.models import Work
from phucvu.web.office.work import FAULT, STOPPED, state_of
from phucvu.web.policies import held
from phucvu.web.roles import WIDE

TITLES = {
    "preview": "Xem trước dữ liệu",
    "accept": "Nhập dữ liệu",
    "undo": "Rút lần nhập",
    "letter": "Lập công văn",
}


def work(request: HttpRequest, work: UUID) -> HttpResponse:
    """The bar; when the work is done, the page it leads to."""
    found = _seen(request, work)
    state = state_of(found)
    is_open = state in ("waiting", "running")
    if request.headers.get("HX-Request"):
        if not is_open:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "office/progress.html", {"work": found, "is_open": True})
    where = str(found.result.get("where", ""))
    if state == "done" and where.startswith("/") and not where.startswith("//"):
        return redirect(where)
    known = {"work": found, "state": state, "is_open": is_open, "title": TITLES.get(found.kind, found.kind)}
    return render(request, "office/work.html", known | {"fault": _fault(found, state)})


def work_json(request: HttpRequest, work: UUID) -> JsonResponse:
    found = _seen(request, work)
    names = ("kind", "done", "total", "text", "result", "started_at", "seen_at")
    state = state_of(found)
    told = {name: getattr(found, name) for name in names} | {"id": str(found.pk), "state": state}
    return JsonResponse(told | {"sentence": _fault(found, state)})


def _fault(found: Work, state: str) -> str:
    return on_the_page({"failed": found.sentence or FAULT, "stopped": STOPPED}.get(state, ""))


def _seen(request: HttpRequest, work: UUID) -> Work:
    found = Work.objects.filter(pk=work).first()
    if found is None or (found.by_id != request.user.pk and not held(request)[0] & WIDE):
        raise Http404
    return found
