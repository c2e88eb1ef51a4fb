"""Days, periods and numbers as the decree and the contract want them."""

from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest

from phucvu.publications.inputs import Deadline
from phucvu.publications.text_width import width_cm
from phucvu.publications.wording import (
    deadline_words,
    file_name,
    long_date,
    number,
    percent,
    period_words,
    roman,
    round_half_up,
    short_date,
    table_moment,
)
from phucvu.registry.period import parse_period


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2023-05", "tháng 5/2023"),
        ("2026-02", "tháng 02/2026"),
        ("2026-Q3", "quý III/2026"),
        ("2025-H1", "6 tháng đầu năm 2025"),
        ("2025-H2", "6 tháng cuối năm 2025"),
        ("2026", "năm 2026"),
        ("2026-W35", "tuần 35 năm 2026 (từ ngày 24/8/2026 đến ngày 30/8/2026)"),
        ("2026-08-01/2026-08-15", "từ ngày 01/8/2026 đến ngày 15/8/2026"),
    ],
)
def test_every_kind_of_period_has_its_words(name: str, words: str) -> None:
    assert period_words(parse_period(name)) == words


def test_zero_leads_days_under_ten_and_months_one_and_two_only() -> None:
    assert short_date(date(2026, 2, 5)) == "05/02/2026"
    assert short_date(date(2026, 10, 15)) == "15/10/2026"
    assert long_date(date(2026, 6, 29)) == "ngày 29 tháng 6 năm 2026"
    assert long_date(date(2026, 1, 5)) == "ngày 05 tháng 01 năm 2026"
    assert long_date(None).split() == ["ngày", "tháng", "năm"]


def test_table_moments_show_the_hour_unless_it_is_the_end_of_the_day() -> None:
    assert table_moment(datetime(2026, 8, 5, 23, 59, 59)) == "05/08/2026"
    assert table_moment(datetime(2026, 8, 5, 8, 5)) == "05/08/2026 08:05"
    assert table_moment(None) == ""


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (Deadline(date(2023, 6, 13), time(17)), "trước 17 giờ 00 phút ngày 13/6/2023"),
        (Deadline(date(2023, 6, 13)), "chậm nhất hết ngày 13/6/2023"),
        (Deadline(date(2023, 6, 13), is_inclusive=False), "trước ngày 13/6/2023 (không tính ngày 13/6/2023)"),
    ],
)
def test_a_deadline_says_its_hour_or_whether_the_day_counts(deadline: Deadline, words: str) -> None:
    assert deadline_words(deadline) == words


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(Fraction(2, 3), "66,7"), (Fraction(0), "0"), (Fraction(1), "100"), (Fraction(67, 100), "67"),
     (Fraction(1, 8), "12,5"), (Fraction(1445, 10000), "14,5")],
)  # fmt: skip
def test_shares_are_percent_with_one_decimal_half_up(ratio: Fraction, text: str) -> None:
    assert percent(ratio) == text


def test_numbers_have_a_decimal_comma_and_points_between_thousands() -> None:
    assert number(14883) == "14.883"
    assert number("4.0") == "4,0"
    assert number(Decimal("1234567.50"), 2) == "1.234.567,5"
    assert number(Decimal("20.00"), 2) == "20"
    assert round_half_up(Fraction(29, 32) * 20, 2) == Decimal("18.13")


def test_roman_numbers_and_file_names() -> None:
    assert [roman(value) for value in (1, 4, 9, 14, 40, 99)] == ["I", "IV", "IX", "XIV", "XL", "XCIX"]
    assert file_name("UBND xã Đường Hoa, số 1") == "ubnd-xa-duong-hoa-so-1"


def test_width_ignores_diacritics() -> None:
    assert width_cm("ỘỘ", 12) == width_cm("OO", 12)
    assert width_cm("VĂN PHÒNG", 12) == pytest.approx(6.083 * 12 / 72 * 2.54)  # 6.083 em by the metrics of the font
