"""Four states, never one: what coverage, missing fields and empty populations make of a score."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import pytest
from drawn_scores import everything_covered

from phucvu.indicators.indicator import Count, Moment
from phucvu.registry.agency import Agency
from phucvu.registry.period import parse_period
from phucvu.rubric import load
from phucvu.scores.coverage import Coverage
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import score

AGENCIES = [
    Agency("H52", "Tỉnh", "province"),
    Agency("H52.07", "Sở A", "department", "H52"),
    Agency("H52.67", "Huyện B", "district", "H52"),
    Agency("H52.67.01", "Xã B1", "commune", "H52.67"),
    Agency("H52.67.02", "Xã B2", "commune", "H52.67"),
]
Key = tuple[str, str, str | None]


def cover(agencies: Sequence[str], kind: str = "all", periods: Sequence[str] = ("2023-05",), record: str = "dossier"):
    return [
        {"record": record, "agency_code": agency, "period": period, "kind": kind}
        for agency in agencies
        for period in periods
    ]


def scored(
    counts: Sequence[Count],
    coverage: Coverage | Sequence[dict[str, str]],
    period: str = "2023-05",
    as_at: datetime = datetime(2023, 12, 31),
    reading: str = "portal",
) -> dict[Key, ScoreRow]:
    chosen = parse_period(period)
    moment = Moment(chosen, as_at, reading)
    known = coverage if isinstance(coverage, Coverage) else Coverage(coverage)
    rows = score(counts, AGENCIES, known, load().at(min(chosen.last, as_at.date())), moment, "7")
    return {(row.agency_code, row.group, row.criterion): row for row in rows}


def on_time(rows: dict[Key, ScoreRow], agency: str) -> ScoreRow:
    return rows[agency, "progress", "progress.on_time"]


def count(agency: str, numerator: int, denominator: int, **excluded: int) -> Count:
    return Count(agency, "progress.on_time", numerator, denominator, excluded)


def test_covered_without_a_dossier_is_no_cases_and_uncovered_is_not_received() -> None:
    rows = scored([], cover(["H52.07"]))
    assert on_time(rows, "H52.07").state == "no_cases"
    assert (on_time(rows, "H52.07").numerator, on_time(rows, "H52.07").denominator) == (0, 0)
    assert on_time(rows, "H52.67").state == "not_received"
    assert on_time(rows, "H52.67").denominator is None
    assert on_time(rows, "H52.67").points is None


def test_rows_without_cover_make_no_rate() -> None:
    row = on_time(scored([count("H52.07", 8, 9)], cover(["H52.67"])), "H52.07")
    assert (row.state, row.ratio, row.numerator) == ("not_received", None, None)


@pytest.mark.parametrize("kind", ["overdue", "overdue_late", "overdue_open", "open"])
def test_a_list_of_some_dossiers_makes_no_rate(kind: str) -> None:
    row = on_time(scored([count("H52.07", 0, 9)], cover(["H52.07"], kind)), "H52.07")
    assert (row.state, row.points) == ("not_received", None)
    assert "partial_coverage" in row.flags


def test_a_parent_is_measured_when_one_unit_is_covered_and_names_the_others() -> None:
    row = on_time(scored([count("H52", 8, 10), count("H52.07", 8, 10)], cover(["H52.07"])), "H52")
    assert (row.state, row.points) == ("measured", Decimal("16.00"))
    assert row.flags == ("missing:H52.67",)


@pytest.mark.parametrize("reading", ["portal", "text"])
def test_units_that_are_not_scored_on_it_still_make_the_provincial_number(reading: str) -> None:
    """By the text population data is scored for the province alone; the dossiers are its units' all the same."""
    counts = [Count("H52", "digitization.population_dossier", 3, 4, {})]
    key = "H52", "digitization", "digitization.population_dossier"
    row = scored(counts, cover(["H52.07", "H52.67"]), reading=reading)[key]
    assert (row.state, row.points, row.flags) == ("measured", Decimal("1.50"), ())
    row = scored(counts, cover(["H52.07"]), reading=reading)[key]
    assert (row.state, row.points, row.flags) == ("measured", Decimal("1.50"), ("missing:H52.67",))
    assert scored(counts, [], reading=reading)[key].state == "not_received"


def test_the_catalogue_of_a_province_may_come_unit_by_unit() -> None:
    counts = [Count("H52", "online.offered", 4, 10, {})]
    covered = cover(["H52.07", "H52.67"], record="procedure_authority") + cover(["*"], record="procedure")
    row = scored(counts, covered)["H52", "online", "online.offered"]
    assert (row.state, row.points, row.flags) == ("measured", Decimal("1.00"), ())


def test_departments_certify_nothing_and_are_not_missed() -> None:
    counts = [Count("H52", "digitization.certified_copy", 1, 2, {})]
    row = scored(counts, cover(["H52.67"], record="certified_copy"))[
        "H52", "digitization", "digitization.certified_copy"
    ]
    assert (row.state, row.points, row.flags) == ("measured", Decimal("1.00"), ())


def test_of_a_half_covered_district_the_missing_commune_is_named() -> None:
    row = on_time(scored([count("H52.67", 1, 2), count("H52", 1, 2)], cover(["H52.67.01", "H52.07"])), "H52.67")
    assert (row.state, row.flags) == ("measured", ("missing:H52.67.02",))


def test_cover_of_a_parent_covers_those_below() -> None:
    rows = scored([count("H52.67.01", 1, 2)], cover(["H52.67"]))
    assert on_time(rows, "H52.67.01").state == "measured"
    assert on_time(rows, "H52.67.02").state == "no_cases"


