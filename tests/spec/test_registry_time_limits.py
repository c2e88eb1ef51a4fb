"""When a legal time limit ends (Civil Code 2015, Art. 147 and 148), on drawn weeks.

28/04/2023  Fri   worked            04/05/2023  Thu   worked
29/04–03/05       holidays          05/05/2023  Fri   worked, then a weekend
"""

from datetime import datetime

import pytest

from phucvu.registry.calendar import Calendar, ReceptionRule, Unit

CALENDAR = Calendar.load()

LIMITS = [
    # received          amount unit           due                      why
    ("2023-04-28 09:00", 1, "working_day", "2023-05-04 23:59:59"),  # the day of reception is not counted
    ("2023-04-28 09:00", 3, "working_day", "2023-05-08 23:59:59"),
    ("2023-04-30 09:00", 1, "working_day", "2023-05-04 23:59:59"),  # filed on a holiday: the first worked day is day 1
    ("2026-01-08 09:00", 2, "working_day", "2026-01-10 23:59:59"),  # a swapped Saturday counts
    ("2025-12-31 09:00", 1, "working_day", "2026-01-05 23:59:59"),  # 02/01/2026 is off
    ("2023-05-04 09:00", 1, "day", "2023-05-05 23:59:59"),
    ("2023-05-04 09:00", 2, "day", "2023-05-08 23:59:59"),  # ends on a Saturday: goes on to Monday
    ("2023-04-28 09:00", 1, "day", "2023-05-04 23:59:59"),
    ("2023-05-15 09:00", 1, "month", "2023-06-15 23:59:59"),
    ("2024-01-31 09:00", 1, "month", "2024-02-29 23:59:59"),  # no 31st: the last day of the month
    ("2023-01-31 09:00", 1, "month", "2023-02-28 23:59:59"),
    ("2023-11-30 09:00", 3, "month", "2024-02-29 23:59:59"),
    ("2023-06-29 09:00", 1, "month", "2023-07-31 23:59:59"),  # the 29th is a Saturday
    ("2023-05-04 07:30", 8, "hour", "2023-05-04 17:00:00"),  # a whole day of work ends that day
    ("2023-04-28 16:00", 8, "hour", "2023-05-04 16:00:00"),
    ("2023-05-04 11:00", 1, "hour", "2023-05-04 13:30:00"),  # noon does not count
    ("2023-05-04 18:00", 1, "hour", "2023-05-05 08:30:00"),  # filed after hours
    ("2023-04-30 10:00", 4, "hour", "2023-05-04 11:30:00"),
]


@pytest.mark.parametrize(("received", "amount", "unit", "due"), LIMITS)
def test_a_limit_ends(received: str, amount: int, unit: Unit, due: str) -> None:
    assert CALENDAR.due_at(datetime.fromisoformat(received), amount, unit) == datetime.fromisoformat(due)


RECEPTIONS = [
    ("2023-05-04 15:01", 1, "working_day", "2023-05-08 23:59:59"),
    ("2023-05-04 15:00", 1, "working_day", "2023-05-05 23:59:59"),
    ("2023-05-04 15:01", 2, "hour", "2023-05-05 09:30:00"),
    ("2023-05-06 15:01", 1, "working_day", "2023-05-08 23:59:59"),  # a Saturday: Monday is day 1 anyway
]


@pytest.mark.parametrize(("received", "amount", "unit", "due"), RECEPTIONS)
def test_reception_after_15_may_count_from_the_next_working_day(
    received: str, amount: int, unit: Unit, due: str
) -> None:
    rule: ReceptionRule = "after_15_next_day"
    assert CALENDAR.due_at(datetime.fromisoformat(received), amount, unit, rule) == datetime.fromisoformat(due)


def test_that_rule_holds_only_when_asked_for() -> None:
    assert CALENDAR.due_at(datetime(2023, 5, 4, 15, 1), 1, "working_day") == datetime(2023, 5, 5, 23, 59, 59)
