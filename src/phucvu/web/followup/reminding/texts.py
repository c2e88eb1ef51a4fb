"""Words of a reminder: counts, deadline, the page of the request; nothing of applicants, ready to paste into Zalo."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from phucvu.main import register, status
from phucvu.registry.period import parse_period
from phucvu.web.followup.models import Case, Request
from phucvu.web.home import workspace
from phucvu.web.office.models import Publication

LONGEST = 600  # one Zalo message that is read without unfolding it
NAME = 120


def text(request: Request, kind: str, base: str | None = None, at: datetime | None = None) -> str:
    """A reminder of ``kind`` before or after the deadline. ``base``: the site's address, default SITE_URL."""
    about = status.about(workspace())
    head = "[SỐ LIỆU MÔ PHỎNG] " if about["is_simulated"] else ""
    asked = Case.objects.filter(request=request)
    open_count, count = asked.filter(state__in=("open", "returned")).count(), asked.count()
    name = request.agency_name if len(request.agency_name) <= NAME else f"{request.agency_name[: NAME - 1]}…"
    where = (settings.SITE_URL if base is None else base) + path_of(request)
    return (
        f"{head}Văn phòng UBND {_province(about['province_name'])} nhắc {name}: {_asked(request, open_count, count)} "
        f"{_deadline(request, kind, at or timezone.now())}\nXem danh sách và trả lời: {where}"
    )


def base_of(request: HttpRequest) -> str:
    """The address that messages lead to: the site's own one where it is told, else the host that was asked."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def path_of(request: Request) -> str:
    """Where the unit answers: the request's own page where there is one, else the unit's desk."""
    agency = {"agency": request.agency_code}
    tries: list[tuple[str, dict[str, Any]]] = [("request", agency | {"number": request.pk}), ("desk", agency)]
    for name, given in tries:
        try:
            return reverse(name, kwargs=given)
        except NoReverseMatch:
            continue
    return reverse("home")


def letter_words(publication: Publication) -> str:
    """The letter as people cite it."""
    number = f"Công văn số {publication.number}" if publication.number else "Danh sách"
    on = f" ngày {publication.issued_on:%d/%m/%Y}" if publication.issued_on else ""
    return f"{number}{on}, {period_words(publication.period)}"


def period_words(period: str) -> str:
    found = parse_period(period)
    return f"tháng {found.first:%m/%Y}" if len(period) == len("2023-05") and "Q" not in period else f"kỳ {found.name}"


def deadline_words(request: Request) -> str:
    """Until when, in words; a day that counts lasts until its end."""
    if request.due_at is None:
        return "không ghi hạn"
    due = timezone.localtime(request.due_at)
    return f"hết ngày {due:%d/%m/%Y}" if request.is_inclusive else f"trước {due:%H:%M} ngày {due:%d/%m/%Y}"


def _province(name: str) -> str:
    return name if name.startswith(("tỉnh", "thành phố", "Tỉnh", "Thành phố")) else f"tỉnh {name}"


def _asked(request: Request, open_count: int, count: int) -> str:
    if request.kind == "provisional":
        return f"danh sách rà soát {period_words(request.publication.period)} có {count} hồ sơ quá hạn, chờ ý kiến."
    return f"còn {open_count}/{count} hồ sơ quá hạn chưa giải trình ({letter_words(request.publication)})."


def _deadline(request: Request, kind: str, at: datetime) -> str:
    if request.due_at is None:
        return "Công văn không ghi hạn; đề nghị trả lời sớm."
    if kind == "after":
        return f"Hạn trả lời là {deadline_words(request)}, đã quá hạn; đề nghị trả lời ngay."
    today, last = timezone.localtime(at).date(), last_day(request)
    left = register.working_days(workspace()).working_days_between(today, last)
    return f"Hạn trả lời: {deadline_words(request)}" + (f" (còn {left} ngày làm việc)." if left > 0 else " (hôm nay).")


def last_day(request: Request) -> date:
    """The last day on which one answers in time."""
    due: datetime = timezone.localtime(request.due_at)
    return due.date() if request.is_inclusive or due.time() > datetime.min.time() else (due - timedelta(days=1)).date()
