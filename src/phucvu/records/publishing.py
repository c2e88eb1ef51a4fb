"""Publishing decisions with their two limits: how early before the law takes effect, how soon public."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from phucvu.records.limits import LIMITS, Limits
from phucvu.registry.calendar import Calendar


def with_limits(rows: Iterable[Mapping[str, Any]], calendar: Calendar, limits: Limits = LIMITS) -> list[dict[str, Any]]:
    """Decisions with ``decide_by_on`` (last day to decide in time) and ``public_due_on`` (last day to make public)."""
    return [dict(row) | _limits(row, calendar, limits) for row in rows]


def _limits(row: Mapping[str, Any], calendar: Calendar, limits: Limits) -> dict[str, date | None]:
    is_ministry = (row["agency_code"] or "").startswith("G")
    before = limits.ministry_publish_before_effect if is_ministry else limits.publish_before_effect
    after = limits.ministry_make_public if is_ministry else limits.make_public
    effective_on, decided_on = row["legal_base_effective_on"], row["decided_on"]
    return {
        "decide_by_on": effective_on and calendar.add_working_days(effective_on, -before),
        "public_due_on": decided_on and calendar.add_working_days(decided_on, after),
    }
