"""`phucvu reconcile`: our figures beside the portal's of the same period and reading time, and why they differ."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.indicators import indicator
from phucvu.insights.evidence import Evidence, evidence
from phucvu.insights.reconcile import Alternative, Official, Pair, Verdict, by_kind, decide, is_explained
from phucvu.lake.listing import listed
from phucvu.main.figures import Figures, OnStep, open_figures, silent
from phucvu.main.official import figures_of
from phucvu.main.question import Question, shown
from phucvu.main.reconcile_words import KINDS, MEANINGS, item_name, sentence
from phucvu.main.score import comma
from phucvu.main.workspace import open_snapshot
from phucvu.publications import reconciliation
from phucvu.records import portal
from phucvu.records.portal import Figure
from phucvu.registry.agency import Agency
from phucvu.registry.clock import iso
from phucvu.registry.period import parse_period
from phucvu.rubric import Rubric, load
from phucvu.scores.replaying import rebuild
from phucvu.scores.printing import whole
from phucvu.scores.row import PRINTED, ScoreRow
from phucvu.scores.scoring import TOTAL

Key = tuple[str, str, str | None]  # agency, group, criterion
MORE = ("prefix_code", "code_on", "is_synchronised")  # what the traits look at beside the listed columns


@dataclass(frozen=True)
class Compared:
    """One row of the comparison, with what it rests on."""

    key: Key
    pair: Pair
    verdict: Verdict
    evidence: Sequence[Evidence] = ()

    @property
    def is_explained(self) -> bool:
        return is_explained(self.verdict, bool(self.evidence))


@dataclass(frozen=True)
class Result:
    """All rows compared; ``sentences``: what a person must know before reading them."""

    figures: Figures
    read_at: datetime
    compared: Sequence[Compared]
    sentences: Sequence[str]
    remarks: Sequence[portal.Remark] = field(default=())

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
    read_at = max(_read_at(each) for each in official)
    figures = open_figures(question if question.as_at else replace(question, as_at=iso(read_at)), on_step)
    on_step(0, None, "Đếm và tính điểm")
    comparing = _Comparing(figures, official, on_step)
    rows = [each for each in comparing.compared() if _is_asked(each, figures, question)]
    if not rows:
        raise UserError("Không có dòng nào để so cho đơn vị hoặc cấp này. Hãy xem lại --agency, --level.")
    return Result(figures, read_at, rows, _sentences(figures, read_at, others, remarks), remarks)


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


def _read_at(figure: Figure) -> datetime:
    return figure.read_at or datetime.combine(figure.day, time(23, 59, 59))


def _is_asked(each: Compared, figures: Figures, question: Question) -> bool:
    code = figures.units.find(question.agency).code if question.agency else None
    either = each.pair.own or each.pair.official
    return code in (None, each.key[0]) and (question.level is None or (either and either.level == question.level))


def _sentences(figures: Figures, read_at: datetime, others: int, remarks: Sequence[portal.Remark]) -> list[str]:
    told = [figures.sentence, f"Số liệu của Cổng đọc lúc {shown(read_at)}."]
    if figures.moment.as_at != read_at:
        told.append("Hai bên không cùng thời điểm số liệu: chênh lệch có thể chỉ do thời điểm.")
    if others:
        told.append(f"{others} số liệu của kỳ khác hoặc của riêng một thủ tục được để ngoài.")
    return [*told, *(each.sentence for each in remarks)]


class _Comparing:
    """Both sides, keyed alike, and what is needed to tell their differences."""

    def __init__(self, figures: Figures, official: Sequence[Figure], on_step: OnStep) -> None:
        self._figures, self._rubric, self._on_step = figures, figures.rubric, on_step
        self._own = {_key(row): row for row in figures.rows}
        self._official = official_rows(official, self._rubric)
        self._days = {day for _, versions in load().written.series() for day in (rule.valid_from for rule in versions)}

    def compared(self) -> Iterator[Compared]:
        """Criteria first, since their verdicts make those of the sums; given in the order of the rubric."""
        found: dict[Key, Compared] = {}
        for key in self._keys():
            if key[2] is not None:
                found[key] = self._of_criterion(key)
        for key in self._keys():
            if key[2] is None:
                found[key] = self._of_sum(key, found)
        for key in self._keys():
            each = found[key]
            if each.verdict.kind == "other_count" and each.pair.official and each.pair.official.counts:
                yield replace(each, evidence=self._evidence(each))
            else:
                yield each

    def _keys(self) -> list[Key]:
        """What the portal shows, and what it should have shown: our rows of the same level and criterion."""
        levels = {(official.level, key[1:]) for key, official in self._official.items()}
        ours = [key for key, row in self._own.items() if (row.level, key[1:]) in levels]
        return list(dict.fromkeys([*ours, *(key for key in self._official if key not in self._own)]))

    def _of_criterion(self, key: Key) -> Compared:
        criterion = self._rubric.criteria[key[2] or ""]
        pair = Pair(self._own.get(key), self._official.get(key), criterion=criterion)
        if decide(pair).kind in ("other_count", "other_reading"):
            pair = replace(pair, readings=self._readings(key), laws=self._laws(key, pair))
        return Compared(key, pair, decide(pair))

    def _of_sum(self, key: Key, found: Mapping[Key, Compared]) -> Compared:
        agency, group, _ = key
        parts = [each for each in found.values() if _is_part(each.key, agency, group)]
        shown_parts = [each.pair.official.points for each in parts if each.pair.official]
        is_whole = group != TOTAL and len(shown_parts) == len(self._rubric.group(group).criteria)
        pair = Pair(
            self._own.get(key),
            self._official.get(key),
            parts=[each.verdict for each in parts],
            portal_parts=shown_parts if is_whole else None,
        )
        if decide(pair).kind in ("other_count", "other_reading"):
            pair = replace(pair, readings=self._readings(key))
        return Compared(key, pair, decide(pair))

    # ---- other rules

    @cached_property
    def _other_readings(self) -> dict[str, dict[Key, ScoreRow]]:
        """Our rows under every other named reading: counted anew, once each."""
        found = {}
        for number, name in enumerate(self._rubric.readings):
            if name != self._figures.moment.reading:
                self._on_step(number, len(self._rubric.readings), "Đếm theo cách hiểu khác")
                found[name] = {_key(row): row for row in self._figures.under(name).rows}
        return found

    def _readings(self, key: Key) -> list[Alternative]:
        rows = [(name, rows[key]) for name, rows in self._other_readings.items() if key in rows]
        return [Alternative(name, self._rubric.reading(name).vi, _counts(row), row.points) for name, row in rows]

    def _laws(self, key: Key, pair: Pair) -> list[Alternative]:
        """The portal's counts, or ours, judged by the law of other days."""
        either = pair.official
        counts = (either.counts if either else None) or pair.own_counts
        if counts is None or pair.own is None:
            return []
        agency = Agency(key[0], pair.own.agency_name, pair.own.level, self._figures.units.province_code)  # type: ignore[arg-type]
        laws = []
        for day in sorted(self._days, reverse=True):
            rubric = load().at(day)
            if rubric.version != self._rubric.version:
                name = self._figures.moment.period.name
                row = rebuild(rubric, _alone(agency), name, {str(key[2]): counts}).get(str(key[2]))
                words = f"quy định từ {day:%d/%m/%Y}"
                laws += [Alternative(day.isoformat(), words, counts, row.points)] if row else []
        return laws

    # ---- dossiers

    def _evidence(self, each: Compared) -> list[Evidence]:
        criterion, own, official = str(each.key[2]), each.pair.own_counts, each.pair.official
        if own is None or official is None or official.counts is None or indicator(criterion).weights:
            return []
        reasons = {name: reason.vi for name, reason in self._rubric.reasons.items()}
        counted, excluded = (self._listed(criterion, state, each.key[0]) for state in ("counted", "excluded"))
        return evidence(own, official.counts, counted, excluded, reasons)

    def _listed(self, criterion: str, state: Any, agency: str) -> list[dict[str, Any]]:
        figures = self._figures
        return listed(figures.snapshot, figures.moment, figures.ground, criterion, state, agency, MORE)


