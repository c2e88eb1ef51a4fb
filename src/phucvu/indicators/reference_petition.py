"""The plain reference for one petition."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from phucvu.indicators.indicator import Moment
from phucvu.records.limits import Limits
from phucvu.registry.calendar import Calendar


class PetitionJudge:
    """One petition as it stood at ``moment.until``."""

    def __init__(self, row: Mapping[str, Any], moment: Moment, calendar: Calendar, limits: Limits) -> None:
        self.row, self.moment, self.calendar, self.limits = row, moment, calendar, limits
        self.ended_at = min((at for at in (self.at("answered"), self.at("refused")) if at), default=None)

    def at(self, name: str) -> datetime | None:
        value: datetime | None = self.row[f"{name}_at"]
        return None if value is None or value > self.moment.until else value

    def _limit(self, start: datetime | None, days: int) -> datetime | None:
        """The last second of the so-many-th working day after ``start``."""
        if start is None:
            return None
        day = start.date()
        while days:
            day += timedelta(days=1)
            days -= self.calendar.is_working_day(day)
        return datetime.combine(day, time(23, 59, 59))

    def is_overdue(self) -> bool | None:
        received, answered = self.row["received_at"], self.row["answered_at"]
        steps = (
            (self.at("asked"), self._limit(received, self.limits.petition_ask)),
            (self.at("published"), self._limit(answered, self.limits.petition_publish)),
        )
        if any(at and limit and at > limit for at, limit in steps):
            return True
        is_refusal = self.ended_at is not None and self.ended_at == self.at("refused")
        days = self.limits.petition_refuse if is_refusal else self.limits.petition_answer
        due = self.row["due_at"] or self._limit(received, days)
        reached = self.ended_at or self.moment.until.replace(microsecond=0)
        return None if due is None else reached > due

    def verdicts(self, is_repeated: bool) -> Iterator[tuple[str, str]]:
        """(criterion, verdict) for each criterion whose population this petition is in."""
        late, start = self.is_overdue(), self.moment.period.start
        received = self.at("received")
        if received and received >= start:
            is_good = not (late or is_repeated or self.at("disliked"))
            yield "satisfaction.petition_handling", "succeeded" if is_good else "failed"
        is_unseen = self.row["received_at"] is not None and received is None
        if is_unseen or (self.ended_at and self.ended_at < start):
            return
        if received is None and self.ended_at is None:
            yield "satisfaction.petition_on_time", "no_reception_date"
        else:
            on_time = "no_due_date" if late is None else "failed" if late else "succeeded"
            yield "satisfaction.petition_on_time", on_time
