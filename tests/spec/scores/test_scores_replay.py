"""Replay by example: which rows count, what null is, how ties fall, whose counts a sum takes."""

from pathlib import Path
from typing import Any

import pytest

from phucvu.main.replay import Result, replay

METRICS = "province_code,group,metric,numerator,denominator,score,max_score"
PROGRESS = "unit_code,totalReceived,totalOnTime,score,max_score"
Rows = list[dict[str, Any]]


@pytest.fixture
def replayed(tmp_path: Path) -> Any:
    def run(*lines: str, name: str = "so_lieu_2026-10-10.csv", rubric_at: str | None = None) -> Result:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", "utf8")
        return replay([path], rubric_at)

    return run


def rows(result: Result) -> Rows:
    found: Rows = result.document["rows"]
    return found


def test_the_order_of_the_headings_and_other_columns_do_not_matter(replayed: Any) -> None:
    result = replayed(
        "max_score,note,denominator,score,metric,numerator,group,province_code",
        "6,?,39,0.31,PUBLISH_ON_TIME,2,CKMB,H19",
    )
    assert result.closing == "1 of 1 equal"


def test_a_difference_is_ours_less_official(replayed: Any) -> None:
    (row,) = rows(replayed(METRICS, "H19,TDGQ,ON_TIME,1,2,9.5,20"))
    assert (row["official"], row["ours"], row["difference"], row["is_equal"]) == ("9.50", "10.00", "0.50", False)


def test_a_tie_goes_up(replayed: Any) -> None:
    """17 of 32 of 20 points is 10.625; 29 of 32 is 18.125, where a double would fall short."""
    result = replayed(METRICS, "H19,TDGQ,ON_TIME,17,32,10.63,20", "H20,TDGQ,ON_TIME,29,32,18.13,20")
    assert result.closing == "2 of 2 equal"


def test_the_tie_that_the_portal_rounded_down_is_named_and_stays_unequal(replayed: Any) -> None:
    result = replayed(METRICS, "H11,CKMB,PUBLISH_ON_TIME,1,48,0.12,6", "H12,CKMB,PUBLISH_ON_TIME,1,48,0.11,6")
    assert (result.closing, result.unexplained) == ("0 of 2 equal", 1)
    assert [each["agency_code"] for each in result.document["exceptions"]] == ["H11"]


def test_zero_of_zero_is_counted_and_an_empty_cell_is_not(replayed: Any) -> None:
    result = replayed(
        METRICS, "H19,CKMB,PUBLISH_ON_TIME,0,0,,6", "H20,CKMB,PUBLISH_ON_TIME,,,,6", "H21,CKMB,PUBLISH_ON_TIME,3,,1,6"
    )
    assert [(row["agency_code"], row["official"], row["ours"]) for row in rows(result)] == [("H19", None, None)]
    assert [row["agency_code"] for row in result.document["no_counts"]] == ["H20", "H21"]


def test_null_is_not_zero(replayed: Any) -> None:
    result = replayed(METRICS, "H19,CKMB,PUBLISH_ON_TIME,0,0,0,6", "H20,CKMB,PUBLISH_ON_TIME,0,5,,6")
    assert result.closing == "0 of 2 equal"
    assert [row["difference"] for row in rows(result)] == [None, None]


def test_what_is_shown_but_not_scored_is_no_row(replayed: Any) -> None:
    result = replayed(METRICS, "H19,MDHL,PETITION_CLASSIFICATION_STAFF,3,4,,0", "H19,TDGQ,ON_TIME,1,2,10,20")
    assert (result.closing, result.document["no_counts"]) == ("1 of 1 equal", [])


def test_an_unknown_criterion_is_left_out_by_name(replayed: Any) -> None:
    result = replayed(METRICS, "H19,CKMB,SOMETHING_NEW,1,2,3,6")
    (row,) = result.document["no_counts"]
    assert (row["reason"], row["criterion"], result.closing) == ("unknown_item", "SOMETHING_NEW", "0 of 0 equal")


def test_certified_copies_have_points_without_counts(replayed: Any) -> None:
    result = replayed(METRICS, "H19,MDSH,ELECTRONIC_CERTIFIED_COPY,,,2,2", "H20,MDSH,ELECTRONIC_CERTIFIED_COPY,,,1,2")
    assert result.closing == "1 of 2 equal"


def test_two_readings_in_one_file_stay_apart(replayed: Any) -> None:
    lines = ["2026-09-26,H44,10,5,10,20", "2026-09-28,H44,8,6,15,20"]
    result = replayed("capture," + PROGRESS, *lines, name="hai_lan.csv")
    assert result.closing == "2 of 2 equal"
    assert [row["rubric_at"] for row in rows(result)] == ["2026-09-26", "2026-09-28"]


