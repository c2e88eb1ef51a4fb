"""The month and the letter's wizard."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.main.letter_plan import default_profile, is_working_day, plan, reading_time
from phucvu.main.question import Question
from phucvu.main.status import newest_months
from phucvu.web.home import period_of, workspace
from phucvu.web.office import actions as office
from phucvu.web.office import work
from phucvu.web.office.letters import making, month
from phucvu.web.office.letters.forms import LetterForm
from phucvu.web.office.models import Publication
from phucvu.web.policies import held, may_open
from phucvu.web.roles import Role


def month_page(request: HttpRequest) -> HttpResponse:
    period = period_of(request)
    found = month.steps(period)
    given: dict[str, Any] = {
        "period": period,
        "steps": found,
        "missing": month.missing(found),
        "months": newest_months(workspace())[::-1],
        "open_to": {step.where for step in found if may_open(request, step.where)},
    }
    given |= {"can_prepare": Role.OFFICE in held(request)[0]}
    return render(request, "office/month.html", given | {"publications": Publication.objects.filter(period=period)})


def month_json(request: HttpRequest) -> JsonResponse:
    period = period_of(request)
    found = month.steps(period)
    lacking = month.missing(found)
    told = {
        "period": period,
        "missing": lacking.name if lacking else None,
        "steps": [month.out(each) for each in found],
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def mark(request: HttpRequest) -> HttpResponse:
    """Tick a step of the month."""
    period = period_of(request)
    office.mark(request, period, request.POST.get("step", ""), request.POST.get("note", "")[:300])
    messages.success(request, _("Đã đánh dấu."))
    return redirect(month_of(period))


def month_of(period: str) -> str:
    """The address of a period's month."""
    return f"{reverse('month')}?ky={period}"


def letter_new(request: HttpRequest) -> HttpResponse:
    """Ask (GET), show what the letter would print (GET with answers), make it (POST)."""
    if request.method == "POST":
        form = LetterForm(request.POST)
        if form.is_valid():
            return _made(request, form)
    elif "profile" in request.GET:
        form = LetterForm(request.GET)
    else:
        form = LetterForm(initial=_proposed(request))
    preview = _preview(form) if form.is_bound and form.is_valid() else None
    return render(request, "office/letter_new.html", {"form": form, "preview": preview})


def _proposed(request: HttpRequest) -> dict[str, Any]:
    period, home = period_of(request), workspace()
    return {
        "ky": period,
        "as_at": (reading_time(home, period) or "")[:16],
        "profile": default_profile(home),
    }


def _question(form: LetterForm) -> Question:
    given = form.cleaned_data
    return Question(workspace(), given["ky"], reading=given["reading"], as_at=given["as_at"])


def _preview(form: LetterForm) -> dict[str, Any] | None:
    """What would be printed; what the engine refuses stands beside the form."""
    try:
        return plan(_question(form), form.cleaned_data["profile"], form.deadline)
    except UserError as problem:
        form.add_error(None, str(problem))
        return None


def _made(request: HttpRequest, form: LetterForm) -> HttpResponse:
    given, found = form.cleaned_data, _preview(form)
    if found is None:
        return render(request, "office/letter_new.html", {"form": form, "preview": None})
    chosen = None if found["deadline"] == found["proposed"] else form.deadline
    if not is_working_day(workspace(), found["deadline"]):
        messages.warning(request, _("Hạn báo cáo không phải ngày làm việc."))
    arguments = {"period": given["ky"], "as_at": given["as_at"], "reading": given["reading"]}
    arguments |= {"profile": given["profile"], "deadline": chosen, "proposed": found["proposed"]}
    return working(request, arguments)


def working(request: HttpRequest, arguments: dict[str, Any]) -> HttpResponse:
    """The work is begun: on to the letter when it is done already, else to where one sees how far it is."""
    begun = work.start(making.KIND, request.user, arguments, request)  # type: ignore[arg-type]
    if begun.state == "failed":
        messages.error(request, begun.sentence)
        return redirect(month_of(arguments["period"]))
    if begun.state != "done":
        return redirect("work", work=begun.pk)
    is_new = begun.result["is_new"]
    words = _("Đã lập ấn bản.") if is_new else _("Ấn bản như vậy đã có: đây là công văn của ấn bản đó.")
    messages.success(request, words)
    return redirect("publication", publication=begun.result["publication"])
