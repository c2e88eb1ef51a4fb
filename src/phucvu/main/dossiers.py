"""`phucvu dossiers`: the dossiers (or petitions, procedures, …) behind a number."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from phucvu.indicators.listing import State
from phucvu.lake.listing import listed
from phucvu.main.figures import Figures, OnStep, open_figures, silent
from phucvu.main.question import Question
from phucvu.main.score import Result
from phucvu.registry.clock import iso

PLAIN = frozenset({str, int, float, bool, type(None)})
STATES = {"succeeded": "đạt", "failed": "không đạt", "excluded": "loại trừ"}


def dossiers(question: Question, criterion: str, state: State, on_step: OnStep = silent) -> Result:
    """Rows in one state under a criterion. Raises UserError on a criterion, agency or period nobody knows."""
    figures = open_figures(question, on_step)
    on_step(0, None, "Đọc hồ sơ")
    return Result(rows_of(figures, criterion, state, question.agency, question.level), figures)


def rows_of(
    figures: Figures, criterion: str, state: State, agency: str | None = None, level: str | None = None
) -> list[dict[str, Any]]:
    """JSON-ready rows: code, agency, state, reason in words, moments with +07:00."""
    code = figures.rubric.criterion(criterion).code
    asked = _asked(figures, code, agency) if agency else None
    rows = judged(listed(figures.snapshot, figures.moment, figures.ground, code, state, asked), figures)
    return [row for row in rows if level is None or row["level"] == level]


def judged(found: Iterable[dict[str, Any]], figures: Figures) -> list[dict[str, Any]]:
    """Rows of the lake's listing, JSON-ready, with the agency's name and level and the reason in words."""
    return [_row(row, figures, figures.units.by_code) for row in found]


def _asked(figures: Figures, criterion: str, agency: str) -> str:
    """The agency whose rows make the number: the province's, where a unit inherits it."""
    found = figures.units.find(agency)
    is_inherited = figures.rubric.criteria[criterion].scope_at(found.level) == "inherited"
    return figures.units.province_code if is_inherited else found.code


def _row(row: dict[str, Any], figures: Figures, names: dict[str, Any]) -> dict[str, Any]:
    agency = names.get(row["agency_code"])
    reason = row["reason"]
    return json_ready(row) | {  # type: ignore[no-any-return]
        "agency_name": agency.name if agency else row["agency_code"],
        "level": agency.level if agency else None,
        "reason": figures.rubric.reasons[reason].vi if reason else None,
        "reason_code": reason,
    }


def json_ready(value: Any) -> Any:
    """A value of the lake as JSON takes it: moments with +07:00, days in ISO 8601; lists and dicts throughout."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [json_ready(each) for each in value]
    if isinstance(value, dict):  # most cells are plain, and rows are many
        return {key: each if type(each) in PLAIN else json_ready(each) for key, each in value.items()}
    return value
