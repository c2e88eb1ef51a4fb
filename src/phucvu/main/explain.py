"""`phucvu explain`: one score back to law, counts and dossiers."""

from typing import Any

from phucvu.indicators.listing import code_of
from phucvu.main.dossiers import rows_of
from phucvu.main.figures import Figures, OnStep, open_figures, silent
from phucvu.main.question import Question
from phucvu.scores.explaining import explain as explain_score
from phucvu.scores.rows_out import row_out

CODES_SHOWN = 20
TITLES = {"failed": "Không đạt", "excluded": "Loại trừ"}


def explain(question: Question, criterion: str | None, on_step: OnStep = silent) -> dict[str, Any]:
    """Heading, steps from law to points, the row itself, and the dossiers that did not succeed or were left out.

    Raises UserError on an agency, criterion or period nobody knows.
    """
    figures = open_figures(question, on_step)
    on_step(0, None, "Đếm và tính điểm")
    agency = figures.units.find(question.agency or "").code
    told = explain_score(figures.rows, agency, criterion, figures.rubric)
    behind = _behind(figures, agency, told.row.criterion) if told.row.criterion else {}
    return {
        "heading": told.heading,
        "row": row_out(told.row),
        "excluded": told.row.excluded,
        "steps": told.as_dicts(),
        "dossiers": behind,
        "text": "\n".join([told.text, *_behind_lines(behind, figures, told.row.criterion, agency)]),
    }


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
    if lines:
        lines.append(
            f"  Xem đủ: phucvu dossiers --period {figures.moment.period.name} --agency {agency} "
            f"--criterion {criterion} --state failed"
        )
    return lines


def _name(row: dict[str, Any]) -> str:
    name = code_of(row)
    return f"{name} ({row['reason']})" if row["reason"] else name
