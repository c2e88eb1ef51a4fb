"""Accounts from a list: the template, the upload, the preview, the confirmation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.web.accounts import in_bulk
from phucvu.web.accounts.forms import BulkFile
from phucvu.web.bodies import takes

KEY = "accounts_in_bulk"  # in the session: rows as read, judged anew each time
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@takes("sheet")
def bulk(request: HttpRequest) -> HttpResponse:
    form = BulkFile(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            lines = in_bulk.read(file, file.size)
        except UserError as fault:
            form.add_error("file", str(fault))
        else:
            request.session[KEY] = [[line.number, line.cells] for line in lines]
            return redirect("people_in_bulk_preview")
    return render(request, "accounts/bulk.html", {"form": form}, status=400 if form.is_bound else 200)


def preview(request: HttpRequest) -> HttpResponse:
    lines = [in_bulk.Line(number, cells) for number, cells in request.session.get(KEY, [])]
    if not lines:
        messages.error(request, _("Chưa có danh sách nào chờ xác nhận. Hãy tải tệp lên."))
        return redirect("people_in_bulk")
    judged = in_bulk.judge(request, lines)
    if request.method != "POST":
        counts = in_bulk.counted(judged)
        return render(request, "accounts/preview.html", {"judged": judged, "counts": counts})
    if "cancel" not in request.POST:
        counts = in_bulk.take_in(request, judged)
        messages.success(
            request,
            _(
                "Đã nhận: %(new)d dòng mới, %(change)d dòng thay đổi, %(same)d dòng không đổi; "
                "%(faulty)d dòng lỗi không nhận."
            )
            % counts,
        )
    del request.session[KEY]
    return redirect(f"{reverse('people')}?state=waiting")


def template(request: HttpRequest) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="mau-tai-khoan.xlsx"'}
    return HttpResponse(in_bulk.template(), content_type=XLSX, headers=headers)