def test_scopes_and_periods_stay_apart(replayed: Any) -> None:
    heading = "scope,period,capture," + PROGRESS
    lines = [
        "all,month 2026-08,2026-09-28,H44,10,5,10,20",
        "one formality,month 2026-08,2026-09-28,H44,4,3,15,20",
        "all,quarter 2026-Q3,2026-09-28,H44,4,1,5,20",
    ]
    assert replayed(heading, *lines).closing == "3 of 3 equal"


def test_a_group_adds_its_rounded_criteria_null_adding_nothing(replayed: Any) -> None:
    """4 x 1/3 = 1.33, 2 x 1/3 = 0.67, 6 x 1/6 = 1.00; publishing 0 of 0 is null."""
    lines = [
        "H19,CKMB,PUBLISH_ON_TIME,0,0,,6",
        "H19,CKMB,PUBLIC_UPDATE_ON_TIME,1,3,1.33,4",
        "H19,CKMB,PUBLIC_CONTENT_FULL,1,3,0.67,2",
        "H19,CKMB,DOSSIER_SYNC,1,6,1,6",
        "H19,CKMB,GROUP,,,3,18",
    ]
    assert replayed(METRICS, *lines).closing == "5 of 5 equal"
    assert replayed(METRICS, *lines[1:]).document["no_counts"][0]["missing"] == ["disclosure.published_on_time"]


@pytest.mark.parametrize(("level", "points"), [("COMMUNE", "10"), ("PROVINCE", "10")])
def test_a_unit_is_not_given_the_part_of_online_that_only_provinces_have(
    replayed: Any, level: str, points: str
) -> None:
    heading = (
        "unit_code,level,totalScore,totalMaxScore,authorityCount,partialCount,fullCount,onlineDossierCount,"
        "onlineServiceTotal,channelOnlineSum,channelTotalSum"
    )
    result = replayed(heading, f"H44.100,{level},{points},12,5,3,2,4,4,6,6", "H44,PROVINCE,12,12,5,3,2,4,4,6,6")
    assert result.closing == "2 of 2 equal"


@pytest.mark.parametrize(
    ("name", "rubric_at", "day"),
    [
        ("tien_do_2026-10-10.csv", "2025-05-05", "2026-10-10"),
        ("tien_do_2026-08.csv", None, "2026-08-31"),
        ("tien_do.csv", "10/10/2026", "2026-10-10"),
    ],
)
def test_the_day_of_the_rubric(replayed: Any, name: str, rubric_at: str | None, day: str) -> None:
    (row,) = rows(replayed(PROGRESS, "H44,10,5,10,20", name=name, rubric_at=rubric_at))
    assert row["rubric_at"] == day


def test_the_rule_of_the_day_is_taken(replayed: Any) -> None:
    """Departments without petitions: nothing in 2023, full points in 2026."""
    heading = "capture,unit_code,level,group,metric,numerator,denominator,score,max_score"
    row = "H52.67,AGENCY,MDHL,PETITION_PROCESSING_ON_TIME,0,0"
    result = replayed(heading, f"2023-05-31,{row},0,6", f"2026-05-31,{row},6,6")
    assert result.closing == "2 of 2 equal"


# ---- levels


def test_a_level_nobody_tells_is_judged_only_where_all_levels_agree(replayed: Any) -> None:
    """Petitions 0 of 0 in 2023: departments got 0 points, districts 6. With petitions, all get the same."""
    heading = "capture,unit_code,group,metric,numerator,denominator,score,max_score"
    none, some = "MDHL,PETITION_PROCESSING_ON_TIME,0,0,0,6", "MDHL,PETITION_PROCESSING_ON_TIME,1,2,3,6"
    result = replayed(heading, f"2023-05-31,H52.67,{none}", f"2023-05-31,H52.68,{some}", f"2026-05-31,H52.67,{none}")
    assert [(row["agency_code"], row["reason"]) for row in result.document["no_counts"]] == [("H52.67", "no_level")]
    assert [(row["agency_code"], row["ours"]) for row in rows(result)] == [("H52.68", "3.00"), ("H52.67", "6.00")]


def test_a_level_told_in_2023_is_judged(replayed: Any) -> None:
    heading = "capture,unit_code,level,group,metric,numerator,denominator,score,max_score"
    told = "MDHL,PETITION_PROCESSING_ON_TIME,0,0"
    result = replayed(heading, f"2023-05-31,H52.67,AGENCY,{told},0,6", f"2023-05-31,H52.90,DISTRICT,{told},6,6")
    assert result.closing == "2 of 2 equal"


