"""What the office does with dossiers of one unit: accept, return, write down a document, transfer, close, reopen."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.web.bodies import takes
from phucvu.web.followup.actions import answering, objecting
from phucvu.web.followup.board.deadlines import end_of
from phucvu.web.followup.board.filtering import chosen_cases, ticked
from phucvu.web.followup.board.review_page import FORMS, asked_or_404, form_of, shown
from phucvu.web.followup.board.unit_acts import back, counted, must_be_allowed, query_of, signed, valid
from phucvu.web.followup.models import Answer, Case, Request
from phucvu.web.followup.queries import cases_of


@takes("evidence")
def act(request: HttpRequest, number: int, action: str) -> HttpResponse:
    """One act of the table ACTS on the cases of a request."""
    asked = asked_or_404(number)
    if action not in ACTS:
        raise Http404
    try:
        said = ACTS[action](request, asked)
    except UserError as problem:
        again = _("Tệp minh chứng cần chọn lại.") if request.FILES else ""
        return shown(request, asked, query_of(request), action, f"{problem} {again}".strip(), 400)
    messages.success(request, said)
    return back(request, reverse("review", kwargs={"number": number}))


def _chosen(request: HttpRequest, asked: Request) -> list[Case]:
    """The cases of the groups ticked that wait for the office, or cases chosen one by one or by the filter."""
    if request.POST.get("chon") != "nhom":
        return chosen_cases(request.POST, cases_of(asked), asked)
    waiting = Answer.objects.filter(request=asked, cases__state="signed").distinct()
    return list(Case.objects.filter(answer__in=ticked(request.POST, waiting, "nhom"), state="signed"))


def _reason(request: HttpRequest, action: str) -> str:
    return str(valid(FORMS[action](request.POST, prefix=action)).cleaned_data["reason"])


def accept(request: HttpRequest, asked: Request) -> str:
    cases = _chosen(request, asked)
    answering.accept(request, cases)
    settled = sum(case.part == "A" for case in cases)
    told = counted(len(cases), "Đã chấp nhận giải trình của %d hồ sơ.")
    return f"{told} {counted(settled, 'Trong đó %d hồ sơ đã có kết quả nên đóng.')}" if settled else told


def give_back(request: HttpRequest, asked: Request) -> str:
    cases, reason = _chosen(request, asked), _reason(request, "tra-lai")
    answering.give_back(request, cases, reason)
    return counted(len(cases), "Đã trả lại giải trình của %d hồ sơ.")


def record_document(request: HttpRequest, asked: Request) -> str:
    """An answer that came on paper, written down for the unit."""
    must_be_allowed(request, asked, "answer")
    cases = chosen_cases(request.POST, cases_of(asked), asked)
    form = valid(FORMS["van-ban"](request.POST, request.FILES, prefix="van-ban"))
    found = form.cleaned_data
    answering.record_document(
        request, asked, cases, form.given(), found["document_number"], found["document_on"], found["proofs"]
    )
    return counted(len(cases), "Đã ghi giải trình theo văn bản cho %d hồ sơ.")


def sign(request: HttpRequest, asked: Request) -> str:
    """The head signed on paper; the office writes the number and the day down."""
    return counted(signed(request, asked), "Đã ghi việc ký cho giải trình của %d hồ sơ.")


def transfer(request: HttpRequest, asked: Request) -> str:
    cases = chosen_cases(request.POST, cases_of(asked), asked)
    found = valid(form_of(asked, "chuyen", request.POST)).cleaned_data
    deadline = end_of(found["deadline_on"]) if found["deadline_on"] else None
    made = objecting.transfer(request, cases, found["agency"], deadline, found["reason"])
    return counted(len(cases), "Đã chuyển %d hồ sơ đến") + f" {made.agency_name}."


def close(request: HttpRequest, asked: Request) -> str:
    cases = chosen_cases(request.POST, cases_of(asked), asked)
    objecting.close(request, cases, _reason(request, "dong"))
    return counted(len(cases), "Đã đóng %d hồ sơ.")


def drop(request: HttpRequest, asked: Request) -> str:
    cases = chosen_cases(request.POST, cases_of(asked), asked)
    objecting.drop(request, cases, _reason(request, "bo"))
    return counted(len(cases), "Đã bỏ yêu cầu với %d hồ sơ.")


def reopen(request: HttpRequest, asked: Request) -> str:
    cases = chosen_cases(request.POST, cases_of(asked), asked)
    objecting.reopen(request, cases, _reason(request, "mo-lai"))
    return counted(len(cases), "Đã mở lại %d hồ sơ.")


ACTS: dict[str, Callable[[HttpRequest, Request], str]] = {
    "chap-nhan": accept,
    "tra-lai": give_back,
    "van-ban": record_document,
    "ky": sign,
    "chuyen": transfer,
    "dong": close,
    "bo": drop,
    "mo-lai": reopen,
}
