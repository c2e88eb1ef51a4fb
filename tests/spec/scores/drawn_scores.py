"""Tables of the law drawn as text, and the small world each of their lines is judged in.

A line: day | level | counts | state | points. Counts are "numerator/denominator" of the agency of that level;
"province 2/39" gives them to the province above it, and the agency has others of its own that must not matter;
"none" means nothing is covered. Points "null" is no points, which is not 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from phucvu.indicators.indicator import Count, Moment
from phucvu.registry.agency import Agency
from phucvu.registry.period import Period
from phucvu.rubric import load
from phucvu.scores.coverage import Coverage
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import score

PROVINCE = Agency("H44", "Tỉnh", "province")
UNIT = "H44.67"


@dataclass(frozen=True)
class Line:
    criterion: str
    day: date
    level: str
    counts: str
    state: str
    points: Decimal | None

    def __str__(self) -> str:
        return f"{self.criterion} | {self.day} | {self.level} | {self.counts} | {self.state} | {self.points}"


def lines(criterion: str, table: str) -> Iterator[Line]:
    """The lines of a drawn table; blank cells of the first column repeat the day above."""
    day = ""
    for text in filter(str.strip, table.splitlines()):
        cells = [cell.strip() for cell in text.split("|")]
        day = cells[0] or day
        points = None if cells[4] == "null" else Decimal(cells[4])
        yield Line(criterion, date.fromisoformat(day), cells[1], cells[2], cells[3], points)


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
    agencies = [PROVINCE] if line.level == "province" else [PROVINCE, Agency(UNIT, "Đơn vị", line.level, "H44")]
    coverage = Coverage([]) if line.counts == "none" else everything_covered()
    moment = Moment(month_of(line.day), datetime(line.day.year, line.day.month, line.day.day, 23, 59), "portal")
    rows = score(_counts(line), agencies, coverage, load().at(line.day), moment, "1")
    return next(row for row in rows if row.agency_code == agencies[-1].code and row.criterion == line.criterion)


def _counts(line: Line) -> list[Count]:
    if line.counts == "none":
        return []
    numerator, denominator = (int(number) for number in line.counts.split(" ")[-1].split("/"))
    own = "H44" if line.level == "province" or line.counts.startswith("province") else UNIT
    other = UNIT if own == "H44" else "H44"
    return [Count(own, line.criterion, numerator, denominator, {}), Count(other, line.criterion, 1, 7, {})]
