"""`phucvu reconcile`: our figures beside the portal's of the same period and reading time, and why they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.insights.reconcile import Official, by_kind
from phucvu.main.comparing import Compared, Comparing, read_at_of
from phucvu.main.figures import Figures, OnStep, open_figures, silent
from phucvu.main.official import figures_of
from phucvu.main.question import Question, shown
from phucvu.main.reconcile_words import KINDS, MEANINGS, item_name, sentence, why
from phucvu.main.score import comma
from phucvu.main.workspace import open_snapshot
from phucvu.publications import reconciliation
from phucvu.records import portal
from phucvu.records.portal import Figure
from phucvu.registry.clock import iso
from phucvu.registry.period import parse_period
from phucvu.scores.printing import whole
from phucvu.scores.row import PRINTED, ScoreRow


@dataclass(frozen=True)
class Result:
    """All rows compared; ``sentences``: what a person must know before reading them."""

    figures: Figures
    read_at: datetime
    compared: Sequence[Compared]
    sentences: Sequence[str]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        return [_row(each, self.figures) for each in self.compared]

    @property
    def equal(self) -> int:
        return sum(each.verdict.kind == "equal" for each in self.compared)

    @property
    def unexplained(self) -> int:
        return sum(not each.is_explained for each in self.compared)

    @property
    def kinds(self) -> Mapping[str, int]:
        return by_kind([each.verdict for each in self.compared])

    @property
    def closing(self) -> str:
        return f"{self.equal} of {len(self.compared)} equal"

    @property
    def document(self) -> dict[str, Any]:
        """The JSON of `reconcile`: every row, and how many of each kind."""
        moment = self.figures.moment
        return {
            "period": moment.period.name,
            "as_at": iso(moment.until),
            "read_at": iso(self.read_at),
            "is_simulated": bool(self.figures.workspace.settings["simulated"]),
            "rows": self.rows,
            "equal": self.equal,
            "of": len(self.compared),
            "kinds": dict(self.kinds),
            "sentences": list(self.sentences),
        }


def reconcile(
    question: Question, files: Sequence[Path] = (), rubric_at: date | None = None, on_step: OnStep = silent
) -> Result:
    """Compare; without ``files`` with what was imported from the portal, the latest reading of the period.

    ``question.as_at`` None: the portal's reading time. Raises UserError when nothing is of the period.
    """
    remarks: list[portal.Remark] = []
    official, others = _of_period(question, files, rubric_at, remarks)
    read_at = max(read_at_of(each) for each in official)
    figures = open_figures(question if question.as_at else replace(question, as_at=iso(read_at)), on_step)
    on_step(0, None, "Đếm và tính điểm")
    agency = figures.units.find(question.agency).code if question.agency else None
    rows = list(Comparing(figures, official, on_step, agency, question.level).compared())
    if not rows:
        raise UserError("Không có dòng nào để so cho đơn vị hoặc cấp này. Hãy xem lại --agency, --level.")
    return Result(figures, read_at, rows, _sentences(figures, read_at, others, remarks))


def _of_period(
    question: Question, files: Sequence[Path], rubric_at: date | None, remarks: list[portal.Remark]
) -> tuple[list[Figure], int]:
    """The figures of the asked period, unfiltered by procedure, and how many others there are."""
    period = parse_period(question.period).name
    if files:
        found = list(portal.read(files, rubric_at, period=period, on_remark=remarks.append))
    else:
        found = figures_of(open_snapshot(question.workspace, question.known_at), period)
    chosen = [each for each in found if each.period == period and each.scope == "all"]
    if not chosen:
        periods = ", ".join(sorted({each.period for each in found})) or "không có kỳ nào"
        where = "trong các tệp" if files else "đã nhập (phucvu import --source portal)"
        raise UserError(f"Không có số liệu của Cổng cho kỳ {period} {where}; có: {periods}. Hãy xem lại --period.")
    return chosen, len(found) - len(chosen)


def _sentences(figures: Figures, read_at: datetime, others: int, remarks: Sequence[portal.Remark]) -> list[str]:
    told = [figures.sentence, f"Số liệu của Cổng đọc lúc {shown(read_at)}."]
    if figures.moment.as_at != read_at:
        told.append("Hai bên không cùng thời điểm số liệu: chênh lệch có thể chỉ do thời điểm.")
    if others:
        told.append(f"{others} số liệu của kỳ khác hoặc của riêng một thủ tục được để ngoài.")
    return [*told, *(each.sentence for each in remarks)]


def _row(each: Compared, figures: Figures) -> dict[str, Any]:
    own, official, moment = each.pair.own, each.pair.official, figures.moment
    either = own or official
    assert either is not None
    return {
        "period": moment.period.name,
        "as_at": iso(moment.until),
        "known_at": figures.known_at,
        "reading": moment.reading,
        "rubric_version": figures.rubric.version,
        "agency_code": each.key[0],
        "agency_name": either.agency_name,
        "level": either.level,
        "group": each.key[1],
        "criterion": each.key[2],
        "kind": each.verdict.kind,
        "side": each.verdict.side,
        "agrees_with": each.verdict.agrees_with,
        "own_numerator": own.numerator if own else None,
        "own_denominator": own.denominator if own else None,
        "own_points": _points(own.points if own else None),
        "own_state": own.state if own else None,
        "portal_numerator": official.counts[0] if official and official.counts else None,
        "portal_denominator": official.counts[1] if official and official.counts else None,
        "portal_points": _points(official.points if official else None),
        "portal_read_at": iso(official.read_at) if official and official.read_at else None,
        "portal_flags": list(official.flags) if official else [],
        "difference": _points(own.points - official.points) if _has_points(own, official) else None,  # type: ignore[union-attr,operator]
        "evidence": [
            {"trait": one.trait, "words": one.words, "count": one.count, "codes": list(one.codes)}
            for one in each.evidence
        ],
        "is_explained": each.is_explained,
        "sentence": sentence(each.pair, each.verdict, each.evidence, each.key, figures.rubric),
    }


def _has_points(own: ScoreRow | None, official: Official | None) -> bool:
    return bool(own and official and own.points is not None and official.points is not None)


def _points(points: Any) -> str | None:
    return None if points is None else f"{points:.2f}"


def lines(result: Result, everything: bool = False) -> list[dict[str, Any]]:
    """The rows as a person reads them, differences only or all: item, kind and state in words."""
    rubric = result.figures.rubric
    words = [
        row
        | {
            "item": item_name((row["agency_code"], row["group"], row["criterion"]), rubric),
            "kind_words": KINDS[row["kind"]],
            "own_state_words": PRINTED.get(row["own_state"], ""),
            "own": _told(row, "own"),
            "portal": _told(row, "portal"),
            "why": why(each.pair, each.verdict, each.evidence),
        }
        for row, each in zip(result.rows, result.compared, strict=True)
    ]
    return [row for row in words if everything or row["kind"] != "equal"]


def told_kinds(result: Result) -> str:
    """How many rows of each kind, in words."""
    return "; ".join(f"{KINDS[kind]}: {number}" for kind, number in result.kinds.items()) + "."


def _told(row: Mapping[str, Any], side: str) -> str:
    counts = row[f"{side}_numerator"], row[f"{side}_denominator"]
    told = f"{whole(counts[0])}/{whole(counts[1])}" if None not in counts else ""
    points = row[f"{side}_points"]
    return " ".join(filter(None, [told, comma(points) if points is not None else "-" if not told else ""]))


def write_workbook(result: Result, path: Path) -> Path:
    """The workbook for the office. Raises UserError when ``path`` is no place for one."""
    if path.suffix.lower() != ".xlsx" or not path.parent.is_dir():
        raise UserError(f"“{path}”: --out cần tên tệp .xlsx trong một thư mục đã có.")
    meanings = [(KINDS[kind], MEANINGS[kind]) for kind in KINDS]
    return reconciliation.write(result.document, lines(result, everything=True), meanings, path)
