"""The working calendar: days, hours, local files."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from phucvu.errors import UserError
from phucvu.registry.calendar import Calendar
from phucvu.registry.daymarks import DayMark
from phucvu.registry.schedule import Schedule, schedules

CALENDAR = Calendar.load()


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 2), False),  # swapped with …
        (date(2026, 1, 10), True),  # … this Saturday
        (date(2026, 8, 31), False),
        (date(2026, 8, 22), True),
        (date(2026, 4, 27), False),  # in lieu of a Sunday
        (date(2026, 11, 24), False),  # new in 2026
        (date(2025, 11, 24), True),
        (date(2024, 5, 4), True),
        (date(2024, 4, 29), False),
        (date(2023, 5, 3), False),
        (date(2023, 5, 4), True),
        (date(2023, 5, 6), False),  # a plain Saturday
        (date(2030, 9, 2), False),  # beyond the table: the library's
    ],
)
def test_working_days(day: date, is_working: bool) -> None:
    assert CALENDAR.is_working_day(day) is is_working


def test_days_of_off_and_their_evidence_are_named() -> None:
    assert CALENDAR.day_name(date(2026, 1, 2)) == "Nghỉ hoán đổi, làm bù ngày 10/01/2026"
    assert CALENDAR.day_name(date(2023, 5, 7)) == "Chủ nhật"
    assert CALENDAR.day_name(date(2023, 5, 4)) is None
    assert CALENDAR.day_name(date(2030, 9, 2)) is not None
    assert [CALENDAR.evidence(date(year, 9, 2)) for year in (2021, 2022, 2026, 2027)] == [
        "inferred",
        "official",
        "official",
        "inferred",
    ]


def test_adding_and_counting_over_the_holidays_of_april_2023() -> None:
    friday, thursday = date(2023, 4, 28), date(2023, 5, 4)
    assert CALENDAR.add_working_days(friday, 1) == thursday
    assert CALENDAR.add_working_days(thursday, -1) == friday
    assert CALENDAR.add_working_days(date(2023, 4, 30), 0) == date(2023, 4, 30)
    assert CALENDAR.working_days_between(friday, thursday) == 1
    assert CALENDAR.working_days_between(thursday, friday) == -1
    assert CALENDAR.working_days_between(friday, friday) == 0
    assert CALENDAR.working_days_between(date(2023, 4, 29), date(2023, 5, 3)) == 0


@pytest.mark.parametrize(
    ("start_at", "end_at", "hours"),
    [
        (datetime(2023, 5, 4, 7, 30), datetime(2023, 5, 4, 17), 8),
        (datetime(2023, 5, 4, 11), datetime(2023, 5, 4, 13, 30), 1),  # noon does not count
        (datetime(2023, 5, 4, 0), datetime(2023, 5, 5, 0), 8),
        (datetime(2023, 4, 28, 16), datetime(2023, 5, 4, 8), 1.5),
        (datetime(2023, 4, 29, 9), datetime(2023, 5, 2, 9), 0),
        (datetime(2023, 5, 4, 8), datetime(2023, 4, 28, 16), -1.5),
        (datetime(2023, 5, 4, 16, 59, 30), datetime(2023, 5, 4, 23), 1 / 120),
    ],
)
def test_working_hours(start_at: datetime, end_at: datetime, hours: float) -> None:
    assert CALENDAR.working_hours_between(start_at, end_at) == pytest.approx(hours)


def test_another_schedule() -> None:
    early = Calendar.load(schedule="early")
    assert early.working_hours_between(datetime(2023, 5, 4, 7), datetime(2023, 5, 4, 11, 30)) == 4.5
    assert [schedule.day_seconds for schedule in schedules().values()] == [8 * 3600, 8 * 3600]


def test_day_by_day_adds_up_and_names_the_days_off() -> None:
    start_at, end_at = datetime(2023, 4, 28, 16), datetime(2023, 5, 4, 8)
    days = CALENDAR.day_by_day(start_at, end_at)
    assert [(day.on.day, day.hours) for day in days if day.hours] == [(28, 1.0), (4, 0.5)]
    assert [day.name for day in days if not day.is_working_day] == [
        "Giỗ Tổ Hùng Vương",
        "Ngày Chiến thắng 30/4",
        "Ngày Quốc tế Lao động 1/5",
        "Nghỉ bù Giỗ Tổ Hùng Vương",
        "Nghỉ bù Ngày Chiến thắng 30/4",
    ]
    assert CALENDAR.day_by_day(end_at, start_at) == []


def test_local_days_go_before_national_ones(tmp_path: Path) -> None:
    path = tmp_path / "ngay_nghi.csv"
    path.write_text(
        "\ufeffngày,loại,lý do\n# bão số 3\n10/05/2023,nghỉ,Nghỉ phòng chống bão\n13/05/2023,làm việc,\n", "utf8"
    )
    calendar = Calendar.load(path)
    assert not calendar.is_working_day(date(2023, 5, 10))
    assert calendar.is_working_day(date(2023, 5, 13))
    assert (calendar.day_name(date(2023, 5, 10)), calendar.evidence(date(2023, 5, 10))) == (
        "Nghỉ phòng chống bão",
        "local",
    )
    assert calendar.add_working_days(date(2023, 5, 9), 1) == date(2023, 5, 11)
    assert CALENDAR.is_working_day(date(2023, 5, 10))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2023-05-10,nghỉ,", "dạng 31/12/2026"),
        ("31/02/2023,nghỉ,", "dạng 31/12/2026"),
        ("10/05/2023,off,", "“nghỉ” hoặc “làm việc”"),
    ],
)
def test_a_bad_local_line_is_told_with_its_number(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "ngay_nghi.csv"
    path.write_text(f"ngày,loại,lý do\n{line}\n", "utf8")
    with pytest.raises(UserError, match="dòng 2") as error:
        Calendar.load(path)
    assert words in str(error.value)


def test_missing_file_unknown_schedule_and_bad_hours_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Không thấy tệp"):
        Calendar.load(tmp_path / "khong_co.csv")
    with pytest.raises(UserError, match="khung giờ"):
        Calendar.load(schedule="đêm")
    for hours in ([("08:00", "12:00"), ("11:00", "17:00")], [("8h", "12h")], []):
        with pytest.raises(UserError, match="Giờ làm việc"):
            Schedule.of(hours)


def test_a_month_of_closings_is_passed_over() -> None:
    closed = [DayMark(date(2023, 5, 1) + timedelta(days=n), "closed", "Đóng cửa", "local") for n in range(31)]
    assert Calendar(closed).add_working_days(date(2023, 4, 28), 1) == date(2023, 6, 1)


@pytest.mark.parametrize("day", [date(1, 1, 2), date(3023, 5, 5), date(9999, 12, 30)])
def test_absurd_years_are_answered_too(day: date) -> None:
    assert Calendar().working_days_between(day, day) == 0
