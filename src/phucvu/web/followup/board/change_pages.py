"""Cases that the source reads otherwise since their letter: both readings, and what the office decides."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from phucvu.web.followup.actions import reading
from phucvu.web.followup.board import forms
from phucvu.web.followup.board.filtering import PER_PAGE
from phucvu.web.followup.board.office_acts import done, picked
from phucvu.web.followup.board.unit_acts import counted, valid
from phucvu.web.followup.models import Case
from phucvu.web.policies import held
from phucvu.web.roles import OFFICE

DECISIONS = {
    "kept": "Giữ: vẫn là hồ sơ quá hạn, vẫn phải giải trình",
    "noted": "Ghi nhận, thống kê riêng: không còn phải giải trình",
}


def changes(request: HttpRequest) -> HttpResponse:
    """Those that wait for a decision, and those decided."""
    decided = changed().exclude(source_change__decision="")
    page = {
        "page": Paginator(waiting(), PER_PAGE).get_page(request.GET.get("trang")),
        "decided": Paginator(decided, PER_PAGE).get_page(request.GET.get("trang-2")),
        "kinds": reading.CHANGES,
        "decisions": DECISIONS,
        "form": forms.ChangeForm(),
        "may_decide": bool(held(request)[0] & OFFICE),
    }
    return render(request, "followup/changes.html", page)


def changed() -> QuerySet[Case]:
    return Case.objects.filter(source_change__isnull=False).order_by("agency_code", "dossier_code")


def waiting() -> QuerySet[Case]:
    return changed().filter(source_change__decision="")


def read(request: HttpRequest) -> HttpResponse:
    """Read the lake again now."""
    return done(request, "source_changes", lambda: _read(request))


def _read(request: HttpRequest) -> str:
    found: dict[str, Any] = reading.read_again(request)
    return (
        f"Đã đọc lại kho lúc {timezone.localtime():%H:%M}: {found['settled']} hồ sơ đã có kết quả nên đóng, "
        f"{found['changed']} hồ sơ nguồn ghi khác so với công bố."
    )


def decide(request: HttpRequest) -> HttpResponse:
    return done(request, "source_changes", lambda: _decided(request))


def _decided(request: HttpRequest) -> str:
    cases = picked(request.POST, waiting(), "ho-so")
    form = valid(forms.ChangeForm(request.POST)).cleaned_data
    number = reading.decide_changes(request, cases, form["decision"], form["reason"])
    return counted(number, "Đã quyết định về %d hồ sơ có nguồn thay đổi.")
