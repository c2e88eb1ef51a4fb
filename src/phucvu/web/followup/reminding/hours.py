"""When e-mail may go out: not at night, not on days off; until when it waits otherwise."""

from datetime import datetime, time

from django.utils import timezone

from phucvu.main import register
from phucvu.registry.clock import local
from phucvu.web.followup.states import quiet
from phucvu.web.home import workspace


def quiet_until(at: datetime | None = None) -> datetime | None:
    """The moment until which no e-mail goes out; None when it may go now. Naive local time."""
    now = local(at or timezone.now())
    rule, calendar = quiet(now.date()), register.working_days(workspace())
    if rule is None or (calendar.is_working_day(now.date()) and not rule.holds(now.time())):
        return None
    morning = time.fromisoformat(rule.end)
    is_today = calendar.is_working_day(now.date()) and now.time() < morning
    day = now.date() if is_today else calendar.add_working_days(now.date(), 1)
    return datetime.combine(day, morning)
