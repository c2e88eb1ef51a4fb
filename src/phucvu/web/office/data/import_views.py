"""The imports that hold: withdraw one, bring it in again, see what of it was rejected."""

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from phucvu.main import intake
from phucvu.web.home import workspace
from phucvu.web.office.data import actions
from phucvu.web.office.data.queries import imported

COLUMNS = {
    "file": "Tệp",
    "row": "Dòng",
    "column": "Cột",
    "code": "Mã hồ sơ",
    "sentence": "Điều sai",
    "remedy": "Cách sửa",
}


def imports(request: HttpRequest) -> HttpResponse:
    return render(request, "office/imports.html", {"imports": _newest_first()})


def imports_json(request: HttpRequest) -> JsonResponse:
    return JsonResponse(_newest_first(), safe=False)


def withdraw(request: HttpRequest, import_id: str) -> HttpResponse:
    """What withdrawing means, and the button for it."""
    row = imported(import_id)
    if request.method == "POST":
        return redirect("work", work=actions.withdraw(request, import_id).pk)
    return render(request, "office/withdraw.html", {"row": row})


def again(request: HttpRequest, import_id: str) -> HttpResponse:
    """The kept files of an import as an upload, to be answered differently."""
    upload = actions.bring_again(request, imported(import_id))
    actions.look(request, upload)
    messages.info(request, _("Nhập lại sẽ thay lần nhập cũ; cho đến khi bấm Nhập, lần nhập cũ vẫn giữ nguyên."))
    return redirect("upload", upload=upload.pk)


def rejects_csv(request: HttpRequest, import_id: str) -> HttpResponse:
    """Rejected rows: codes and places, nothing of applicants."""
    imported(import_id)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dong-bi-loai-{import_id}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(COLUMNS.values())
    writer.writerows([_safe(row[name]) for name in COLUMNS] for row in intake.rejects(workspace(), import_id))
    return response


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula stays a text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _newest_first() -> list[dict[str, Any]]:
    return list(reversed(intake.imports(workspace())))
