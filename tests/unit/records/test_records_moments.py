"""Every way of writing a moment met in messages and exports, and what it becomes."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phucvu.records.moments import IMPOSSIBLE, UNREADABLE, moment_array, parse_day, parse_moment

AFTERNOON = datetime(2023, 5, 4, 14, 5, 9)

WRITTEN = [
    ("20230504140509", AFTERNOON),
    ("202305041405", AFTERNOON.replace(second=0)),
    ("20230504", datetime(2023, 5, 4)),
    ("2023-05-04T14:05:09", AFTERNOON),
    ("2023-05-04 14:05:09", AFTERNOON),
    ("2023-05-04T14:05:09.1234567", AFTERNOON.replace(microsecond=123456)),
    ("2023-05-04T07:05:09Z", AFTERNOON),
    ("2023-05-04T07:05:09+00:00", AFTERNOON),
    ("2023-05-04T14:05:09+07:00", AFTERNOON),
    ("2023-05-04T14:05:09+0700", AFTERNOON),
    ("2023-05-03T17:00:00Z", datetime(2023, 5, 4)),
    ("2023-05-03T20:05:09-11:00", AFTERNOON),
    ("04/05/2023 14:05:09", AFTERNOON),
    ("4/5/2023 14:05", AFTERNOON.replace(second=0)),
    ("04-05-2023", datetime(2023, 5, 4)),
    ("04.05.2023", datetime(2023, 5, 4)),
    ("04/05/23", datetime(2023, 5, 4)),
    ("14:05 04/05/2023", AFTERNOON.replace(second=0)),
    ("14:05:09 04/05/2023", AFTERNOON),
    ("14h05, ngày 04/05/2023", AFTERNOON.replace(second=0)),
    ("04/05/2023 02:05:09 CH", AFTERNOON),
    ("04/05/2023 2:05:09 PM", AFTERNOON),
    ("04/05/2023 12:05 SA", datetime(2023, 5, 4, 0, 5)),
    ("  \ufeff04/05/2023\u200b ", datetime(2023, 5, 4)),
    ("45050", datetime(2023, 5, 4)),
    ("45050,5", datetime(2023, 5, 4, 12)),
    ("45050.587", datetime(2023, 5, 4, 14, 5, 17)),
    (45050, datetime(2023, 5, 4)),
    (45050.5, datetime(2023, 5, 4, 12)),
    (20230504140509, AFTERNOON),
    (date(2023, 5, 4), datetime(2023, 5, 4)),
    (AFTERNOON, AFTERNOON),
]


@pytest.mark.parametrize(("text", "moment"), WRITTEN)
def test_every_form_is_read(text: object, moment: datetime) -> None:
    assert parse_moment(text) == (moment, None)
    assert moment_array([text])[0].to_pylist() == [moment]


@pytest.mark.parametrize("text", [None, "", "  ", "-", "null", "NULL", "Chưa kết thúc", "CHƯA KẾT THÚC"])
def test_words_for_none_are_no_problem(text: str | None) -> None:
    assert parse_moment(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("30230504140509", "năm 3023"),
        ("04/05/3023", "năm 3023"),
        ("01/01/1900", "năm 1900"),
        ("19991231235959", "năm 1999"),
        ("30/02/2023", IMPOSSIBLE),
        ("20230230080000", IMPOSSIBLE),
        ("20230504250000", IMPOSSIBLE),
        ("04/13/2023", IMPOSSIBLE),
        ("thứ hai", UNREADABLE),
        ("0912345678", UNREADABLE),
        ("[]", UNREADABLE),
    ],
)
def test_odd_dates_are_null_with_a_problem_that_does_not_quote_them(text: str, problem: str) -> None:
    assert parse_moment(text) == (None, problem)
    column, problems = moment_array([text])
    assert (column.to_pylist(), problems) == ([None], [(0, problem)])


@pytest.mark.parametrize("text", ["04/05/2023", "20230504000000", "2023-05-03T17:00:00Z", "45050"])
def test_a_due_date_without_time_lasts_to_the_end_of_its_day(text: str) -> None:
    assert parse_moment(text, day_end=True) == (datetime(2023, 5, 4, 23, 59, 59), None)
    assert moment_array([text], day_end=True)[0].to_pylist() == [datetime(2023, 5, 4, 23, 59, 59)]


def test_a_due_moment_with_time_keeps_it() -> None:
    assert parse_moment("11:30 04/05/2023", day_end=True) == (datetime(2023, 5, 4, 11, 30), None)


def test_a_day_may_be_older_than_the_systems() -> None:
    assert parse_day("01/07/1995") == (date(1995, 7, 1), None)
    assert parse_day("31/06/1995") == (None, UNREADABLE)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0)))
def test_what_is_written_is_read_back(moment: datetime) -> None:
    for form in ("%Y%m%d%H%M%S", "%d/%m/%Y %H:%M:%S", "%H:%M:%S %d/%m/%Y", "%Y-%m-%dT%H:%M:%S"):
        text = moment.strftime(form)
        assert parse_moment(text) == (moment, None)
        assert moment_array([text])[0].to_pylist() == [moment]


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers()), st.booleans())
def test_nothing_ever_raises_and_both_ways_agree(value: object, day_end: bool) -> None:
    moment, problem = parse_moment(value, day_end)
    assert moment is None or problem is None
    assert moment_array([value], day_end)[0].to_pylist() == [moment]
