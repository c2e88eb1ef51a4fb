"""The unit's pages: what it is asked, letter by letter, and the dossiers of one request."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from phucvu.web.followup.actions.evidence import MOST_FILES
from phucvu.web.followup.board import forms
from phucvu.web.followup.board.deadlines import told
from phucvu.web.followup.board.table import groups, offered, roles_at, table
from phucvu.web.followup.models import Line, Request
from phucvu.web.followup.queries import tallies
from phucvu.web.followup.states import tables
from phucvu.web.policies import held
from phucvu.web.roles import WIDE

Row = dict[str, Any]
FORMS: dict[str, type[forms.Plain]] = {
    "tra-loi": forms.AnswerForm,
    "y-kien": forms.ObjectForm,
    "ky": forms.SignForm,
    "gia-han": forms.ExtensionForm,
}


def mine(request: HttpRequest) -> HttpResponse:
    """What the units of whoever asks were asked; who reads every unit's goes to the board."""
    roles, agencies = held(request)
    if roles & WIDE:
        return redirect("register")
    if len(agencies) == 1:
        return redirect("requests", agency=min(agencies))
    return render(request, "followup/requests.html", {"rows": _rows(agencies)})


def requests(request: HttpRequest, agency: str) -> HttpResponse:
    """What this unit was asked with each letter, the newest first."""
    return render(request, "followup/requests.html", {"agency": agency, "rows": _rows([agency])})


def _rows(agencies: Iterable[str]) -> list[Row]:
    found = Request.objects.filter(agency_code__in=agencies).select_related("publication")
    return [
        {"request": each, "tally": tallies(each.publication, each.kind)[each.agency_code], "told": told(each)}
        for each in found.order_by("-opened_at", "agency_code", "-pk")
    ]


def asked_or_404(agency: str, number: int) -> Request:
    """A request of this agency; one of another is not there."""
    found = Request.objects.filter(pk=number, agency_code=agency).select_related("publication").first()
    if found is None:
        raise Http404
    return found


def request_page(request: HttpRequest, agency: str, number: int) -> HttpResponse:
    return shown(request, asked_or_404(agency, number), request.GET)


def shown(
    request: HttpRequest, asked: Request, query: QueryDict, bound: str = "", fault: str = "", status: int = 200
) -> HttpResponse:
    """The page of one request. ``bound``: the act whose form comes back with what was typed; ``fault``: why."""
    posted = request.POST if bound else None
    roles = roles_at(request, asked.agency_code)
    found = table(asked, query, posted.getlist("ho-so") if posted else ())
    page: Row = {
        "asked": asked,
        "agency": asked.agency_code,
        "told": told(asked),
        "tally": tallies(asked.publication, asked.kind)[asked.agency_code],
        "elsewhere": _elsewhere(asked),
        "may_do": offered(found["states"], roles),
        "may_ask": "ask" in tables().extension.offered(asked.extension, roles),
        "unsigned": groups(asked, "answered"),
        "forms": {
            name.replace("-", "_"): form(posted if name == bound else None, prefix=name) for name, form in FORMS.items()
        },
        "bound": bound,
        "fault": fault,
        "takes_all": bool(posted and posted.get("chon") == "loc"),
        "most_files": MOST_FILES,
    }
    return render(request, "followup/request.html", page | found, status=status)


def _elsewhere(asked: Request) -> int:
    """Lines of the letter under this unit that are not answered here: explained before, or moved to another unit."""
    return Line.objects.filter(request=asked).exclude(case__request=asked).count()
