"""`phucvu score --compare`: the same dossiers by the period's own law and reading, and by those that were asked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from phucvu.errors import UserError
from phucvu.main.figures import Figures, OnStep, open_figures, silent
from phucvu.main.question import Question
from phucvu.main.score import chooser, comma, percent
from phucvu.rubric import Criterion, Rubric
from phucvu.rubric.wording import empty_words, scope_words, short, wording
from phucvu.scores.comparing import Change, Comparison, compare
from phucvu.scores.row import PRINTED, ScoreRow
from phucvu.scores.rows_out import row_out
from phucvu.scores.scoring import TOTAL

COLUMNS = [
    ("agency_code", "Mã"),
    ("agency_name", "Đơn vị"),
    ("name", "Điểm của"),
    ("shown_before", "Trước"),
    ("shown_after", "Sau"),
    ("shown_difference", "Thêm bớt"),
    ("places", "Hạng"),
    ("why", "Vì sao"),
]


@dataclass(frozen=True)
class Result:
    """Both scorings and what differs, for the agencies and levels asked about."""

    before: Figures
    after: Figures
    comparison: Comparison

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [_row(each, self) for each in self.comparison.changes]

    @property
    def document(self) -> dict[str, Any]:
        """The JSON of `score --compare`."""
        found = self.comparison
        return {
            "rows": self.rows,
            "gained": found.gained,
            "lost": found.lost,
            "same": found.same,
            "one_sided": found.one_sided,
            "before": _rule(self.before),
            "after": _rule(self.after),
        }

    @property
    def sentences(self) -> list[str]:
        """What is compared with what, how many gain and lose, and how to see the dossiers."""
        found, after = self.comparison, self.after
        told = [
            f"Trước: {_told(self.before)}.",
            f"Sau: {_told(after)}.",
            f"Tổng điểm: {found.gained} đơn vị tăng, {found.lost} giảm, {found.same} giữ nguyên.",
        ]
        if found.one_sided:
            told.append(
                f"{found.one_sided} đơn vị chỉ có tổng điểm ở một bên (trước hoặc sau): không tính là tăng, giảm."
            )
        if after.moment.reading != self.before.moment.reading:
            told.append(
                f"Xem hồ sơ đổi kết luận: phucvu dossiers --period {after.moment.period.name} --criterion TIÊU_CHÍ "
                f"--reading {after.moment.reading}, rồi so với --reading {self.before.moment.reading}."
            )
        return told


def compared(question: Question, on_step: OnStep = silent) -> Result:
    """Score twice. Raises UserError when nothing asked for differs from the period's own law and reading."""
    if question.reading is None and question.rubric_at is None:
        raise UserError("So sánh cần một quy định hoặc cách hiểu khác: thêm --rubric-at NGÀY hoặc --reading TÊN.")
    before = open_figures(replace(question, reading=None, rubric_at=None), on_step)
    after = open_figures(question, on_step)
    if (before.rubric.version, before.moment.reading) == (after.rubric.version, after.moment.reading):
        raise UserError("Quy định và cách hiểu được hỏi chính là của kỳ này; không có gì để so sánh.")
    on_step(0, None, "Đếm và tính điểm hai lần")
    return Result(before, after, compare(before.rows, after.rows, chooser(before, question)))


def _rule(figures: Figures) -> dict[str, str]:
    return {
        "rubric_at": figures.rubric.day.isoformat(),
        "rubric_version": figures.rubric.version,
        "reading": figures.moment.reading,
    }


def _told(figures: Figures) -> str:
    reading = figures.rubric.reading(figures.moment.reading).vi
    return f"quy định của ngày {figures.rubric.day:%d/%m/%Y} ({figures.rubric.version}), cách hiểu “{reading}”"


def _row(change: Change, result: Result) -> dict[str, Any]:
    row, (before, after) = change.row, (_side(change.before), _side(change.after))
    moment = result.after.moment
    return {
        "period": moment.period.name,
        "as_at": row_out(row)["as_at"],
        "known_at": row.known_at,
        "agency_code": row.agency_code,
        "agency_name": row.agency_name,
        "level": row.level,
        "group": row.group,
        "criterion": row.criterion,
        **{f"{name}_before": value for name, value in before.items()},
        **{f"{name}_after": value for name, value in after.items()},
        "difference": None if change.difference is None else f"{change.difference:.2f}",
        "place_before": change.place_before,
        "place_after": change.place_after,
        "rubric_before": result.before.rubric.version,
        "rubric_after": result.after.rubric.version,
        "reading_before": result.before.moment.reading,
        "reading_after": moment.reading,
        "why": why(change, result),
    }


