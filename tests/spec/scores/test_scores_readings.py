"""Points under another reading of the law by example: the same counts, another threshold or scope."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from drawn_scores import PROVINCE, UNIT, everything_covered, month_of

from phucvu.indicators.indicator import Count, Moment
from phucvu.registry.agency import Agency
from phucvu.rubric import load
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import score

DAYS = [date(2022, 8, 31), date(2026, 8, 31)]


def scored(criterion: str, counts: tuple[int, int], level: str, reading: str, day: date = DAYS[-1]) -> ScoreRow:
    agency = PROVINCE if level == "province" else Agency(UNIT, "Đơn vị", level, "H44")  # type: ignore[arg-type]
    rubric = load().at(day)
    moment = Moment(month_of(day), datetime(day.year, day.month, day.day, 23, 59), reading)
    given = [Count(agency.code, criterion, *counts, {})]
    rows = score(given, list(dict.fromkeys([PROVINCE, agency])), everything_covered(), rubric, moment, "1")
    return next(row for row in rows if (row.agency_code, row.criterion) == (agency.code, criterion))


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("level", ["province", "department", "vertical", "sub_unit", "commune"])
@pytest.mark.parametrize(
    ("counts", "portal", "text"),
    [
        ((0, 100), "0.00", "0.00"),
        ((40, 100), "1.60", "2.00"),
        ((79, 100), "3.16", "3.95"),  # 0.79 / 0.80 of 4
        ((80, 100), "3.20", "4.00"),
        ((81, 100), "3.24", "4.00"),
        ((100, 100), "4.00", "4.00"),
    ],
)
def test_digitised_dossiers_are_full_at_80_percent_by_the_text(
    day: date, level: str, counts: tuple[int, int], portal: str, text: str
) -> None:
    for reading, points in (("portal", portal), ("same_day", portal), ("text", text)):
        row = scored("digitization.dossier", counts, level, reading, day)
        assert (row.points, row.state, row.reading) == (Decimal(points), "measured", reading)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("criterion", ["digitization.population_dossier", "digitization.population_procedure"])
def test_population_data_is_scored_for_the_province_alone_by_the_text(criterion: str, day: date) -> None:
    for level in ("province", "department", "vertical", "sub_unit", "commune"):
        row = scored(criterion, (3, 4), level, "portal", day)
        assert (row.state, row.points, row.denominator) == ("measured", Decimal("1.50"), 4)
    row = scored(criterion, (3, 4), "province", "text", day)
    assert (row.state, row.points) == ("measured", Decimal("1.50"))
    for level in ("department", "vertical", "sub_unit", "commune"):
        row = scored(criterion, (3, 4), level, "text", day)
        assert (row.state, row.points, row.numerator) == ("not_applicable", None, None)


def test_nothing_to_count_stays_null_under_every_reading() -> None:
    for reading in load().at(DAYS[-1]).readings:
        row = scored("digitization.dossier", (0, 0), "commune", reading)
        assert (row.state, row.points) == ("no_cases", None)


@pytest.mark.parametrize(
    ("reading", "told"),
    [("portal", []), ("text", ["Riêng theo cách hiểu “Theo văn bản”: đủ điểm khi đạt 80 %."]), ("same_day", [])],
)
def test_the_trace_names_what_the_reading_changes(reading: str, told: list[str]) -> None:
    trace = scored("digitization.dossier", (79, 100), "commune", reading).trace
    assert [step for step in trace if step.startswith("Riêng theo cách hiểu")] == told
    assert any("R / 0,8 × 4" in step for step in trace) == (reading == "text")
