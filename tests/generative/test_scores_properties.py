"""Whatever the counts: never above the maximum, monotone in successes, sums of sums."""

from datetime import date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from phucvu.indicators.indicator import Count, Moment
from phucvu.registry.agency import Agency
from phucvu.registry.period import parse_period
from phucvu.rubric import load
from phucvu.scores.coverage import Coverage
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import score

LEVELS = ("province", "department", "district", "commune")
DAYS = (date(2023, 5, 31), date(2024, 5, 31), date(2026, 8, 31))
CODES = sorted(load().at(DAYS[0]).criteria)
RECORDS = {record for criterion in load().at(DAYS[0]).criteria.values() for record in criterion.records}
COVERAGE = Coverage(
    [{"record": name, "agency_code": "*", "period": "*", "kind": "all"} for name in {*RECORDS, "national_report"}]
)

ratios = st.integers(0, 300_000).flatmap(lambda most: st.tuples(st.integers(0, most), st.just(most)))
months = st.fixed_dictionaries(dict.fromkeys(CODES, ratios))


def scored(month: dict[str, tuple[int, int]], level: str, day: date) -> list[ScoreRow]:
    agency = Agency("H44.01", "Đơn vị", level, "H44")  # type: ignore[arg-type]
    agencies = [agency] if level == "province" else [Agency("H44", "Tỉnh", "province"), agency]
    counts = [Count(each.code, code, *numbers, {}) for each in agencies for code, numbers in month.items()]
    moment = Moment(parse_period(f"{day:%Y-%m}"), datetime(2026, 12, 31), "portal")
    rows = score(counts, agencies, COVERAGE, load().at(day), moment, "1")
    return [row for row in rows if row.agency_code == agency.code]


@given(months, st.sampled_from(LEVELS), st.sampled_from(DAYS))
@settings(max_examples=60, deadline=None)
def test_points_stay_within_their_maximum_and_add_up(month: dict[str, tuple[int, int]], level: str, day: date) -> None:
    rows = scored(month, level, day)
    for row in rows:
        assert row.max_points is not None
        assert row.points is None or 0 <= row.points <= row.max_points
        assert (row.ratio is None) or (row.state == "measured") or row.criterion is None
    for group in {row.group for row in rows} - {"total"}:
        parts = [row.points or Decimal(0) for row in rows if row.group == group and row.criterion]
        whole = next(row for row in rows if row.group == group and row.criterion is None)
        assert whole.points in (None, sum(parts))
    groups = [row.points or Decimal(0) for row in rows if row.criterion is None and row.group != "total"]
    assert rows[-1].points in (None, sum(groups))


@given(st.sampled_from(CODES), ratios, st.sampled_from(LEVELS))
@settings(max_examples=150, deadline=None)
def test_one_success_more_never_costs_points(code: str, numbers: tuple[int, int], level: str) -> None:
    numerator, denominator = numbers
    if numerator == denominator:
        return
    before, after = (
        next(row for row in scored({code: (number, denominator)}, level, DAYS[-1]) if row.criterion == code)
        for number in (numerator, numerator + 1)
    )
    assert before.state == after.state
    assert (before.points or 0) <= (after.points or 0)


@given(months)
@settings(max_examples=20, deadline=None)
def test_the_order_of_counts_does_not_matter(month: dict[str, tuple[int, int]]) -> None:
    backwards = dict(reversed(month.items()))
    assert scored(month, "department", DAYS[-1]) == scored(backwards, "department", DAYS[-1])