def _side(row: ScoreRow | None) -> dict[str, Any]:
    names = ("numerator", "denominator", "points", "max_points", "state")
    told = row_out(row) if row else {}
    return {name: told.get(name) for name in names}


def why(change: Change, result: Result) -> str:
    """What of the rule differs, for a criterion; for sums, which of their parts changed."""
    row = change.row
    if row.criterion:
        rules = (result.before.rubric, result.before.moment.reading), (result.after.rubric, result.after.moment.reading)
        return "; ".join(_differences(row.criterion, row.level, *rules)) or "số đếm khác vì quy định khác"
    if unscored := [each.rubric.day for each in (result.before, result.after) if row.level not in each.rubric.levels]:
        return f"quy định của ngày {unscored[0]:%d/%m/%Y} không chấm cấp này"
    rubric = result.after.rubric
    parts = [
        rubric.criteria[each.row.criterion].vi if each.row.criterion in rubric.criteria else each.row.criterion
        for each in result.comparison.changes
        if each.row.criterion and each.row.agency_code == row.agency_code and row.group in (TOTAL, each.row.group)
    ]
    return f"do {len(parts)} tiêu chí: {'; '.join(parts[:3])}{'…' if len(parts) > 3 else ''}" if parts else ""


FIELDS: dict[str, Callable[[Criterion, str], str]] = {
    "tối đa": lambda criterion, level: short(criterion.max_points),
    "đủ điểm ở": lambda criterion, level: f"{short(criterion.full_at * 100)} %",
    "làm tròn": lambda criterion, level: wording().roundings[criterion.rounding].vi,
    "tính ở cấp này": lambda criterion, level: scope_words(criterion, level).vi,
    "không phát sinh thì": lambda criterion, level: empty_words(criterion, level).vi,
}


def _differences(code: str, level: str, before: tuple[Rubric, str], after: tuple[Rubric, str]) -> list[str]:
    """The fields of a criterion's rule that differ, then what each reading says of it."""
    sides = [rubric.under(reading).criteria.get(code) for rubric, reading in (before, after)]
    told = []
    if sides[0] and sides[1]:
        for words, field in FIELDS.items():
            values = [field(side, level) for side in sides if side]
            if values[0] != values[1]:
                told.append(f"{words} {values[0]} → {values[1]}")
    else:
        told.append("tiêu chí mới" if sides[1] else "tiêu chí không còn")
    if before[1] != after[1]:
        changes = [rubric.reading(name).rule.changes.get(code) for rubric, name in (before, after)]
        told += [f"{when} {words.vi}" for when, words in zip(("trước:", "sau:"), changes, strict=True) if words]
    return told


def lines(result: Result, everything: bool) -> list[dict[str, Any]]:
    """Rows as a person reads them: totals only, or (``everything``) groups and criteria too."""
    rubric = result.after.rubric
    chosen = [each for each in result.comparison.changes if everything or each.row.group == TOTAL]
    return [
        {
            "agency_code": each.row.agency_code,
            "agency_name": each.row.agency_name,
            "name": _name(each.row, rubric, result.before.rubric),
            "shown_before": _shown(each.before),
            "shown_after": _shown(each.after),
            "shown_difference": ""
            if each.difference is None
            else comma(f"{each.difference:{'+' if each.difference else ''}.2f}"),
            "places": _places(each),
            "why": why(each, result),
        }
        for each in chosen
    ]


def _name(row: ScoreRow, *rubrics: Rubric) -> str:
    if row.criterion:
        found = next(each.criteria[row.criterion] for each in rubrics if row.criterion in each.criteria)
        return "  " + found.vi
    return "TỔNG ĐIỂM" if row.group == TOTAL else rubrics[0].group(row.group).vi.upper()


def _shown(row: ScoreRow | None) -> str:
    if row is None:
        return ""
    points = PRINTED.get(row.state, "") if row.points is None else comma(f"{row.points:.2f}")
    return f"{points} ({percent(row)})" if row.criterion and row.ratio is not None else points


def _places(change: Change) -> str:
    if change.place_before is None and change.place_after is None:
        return ""
    return f"{change.place_before or '-'} → {change.place_after or '-'}"
