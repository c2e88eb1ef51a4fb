"""The review before a letter: open it, see who said what, decide, end it; what is left out and why."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from phucvu.errors import UserError
from phucvu.web.followup import queries
from phucvu.web.followup.actions import objecting, reviewing
from phucvu.web.followup.models import Objection
from phucvu.web.followup.reminding.forms import ReviewForm
from phucvu.web.followup.reminding.texts import period_words
from phucvu.web.followup.states import tables
from phucvu.web.office.models import Publication


def provisional(request: HttpRequest, publication: int) -> HttpResponse:
    """The review of one edition."""
    found = get_object_or_404(Publication, pk=publication)
    form = ReviewForm(request.POST if request.POST.get("lam") == "mo" else None)
    if request.method == "POST" and (form.is_valid() or not form.is_bound):
        try:
            _done(request, found, form)
        except UserError as error:
            messages.error(request, str(error))
        return redirect("provisional", publication=publication)
    return render(request, "followup/provisional.html", _page(found) | {"form": form})


def _done(request: HttpRequest, publication: Publication, form: ReviewForm) -> None:
    act = request.POST.get("lam")
    if act == "mo":
        opened = reviewing.start_review(request, publication, form.cleaned_data["deadline"])
        messages.success(request, gettext("Đã mở rà soát cho %(count)d đơn vị.") % {"count": len(opened)})
    elif act == "ket-thuc":
        silent = reviewing.end_review(request, publication)
        words = gettext("Đã kết thúc rà soát; %(count)d đơn vị không có ý kiến trong hạn.")
        messages.success(request, words % {"count": len(silent)})
    elif act in ("chap-nhan", "bac"):
        _decide(request, publication, act == "chap-nhan")
    else:
        raise UserError(gettext("Chưa chọn việc cần làm."))


def _decide(request: HttpRequest, publication: Publication, is_accepted: bool) -> None:
    keys = [key for key in request.POST.getlist("y-kien") if key.isdecimal()]
    chosen = Objection.objects.filter(pk__in=keys, decision="", request__publication=publication).select_related("case")
    if not chosen:
        raise UserError(gettext("Chưa chọn ý kiến nào đang chờ quyết định."))
    objecting.decide(request, list(chosen), is_accepted, request.POST.get("ly-do", ""))
    messages.success(request, gettext("Đã quyết định %(count)d ý kiến.") % {"count": len(keys)})


def _page(publication: Publication) -> dict[str, Any]:
    requests = list(queries.requests_of(publication, "provisional").order_by("agency_code"))
    tallies = queries.tallies(publication, "provisional")
    silent = {each.pk for each in queries.silent_in_review(publication)}
    objections = Objection.objects.filter(request__in=requests).select_related("case", "request", "by")
    units = [
        {"request": each, "tally": tallies[each.agency_code], "is_silent": each.pk in silent, "is_over": _is_over(each)}
        for each in requests
    ]
    waiting = [
        {"objection": each, "kind": tables().objections[each.kind], "is_late": _is_late(each)}
        for each in objections.filter(decision="").order_by("request__agency_code", "case__dossier_code")
    ]
    return {
        "publication": publication,
        "period": period_words(publication.period),
        "units": units,
        "total": queries.total(tallies.values()),
        "waiting": waiting,
        "removed": queries.removed_in_review(publication),
        "refused": objections.filter(decision__in=("refused", "transferred")).order_by("request__agency_code"),
        "first": requests[0] if requests else None,
        "can_open": not requests and publication.state in reviewing.REVIEWED,
    }


def _is_over(request: Any) -> bool:
    return request.ended_at is not None or queries.is_late(request)


def _is_late(objection: Objection) -> bool:
    due = objection.request.deadline_at
    return due is not None and objection.at > due
