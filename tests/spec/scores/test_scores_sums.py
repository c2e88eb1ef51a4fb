"""Groups and totals: sums of rounded criteria, null adds 0, the maximum is never reduced."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from drawn_scores import PROVINCE, everything_covered

from phucvu.indicators.indicator import Count, Moment
from phucvu.registry.agency import Agency
from phucvu.registry.period import parse_period
from phucvu.rubric import load
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import score

# Phú Thọ, August 2026: official counts, official points.
MONTH = {
    "disclosure.published_on_time": (0, 0, None),
    "disclosure.updated_on_time": (0, 0, None),
    "disclosure.complete": (87, 89, "1.96"),
    "disclosure.synchronised": (138744, 138744, "6.00"),
    "progress.on_time": (144625, 184513, "15.68"),
    "online.offered": (52, 56, "2.00"),
    "online.in_use": (406, 1968, "0.83"),
    "online.filed": (150956, 152595, "6.00"),
    "digitization.result": (133274, 184513, "4.33"),
    "digitization.dossier": (21233, 184513, "0.46"),
    "digitization.reused": (3160, 184513, "0.04"),
    "digitization.personal_store": (0, 184513, "0.00"),
    "digitization.population_dossier": (85644, 184513, "0.93"),
    "digitization.population_procedure": (297, 1301, "0.46"),
    "digitization.certified_copy": (148, 148, "2.00"),
    "satisfaction.receiving": (144574, 184513, "5.22"),
    "satisfaction.petition_on_time": (182, 247, "4.42"),
    "satisfaction.petition_handling": (137, 247, "3.33"),
}
GROUPS = {
    "disclosure": "7.96",
    "progress": "15.68",
    "online": "8.83",
    "payment": "0.00",
    "digitization": "8.22",
    "satisfaction": "12.97",
    "total": "53.66",
}
MAXIMA = {
    "disclosure": 18,
    "progress": 20,
    "online": 12,
    "payment": 10,
    "digitization": 22,
    "satisfaction": 18,
    "total": 100,
}


def month(agencies: list[Agency]) -> list[ScoreRow]:
    counts = [Count("H44", code, numerator, denominator, {}) for code, (numerator, denominator, _) in MONTH.items()]
    moment = Moment(parse_period("2026-08"), datetime(2026, 9, 26), "portal")
    return score(counts, agencies, everything_covered(), load().at(moment.until.date()), moment, "1")


def test_a_real_month_of_a_province_is_rebuilt() -> None:
    rows = month([PROVINCE])
    for row in rows:
        if row.criterion in MONTH:
            expected = MONTH[row.criterion][2]
            assert row.points == (None if expected is None else Decimal(expected)), row.criterion
    assert {row.group: str(row.points) for row in rows if row.criterion is None} == GROUPS
    assert {row.group: row.max_points for row in rows if row.criterion is None} == MAXIMA


def test_a_group_has_its_share_as_ratio() -> None:
    group = next(row for row in month([PROVINCE]) if row.group == "satisfaction" and row.criterion is None)
    assert group.ratio == Fraction(1297, 1800)


def test_rows_come_as_criteria_then_group_then_total() -> None:
    rows = month([PROVINCE, Agency("H44.07", "Sở", "department", "H44")])
    assert len(rows) == 2 * (21 + 6 + 1)
    assert [row.group for row in rows[25:29]] == ["satisfaction", "satisfaction", "total", "disclosure"]
    assert [row.agency_code for row in rows[27:29]] == ["H44", "H44.07"]


def test_rounding_is_by_criterion_not_at_the_end() -> None:
    """A sixth of 2 points, twice: 0.33 + 0.33 = 0.66, though 2/3 rounded once would be 0.67."""
    counts = [
        Count("H44", "digitization.population_dossier", 1, 6, {}),
        Count("H44", "digitization.population_procedure", 1, 6, {}),
    ]
    moment = Moment(parse_period("2026-08"), datetime(2026, 9, 26), "portal")
    rows = score(counts, [PROVINCE], everything_covered(), load().at(moment.until.date()), moment, "1")
    group = next(row for row in rows if row.group == "digitization" and row.criterion is None)
    assert group.points == Decimal("2.66")  # with 2 for certified copies
