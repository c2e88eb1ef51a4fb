"""Later deadlines that units asked for: the office grants or refuses."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from phucvu.errors import UserError
from phucvu.web.followup.actions import objecting
from phucvu.web.followup.board.deadlines import told
from phucvu.web.followup.board.filtering import ticked
from phucvu.web.followup.board.office_acts import done
from phucvu.web.followup.models import Request
from phucvu.web.policies import held
from phucvu.web.roles import OFFICE

ACTS = {"cho": ("grant", "Đã cho gia hạn:"), "khong-cho": ("refuse", "Không cho gia hạn:")}


def extensions(request: HttpRequest) -> HttpResponse:
    every = Request.objects.exclude(extension="none").select_related("publication").order_by("-opened_at", "-pk")
    page = {
        "waiting": [{"request": each, "told": told(each)} for each in every if each.extension == "asked"],
        "decided": [{"request": each, "told": told(each)} for each in every if each.extension != "asked"],
        "may_decide": bool(held(request)[0] & OFFICE),
    }
    return render(request, "followup/extensions.html", page)


def decide(request: HttpRequest) -> HttpResponse:
    return done(request, "extensions", lambda: _decided(request))


def _decided(request: HttpRequest) -> str:
    found = ticked(request.POST, Request.objects.all(), "yeu-cau")
    if request.POST.get("viec") not in ACTS or len(found) > 1:
        raise UserError("Mỗi lần quyết định một đề nghị gia hạn: cho hoặc không cho.")
    action, words = ACTS[request.POST["viec"]]
    made = objecting.extend(request, found[0], action)
    return f"{words} {made.agency_name}."
