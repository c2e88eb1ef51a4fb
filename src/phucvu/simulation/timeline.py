"""Moments inside office hours, and the course of one dossier from reception to its end."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from phucvu.registry.calendar import Calendar

OPENS, CLOSES = time(7, 30), time(16, 50)
LUNCH_FROM, LUNCH_TO = time(11, 30), time(13, 30)
DUE_TIME = time(17, 0)


@dataclass(frozen=True)
class Supplement:
    """One supplement episode; ``received_at`` and ``due_after_at`` None while the citizen has not answered."""

    requested_at: datetime
    received_at: datetime | None
    due_before_at: datetime
    due_after_at: datetime | None


@dataclass(frozen=True)
class Timeline:
    """Draws moments. ``first``: first day of the period; ``as_at``: the reading time."""

    random: Random
    calendar: Calendar
    first: date
    as_at: datetime

    def days(self, start: date, end: date) -> list[date]:
        """Working days from start to end, both included."""
        every = (start + timedelta(days=step) for step in range((end - start).days + 1))
        return [day for day in every if self.calendar.is_working_day(day)]

    def moment(self, day: date, after: datetime | None = None, before: datetime | None = None) -> datetime:
        """A second of that day in office hours, after one moment and before another."""
        start, end = datetime.combine(day, OPENS), datetime.combine(day, CLOSES)
        start = max(start, after) if after else start
        end = min(end, before) if before else end
        moment = start + timedelta(seconds=self.random.randrange(1, max(2, int((end - start).total_seconds()))))
        return _after_lunch(moment, end)

    def due(self, received_at: datetime, working_days: int) -> datetime:
        return datetime.combine(self.calendar.add_working_days(received_at.date(), working_days), DUE_TIME)

    def end_on_time(self, received_at: datetime, due_at: datetime) -> datetime:
        """An end in the period or after it, never after the promise; mostly in the second half of the time."""
        days = self.days(max(self.first, received_at.date()), due_at.date()) or [due_at.date()]
        day = days[int(len(days) * self.random.random() ** 0.6)]
        return self.moment(day, after=received_at, before=due_at)

    def supplement(self, received_at: datetime, due_at: datetime) -> Supplement:
        """Asked before the promise; answered some days later, which moves the promise by as many working days."""
        last = min(due_at.date(), self.as_at.date())
        days = self.days(max(self.first, received_at.date()), last)
        requested_at = self.moment(self.random.choice(days[: max(1, len(days) // 2)]), received_at, self.as_at)
        pause = self.random.randint(1, 6)
        received_on = self.calendar.add_working_days(requested_at.date(), pause)
        if received_on >= self.as_at.date():
            return Supplement(requested_at, None, due_at, None)
        after = datetime.combine(self.calendar.add_working_days(due_at.date(), pause), DUE_TIME)
        return Supplement(requested_at, self.moment(received_on), due_at, after)


def _after_lunch(moment: datetime, end: datetime) -> datetime:
    """Nobody works at noon: two hours later, where that is still before the end."""
    later = moment + timedelta(hours=2)
    return later if LUNCH_FROM <= moment.time() < LUNCH_TO and later < end else moment
