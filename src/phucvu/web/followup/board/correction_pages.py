"""Requests to whoever runs the one-stop system to set data right, and their list for that operator."""

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime

from phucvu.errors import UserError
from phucvu.web import twins
from phucvu.web.followup.actions import correcting
from phucvu.web.followup.board.filtering import PER_PAGE
from phucvu.web.followup.board.office_acts import done, picked
from phucvu.web.followup.board.unit_acts import counted
from phucvu.web.followup.models import Correction
from phucvu.web.followup.states import tables
from phucvu.web.policies import held
from phucvu.web.roles import OFFICE

ACTS = {"da-sua": ("see", "Đã ghi %d đề nghị là đã sửa."), "khong-sua": ("refuse", "Đã ghi %d đề nghị là không sửa.")}


def corrections(request: HttpRequest) -> HttpResponse:
    """Those asked first, then those seen or refused."""
    every = Correction.objects.select_related("case", "asked_by")
    page = {
        "page": Paginator(every.filter(state="asked").order_by("asked_at", "pk"), PER_PAGE).get_page(
            request.GET.get("trang")
        ),
        "decided": Paginator(every.exclude(state="asked").order_by("-asked_at", "-pk"), PER_PAGE).get_page(
            request.GET.get("trang-2")
        ),
        "may_decide": bool(held(request)[0] & OFFICE),
    }
    return render(request, "followup/corrections.html", page)


def as_csv(request: HttpRequest) -> HttpResponse:
    """What the operator needs: codes, field, old, new, evidence."""
    every = Correction.objects.select_related("case").order_by("state", "asked_at", "pk")
    words = tables().correction.states
    rows = [
        {
            "dossier_code": each.case.dossier_code,
            "printed_code": each.case.printed_code,
            "field": each.field,
            "old": each.old,
            "new": each.new,
            "evidence": each.evidence,
            "asked_at": localtime(each.asked_at).isoformat(timespec="seconds"),
            "state": each.state,
            "state_words": words[each.state],
        }
        for each in every
    ]
    return twins.as_csv(rows, "sua-du-lieu.csv")


def decide(request: HttpRequest) -> HttpResponse:
    return done(request, "corrections", lambda: _decided(request))


@transaction.atomic
def _decided(request: HttpRequest) -> str:
    found = picked(request.POST, Correction.objects.filter(state="asked").select_related("case"), "de-nghi")
    if request.POST.get("viec") not in ACTS:
        raise UserError("Chưa chọn “đã sửa” hay “không sửa”.")
    action, words = ACTS[request.POST["viec"]]
    for each in found:
        correcting.decide(request, each, action)
    return counted(len(found), words)
