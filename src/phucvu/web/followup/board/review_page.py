"""The office's view of what one unit was asked: its answers by group, its cases, and what may be done with them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from phucvu.main import editions
from phucvu.web.followup.board import forms
from phucvu.web.followup.board.deadlines import told
from phucvu.web.followup.board.table import groups, offered, roles_at, table
from phucvu.web.followup.models import Request
from phucvu.web.followup.queries import tallies
from phucvu.web.home import workspace

Row = dict[str, Any]
FORMS: dict[str, type[forms.Plain]] = {
    "tra-lai": forms.ReasonForm,
    "van-ban": forms.DocumentForm,
    "ky": forms.SignForm,
    "chuyen": forms.TransferForm,
    "dong": forms.ReasonForm,
    "bo": forms.ReasonForm,
    "mo-lai": forms.ReasonForm,
}


def asked_or_404(number: int) -> Request:
    found = Request.objects.filter(pk=number).select_related("publication").first()
    if found is None:
        raise Http404
    return found


def review(request: HttpRequest, number: int) -> HttpResponse:
    return shown(request, asked_or_404(number), request.GET)


def units_of(asked: Request) -> list[tuple[str, str]]:
    """Units that cases may be transferred to: those of the edition, but the one that has them."""
    known = editions.published(workspace(), asked.publication.edition_id).board.agencies.values()
    found = [(each["agency_code"], f"{each['agency_name']} ({each['agency_code']})") for each in known]
    return [each for each in found if each[0] != asked.agency_code]


def form_of(asked: Request, action: str, data: QueryDict | None = None) -> forms.Plain:
    """The form of an act, empty or with what was typed."""
    more: Row = {"agencies": units_of(asked)} if action == "chuyen" else {}
    return FORMS[action](data, prefix=action, **more)


def shown(
    request: HttpRequest, asked: Request, query: QueryDict, bound: str = "", fault: str = "", status: int = 200
) -> HttpResponse:
    """The page. ``bound``: the act whose form comes back with what was typed; ``fault``: why."""
    posted = request.POST if bound else None
    roles, every = roles_at(request, asked.agency_code), groups(asked)
    found = table(asked, query, posted.getlist("ho-so") if posted else ())
    page: Row = {
        "asked": asked,
        "told": told(asked),
        "tally": tallies(asked.publication, asked.kind)[asked.agency_code],
        "may_do": offered(found["states"], roles),
        "waiting_groups": [group for group in every if group["is_waiting"]],
        "other_groups": [group for group in every if not group["is_waiting"]],
        "unsigned": groups(asked, "answered"),
        "forms": {name.replace("-", "_"): form_of(asked, name, posted if name == bound else None) for name in FORMS},
        "bound": bound,
        "fault": fault,
        "takes_all": bool(posted and posted.get("chon") == "loc"),
        "takes_ticked": bool(posted and posted.get("chon") == "dau"),
    }
    return render(request, "followup/review.html", page | found, status=status)
