"""Official counts judged by our rubric, to be compared with official points."""

from collections.abc import Mapping
from datetime import date

from phucvu.records.portal import Numbers
from phucvu.registry.agency import Agency
from phucvu.rubric import load
from phucvu.scores.replaying import rebuild
from phucvu.scores.row import ScoreRow


def replay(unit_code: str, level: str, read_on: str, period: str, counts: Mapping[str, Numbers]) -> dict[str, ScoreRow]:
    """Rows of one unit by criterion, group and "total". Inherited criteria: the counts shown are the province's."""
    parent = None if level == "province" else unit_code.split(".", maxsplit=1)[0]
    agency = Agency(unit_code, "Đơn vị", level, parent)  # type: ignore[arg-type]
    return rebuild(load().at(date.fromisoformat(read_on)), agency, period, counts)
