"""The small world each points example of the law (rubric/examples) is judged in.

Counts are those of the agency of the level; "province 2/39" gives them to the province above it, and the agency has
others of its own that must not matter; "none" means nothing is covered.
"""

from dataclasses import dataclass
from datetime import date, datetime

from phucvu.indicators.indicator import Count, Moment
from phucvu.registry.agency import Agency
from phucvu.registry.period import Period
from phucvu.rubric import load
from phucvu.rubric.examples import PointsLine
from phucvu.scores.coverage import Coverage
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import score

PROVINCE = Agency("H44", "Tỉnh", "province")
UNIT = "H44.67"


@dataclass(frozen=True)
class Line:
    """One line, and the criterion it is an example of."""

    criterion: str
    drawn: PointsLine

    def __str__(self) -> str:
        drawn = self.drawn
        return f"{self.criterion} | {drawn.day} | {drawn.level} | {drawn.counts} | {drawn.state} | {drawn.points}"


def everything_covered() -> Coverage:
    records = {record for criterion in load().at(date(2026, 8, 31)).criteria.values() for record in criterion.records}
    rows = [
        {"record": name, "agency_code": "*", "period": "*", "kind": "all"} for name in {*records, "national_report"}
    ]
    return Coverage(rows)


def month_of(day: date) -> Period:
    return Period(f"{day:%Y-%m}", day.replace(day=1), day)


def judged(line: Line) -> ScoreRow:
    """The row of the line's agency and criterion."""
    drawn = line.drawn
    agencies = [PROVINCE] if drawn.level == "province" else [PROVINCE, Agency(UNIT, "Đơn vị", drawn.level, "H44")]  # type: ignore[arg-type]
    coverage = Coverage([]) if drawn.counts == "none" else everything_covered()
    moment = Moment(month_of(drawn.day), datetime(drawn.day.year, drawn.day.month, drawn.day.day, 23, 59), "portal")
    rows = score(_counts(line), agencies, coverage, load().at(drawn.day), moment, "1")
    return next(row for row in rows if row.agency_code == agencies[-1].code and row.criterion == line.criterion)


def _counts(line: Line) -> list[Count]:
    if line.drawn.numbers is None:
        return []
    own = "H44" if line.drawn.level == "province" or line.drawn.counts.startswith("province") else UNIT
    other = UNIT if own == "H44" else "H44"
    return [Count(own, line.criterion, *line.drawn.numbers, {}), Count(other, line.criterion, 1, 7, {})]
