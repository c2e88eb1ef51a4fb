"""Both sides of a reconciliation, keyed alike: our rows and the portal's, and what tells their differences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cached_property
from typing import Any

from phucvu.indicators import indicator
from phucvu.insights.evidence import Evidence, evidence
from phucvu.insights.reconcile import Alternative, Official, Pair, Verdict, decide, is_explained
from phucvu.lake.listing import listed
from phucvu.main.figures import Figures, OnStep
from phucvu.records.portal import Figure
from phucvu.registry.agency import Agency
from phucvu.rubric import Criterion, Group, Rubric, load
from phucvu.scores.replaying import rebuild
from phucvu.scores.row import ScoreRow
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


class Comparing:
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
        """The portal's counts, or ours, judged by the law of other days, the nearest first."""
        either = pair.official
        counts = (either.counts if either else None) or pair.own_counts
        if counts is None or pair.own is None:
            return []
        agency = Agency(key[0], pair.own.agency_name, pair.own.level, self._figures.units.province_code)  # type: ignore[arg-type]
        laws = []
        for day in sorted(self._days, key=lambda day: abs(day - self._rubric.day)):
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
        criterion = next(
            (each for each in rubric.criteria.values() if figure.item in (each.code, each.portal_code)), None
        )
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
        read_at_of(figure),
    )


def _criterion(figure: Figure, rubric: Rubric) -> Criterion | None:
    return next((each for each in rubric.criteria.values() if figure.item in (each.code, each.portal_code)), None)


def _group(figure: Figure, rubric: Rubric) -> Group | None:
    return next((each for each in rubric.groups if figure.item in (each.code, *each.portal_codes)), None)


def read_at_of(figure: Figure) -> datetime:
    """When a figure was read; a day alone is its last second."""
    return figure.read_at or datetime.combine(figure.day, time(23, 59, 59))
