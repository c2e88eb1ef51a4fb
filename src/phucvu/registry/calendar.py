"""The working calendar: working days and hours, and when a legal time limit ends.

Counting follows the Civil Code 2015: the day of the event is not counted (Art. 147), a limit ends with its last
day, and when that day is off, with the next working day (Art. 148). Moments are local time without zone.
"""

import calendar as months
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal

from phucvu.errors import UserError
from phucvu.registry.daymarks import DayMark, marks_of_year, read_local_days
from phucvu.registry.schedule import Schedule, schedules

Unit = Literal["hour", "day", "working_day", "month"]
ReceptionRule = Literal["as_received", "after_15_next_day"]

DAY_END = time(23, 59, 59)  # a limit in days ends with its day, as a promise without time does
LATE_RECEPTION = time(15)
SATURDAY = 5
WEEKEND = {5: "Thứ Bảy", 6: "Chủ nhật"}
SPAN = 2  # years prepared at once around a day asked for


@dataclass(frozen=True)
class DayWork:
    """One day of a count: working ``hours`` of it, and why it is off or specially worked (None: plain day)."""

    on: date
    hours: float
    is_working_day: bool
    name: str | None
    evidence: str


class Calendar:
    """Working days and hours of an office. ``local_days`` go before the national ones.

    Years are prepared as they are asked for; each answer then costs a search among working days.
    """

    def __init__(self, local_days: Iterable[DayMark] = (), schedule: Schedule | None = None) -> None:
        self.schedule = schedule or schedules()["standard"]
        self._local = {mark.on: mark for mark in local_days}
        self._days: list[int] = []  # ordinals of working days, of all years in _years
        self._years = range(2020, 2020)

    @classmethod
    def load(cls, local_path: Path | None = None, schedule: str = "standard") -> "Calendar":
        """A calendar with the office's own file of closings and a named schedule. Raises UserError."""
        if schedule not in schedules():
            raise UserError(f"Không có khung giờ “{schedule}”. Chọn một trong: {', '.join(schedules())}.")
        return cls(read_local_days(local_path) if local_path else (), schedules()[schedule])

    def mark(self, day: date) -> DayMark | None:
        """What is special about a day; None for plain working days and weekends."""
        return self._local.get(day) or marks_of_year(day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        mark = self.mark(day)
        return mark.is_worked if mark else day.weekday() < SATURDAY

    def day_name(self, day: date) -> str | None:
        """Why the day is off or specially worked, in Vietnamese; None for a plain working day."""
        mark = self.mark(day)
        return mark.name if mark else WEEKEND.get(day.weekday())

    def evidence(self, day: date) -> str:
        """``official`` where the Government's announcement is held, ``inferred`` beyond, ``local`` by the office."""
        mark = self.mark(day) or next(iter(marks_of_year(day.year).values()), None)
        return mark.evidence if mark else "inferred"

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (before it when negative); ``day`` itself for 0."""
        if count == 0:
            return day
        days, index = self._index(day, count)
        return date.fromordinal(days[index])

    def _index(self, day: date, count: int) -> tuple[list[int], int]:
        years = abs(count) // 200 + 1  # every year has more than 200 working days
        days = self._prepared(day.year - years, day.year + years)
        if count > 0:
            return days, bisect_right(days, day.toordinal()) + count - 1
        return days, bisect_left(days, day.toordinal()) + count

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` until ``end`` inclusive; negative, and mirrored, when ``end`` is before."""
        days = self._prepared(min(start, end).year, max(start, end).year)
        search = bisect_right if start <= end else bisect_left
        return search(days, end.toordinal()) - search(days, start.toordinal())

    def working_time_between(self, start_at: datetime, end_at: datetime) -> timedelta:
        """Working time from one moment to another; negative when the second is earlier."""
        self._prepared(min(start_at, end_at).year, max(start_at, end_at).year)
        return timedelta(seconds=self._worked(end_at) - self._worked(start_at))

    def working_hours_between(self, start_at: datetime, end_at: datetime) -> float:
        """The same in hours."""
        return self.working_time_between(start_at, end_at) / timedelta(hours=1)

    def day_by_day(self, start_at: datetime, end_at: datetime) -> list[DayWork]:
        """The count shown day by day: its hours add up to ``working_hours_between``. Empty when end is before."""
        first, last = start_at.date(), end_at.date()
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [self._day_work(day, start_at, end_at) for day in days]

    def _day_work(self, day: date, start_at: datetime, end_at: datetime) -> DayWork:
        start = max(start_at, datetime.combine(day, time.min))
        end = min(end_at, datetime.combine(day + timedelta(days=1), time.min))
        hours = max(self.working_hours_between(start, end), 0.0)
        return DayWork(day, hours, self.is_working_day(day), self.day_name(day), self.evidence(day))

    def due_at(
        self, received_at: datetime, amount: int, unit: Unit, reception: ReceptionRule = "as_received"
    ) -> datetime:
        """When a legal limit ends for a dossier received at that moment.

        ``hour`` means working hours, to the minute. ``working_day``, ``day`` and ``month`` start on the day after
        reception and end at 23:59:59 of their last day; calendar days and months that end on a day off go on to the
        next working day. A month ends on the day of the same number, else on the month's last.
        ``reception`` "after_15_next_day": received after 15:00 counts from the next working day (some decrees
        allow it; not applied unless asked for).
        """
        if reception == "after_15_next_day" and self._is_late_in_the_day(received_at):
            received_at = self._opening(self.add_working_days(received_at.date(), 1))
        if unit == "hour":
            return self.add_working_hours(received_at, amount)
        return datetime.combine(self._last_day(received_at.date(), amount, unit), DAY_END)

    def _last_day(self, received_on: date, amount: int, unit: Unit) -> date:
        if unit == "working_day":
            return self.add_working_days(received_on, amount)
        last = _months_later(received_on, amount) if unit == "month" else received_on + timedelta(days=amount)
        return last if self.is_working_day(last) else self.add_working_days(last, 1)

    def add_working_hours(self, start_at: datetime, hours: float) -> datetime:
        """The earliest moment at which ``hours`` (0 or more) of office time have passed since ``start_at``."""
        days = self._prepared(start_at.year, start_at.year + int(hours) // 1000 + 1)
        target = self._worked(start_at) + hours * 3600
        if target == self._worked(start_at):
            return start_at
        full, rest = divmod(target, self.schedule.day_seconds)
        index, rest = (int(full), rest) if rest else (int(full) - 1, self.schedule.day_seconds)
        return _midnight(date.fromordinal(days[index])) + timedelta(seconds=self.schedule.second_at(rest))

    def _is_late_in_the_day(self, moment: datetime) -> bool:
        return moment.time() > LATE_RECEPTION and self.is_working_day(moment.date())

    def _opening(self, day: date) -> datetime:
        return _midnight(day) + timedelta(seconds=self.schedule.spans[0][0])

    def _worked(self, moment: datetime) -> float:
        """Working seconds since the first prepared year."""
        ordinal = moment.toordinal()
        index = bisect_left(self._days, ordinal)
        seconds = index * self.schedule.day_seconds
        if index < len(self._days) and self._days[index] == ordinal:
            since_midnight = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
            return seconds + self.schedule.worked(since_midnight)
        return seconds

    def _prepared(self, first_year: int, last_year: int) -> list[int]:
        if not self._years or first_year < self._years.start or last_year >= self._years.stop:
            years = self._years or range(first_year, last_year + 1)
            start, stop = min(years.start, first_year - SPAN), max(years.stop, last_year + 1 + SPAN)
            self._years = range(max(start, 1), min(stop, 9999))
            self._days = [day for year in self._years for day in self._working_days_of(year)]
        return self._days

    def _working_days_of(self, year: int) -> list[int]:
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        return [day for day in range(first, last + 1) if self.is_working_day(date.fromordinal(day))]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


def _months_later(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