def _alone(agency: Agency) -> Agency:
    return replace(agency, parent_code=None) if agency.level == "province" else agency


def _is_part(key: Key, agency: str, group: str) -> bool:
    return key[0] == agency and key[2] is not None and group in (TOTAL, key[1])


def _key(row: ScoreRow) -> Key:
    return row.agency_code, row.group, row.criterion


def _counts(row: ScoreRow) -> tuple[int, int] | None:
    return None if row.numerator is None or row.denominator is None else (row.numerator, row.denominator)


def official_rows(figures: Sequence[Figure], rubric: Rubric) -> dict[Key, Official]:
    """Figures by agency, group and criterion; a criterion's own row goes before counts shown with its group."""
    rows: dict[Key, Official] = {}
    of_groups: dict[Key, Official] = {}
    for figure in figures:
        criterion = next((each for each in rubric.criteria.values() if figure.item in (each.code, each.portal_code)), None)
        group = next((each for each in rubric.groups if figure.item in (each.code, *each.portal_codes)), None)
        agency = figure.agency_code
        if criterion:
            counts = figure.counts.get(figure.item) or figure.counts.get(criterion.code)
            rows[agency, criterion.group, criterion.code] = _official(figure, figure.points, counts)
        elif group:
            rows[agency, group.code, None] = _official(figure, figure.points, None)
            is_alone = len(group.criteria) == 1
            for code, counts in figure.counts.items():
                if code in rubric.criteria:
                    of_groups[agency, group.code, code] = _official(
                        figure, figure.points if is_alone else None, counts, is_counts_only=not is_alone
                    )
        elif figure.item.lower() == TOTAL:
            rows[agency, TOTAL, None] = _official(figure, figure.points, None)
    return of_groups | rows


def _official(figure: Figure, points: Any, counts: Any, is_counts_only: bool = False) -> Official:
    return Official(
        figure.agency_code,
        figure.agency_name,
        figure.level,
        points,
        counts,
        is_counts_only,
        figure.flags,
        _read_at(figure),
    )


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
        }
        for row in result.rows
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
