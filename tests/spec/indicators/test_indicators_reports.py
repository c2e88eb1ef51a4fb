"""What agencies report about themselves, by example: dossiers that should be synchronised, certified copies."""

from collections.abc import Callable

import pytest
from drawn import COMMUNE, OTHER, PROVINCE, TOWN

from phucvu.indicators.indicator import Count
from phucvu.indicators.reported import NONE, TEMPORARY

Counted = Callable[..., Count]
DOSSIERS = """
dossier_code | origin_id | is_synchronised
1            | 1         | yes
2            | 1         | yes
3            | 1         | no
4            | 3         | yes
"""


def synchronised(counted: Counted, reports: str, agency: str = COMMUNE, period: str = "2023-05") -> tuple[int, int]:
    clocks = {"period": period}
    count = counted("disclosure.synchronised", agency, clocks, dossier=DOSSIERS, national_report=reports)
    return count.numerator, count.denominator


def test_the_larger_of_the_reporting_system_and_the_portal(counted: Counted) -> None:
    table = """
    agency_code | received_count | portal_received_count
    H52.1.1     | 5              | 7
    H52.1       | 9              | 8
    H52.2       |                | 4
    """
    assert synchronised(counted, table) == (2, 7)
    assert synchronised(counted, table, OTHER) == (1, 4)


def test_an_agency_speaks_for_itself_else_those_below_do(counted: Counted) -> None:
    table = """
    agency_code | received_count
    H52.1.1     | 5
    H52.2       | 4
    """
    assert synchronised(counted, table, TOWN) == (2, 5)
    assert synchronised(counted, table, PROVINCE) == (3, 9)
    own = f"{table.rstrip()}\n    H52.1       | 20"
    assert synchronised(counted, own, TOWN) == (2, 20)
    assert synchronised(counted, own, PROVINCE) == (3, 24)


@pytest.mark.parametrize(("period", "expected"), [("2023-05", 10), ("2023-Q2", 30), ("2023", 119)])
def test_without_a_report_a_share_of_last_year(counted: Counted, period: str, expected: int) -> None:
    table = """
    agency_code | period  | received_count
    H52.1.1     | 2022-H1 | 60
    H52.1.1     | 2022-Q3 | 30
    H52.1.1     | 2022-12 | 29
    """
    clocks = {"period": period}
    count = counted("disclosure.synchronised", COMMUNE, clocks, dossier=DOSSIERS, national_report=table)
    assert (count.numerator, count.denominator, count.flags) == (2, expected, (TEMPORARY,))


def test_without_any_report_there_is_nothing_to_divide_by(counted: Counted) -> None:
    count = counted("disclosure.synchronised", COMMUNE, dossier=DOSSIERS)
    assert (count.numerator, count.denominator, count.flags) == (2, 0, (NONE,))


def test_months_make_a_quarter_unless_the_quarter_is_there(counted: Counted) -> None:
    months = """
    agency_code | period  | received_count
    H52.1.1     | 2023-03 | 1
    H52.1.1     | 2023-04 | 10
    H52.1.1     | 2023-06 | 100
    """
    assert synchronised(counted, months, period="2023-Q2") == (2, 110)
    assert synchronised(counted, f"{months.rstrip()}\n    H52.1.1 | 2023-Q2 | 7", period="2023-Q2") == (2, 7)


def test_communes_that_give_certified_copies(counted: Counted) -> None:
    table = """
    agency_code | period  | communes_giving_count | communes_count
    H52.1.1     | 2023-04 | 0                     | 1
    H52.1.1     | 2023-05 | 1                     | 1
    H52.2       | 2023-05 | 2                     | 5
    H52.3       | 2023-05 |                       | 1
    """
    at = {agency: counted("digitization.certified_copy", agency, certified_copy=table) for agency in (TOWN, PROVINCE)}
    assert {agency: (count.numerator, count.denominator) for agency, count in at.items()} == {
        TOWN: (1, 1),
        PROVINCE: (3, 7),  # H52.3 stands in no tree: it counts at the province
    }
    quarter = counted("digitization.certified_copy", COMMUNE, {"period": "2023-Q2"}, certified_copy=table)
    assert (quarter.numerator, quarter.denominator) == (1, 1)  # the last month tells how things are


def test_a_report_without_its_number_is_a_field_absent(counted: Counted) -> None:
    table = """
    agency_code | communes_giving_count | communes_count
    H52.1.1     |                       | 1
    """
    assert counted("digitization.certified_copy", COMMUNE, certified_copy=table).excluded == {"field_absent": 1}
