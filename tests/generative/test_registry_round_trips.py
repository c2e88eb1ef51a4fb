"""What must hold for every code, name and day."""

import unicodedata
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from phucvu.registry import names
from phucvu.registry.calendar import Calendar
from phucvu.registry.codes import parse_dossier_code, unit_code

CALENDAR = Calendar.load()
DAYS = st.dates(date(2021, 1, 1), date(2028, 12, 31))
MOMENTS = st.datetimes(datetime(2021, 1, 1), datetime(2028, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
GROUP = st.from_regex(r"[0-9]{1,3}|[A-Z][0-9]?", fullmatch=True)
HEAD = st.from_regex(r"[GH][0-9]{2}", fullmatch=True)
NOISE = st.sampled_from(["", " ", "\u200b", "\ufeff", "\u200d "])
LETTERS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặềếểễệìỉĩíịồốổỗộờớởỡợùủũúụừứửữự &,.-", max_size=40)


@given(HEAD, st.lists(GROUP.filter(lambda group: group.strip("0") != ""), max_size=3), NOISE)
def test_both_orders_of_a_unit_code_are_one(head: str, groups: list[str], noise: str) -> None:
    newer = ".".join([head, *groups])
    older = ".".join(["000", *groups[::-1], head])
    assert unit_code(noise + older.lower()) == unit_code(newer + noise) == newer


@given(st.text(max_size=45))
def test_the_normal_form_of_any_text_is_its_own_normal_form(text: str) -> None:
    code = parse_dossier_code(text)
    if code is not None:
        again = parse_dossier_code(code.normal)
        assert again is not None
        assert again.normal == code.normal


@given(
    HEAD,
    GROUP,
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.from_regex(r"[0-9]{4,8}", fullmatch=True),
    st.booleans(),
    NOISE,
)
def test_a_dossier_code_gives_its_parts_back(
    head: str, group: str, day: date, serial: str, is_long: bool, noise: str
) -> None:
    digits = f"{day:%Y%m%d}" if is_long else f"{day:%y%m%d}"
    code = parse_dossier_code(f"{noise}{head}.{group}-{noise}{digits}-{serial}")
    assert code is not None
    assert (code.code_on, code.serial, code.prefix_code) == (day, serial, unit_code(f"{head}.{group}"))


@given(LETTERS)
def test_plain_names_do_not_depend_on_case_blanks_or_composition(text: str) -> None:
    for other in (text.upper(), unicodedata.normalize("NFD", text), f" \u200b{text.replace(' ', '  ')} "):
        assert names.plain(other) == names.plain(text)
        assert names.as_written(other) == names.as_written(text)


@given(DAYS, st.integers(1, 300))
def test_adding_working_days_and_counting_them_are_inverse(day: date, count: int) -> None:
    later, earlier = CALENDAR.add_working_days(day, count), CALENDAR.add_working_days(day, -count)
    assert CALENDAR.working_days_between(day, later) == count
    assert CALENDAR.working_days_between(day, earlier) == -count
    assert CALENDAR.is_working_day(later)
    assert CALENDAR.is_working_day(earlier)


@given(DAYS, st.integers(0, 60))
def test_counting_agrees_with_looking_at_each_day(day: date, length: int) -> None:
    days = [day + timedelta(days=n) for n in range(1, length + 1)]
    assert CALENDAR.working_days_between(day, day + timedelta(days=length)) == sum(map(CALENDAR.is_working_day, days))


@given(MOMENTS, st.integers(0, 300_000))
def test_adding_hours_and_counting_them_are_inverse(start_at: datetime, minutes: int) -> None:
    end_at = CALENDAR.add_working_hours(start_at, minutes / 60)
    assert abs(CALENDAR.working_time_between(start_at, end_at) - timedelta(minutes=minutes)) < timedelta(milliseconds=1)


@given(MOMENTS, st.integers(0, 30 * 86_400))
def test_the_days_add_up_to_the_hours(start_at: datetime, seconds: int) -> None:
    end_at = start_at + timedelta(seconds=seconds)
    total = sum(day.hours for day in CALENDAR.day_by_day(start_at, end_at))
    assert abs(total - CALENDAR.working_hours_between(start_at, end_at)) < 1e-6


@given(MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up_over_any_point(first: datetime, middle: datetime, last: datetime) -> None:
    parts = CALENDAR.working_time_between(first, middle) + CALENDAR.working_time_between(middle, last)
    assert abs(parts - CALENDAR.working_time_between(first, last)) < timedelta(milliseconds=1)
