"""Coverage answers per record, agency and period; spans add up."""

from datetime import date, datetime

import pytest

from phucvu.registry.period import parse_period
from phucvu.scores.coverage import Coverage


def row(agency: str = "H52.67", period: str = "2023-05", kind: str = "all", record: str = "dossier") -> dict[str, str]:
    return {"record": record, "agency_code": agency, "period": period, "kind": kind}


MAY = parse_period("2023-05")


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ([], set()),
        ([row()], {"all", "overdue", "overdue_late", "overdue_open", "open"}),
        ([row("*")], {"all", "overdue", "overdue_late", "overdue_open", "open"}),
        ([row(period="*")], {"all", "overdue", "overdue_late", "overdue_open", "open"}),
        ([row(period="2023")], {"all", "overdue", "overdue_late", "overdue_open", "open"}),
        ([row("H52.68")], set()),
        ([row(record="petition")], set()),
        ([row(period="2023-04")], set()),
        ([row(period="2023-05-02/2023-05-31")], set()),
        ([row(kind="overdue_late")], {"overdue_late"}),
        ([row(kind="open")], {"open", "overdue_open"}),
        ([row(kind="overdue")], {"overdue", "overdue_late", "overdue_open"}),
        ([row(kind="overdue_late"), row(kind="overdue_open")], {"overdue", "overdue_late", "overdue_open"}),
        ([row(kind="overdue_late"), row(kind="open")], {"overdue", "overdue_late", "overdue_open", "open"}),
        ([row(kind="overdue_late"), row("*", kind="overdue_open")], {"overdue", "overdue_late", "overdue_open"}),
    ],
)
def test_kinds(rows: list[dict[str, str]], kinds: set[str]) -> None:
    assert Coverage(rows).kinds("dossier", "H52.67", MAY) == kinds


def test_spans_add_up_when_they_touch_or_overlap() -> None:
    for second, is_whole in (
        ("2023-05-16/2023-05-31", True),
        ("2023-05-10/2023-06-10", True),
        ("2023-05-17/2023-05-31", False),
    ):
        coverage = Coverage([row(period=second), row(period="2023-05-01/2023-05-15")])
        assert coverage.is_complete("dossier", "H52.67", MAY) is is_whole, second


def test_months_of_the_unit_and_of_all_make_a_quarter() -> None:
    rows = [row(period="2023-04"), row("*", "2023-05"), row("H52", "2023-06")]
    quarter = parse_period("2023-Q2")
    assert Coverage(rows).is_complete("dossier", "H52.67", quarter, above=("H52",))
    assert not Coverage(rows).is_complete("dossier", "H52.67", quarter)


def test_a_year_is_covered_by_its_months_in_any_order() -> None:
    rows = [row(period=f"2023-{month:02}") for month in (12, 3, 1, 2, 5, 4, 7, 6, 9, 8, 11, 10)]
    assert Coverage(rows).is_complete("dossier", "H52.67", parse_period("2023"))
    assert not Coverage(rows[1:]).is_complete("dossier", "H52.67", parse_period("2023"))


def test_the_end_of_time_is_no_trap() -> None:
    forever = parse_period(f"2023-01-01/{date.max}")
    assert Coverage([row(period="*")]).is_complete("dossier", "H52.67", forever)


@pytest.mark.parametrize(
    ("record", "extracted_at", "is_whole"),
    [
        ("dossier", datetime(2023, 5, 31, 6), True),
        ("dossier", datetime(2023, 5, 30, 23), False),
        ("dossier", None, True),
        ("procedure", datetime(2023, 1, 1), True),
    ],
)
def test_all_periods_of_what_happens_end_with_the_extraction(
    record: str, extracted_at: datetime, is_whole: bool
) -> None:
    coverage = Coverage([row(period="*", record=record) | {"extracted_at": extracted_at}])
    assert coverage.is_complete(record, "H52.67", MAY) is is_whole
