"""Pages of the site itself: public pages on or off, targets of the province, health."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.main.doctor import doctor
from phucvu.rubric.loading import load
from phucvu.web.accounts.models import Event
from phucvu.web.home import workspace
from phucvu.web.office import actions, agreement, work
from phucvu.web.office.letters.forms import EndForm, TargetForm
from phucvu.web.office.models import Switch, Target, Upload, Work
from phucvu.web.policies import held
from phucvu.web.roles import Role

STATE_WORDS = {"ok": "Tốt", "warning": "Cần xem", "error": "Hỏng"}
TONES = {"ok": "good", "warning": "warn", "error": "bad"}


def switches(request: HttpRequest) -> HttpResponse:
    on = set(Switch.objects.filter(is_on=True).values_list("name", flat=True))
    rows = [{"name": name, "title": title, "is_on": name in on} for name, title in actions.SWITCHES.items()]
    events = Event.objects.filter(act="switch_turned").select_related("person").order_by("-at", "-id")[:20]
    may_turn = Role.APPROVER in held(request)[0]
    return render(request, "office/switches.html", {"rows": rows, "events": events, "may_turn": may_turn})


def turn(request: HttpRequest) -> HttpResponse:
    is_on = request.POST.get("is_on") == "1"
    actions.turn(request, request.POST.get("name", ""), is_on)
    messages.success(request, _("Các trang công khai đã bật.") if is_on else _("Các trang công khai đã tắt."))
    return redirect("switches")


def targets(request: HttpRequest) -> HttpResponse:
    return _targets(request, TargetForm())


def _targets(request: HttpRequest, form: TargetForm) -> HttpResponse:
    today = timezone.localdate()
    names = {name: each.vi for name, each in load().at(today).criteria.items()}
    rows = [
        {
            "target": each,
            "name": names.get(each.criterion, each.criterion),
            "percent": f"{(each.ratio * 100).normalize():f}",
            "is_over": each.until is not None and each.until < today,
        }
        for each in Target.objects.order_by("criterion", "-since")
    ]
    given = {"rows": rows, "form": form, "end_form": EndForm(), "can_change": Role.OFFICE in held(request)[0]}
    return render(request, "office/targets.html", given)


def target_add(request: HttpRequest) -> HttpResponse:
    form = TargetForm(request.POST)
    if not form.is_valid():
        return _targets(request, form)
    given = form.cleaned_data
    try:
        actions.add_target(
            request, given["criterion"], given["percent"], given["since"], given["until"], given["source"]
        )
    except UserError as problem:
        form.add_error(None, str(problem))
        return _targets(request, form)
    messages.success(request, _("Đã ghi mục tiêu."))
    return redirect("targets")


def target_end(request: HttpRequest, target: int) -> HttpResponse:
    form = EndForm(request.POST)
    if not Target.objects.filter(pk=target).exists():
        raise Http404
    if form.is_valid():
        actions.end_target(request, target, form.cleaned_data["until"])
        messages.success(request, _("Đã ghi ngày kết thúc."))
    else:
        messages.error(request, _("Ngày kết thúc không hợp lệ. Hãy ghi lại ngày."))
    return redirect("targets")


def health(request: HttpRequest) -> HttpResponse:
    rows = _health()
    tones = [row | {"words": STATE_WORDS[row["state"]], "tone": TONES[row["state"]]} for row in rows]
    return render(request, "office/doctor.html", {"rows": tones})


def health_json(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"rows": _health()}, json_dumps_params={"ensure_ascii": False})


def _health() -> list[dict[str, Any]]:
    minute = timezone.now().strftime("%Y%m%d%H%M")
    return [*_doctor(workspace(), minute), *_site()]


@lru_cache(maxsize=4)
def _doctor(home: Path, minute: str) -> tuple[dict[str, Any], ...]:
    """What the engine says of the workspace, asked once a minute."""
    return tuple(doctor(home))


def _site() -> list[dict[str, Any]]:
    states = [work.state_of(each) for each in Work.objects.filter(state__in=("waiting", "running"))]
    stopped, running = states.count("stopped"), len(states) - states.count("stopped")
    waiting = Upload.objects.filter(state="waiting").count()
    told = _("%(running)s việc đang chạy, %(stopped)s việc bị dừng.") % {"running": running, "stopped": stopped}
    remedy = _("Làm lại việc bị dừng, hoặc báo người quản trị máy chủ.") if stopped else ""
    vendor = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    return [
        _row("works", "warning" if stopped else "ok", told, remedy),
        _row("database", "ok", _("Cơ sở dữ liệu của trang: %(vendor)s.") % {"vendor": vendor}),
        _row("uploads", "ok", _("%(count)s lần tải tệp chờ quyết định.") % {"count": waiting}),
        *_agreement(),
    ]


def _agreement() -> list[dict[str, Any]]:
    try:
        found = agreement.lost()
    except UserError:
        return []  # a lake that cannot be opened has its row
    if not found:
        return [_row("agreement", "ok", _("Ấn bản và tệp mà cơ sở dữ liệu của trang nhắc đến đều có đủ."))]
    told = _("Cơ sở dữ liệu của trang nhắc đến %(count)s thứ mà thư mục làm việc không có, ví dụ: %(name)s.")
    remedy = _("Phục hồi thư mục làm việc từ bản sao lưu cùng lúc hoặc mới hơn cơ sở dữ liệu.")
    return [_row("agreement", "error", told % {"count": len(found), "name": found[0]}, remedy)]


def _row(check: str, state: str, sentence: str, remedy: str = "") -> dict[str, Any]:
    return {"check": check, "state": state, "sentence": sentence, "remedy": remedy}
