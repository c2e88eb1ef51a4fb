"""What is odd in the data, by severity; and names nobody could decide, for the office to decide."""

import csv
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.main import mappings, office_tables, stored_check, undecided
from phucvu.main.intake import SEVERITIES
from phucvu.registry.codes import parse_dossier_code
from phucvu.web.home import period_of, workspace
from phucvu.web.office.data import actions
from phucvu.web.office.data.wording import on_the_page
from phucvu.web.office.models import Mark

SHOWN = 20
AT_ONCE = 50  # undecided names
SEVERITY = {"error": "Lỗi", "warning": "Cảnh báo", "note": "Lưu ý"}
STEPS = {"checks": "checks", "units": "undecided", "reading": "official"}  # step of the month -> its page
COLUMNS = ("severity", "kind", "title", "count", "of", "remedy", "code")
DECISIONS = "quy-doi-ten-don-vi.csv"


def checks(request: HttpRequest) -> HttpResponse:
    version, rows = stored_check.checked(workspace())
    worst_first = sorted(rows, key=lambda row: SEVERITIES.index(row["severity"]))
    groups = [
        (severity, SEVERITY[severity], [_shown(row) for row in found])
        for severity, found in groupby(worst_first, key=lambda row: str(row["severity"]))
    ]
    known = {"version": version, "groups": groups, "shown": SHOWN} | marks(request, "checks")
    return render(request, "office/checks.html", known)


def checks_json(request: HttpRequest) -> JsonResponse:
    version, rows = stored_check.checked(workspace())
    return JsonResponse({"lake_version": version, "rows": rows})


def checks_csv(request: HttpRequest) -> HttpResponse:
    """One line per code."""
    version, rows = stored_check.checked(workspace())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="kiem-tra-phien-ban-{version}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in rows:
        told = [row[name] for name in COLUMNS[:-1]]
        writer.writerows([*told, code] for code in row["codes"] or [""])
    return response


def mark(request: HttpRequest, step: str) -> HttpResponse:
    """A step of the month is looked through."""
    if step not in STEPS:
        raise Http404
    period = period_of(request)
    actions.mark(request, period, step)
    messages.success(request, _("Đã ghi: đã soát bước này của kỳ %(period)s.") % {"period": period})
    return redirect(f"{_address(STEPS[step])}?ky={period}")


def marks(request: HttpRequest, step: str) -> dict[str, Any]:
    """The period a page is about and who last ticked its step; nothing without any dossier."""
    try:
        period = period_of(request)
    except UserError:
        if "ky" in request.GET or "ky" in request.POST:
            raise
        return {"period": None, "mark": None, "step": step}
    last = Mark.objects.filter(period=period, step=step).select_related("by").order_by("-at").first()
    return {"period": period, "mark": last, "step": step}


def units(request: HttpRequest) -> HttpResponse:
    """The names that wait for a decision, each with the agencies it may mean."""
    found, known_units = undecided.waiting(workspace())
    entries = found[:AT_ONCE]
    fault = ""
    if request.method == "POST":
        try:
            return _decided(request, entries)
        except UserError as problem:
            fault = str(problem)
    known: dict[str, Any] = {"entries": _with_choices(entries, known_units, request), "fault": fault}
    known["more"] = len(found) - len(entries)
    known |= {"nothing": undecided.NOTHING} | marks(request, "units")
    return render(request, "office/undecided.html", known, status=400 if fault else 200)


def _decided(request: HttpRequest, entries: list[Any]) -> HttpResponse:
    """The answers become a table of decisions, looked at and taken in like any other file."""
    rows = list(_answers(request, entries))
    if not rows:
        raise UserError("Chưa chọn đơn vị cho tên nào. Hãy chọn ít nhất một.")
    upload = actions.keep_made(
        request,
        [DECISIONS],
        lambda folder: office_tables.write(mappings.RECORD, rows, folder / DECISIONS),
        {"mark": {"period": period_of(request), "step": "units"}},
    )
    actions.look(request, upload)
    return redirect("upload", upload=upload.pk)


def _answers(request: HttpRequest, entries: list[Any]) -> Iterable[dict[str, Any]]:
    codes = {agency.code for agency in undecided.waiting(workspace())[1].agencies}
    for number, entry in enumerate(entries):
        if request.POST.get(f"text_{number}") != entry.text:
            continue  # the queue moved on while the page was open
        code = request.POST.get(f"agency_{number}")
        if code:
            if code not in codes:
                raise UserError(f"Mã {code[:20]} không có trong danh mục đơn vị. Hãy chọn trong danh sách.")
            yield {"text": entry.text, "agency_code": code, "valid_from": _day(request, number)}


def _day(request: HttpRequest, number: int) -> date:
    try:
        found: date = forms.DateField().clean(request.POST.get(f"since_{number}"))
    except forms.ValidationError:
        raise UserError("Cột “Từ ngày” phải là một ngày có thật. Hãy chọn lại ngày.") from None
    return found


def _with_choices(entries: list[Any], known_units: Any, request: HttpRequest) -> list[dict[str, Any]]:
    agencies = [(each.code, each.name) for each in known_units.agencies]
    return [
        {
            "entry": entry,
            "near": [(each["code"], f"{each['name']} (giống {each['score']} %)") for each in entry.candidates],
            "agencies": agencies,
            "chosen": request.POST.get(f"agency_{number}", ""),
            "since": (entry.since or date(2000, 1, 1)).isoformat(),
        }
        for number, entry in enumerate(entries)
    ]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    codes = [(code, parse_dossier_code(code) is not None) for code in row["codes"][:SHOWN]]
    return row | {"shown": codes, "more": len(row["codes"]) - len(codes), "remedy": on_the_page(row["remedy"])}


def _address(name: str) -> str:
    from django.urls import reverse

    return reverse(name)
