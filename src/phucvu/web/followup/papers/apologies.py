"""Apologies in batch: choose dossiers, say who signs, take the printed slips."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.publications import apology as paper
from phucvu.publications.apology import Slip
from phucvu.publications.register_document import Frame
from phucvu.web.followup.actions.apologising import Wording, make, take_back
from phucvu.web.followup.models import Apology, ApologyBatch, Case, Request
from phucvu.web.followup.papers.heads import Heads, naive
from phucvu.web.followup.papers.views import download, request_of_unit
from phucvu.web.followup.states import choices, tables
from phucvu.web.policies import held


class WordingForm(forms.Form):
    """Who signs the slips, why, and the new date of open dossiers."""

    office = forms.CharField(label="Chức vụ người ký", max_length=120, initial="CHỦ TỊCH")
    signer = forms.CharField(label="Người ký", max_length=120, required=False)
    channel = forms.ChoiceField(label="Hình thức xin lỗi", choices=choices(tables().channels))
    reason = forms.CharField(
        label="Lý do chung",
        max_length=1000,
        required=False,
        help_text="Để trống: mỗi phiếu ghi nguyên nhân trong giải trình của hồ sơ đó.",
    )
    new_promised_at = forms.DateTimeField(
        label="Hẹn lại (hồ sơ đang giải quyết)",
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="Mỗi hồ sơ chỉ hẹn lại một lần; hồ sơ đã hẹn lại thì phiếu ghi ngày đã hẹn.",
    )


def apologies(http: HttpRequest, agency: str, asked: int) -> HttpResponse:
    """Dossiers without an apology, the form of a batch, and the batches made; POST makes one or takes one back."""
    found = request_of_unit(agency, asked)
    if "rut" in http.POST:
        return _take_back(http, found)
    form = WordingForm(http.POST or None)
    chosen = set(http.POST.getlist("case"))
    if http.method == "POST" and form.is_valid():
        try:
            cases = [case for case in _without(found) if str(case.pk) in chosen]
            if len(cases) != len(chosen):
                raise UserError(_("Có hồ sơ đã được xin lỗi hoặc không còn trong yêu cầu. Hãy chọn lại."))
            make(http, found, cases, Wording(**form.cleaned_data))
            messages.success(http, _("Đã lập %s phiếu xin lỗi.") % len(cases))
            return redirect("apologies", agency=agency, asked=asked)
        except UserError as fault:
            form.add_error(None, str(fault))
    page = {"asked": found, "form": form, "cases": _without(found), "chosen": chosen, "batches": _batches(found)}
    page["may_take_back"] = bool(tables().apology.offered("made", held(http)[0]))
    return render(http, "followup/apologies.html", page, status=400 if form.errors else 200)


def _take_back(http: HttpRequest, request: Request) -> HttpResponse:
    number = http.POST["rut"]
    batch = get_object_or_404(ApologyBatch, pk=number if number.isdecimal() else 0, request=request)
    try:
        take_back(http, batch, http.POST.get("ly-do", ""))
        messages.success(http, _("Đã rút đợt phiếu; các hồ sơ lại chưa được xin lỗi. Số phiếu đã dùng không cấp lại."))
    except UserError as fault:
        messages.error(http, str(fault))
    return redirect("apologies", agency=request.agency_code, asked=request.pk)


def _without(request: Request) -> list[Case]:
    found = Case.objects.filter(request=request, apology_source="").exclude(state="removed")
    return list(found.select_related("answer"))


def _batches(request: Request) -> list[dict[str, Any]]:
    """Batches with their first and last number."""
    found = request.apology_batches.select_related("by", "taken_back_by").prefetch_related("apologies")
    return [{"made": each, "slips": list(each.apologies.all())} for each in found]


def apologies_docx(http: HttpRequest, agency: str, asked: int, batch: int) -> HttpResponse:
    """The slips of a batch as they were made, any number of times until it is taken back."""
    found = request_of_unit(agency, asked)
    made = get_object_or_404(ApologyBatch, pk=batch, request=found)
    if made.state == "taken_back":
        raise UserError(_("Đợt phiếu xin lỗi này đã rút nên không in lại. Hãy lập đợt mới; phiếu mới có số mới."))
    slips = [_slip(each, found) for each in made.apologies.select_related("case", "batch")]
    return download(paper.write(slips), f"phieu-xin-loi-{made.pk}.docx")


def _slip(made: Apology, request: Request) -> Slip:
    heads, case, batch = Heads(request.publication), made.case, made.batch
    frame = Frame(
        issuing=request.agency_name.upper(),
        number=made.printed_number,
        place="." * 20,
        on=batch.on,
        recipients=("Như trên",),
        office=batch.office,
        signer=batch.signer,
        is_simulated=heads.is_simulated,
    )
    return Slip(
        frame=frame,
        unit=request.agency_name,
        code=case.printed_code,
        procedure_name=case.procedure_name,
        received_at=naive(case.received_at),
        promised_at=naive(case.due_at),
        reason=made.reason,
        new_promised_at=naive(made.new_promised_at),
        ended_at=naive(case.ended_at),
    )
