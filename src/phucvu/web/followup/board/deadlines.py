"""A request's deadline in words: until when, and how much is left."""

from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.timezone import localtime, make_aware

from phucvu.web.followup.models import Request
from phucvu.web.followup.queries import is_late

LAST_MINUTE = time(23, 59)


def deadline_words(request: Request) -> str:
    """“hết ngày 13/06/2023 (tính cả ngày đó)”, or “trước 17:00 ngày 13/06/2023”."""
    due = request.due_at
    if due is None:
        return "không đặt hạn"
    moment = localtime(due)
    is_day = request.is_inclusive or moment.time() >= LAST_MINUTE
    return f"hết ngày {moment:%d/%m/%Y} (tính cả ngày đó)" if is_day else f"trước {moment:%H:%M} ngày {moment:%d/%m/%Y}"


def left_words(request: Request, at: datetime | None = None) -> str:
    """“còn 3 ngày”, “còn hôm nay”, “đã quá hạn 2 ngày”; nothing without a deadline."""
    if request.due_at is None:
        return ""
    now = at or timezone.now()
    days = (localtime(request.due_at).date() - localtime(now).date()).days
    if is_late(request, now):
        return f"đã quá hạn {-days} ngày" if days else "đã quá hạn hôm nay"
    return f"còn {days} ngày" if days else "còn hôm nay"


def told(request: Request) -> dict[str, Any]:
    """What pages say of a deadline."""
    return {"deadline": deadline_words(request), "left": left_words(request), "is_late": is_late(request)}


def end_of(day: Any) -> datetime:
    """The last moment of a day, which counts whole."""
    return make_aware(datetime.combine(day, time.max))
