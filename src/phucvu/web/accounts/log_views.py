"""The log, for the auditor: read, filtered, exported; the export is an event itself."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from phucvu.web.accounts import audit, queries
from phucvu.web.accounts.forms import LogAsked

PAGE = 100


def log(request: HttpRequest) -> HttpResponse:
    form = LogAsked(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    page = Paginator(queries.log(asked), PAGE).get_page(request.GET.get("trang"))
    kept = request.GET.copy()
    kept.pop("trang", None)
    return render(
        request, "accounts/log.html", {"form": form, "page": page, "query": kept.urlencode(), "asked": kept.items()}
    )


def log_csv(request: HttpRequest) -> HttpResponseBase:
    """Everything that the filters leave, as a file for a spreadsheet; asked by POST, for it writes an event."""
    form = LogAsked(request.POST)
    if not form.is_valid():
        return render(
            request, "sentence.html", {"sentence": _("Bộ lọc không đọc được. Hãy lọc lại rồi tải.")}, status=400
        )
    asked = {name: str(value) for name, value in form.cleaned_data.items() if value}
    audit.record(request, "log_exported", "", **asked)
    name = timezone.localtime().strftime("nhat-ky-%Y%m%d-%H%M.csv")
    return StreamingHttpResponse(
        _written(queries.log_rows(queries.log(form.cleaned_data))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class _Line:
    """What csv writes into: the line just written."""

    def write(self, text: str) -> str:
        return text


def _written(rows: Iterator[list[str]]) -> Iterator[str]:
    writer: Any = csv.writer(_Line())
    yield "\ufeff"  # without it Excel reads UTF-8 as another alphabet
    for row in rows:
        yield writer.writerow(row)
