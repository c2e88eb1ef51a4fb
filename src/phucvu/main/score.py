"""`phucvu score`: points of every criterion, group and total, of every agency."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from phucvu.main.figures import Figures, OnStep, open_figures, silent
from phucvu.main.question import Question
from phucvu.scores.printing import shown_percent
from phucvu.scores.ranking import score_class
from phucvu.scores.row import PRINTED, ScoreRow
from phucvu.scores.rows_out import row_out
from phucvu.scores.trace import FLAGS

GROUPS = ("disclosure", "progress", "online", "payment", "digitization", "satisfaction")
OVERVIEW_COLUMNS = [
    ("agency_code", "Mã"),
    ("agency_name", "Đơn vị"),
    ("disclosure", "Công khai"),
    ("progress", "Tiến độ"),
    ("online", "Trực tuyến"),
    ("payment", "Thanh toán"),
    ("digitization", "Số hóa"),
    ("satisfaction", "Hài lòng"),
    ("total", "Tổng"),
    ("class", "Xếp loại"),
]


@dataclass(frozen=True)
class Result:
    """Rows as printed (JSON-ready dicts), the figures they come from, and the sentence that goes with them."""

    rows: list[dict[str, Any]]
    figures: Figures
    kept: Sequence[ScoreRow] = ()

    @property
    def sentence(self) -> str:
        return self.figures.sentence


def score(question: Question, on_step: OnStep = silent) -> Result:
    """Rows of the contract, for all agencies or one agency or one level."""
    figures = open_figures(question, on_step)
    on_step(0, None, "Đếm và tính điểm")
    keep = chooser(figures, question)
    kept = [row for row in figures.rows if keep(row)]
    return Result([row_out(row) for row in kept], figures, kept)


def chooser(figures: Figures, question: Question) -> Callable[[ScoreRow], bool]:
    """Which rows a question is about. Raises UserError when it names an agency nobody knows."""
    code = figures.units.find(question.agency).code if question.agency else None
    return lambda row: (code is None or row.agency_code == code) and question.level in (None, row.level)


def comma(value: Any) -> str:
    """A number as people write it in Vietnamese: 53.63 -> 53,63."""
    return str(value).replace(".", ",")


def overview(result: Result) -> list[dict[str, Any]]:
    """One line per agency: points of the six groups, the total and the class."""
    lines: dict[str, dict[str, Any]] = {}
    for row in result.kept:
        line = lines.setdefault(row.agency_code, {"agency_code": row.agency_code, "agency_name": row.agency_name})
        if row.criterion is None:
            line[row.group] = PRINTED[row.state] if row.points is None else comma(f"{row.points:.2f}")
        if row.group == "total":
            line["class"] = _class(row, result.figures)
    return list(lines.values())


def _class(row: ScoreRow, figures: Figures) -> str:
    found = score_class(row.points, figures.rubric.classes) if row.points is not None else None
    return found.vi if found else ""


def readable(result: Result) -> list[dict[str, Any]]:
    """One line per criterion, group and total of one agency, in words and Vietnamese numbers."""
    return [_line(row, result.figures) for row in result.kept]


def _line(row: ScoreRow, figures: Figures) -> dict[str, Any]:
    rubric = figures.rubric
    if row.criterion:
        name = "  " + rubric.criterion(row.criterion).vi
    else:
        name = "TỔNG ĐIỂM" if row.group == "total" else rubric.group(row.group).vi.upper()
    return {
        "name": name,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "percent": percent(row),
        "shown_points": "" if row.points is None else comma(f"{row.points:.2f}"),
        "shown_max": "" if row.max_points is None else comma(f"{row.max_points:f}"),
        "note": note(row, figures),
    }


def percent(row: ScoreRow) -> str:
    """The ratio as a percent with two decimals, or what stands in its place."""
    if row.ratio is not None:
        return shown_percent(row.ratio)
    return PRINTED[row.state] if row.criterion and row.state in PRINTED else ""


def note(row: ScoreRow, figures: Figures) -> str:
    """Flags and exclusions in words a person reads."""
    reasons = figures.rubric.reasons
    excluded = [f"loại {number}: {reasons[reason].vi}" for reason, number in row.excluded.items() if number]
    lacking = sum(flag.startswith("not_received:") for flag in row.flags)
    flags = [words for flag in row.flags if (words := _flag_words(flag, figures))]
    return "; ".join([*flags, *([f"{lacking} tiêu chí không có số liệu"] if lacking else []), *excluded])


def _flag_words(flag: str, figures: Figures) -> str | None:
    """A flag in words; None for those told elsewhere in the note."""
    kind, _, code = flag.partition(":")
    agency = figures.units.by_code.get(code)
    name = agency.name if agency else code
    words = {"inherited": f"lấy theo {name}", "missing": f"chưa nhận được của {name}"}
    return words.get(kind) or FLAGS.get(flag, "").rstrip(".") or None
