"""What a unit does with the dossiers it is asked about: answer, withdraw, object, sign, ask for time."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.web.bodies import takes
from phucvu.web.followup.actions import answering, objecting
from phucvu.web.followup.actions.doors import RefusedError
from phucvu.web.followup.board.deadlines import end_of
from phucvu.web.followup.board.filtering import Filter, chosen_cases, ticked
from phucvu.web.followup.board.table import roles_at
from phucvu.web.followup.board.unit_pages import FORMS, asked_or_404, shown
from phucvu.web.followup.models import Answer, Case, Request
from phucvu.web.followup.queries import cases_of
from phucvu.web.followup.states import tables
from phucvu.web.roles import Role

SEE_BELOW = "Biểu mẫu còn thiếu hoặc sai; chưa ghi gì. Hãy xem các ô có dòng đỏ rồi gửi lại"


@takes("evidence")
def act(request: HttpRequest, agency: str, number: int, action: str) -> HttpResponse:
    """One act of the table ACTS on a request of this agency."""
    asked = asked_or_404(agency, number)
    if action not in ACTS:
        raise Http404
    try:
        said = ACTS[action](request, asked)
    except UserError as problem:
        again = _("Tệp minh chứng cần chọn lại.") if request.FILES else ""
        return shown(request, asked, query_of(request), action, f"{problem} {again}".strip(), 400)
    messages.success(request, said)
    return back(request, reverse("request", kwargs={"agency": agency, "number": number}))


def answer(request: HttpRequest, asked: Request) -> str:
    must_be_allowed(request, asked, "answer")
    cases = chosen_cases(request.POST, cases_of(asked), asked)
    form = valid(FORMS["tra-loi"](request.POST, request.FILES, prefix="tra-loi"))
    made = answering.answer(request, asked, cases, form.given(), form.cleaned_data["proofs"])
    told = counted(len(cases), "Đã giải trình cho %d hồ sơ.")
    if made.new_promised_at:
        told += " " + counted(sum(case.part == "B" for case in cases), "Đã hẹn lại ngày trả cho %d hồ sơ phần B.")
    return told


def withdraw(request: HttpRequest, asked: Request) -> str:
    must_be_allowed(request, asked, "withdraw")
    cases = chosen_cases(request.POST, cases_of(asked), asked)
    answering.withdraw(request, cases)
    return counted(len(cases), "Đã rút trả lời của %d hồ sơ.")


def object_to(request: HttpRequest, asked: Request) -> str:
    must_be_allowed(request, asked, "object")
    cases = chosen_cases(request.POST, cases_of(asked), asked)
    form = valid(FORMS["y-kien"](request.POST, prefix="y-kien"))
    objecting.object_to(request, asked, cases, **form.cleaned_data)
    return counted(len(cases), "Đã gửi ý kiến về %d hồ sơ.")


def sign(request: HttpRequest, asked: Request) -> str:
    return counted(signed(request, asked), "Đã ký giải trình của %d hồ sơ; văn phòng sẽ xem xét.")


def signed(request: HttpRequest, asked: Request) -> int:
    """The ticked answers are signed; how many dossiers they explain."""
    must_be_allowed(request, asked, "sign")
    waiting = Answer.objects.filter(request=asked, cases__state="answered").distinct()
    answers = ticked(request.POST, waiting, "nhom")
    form = valid(FORMS["ky"](request.POST, prefix="ky"))
    number = Case.objects.filter(answer__in=answers, state="answered").count()
    answering.sign(request, answers, **form.cleaned_data)
    return number


def extend(request: HttpRequest, asked: Request) -> str:
    if not roles_at(request, asked.agency_code) & set(tables().extension.actions["ask"].roles):
        raise RefusedError(_("Vai trò của bạn không được xin gia hạn thay đơn vị này."))
    form = valid(FORMS["gia-han"](request.POST, prefix="gia-han"))
    found = form.cleaned_data
    objecting.extend(request, asked, "ask", end_of(found["to"]), found["reason"])
    return _("Đã gửi đề nghị gia hạn đến văn phòng.")


ACTS: dict[str, Callable[[HttpRequest, Request], str]] = {
    "tra-loi": answer,
    "rut": withdraw,
    "y-kien": object_to,
    "ky": sign,
    "gia-han": extend,
}


def must_be_allowed(request: HttpRequest, asked: Request, action: str) -> None:
    """Roles count where they are held: the head of one unit signs nothing for another."""
    found = tables().case.actions[action]
    roles: frozenset[Role] = roles_at(request, asked.agency_code)
    if not roles & set(found.roles):
        raise RefusedError(f"Vai trò của bạn không được làm việc “{found.vi}” cho {asked.agency_name}.")


def valid(form: Any) -> Any:
    """A form that holds. Raises UserError; the form itself shows where."""
    if not form.is_valid():
        raise UserError(f"{SEE_BELOW}: {'; '.join(_faults(form))}.")
    return form


def _faults(form: Any) -> list[str]:
    labels = {name: field.label for name, field in form.fields.items()}
    return [f"{labels.get(name, name)}: {faults[0].rstrip('.')}" for name, faults in form.errors.items()]


def counted(number: int, words: str) -> str:
    """“Đã ký giải trình của 243 hồ sơ.”"""
    return _(words) % number


def query_of(request: HttpRequest) -> QueryDict:
    """The filter that a form came with."""
    return QueryDict(request.POST.get("loc", ""))


def back(request: HttpRequest, address: str) -> HttpResponseRedirect:
    """To the page with the same filter; one that cannot be read is dropped."""
    try:
        query = Filter.of(query_of(request)).query
    except UserError:
        query = ""
    return HttpResponseRedirect(f"{address}?{query}" if query else address)
