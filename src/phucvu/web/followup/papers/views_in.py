"""Papers in: a filled workbook or a table of apologies is brought, shown as judged, then confirmed or let go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.web.bodies import takes
from phucvu.web.followup.actions.apologising import take_over
from phucvu.web.followup.models import Request
from phucvu.web.followup.papers import sent, uploads
from phucvu.web.followup.papers.filled import check_mark, counted, judge, opened, request_of
from phucvu.web.followup.papers.taking import take_in
from phucvu.web.followup.papers.views import request_of_unit

SENT = "apologies"


@takes("sheet")
def packet_in(http: HttpRequest, agency: str, asked: int) -> HttpResponse:
    """The workbook of one request: the form, what its rows would do, and the confirmation."""
    found = request_of_unit(agency, asked)
    if http.method != "POST":
        return _packet_page(http, found)
    try:
        return _packet_posted(http, found)
    except UserError as fault:
        return _packet_page(http, found, str(fault))


def _packet_posted(http: HttpRequest, request: Request) -> HttpResponse:
    key = _key(request)
    if "cancel" in http.POST:
        uploads.let_go(http, key)
    elif "confirm" in http.POST:
        _take(http, request, key)
    else:
        content = uploads.brought(http)
        check_mark(opened(content).mark, request)
        uploads.keep(http, key, content)
    return redirect("packet_in", agency=request.agency_code, asked=request.pk)


def _take(http: HttpRequest, request: Request, key: str) -> None:
    file = uploads.confirmed(http, key)
    rows = take_in(http, request, opened(file.content), file.sha256)
    uploads.let_go(http, key)
    counts = counted(rows)
    told = _("Đã nhận: %(answer)s hồ sơ giải trình, %(object)s hồ sơ có ý kiến; %(unchanged)s dòng không thay đổi.")
    messages.success(http, told % counts)
    for row in (row for row in rows if row.outcome == "faulty"):
        messages.warning(http, _("Dòng %s (%s) chưa nhận: %s") % (row.number, row.code or "-", row.sentence))


def _packet_page(http: HttpRequest, request: Request, fault: str = "") -> HttpResponse:
    file = uploads.kept(http, _key(request))
    rows = judge(request, opened(file.content)) if file else []
    page = {"asked": request, "file": file, "rows": rows, "counts": counted(rows), "fault": fault}
    return render(http, "followup/packet_in.html", page, status=400 if fault else 200)


def _key(request: Request) -> str:
    return f"packet-{request.pk}"


@takes("sheet")
def any_packet_in(http: HttpRequest) -> HttpResponse:
    """The office brings a workbook of any unit: its mark says of which request it is."""
    fault = ""
    if http.method == "POST":
        try:
            content = uploads.brought(http)
            mark = opened(content).mark
            assert mark is not None
            found = request_of(mark)
            if not found.agency_code:
                raise UserError("Hồ sơ của bảng này chưa xác định được đơn vị; hãy chuyển cho đơn vị rồi lấy gói mới.")
            uploads.keep(http, _key(found), content)
            return redirect("packet_in", agency=found.agency_code, asked=found.pk)
        except UserError as problem:
            fault = str(problem)
    return render(http, "followup/any_packet_in.html", {"fault": fault}, status=400 if fault else 200)


@takes("sheet")
def apologies_in(http: HttpRequest) -> HttpResponse:
    """The table of apologies already sent by the one-stop system."""
    if http.method != "POST":
        return _sent_page(http)
    try:
        return _sent_posted(http)
    except UserError as fault:
        return _sent_page(http, str(fault))


def _sent_posted(http: HttpRequest) -> HttpResponse:
    if "cancel" in http.POST:
        uploads.let_go(http, SENT)
    elif "confirm" in http.POST:
        rows = sent.judge(uploads.confirmed(http, SENT).content)
        taken = take_over(http, {row.case.dossier_code: row.sent for row in rows if row.case and row.sent})
        uploads.let_go(http, SENT)
        messages.success(http, _("Đã ghi nhận %s văn bản xin lỗi đã gửi.") % taken)
        for row in (row for row in rows if row.outcome == "faulty"):
            messages.warning(http, _("Dòng %s (%s) chưa nhận: %s") % (row.number, row.code or "-", row.sentence))
    else:
        content = uploads.brought(http)
        sent.judge(content)
        uploads.keep(http, SENT, content)
    return redirect("apologies_in")


def _sent_page(http: HttpRequest, fault: str = "") -> HttpResponse:
    file = uploads.kept(http, SENT)
    rows = sent.judge(file.content) if file else []
    counts = {name: sum(row.outcome == name for row in rows) for name in sent.OUTCOMES}
    page = {"file": file, "rows": rows, "counts": counts, "fault": fault, "form_columns": sent.FORM}
    return render(http, "followup/apologies_in.html", page, status=400 if fault else 200)
