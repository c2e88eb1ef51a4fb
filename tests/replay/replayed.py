"""Official counts judged by our rubric, to be compared with official points."""

from collections.abc import Mapping
from datetime import date, datetime

from phucvu.indicators.indicator import Count, Moment
from phucvu.registry.agency import Agency
from phucvu.registry.period import parse_period
from phucvu.rubric import load
from phucvu.scores.coverage import Coverage
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import score

Numbers = tuple[int, int]


def replay(unit_code: str, level: str, read_on: str, period: str, counts: Mapping[str, Numbers]) -> dict[str, ScoreRow]:
    """Rows of one unit by criterion, group and "total". Inherited criteria: the counts shown are the province's."""
    rubric = load().at(date.fromisoformat(read_on))
    province = Agency(unit_code.split(".", maxsplit=1)[0], "Tỉnh", "province")
    unit = Agency(unit_code, "Đơn vị", level, province.code)  # type: ignore[arg-type]
    agencies = [province] if unit_code == province.code else [province, unit]
    records = {name for each in rubric.criteria.values() for name in (*each.records, *each.written.records_if_empty)}
    coverage = Coverage([{"record": name, "agency_code": "*", "period": "*", "kind": "all"} for name in records])
    moment = Moment(parse_period(period), datetime.fromisoformat(read_on), "portal")
    given = [Count(agency.code, code, *numbers, {}) for agency in agencies for code, numbers in counts.items()]
    rows = score(given, agencies, coverage, rubric, moment, "1")
    return {row.criterion or row.group: row for row in rows if row.agency_code == unit_code}