def test_districts_are_not_judged_by_rules_that_no_longer_know_them(replayed: Any) -> None:
    lines = [f"{day},H52.90,DISTRICT,10,5,10,20" for day in ("2025-06-30", "2025-07-01")]
    result = replayed("capture,unit_code,level,totalReceived,totalOnTime,score,max_score", *lines)
    assert result.closing == "1 of 1 equal"
    assert [row["reason"] for row in result.document["no_counts"]] == ["level_not_scored"]


ONLINE = "unit_code,level,totalScore,totalMaxScore,authorityCount,partialCount,fullCount,onlineDossierCount,"
ONLINE += "onlineServiceTotal,channelOnlineSum,channelTotalSum"


def test_the_part_that_units_are_not_given_needs_no_counts_of_theirs(replayed: Any) -> None:
    """1 of 4 services is 1 point, 1 of 4 dossiers online 3: a unit has 4; its province lacks one count."""
    result = replayed(
        ONLINE, "H44.100,COMMUNE,4,12,,,,1,4,1,4", "H44.07,PROVINCE,4,12,,,,1,4,1,4", "H44,,4,12,,,,1,4,1,4"
    )
    assert result.closing == "2 of 2 equal"
    assert [row["missing"] for row in result.document["no_counts"]] == [["online.offered"]]


# ---- other provinces, periods and sums


PAYMENT = "province_code,totalDossierOnlinePaymentSuccess,totalDossierFinancialObligation,"
PAYMENT += "totalDossierOnlineFormalityPaymentSuccess,totalFeeFormality,totalFeeDossierFormality,score,max_score"


def test_a_provinces_payment_with_all_counts_is_compared(replayed: Any) -> None:
    """3 of 4 is 4.50; 1 of 2 of 80 % is 1.25; 4 of 4 is capped at 2: 7.75. No fee at all: 0."""
    assert replayed(PAYMENT, "H01,3,4,2,4,4,7.75,10", "H02,0,0,0,0,0,0,10").closing == "2 of 2 equal"


@pytest.mark.parametrize("period", ["quarter 2025-Q4", "year 2025", "month 2022-08", "2025-H1"])
def test_other_periods_and_years(replayed: Any, period: str) -> None:
    result = replayed(f"period,capture,{PROGRESS}", f"{period},2025-12-31,H04,8,6,15,20")
    assert [(row["period"], row["is_equal"]) for row in rows(result)] == [(period.rsplit(" ", maxsplit=1)[-1], True)]


@pytest.mark.parametrize("code", ["H44", "H44.07"])
def test_a_total_adds_its_six_groups_null_adding_nothing(replayed: Any, code: str) -> None:
    groups = {
        "CKMB": "",
        "TDGQ": "15.5",
        "CLGQ": "6.25",
        "TTTT": "7.75",
        "MDSH": "8",
        "MDHL": "12.01",
        "TOTAL": "49.51",
    }
    most = {"CKMB": 18, "TDGQ": 20, "CLGQ": 12, "TTTT": 10, "MDSH": 22, "MDHL": 18, "TOTAL": 100}
    lines = [f"{code},PROVINCE,{group},{points},{most[group]}" for group, points in groups.items()]
    (row,) = rows(replayed("unit_code,level,group,score,max_score", *lines))
    assert (row["group"], row["ours"], row["basis"], row["is_equal"]) == ("total", "49.51", "published_groups", True)


def test_files_of_one_day_help_each_other(tmp_path: Path) -> None:
    groups, metrics = tmp_path / "groups_2026-10-10.csv", tmp_path / "metrics_2026-10-10.csv"
    groups.write_text("province_code,group,score,max_score\nH19,TDGQ,10,20\n", "utf8")
    metrics.write_text(METRICS + "\nH19,TDGQ,ON_TIME,1,2,10,20\n", "utf8")
    assert replay([groups]).closing == "0 of 0 equal"
    assert replay([groups, metrics]).closing == "2 of 2 equal"


def test_a_file_of_another_day_lends_no_counts(tmp_path: Path) -> None:
    groups, metrics = tmp_path / "groups_2026-10-10.csv", tmp_path / "metrics_2026-10-09.csv"
    groups.write_text("province_code,group,score,max_score\nH19,TDGQ,10,20\n", "utf8")
    metrics.write_text(METRICS + "\nH19,TDGQ,ON_TIME,1,2,10,20\n", "utf8")
    assert replay([groups, metrics]).closing == "1 of 1 equal"
