"""Words of a reminder: counts, deadline, the page of the request; nothing of applicants, ready to paste into Zalo."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from phucvu.main import register, status
from phucvu.registry.period import parse_period
from phucvu.web.followup.models import Case, Line, Request
from phucvu.web.followup.queries import COUNTED
from phucvu.web.home import workspace
from phucvu.web.office.models import Publication

LONGEST = 600  # one Zalo message that is read without unfolding it
NAME = 120


class Say(NamedTuple):
    """What differs between a letter and a review."""

    deadline: str
    late: str
    act: str
    subject: str  # of an e-mail


SAY = {
    "issued": Say("Hạn trả lời", "đề nghị trả lời ngay", "trả lời", "Nhắc giải trình hồ sơ quá hạn"),
    "provisional": Say(
        "Hạn cho ý kiến",
        "ý kiến muộn vẫn nhận đến khi kết thúc rà soát",
        "nêu ý kiến",
        "Nhắc rà soát hồ sơ quá hạn trước công bố",
    ),
}


def text(request: Request, kind: str, base: str | None = None, at: datetime | None = None) -> str:
    """A reminder of ``kind`` before or after the deadline. ``base``: the site's address, default SITE_URL."""
    about = status.about(workspace())
    head = "[SỐ LIỆU MÔ PHỎNG] " if about["is_simulated"] else ""
    name = request.agency_name if len(request.agency_name) <= NAME else f"{request.agency_name[: NAME - 1]}…"
    where = (settings.SITE_URL if base is None else base) + path_of(request)
    return (
        f"{head}Văn phòng UBND {_province(about['province_name'])} nhắc {name}: {_asked(request)} "
        f"{_deadline(request, kind, at or timezone.now())}\nXem danh sách và {SAY[request.kind].act}: {where}"
    )


def base_of(request: HttpRequest) -> str:
    """The address that messages lead to: the site's own one where it is told, else the host that was asked."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def path_of(request: Request) -> str:
    """Where the unit answers."""
    if not request.agency_code:  # no unit is decided for them yet: the office answers
        return reverse("register")
    return reverse("request", kwargs={"agency": request.agency_code, "number": request.pk})


def letter_words(publication: Publication) -> str:
    """The letter as people cite it."""
    number = f"Công văn số {publication.number}" if publication.number else "Danh sách"
    on = f" ngày {publication.issued_on:%d/%m/%Y}" if publication.issued_on else ""
    return f"{number}{on}, {period_words(publication.period)}"


def asked_words(request: Request) -> str:
    """What a unit is asked with: the letter as cited, or the review, which is none."""
    if request.kind == "issued":
        return letter_words(request.publication)
    return f"Rà soát trước công bố, {period_words(request.publication.period)} (chưa phải công văn)"


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


def _asked(request: Request) -> str:
    if request.kind == "provisional":
        its = Line.objects.filter(COUNTED, request__publication=request.publication_id, request__kind=request.kind)
        count = its.filter(case__agency_code=request.agency_code).count()
        period = period_words(request.publication.period)
        return (
            f"danh sách tạm {period} (rà soát trước công bố, chưa phải công văn) có {count} hồ sơ quá hạn của đơn vị."
        )
    asked = Case.objects.filter(request=request)
    open_count, count = asked.filter(state__in=("open", "returned")).count(), asked.count()
    return f"còn {open_count}/{count} hồ sơ quá hạn chưa giải trình ({letter_words(request.publication)})."


def _deadline(request: Request, kind: str, at: datetime) -> str:
    if request.due_at is None:
        return "Công văn không ghi hạn; đề nghị trả lời sớm."
    say = SAY[request.kind]
    if kind == "after":
        return f"{say.deadline} là {deadline_words(request)}, đã quá hạn; {say.late}."
    today, last = timezone.localtime(at).date(), last_day(request)
    left = register.working_days(workspace()).working_days_between(today, last)
    return f"{say.deadline}: {deadline_words(request)}" + (
        f" (còn {left} ngày làm việc)." if left > 0 else " (hôm nay)."
    )


def last_day(request: Request) -> date:
    """The last day on which one answers in time."""
    due: datetime = timezone.localtime(request.due_at)
    return due.date() if request.is_inclusive or due.time() > datetime.min.time() else (due - timedelta(days=1)).date()
