"""`phucvu explain`: one score back to law, counts and dossiers."""

from typing import Any

from phucvu.indicators.listing import code_of
from phucvu.main.dossiers import rows_of
from phucvu.main.figures import Figures, OnStep, open_figures, silent
from phucvu.main.question import Question
from phucvu.rubric.wording import told
from phucvu.scores.explaining import explain as explain_score
from phucvu.scores.rows_out import row_out

CODES_SHOWN = 20
TITLES = {"failed": "Không đạt", "excluded": "Loại trừ"}


def explain(question: Question, criterion: str | None, on_step: OnStep = silent) -> dict[str, Any]:
    """Heading, steps from law to points, the law's own words, the row, the dossiers that failed or were left out.

    Raises UserError on an agency, criterion or period nobody knows.
    """
    figures = open_figures(question, on_step)
    on_step(0, None, "Đếm và tính điểm")
    agency = figures.units.find(question.agency or "").code
    explained = explain_score(figures.rows, agency, criterion, figures.rubric)
    is_of_dossiers = explained.row.criterion and explained.row.state != "not_applicable"
    behind = _behind(figures, agency, str(explained.row.criterion)) if is_of_dossiers else {}
    return {
        "heading": explained.heading,
        "row": row_out(explained.row),
        "excluded": explained.row.excluded,
        "law": _law(figures, explained.row.criterion) if explained.row.criterion else None,
        "steps": explained.as_dicts(),
        "dossiers": behind,
        "text": "\n".join([explained.text, *_behind_lines(behind, figures, explained.row.criterion, agency)]),
    }


def _law(figures: Figures, criterion: str) -> dict[str, Any]:
    """The criterion as the law's page tells it, in both languages, and what the reading in use changes."""
    reading = figures.rubric.reading(figures.moment.reading)
    change = reading.rule.changes.get(criterion)
    law = told(figures.rubric.under(reading.name).criteria[criterion]).as_dict()
    return law | {"reading": reading.name, "change": {"vi": change.vi, "en": change.en} if change else None}


def _behind(figures: Figures, agency: str, criterion: str) -> dict[str, list[dict[str, Any]]]:
    return {
        "failed": rows_of(figures, criterion, "failed", agency),
        "excluded": rows_of(figures, criterion, "excluded", agency),
    }


def _behind_lines(
    behind: dict[str, list[dict[str, Any]]], figures: Figures, criterion: str | None, agency: str
) -> list[str]:
    lines = []
    for state, rows in behind.items():
        codes = [_name(row) for row in rows[:CODES_SHOWN]]
        more = f" … và {len(rows) - CODES_SHOWN} dòng khác" if len(rows) > CODES_SHOWN else ""
        lines.append(f"  {TITLES[state]}: {len(rows)}{': ' if codes else ''}{', '.join(codes)}{more}")
    shown = next((name for name, rows in behind.items() if rows), None)
    reading = figures.moment.reading
    option = "" if reading == figures.rubric.default_reading else f" --reading {reading}"
    if shown:
        lines.append(
            f"  Xem đủ: phucvu dossiers --period {figures.moment.period.name} --agency {agency} "
            f"--criterion {criterion} --state {shown}{option}"
        )
    return lines


def _name(row: dict[str, Any]) -> str:
    name = code_of(row)
    return f"{name} ({row['reason']})" if row["reason"] else name
