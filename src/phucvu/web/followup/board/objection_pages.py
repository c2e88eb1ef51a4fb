"""Objections of units: the open ones with what the office decides, and the points with and without the accepted."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from phucvu.main import editions
from phucvu.main.without import on_time_without
from phucvu.web.followup.actions import objecting
from phucvu.web.followup.board import forms
from phucvu.web.followup.board.deadlines import end_of
from phucvu.web.followup.board.filtering import PER_PAGE
from phucvu.web.followup.board.office_acts import done, picked
from phucvu.web.followup.board.register_page import letter_asked, letters
from phucvu.web.followup.board.unit_acts import counted, valid
from phucvu.web.followup.models import Case, Line, Objection
from phucvu.web.followup.states import tables
from phucvu.web.home import workspace
from phucvu.web.office.models import Publication
from phucvu.web.policies import held
from phucvu.web.roles import OFFICE

Row = dict[str, Any]
KEYS = ("don-vi", "loai", "cong-van")
HELD = Q(case__state="removed") | Q(case__state="closed", case__explained_at__isnull=True)


def objections(request: HttpRequest) -> HttpResponse:
    letter = letter_asked(request)
    waiting = open_ones(request.GET)
    decided = Objection.objects.exclude(decision="").select_related("case", "request", "by", "decided_by")
    page: Row = {
        "page": Paginator(waiting, PER_PAGE).get_page(request.GET.get("trang")),
        "unit": request.GET.get("don-vi", ""),
        "kind": request.GET.get("loai", ""),
        "kept": urlencode({key: request.GET[key] for key in KEYS if request.GET.get(key)}),
        "units": _units(),
        "kinds": tables().objections,
        "decided": Paginator(decided.order_by("-decided_at", "-pk"), PER_PAGE).get_page(request.GET.get("trang-2")),
        "form": forms.ObjectionForm(agencies=_agencies(letter)),
        "may_decide": bool(held(request)[0] & OFFICE),
        "letters": letters(),
        "publication": letter,
    }
    if letter:
        page |= {"board": editions.published(workspace(), letter.edition_id).board, "scores": scores(letter)}
    return render(request, "followup/objections.html", page)


def open_ones(query: QueryDict) -> QuerySet[Objection]:
    """Objections that wait, of a unit and kind where the address says so."""
    found = Objection.objects.filter(decision="", case__state="objected").select_related("case", "request", "by")
    if query.get("don-vi"):
        found = found.filter(request__agency_code=query["don-vi"])
    if query.get("loai"):
        found = found.filter(kind=query["loai"])
    return found.order_by("request__agency_code", "case__dossier_code", "pk")


def _units() -> list[tuple[str, str, int]]:
    """Units with open objections, and how many."""
    found = open_ones(QueryDict()).order_by("request__agency_name")
    return list(found.values_list("request__agency_code", "request__agency_name").annotate(n=Count("id")))


def _agencies(letter: Publication | None) -> list[tuple[str, str]]:
    if letter is None:
        return []
    known = editions.published(workspace(), letter.edition_id).board.agencies.values()
    return [(each["agency_code"], f"{each['agency_name']} ({each['agency_code']})") for each in known]


def scores(letter: Publication) -> list[Row]:
    """Per unit with accepted objections, and for the province: timeliness as published and without those lines."""
    board = editions.published(workspace(), letter.edition_id).board
    counts = _accepted(letter)
    if not counts:
        return []
    counts[board.province] = {name: sum(each[name] for each in counts.values()) for name in ("on_time", "left_out")}
    return [
        board.agencies[code] | numbers | {"found": on_time_without(board, code, **numbers)}
        for code, numbers in counts.items()
        if code in board.agencies
    ]


def _accepted(letter: Publication) -> dict[str, dict[str, int]]:
    """Printed unit -> its lines accepted as not overdue, and those that belong to no count of it."""
    accepted = Objection.objects.filter(HELD, decision="accepted", case__lines__request__publication=letter)
    kinds = dict(accepted.order_by("decided_at", "pk").values_list("case", "kind"))
    lines = Line.objects.filter(request__publication=letter, request__kind="issued", case__in=accepted.values("case"))
    found: dict[str, dict[str, int]] = {}
    for case, agency in lines.order_by("agency_code").values_list("case", "agency_code"):
        row = found.setdefault(agency, {"on_time": 0, "left_out": 0})
        row["on_time" if kinds[case] == "not_overdue" else "left_out"] += 1
    return found


@transaction.atomic
def _transferred(request: HttpRequest, found: list[Objection], form: Row) -> str:
    """Each letter has a request of its own with the unit that receives."""
    deadline = end_of(form["deadline_on"]) if form["deadline_on"] else None
    by_letter: dict[tuple[int, str], list[Case]] = {}
    for each in found:
        by_letter.setdefault((each.request.publication_id, each.request.kind), []).append(each.case)
    made = [
        objecting.transfer(request, cases, form["agency"], deadline, form["reason"]) for cases in by_letter.values()
    ]
    return counted(len(found), "Đã chuyển %d hồ sơ đến") + f" {made[0].agency_name}."


def decide(request: HttpRequest) -> HttpResponse:
    """Accept, refuse or transfer the objections chosen, with a reason."""
    return done(request, "objections", lambda: _decided(request), KEYS)


def _decided(request: HttpRequest) -> str:
    found = picked(request.POST, open_ones(QueryDict(request.POST.get("loc", ""))), "y-kien")
    form = valid(forms.ObjectionForm(request.POST, agencies=_agencies(letter_asked(request)))).cleaned_data
    match request.POST.get("viec"):
        case "chuyen":
            return _transferred(request, found, form)
        case "chap-nhan":
            objecting.decide(request, found, True, form["reason"])
            return counted(len(found), "Đã chấp nhận %d ý kiến; các hồ sơ này không tính là quá hạn.")
        case _:
            objecting.decide(request, found, False, form["reason"])
            return counted(len(found), "Đã bác %d ý kiến; đơn vị phải giải trình các hồ sơ này.")
