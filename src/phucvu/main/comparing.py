"""Both sides of a reconciliation, keyed alike: our rows and the portal's, and what tells their differences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from fractions import Fraction
from functools import cached_property
from typing import Any

from phucvu.indicators import indicator
from phucvu.indicators.listing import State
from phucvu.insights.evidence import Evidence, evidence
from phucvu.insights.reconcile import Alternative, Official, Pair, Verdict, decide, is_explained
from phucvu.lake.listing import listed
from phucvu.main.figures import Figures, OnStep
from phucvu.records.portal import Figure
from phucvu.registry.agency import Agency
from phucvu.rubric import Rubric, load
from phucvu.scores.arithmetic import half_up
from phucvu.scores.replaying import rebuild
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import TOTAL

Key = tuple[str, str, str | None]  # agency, group, criterion
MORE = ("prefix_code", "code_on", "is_synchronised")  # what the traits look at beside the listed columns
FEW = 3  # agencies whose rows are read apart


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

    def __init__(
        self, figures: Figures, official: Sequence[Figure], on_step: OnStep, agency: str | None, level: str | None
    ) -> None:
        """``agency``, ``level``: only these are compared; None: all."""
        self._figures, self._rubric, self._on_step = figures, figures.rubric, on_step
        official = [each for each in official if agency in (None, each.agency_code) and level in (None, each.level)]
        own = (row for row in figures.rows if agency in (None, row.agency_code) and level in (None, row.level))
        self._own = {_key(row): row for row in own}
        self._official = official_rows(official, self._rubric)
        self._days = {rule.valid_from for _, versions in load().written.series() for rule in versions}

    def compared(self) -> Iterator[Compared]:
        """Criteria first, since their verdicts make those of the sums; given in the order of the rubric."""
        found: dict[Key, Compared] = {}
        for key in self._keys():
            if key[2] is not None:
                found[key] = self._of_criterion(key)
        for key in self._keys():
            if key[2] is None:
                found[key] = self._of_sum(key, found)
        told = self._evidence(each for each in found.values() if _wants_evidence(each))
        for key in self._keys():
            yield replace(found[key], evidence=told.get(key, ()))

    def _keys(self) -> list[Key]:
        """What the portal shows, and what it should have shown: our rows of the same level and criterion."""
        levels = {(official.level, key[1:]) for key, official in self._official.items()}
        ours = [key for key, row in self._own.items() if (row.level, key[1:]) in levels]
        return list(dict.fromkeys([*ours, *(key for key in self._official if key not in self._own)]))

    def _of_criterion(self, key: Key) -> Compared:
        criterion = self._rubric.under(self._figures.moment.reading).criteria[str(key[2])]
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

    def _evidence(self, differing: Iterable[Compared]) -> dict[Key, list[Evidence]]:
        """By key; the dossiers of one criterion are read once for all agencies that differ."""
        by_criterion: dict[str, list[Compared]] = defaultdict(list)
        for each in differing:
            by_criterion[str(each.key[2])].append(each)
        reasons = {name: reason.vi for name, reason in self._rubric.reasons.items()}
        found = {}
        for number, (criterion, its) in enumerate(by_criterion.items()):
            self._on_step(number, len(by_criterion), "Tìm hồ sơ làm nên chênh lệch")
            rows = _Listed(self._figures, criterion, [each.key[0] for each in its])
            for each in its:
                own, official = each.pair.own_counts, each.pair.official
                assert own is not None
                assert official is not None
                assert official.counts is not None
                counted, excluded = rows.of(each.key[0], "counted"), rows.of(each.key[0], "excluded")
                found[each.key] = evidence(own, official.counts, counted, excluded, reasons)
        return found


class _Listed:
    """The rows behind one criterion, by agency: read apart for a few agencies, at once for many."""

    def __init__(self, figures: Figures, criterion: str, agencies: Sequence[str]) -> None:
        self._figures, self._criterion = figures, criterion
        # Distinct procedures are told for the agency asked about, so they cannot be read at once.
        self._is_whole = indicator(criterion).unit == "record" and len(agencies) > FEW
        self._whole: dict[str, list[dict[str, Any]]] = {}

    def of(self, agency: str, state: State) -> list[dict[str, Any]]:
        if not self._is_whole:
            return self._read(agency, state)
        if state not in self._whole:
            self._whole[state] = self._read(None, state)
        below = {code for code, above in self._figures.ground.closure if above == agency} | {agency}
        return [row for row in self._whole[state] if row["agency_code"] in below]

    def _read(self, agency: str | None, state: State) -> list[dict[str, Any]]:
        figures = self._figures
        return listed(figures.snapshot, figures.moment, figures.ground, self._criterion, state, agency, MORE)


def _wants_evidence(each: Compared) -> bool:
    """Counts differ, and rows stand behind ours (not behind numbers that were reported)."""
    official = each.pair.official
    has_counts = official is not None and official.counts is not None and each.pair.own_counts is not None
    return each.verdict.kind == "other_count" and has_counts and not indicator(str(each.key[2])).weights


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
        criterion, group = rubric.find_criterion(figure.item), rubric.find_group(figure.item)
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
    """Points to two decimals, as the portal shows them: some answers carry more."""
    return Official(
        figure.agency_code,
        figure.agency_name,
        figure.level,
        None if points is None else half_up(Fraction(points)),
        counts,
        is_counts_only,
        figure.flags,
        read_at_of(figure),
    )


def read_at_of(figure: Figure) -> datetime:
    """When a figure was read; a day alone is its last second."""
    return figure.read_at or datetime.combine(figure.day, time(23, 59, 59))
