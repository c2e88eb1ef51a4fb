"""`phucvu explain`: one score walked back from the total to its group, its criterion, the law and the counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from phucvu.errors import UserError
from phucvu.rubric import Rubric
from phucvu.rubric.wording import short, wording
from phucvu.scores.printing import shown_points
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import TOTAL


@dataclass(frozen=True)
class Explanation:
    """``lines``: what a person reads, in order; ``steps``: the same with what each is about; ``row``: the score."""

    row: ScoreRow
    heading: str
    steps: tuple[tuple[str, str], ...]  # (total, a group or a criterion; the sentence)

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.heading, *(f"  {sentence}" for _, sentence in self.steps))

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def as_dicts(self) -> list[dict[str, Any]]:
        """Steps for JSON and CSV: about, step (from 1), sentence."""
        return [{"about": about, "step": at, "sentence": text} for at, (about, text) in enumerate(self.steps, 1)]


def explain(rows: Sequence[ScoreRow], agency_code: str, criterion: str | None, rubric: Rubric) -> Explanation:
    """Explain a criterion, a group, or (None) the total of one agency.

    ``criterion``: our code or the portal's, of a criterion or a group. Raises UserError when there is no such score.
    """
    own = [row for row in rows if row.agency_code == agency_code]
    if not own:
        raise UserError(f"Không có điểm của đơn vị “{agency_code}” trong kỳ này. Hãy xem mã đơn vị bằng lệnh score.")
    wanted = _wanted(criterion, rubric)
    row = next(row for row in own if (row.group, row.criterion) == wanted)
    return Explanation(row, _heading(row, rubric), tuple(_steps(row, own, rubric)))


def _wanted(code: str | None, rubric: Rubric) -> tuple[str, str | None]:
    if code is None or code == TOTAL:
        return TOTAL, None
    if any(code == group.code or code in group.portal_codes for group in rubric.groups):
        return rubric.group(code).code, None
    found = rubric.criterion(code)
    return found.group, found.code


def _heading(row: ScoreRow, rubric: Rubric) -> str:
    name = rubric.criteria[row.criterion].vi if row.criterion else "Tổng điểm"
    if row.criterion is None and row.group != TOTAL:
        name = rubric.group(row.group).vi
    reading = rubric.reading(row.reading).vi
    state = "" if row.state == "measured" else f" ({wording().states[row.state].vi})"
    most = "" if row.points is None or row.max_points is None else f" trên {short(row.max_points)} điểm"
    return (
        f"{row.agency_name} ({row.agency_code}), kỳ {row.period}, số liệu đến {row.as_at:%H:%M ngày %d/%m/%Y}. "
        f"{name}: {shown_points(row.points)}{most}{state}. {reading}; bộ quy định {row.rubric_version}."
    )


def _steps(row: ScoreRow, own: Sequence[ScoreRow], rubric: Rubric) -> list[tuple[str, str]]:
    """From the asked score: upwards for a criterion (its group, the total), downwards for a group and the total."""
    by_key = {(each.group, each.criterion): each for each in own}
    group, total = by_key[row.group, None], by_key[TOTAL, None]
    if row.criterion:
        return [*_own_steps(row, rubric), *_own_steps(group, rubric), *_own_steps(total, rubric)]
    below = [each for each in own if each.group == row.group and each.criterion] if row.group != TOTAL else []
    groups = [each for each in own if each.criterion is None and each.group != TOTAL] if row.group == TOTAL else []
    return [step for each in (row, *below, *groups) for step in _own_steps(each, rubric)]


def _own_steps(row: ScoreRow, rubric: Rubric) -> list[tuple[str, str]]:
    about = row.criterion or row.group
    doubts = rubric.criteria[row.criterion].rule.doubts if row.criterion else ()
    return [(about, text) for text in (*row.trace, *(f"Còn ngờ: {doubt.vi}" for doubt in doubts))]