def test_units_that_sent_only_lists_are_taken_out_of_the_provincial_rate() -> None:
    counts = [count("H52", 90, 143), count("H52.07", 90, 100), count("H52.67", 0, 43)]
    row = on_time(scored(counts, cover(["H52.07"]) + cover(["H52.67"], "overdue")), "H52")
    assert (row.numerator, row.denominator, row.points) == (90, 100, Decimal("18.00"))
    assert row.flags == ("missing:H52.67", "partial_coverage")


def test_three_covered_months_cover_their_quarter_and_two_do_not() -> None:
    months = ["2023-04", "2023-05", "2023-06"]
    counts = [count("H52.07", 1, 2)]
    assert on_time(scored(counts, cover(["H52.07"], periods=months), "2023-Q2"), "H52.07").state == "measured"
    assert on_time(scored(counts, cover(["H52.07"], periods=months[:2]), "2023-Q2"), "H52.07").state == "not_received"
    gap = ["2023-04", "2023-06"]
    assert on_time(scored(counts, cover(["H52.07"], periods=gap), "2023-Q2"), "H52.07").state == "not_received"


def test_only_the_days_up_to_the_reading_time_must_be_covered() -> None:
    covered = cover(["H52.07"], periods=["2023-05-01/2023-05-10"])
    counts = [count("H52.07", 1, 2)]
    assert on_time(scored(counts, covered, as_at=datetime(2023, 5, 10, 16)), "H52.07").state == "measured"
    assert on_time(scored(counts, covered, as_at=datetime(2023, 5, 11, 8)), "H52.07").state == "not_received"


@pytest.mark.parametrize("reason", ["field_absent", "no_due_date", "no_reception_date", "no_end_moment"])
def test_where_every_row_lacks_something_nothing_was_received(reason: str) -> None:
    row = on_time(scored([count("H52.07", 0, 0, **{reason: 5})], cover(["H52.07"])), "H52.07")
    assert (row.state, row.points, row.denominator) == ("not_received", None, None)
    assert row.excluded == {reason: 5}


def test_where_some_rows_lack_a_field_they_are_counted_beside_the_rate() -> None:
    row = on_time(scored([count("H52.07", 3, 4, field_absent=2)], cover(["H52.07"])), "H52.07")
    assert (row.state, row.points) == ("measured", Decimal("15.00"))
    assert row.flags == ("field_absent:2",)
    assert row.excluded == {"field_absent": 2}


def test_state_is_independent_of_points() -> None:
    rows = scored([], everything_covered())
    petitions = "satisfaction", "satisfaction.petition_on_time"
    department, district = rows["H52.07", *petitions], rows["H52.67", *petitions]
    assert (department.state, department.ratio, department.points) == ("no_cases", None, Decimal("0.00"))
    assert (district.state, district.ratio, district.points) == ("no_cases", None, Decimal("6.00"))


def test_without_a_national_report_an_empty_synchronisation_is_not_believed() -> None:
    rows = scored([], cover(["*"]))
    row = rows["H52.07", "disclosure", "disclosure.synchronised"]
    assert (row.state, row.flags) == ("not_received", ("NO_NATIONAL_REPORT_DATA",))
    last_years = Count("H52.07", "disclosure.synchronised", 9, 10, {}, ("TEMP_NATIONAL_REPORT_DENOMINATOR",))
    row = scored([last_years], cover(["*"]))["H52.07", "disclosure", "disclosure.synchronised"]
    assert (row.state, row.points, row.flags) == ("measured", Decimal("5.40"), ("TEMP_NATIONAL_REPORT_DENOMINATOR",))


def test_an_inherited_value_names_where_it_comes_from() -> None:
    counts = [Count("H52", "disclosure.complete", 3, 4, {})]
    rows = scored(counts, cover(["*"], record="procedure", periods=["*"]))
    for code in ("H52.07", "H52.67", "H52.67.02"):
        row = rows[code, "disclosure", "disclosure.complete"]
        assert (row.numerator, row.denominator, row.points, row.flags) == (3, 4, Decimal("1.50"), ("inherited:H52",))


def test_a_silent_unit_has_no_group_and_no_total_though_it_inherits() -> None:
    counts = [Count("H52", "disclosure.complete", 3, 4, {})]
    covered = cover(["*"], record="procedure") + cover(["*"], record="petition") + cover(["H52.67"])
    rows = scored(counts, covered)
    assert rows["H52.07", "disclosure", None].points == Decimal("1.50")
    for group in ("progress", "online", "payment", "digitization", "satisfaction", "total"):
        assert (rows["H52.07", group, None].state, rows["H52.07", group, None].points) == ("not_received", None), group


def test_a_unit_without_dossiers_is_not_silent() -> None:
    rows = scored([], everything_covered())
    assert rows["H52.07", "total", None].state == "no_cases"
    assert rows["H52.07", "satisfaction", None].points == Decimal("0.00")
    assert rows["H52.07", "digitization", None].points == Decimal("2.00")


def test_districts_have_no_rows_once_dissolved() -> None:
    dissolved = [Agency("H52", "Tỉnh", "province"), Agency("H52.67", "Huyện B", "district", "H52")]
    dissolved[1] = Agency("H52.67", "Huyện B", "district", "H52", valid_to=datetime(2025, 6, 30).date())
    for period, has_rows in (("2025-06", True), ("2025-07", False)):
        moment = Moment(parse_period(period), datetime(2025, 12, 31), "portal")
        rows = score([], dissolved, everything_covered(), load().at(moment.period.last), moment, "1")
        assert ("H52.67" in {row.agency_code for row in rows}) is has_rows
