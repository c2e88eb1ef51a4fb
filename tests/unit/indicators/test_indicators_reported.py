"""Numbers that agencies report: which rows make a period, who speaks for whom, what stands in for what is missing."""

from typing import Any

import pytest

from phucvu.indicators.indicator import Count
from phucvu.indicators.reported import NONE, TEMPORARY, NationalReport, certified_copies
from phucvu.registry.period import parse_period

CLOSURE = [("H52", "H52"), ("D", "D"), ("D", "H52"), ("C", "C"), ("C", "D"), ("C", "H52"), ("E", "E"), ("E", "H52")]


def report(*rows: tuple[str, str, int | None, int | None], period: str = "2023-05") -> NationalReport:
    names = ("agency_code", "period", "received_count", "portal_received_count")
    return NationalReport([dict(zip(names, row, strict=True)) for row in rows], parse_period(period), CLOSURE, "H52")


def test_the_larger_of_reported_and_received_on_the_portal() -> None:
    assert report(("C", "2023-05", 7, 9)).denominator("C") == (9, ())
    assert report(("C", "2023-05", 9, 7)).denominator("C") == (9, ())
    assert report(("C", "2023-05", None, 7)).denominator("C") == (7, ())
    assert report(("C", "2023-05", 0, None)).denominator("C") == (0, ())


def test_a_parent_is_the_sum_of_those_below_unless_it_reports_itself() -> None:
    rows = [("C", "2023-05", 5, 0), ("E", "2023-05", 0, 4)]
    assert report(*rows).denominator("H52") == (5, ())
    assert report(*rows).denominator("D") == (5, ())
    assert report(*rows, ("D", "2023-05", 20, 0)).denominator("H52") == (20, ())
    assert report(*rows, ("H52", "2023-05", 50, 60)).denominator("H52") == (60, ())


def test_a_report_of_an_unknown_agency_counts_at_the_province() -> None:
    assert report(("X", "2023-05", 3, 0), ("C", "2023-05", 5, 0)).denominator("H52") == (8, ())


def test_months_make_a_quarter_and_the_quarter_itself_goes_first() -> None:
    months = [("C", f"2023-0{month}", month, 0) for month in (3, 4, 5, 6, 7)]
    assert report(*months, period="2023-Q2").denominator("C") == (15, ())
    assert report(*months, ("C", "2023-Q2", 40, 0), period="2023-Q2").denominator("C") == (40, ())


@pytest.mark.parametrize(("period", "share"), [("2023-05", 10), ("2023-Q2", 30), ("2023-H1", 60), ("2023", 120)])
def test_without_a_report_a_share_of_last_year_stands_in(period: str, share: int) -> None:
    assert report(("C", "2022", 120, 0), period=period).denominator("C") == (share, (TEMPORARY,))


def test_last_years_share_is_rounded_half_up() -> None:
    assert report(("C", "2022", 30, 0)).denominator("C")[0] == 3
    assert report(("C", "2022", 29, 0)).denominator("C")[0] == 2


def test_no_report_at_all_is_said() -> None:
    assert report().denominator("C") == (0, (NONE,))
    assert report(("C", "2022", 120, 0), period="2023-W20").denominator("C") == (0, (NONE,))
    assert report(("C", "tháng 5", 120, 0)).denominator("C") == (0, (NONE,))


def test_the_denominator_is_put_into_the_count() -> None:
    count = Count("C", "disclosure.synchronised", 4, 6, {})
    assert report(("C", "2023-05", 5, 0)).applied(count) == Count("C", "disclosure.synchronised", 4, 5, {})
    assert report().applied(count).flags == (NONE,)


def copies(*rows: tuple[str, str, int | None, int | None], period: str = "2023-05") -> dict[str, Count]:
    names = ("agency_code", "period", "communes_giving_count", "communes_count")
    found: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
    return {each.agency_code: each for each in certified_copies(found, parse_period(period), CLOSURE, "H52")}


def test_communes_that_give_the_service_add_up() -> None:
    found = copies(("C", "2023-05", 1, 1), ("E", "2023-05", 0, 1))
    shares = {code: (count.numerator, count.denominator) for code, count in found.items()}
    assert shares == {"C": (1, 1), "D": (1, 1), "E": (0, 1), "H52": (1, 2)}


def test_the_last_month_speaks_for_a_quarter() -> None:
    found = copies(("C", "2023-04", 0, 1), ("C", "2023-06", 1, 1), ("C", "2023-07", 0, 1), period="2023-Q2")
    assert (found["C"].numerator, found["C"].denominator) == (1, 1)


def test_a_missing_number_is_absent_not_zero() -> None:
    assert copies(("C", "2023-05", None, 1))["C"] == Count(
        "C", "digitization.certified_copy", 0, 0, {"field_absent": 1}
    )
    assert copies(("C", "2023-06", 1, 1)) == {}
