"""`phucvu rank`: places within each level by total points."""

from typing import Any

from phucvu.main.figures import Figures, OnStep, open_figures, silent
from phucvu.main.question import Question
from phucvu.main.score import Result, chooser, comma, note
from phucvu.scores import ranking
from phucvu.scores.row import PRINTED
from phucvu.scores.rows_out import row_out


def rank(question: Question, on_step: OnStep = silent) -> Result:
    """The total rows with their place; ties share a place; agencies without points come last without one."""
    figures = open_figures(question, on_step)
    on_step(0, None, "Xếp hạng")
    keep = chooser(figures, question)
    placed = [each for each in ranking.rank(figures.rows, figures.rubric.classes) if keep(each.row)]
    return Result([_line(each, figures) for each in placed], figures, [each.row for each in placed])


def _line(placed: ranking.Placed, figures: Figures) -> dict[str, Any]:
    row = placed.row
    shown = PRINTED.get(row.state, "") if row.points is None else comma(f"{row.points:.2f}")
    return row_out(row) | {
        "place": placed.place,
        "places": placed.of,
        "class": placed.score_class.vi if placed.score_class else None,
        "shown_points": shown,
        "note": note(row, figures),
    }
