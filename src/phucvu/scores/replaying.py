"""Official counts judged by our rubric, and set beside the official points: criteria, groups and totals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal

from phucvu.indicators.indicator import Count, Moment
from phucvu.records.portal import Exceptional, Figure, Numbers, known_exceptions
from phucvu.registry.agency import Agency, Level
from phucvu.registry.period import parse_period
from phucvu.rubric import Criterion, Law, Rubric
from phucvu.scores.arithmetic import half_up
from phucvu.scores.coverage import Coverage
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import TOTAL, score

PORTAL_TOTAL = "TOTAL"
Basis = Literal["counts", "published_groups"]
Lack = Literal["no_counts", "no_maximum", "unknown_item", "no_level", "level_not_scored"]
Subject = tuple[str, str, str, date]


@dataclass(frozen=True)
class Replayed:
    """A figure with our points beside it; ``row``: our row with its counts, None for a sum of published groups."""

    figure: Figure
    group: str
    criterion: str | None
    row: ScoreRow | None
    ours: Decimal | None
    basis: Basis
    rubric_version: str

    @property
    def official(self) -> Decimal | None:
        points = self.figure.points
        return None if points is None else half_up(Fraction(points))

    @property
    def is_equal(self) -> bool:
        """To the second decimal; null equals only null."""
        return self.official == self.ours

    @property
    def difference(self) -> Decimal | None:
        """Ours less official; None where one of them is null."""
        return None if self.official is None or self.ours is None else self.ours - self.official

    @cached_property
    def exception(self) -> Exceptional | None:
        """The known exception that this row is, if it differs."""
        known = () if self.is_equal else known_exceptions().exceptions
        return next((each for each in known if each.fits(self.figure, self.ours)), None)


@dataclass(frozen=True)
class NotReplayed:
    """A figure that cannot be rebuilt: criteria whose counts are ``missing``, and the ``parts`` that could be.

    ``no_level``: nobody tells the unit's level, and the levels' rules differ here. ``level_not_scored``: the rubric of
    the day of reading knows no rules for the level, as for districts since July 2025.
    """

    figure: Figure
    group: str
    criterion: str | None
    lack: Lack
    missing: tuple[str, ...] = ()
    parts: tuple[ScoreRow, ...] = ()


def replay(figures: Sequence[Figure], law: Law) -> Iterator[Replayed | NotReplayed]:
    """Every figure in the order given, but those with a maximum of 0 (shown, not scored)."""
    shared = _shared_counts(figures, law)
    tables: dict[tuple[str, Subject], list[Figure]] = defaultdict(list)
    for figure in figures:
        tables[figure.file, figure.subject].append(figure)
    for (_, subject), rows in tables.items():
        rubric = law.at(subject[-1])
        yield from _Table(rubric, rows, shared[subject] | _counts(rows, rubric)).results()


def rebuild(rubric: Rubric, agency: Agency, period: str, counts: Mapping[str, Numbers]) -> dict[str, ScoreRow]:
    """Rows of one agency by criterion, group and "total", everything being covered; what has no count counts 0 of 0.

    Inherited criteria: the counts shown at a unit are those of its province.
    """
    province = Agency(agency.code.split(".", maxsplit=1)[0], "", "province")
    agencies = [agency] if agency.level == "province" else [province, agency]
    moment = Moment(parse_period(period), datetime.combine(rubric.day, time()), rubric.default_reading)
    given = [Count(each.code, code, *numbers, {}) for each in agencies for code, numbers in counts.items()]
    rows = score(given, agencies, _everything(rubric), rubric, moment, "")
    return {row.criterion or row.group: row for row in rows if row.agency_code == agency.code}


def _everything(rubric: Rubric) -> Coverage:
    records = {name for each in rubric.criteria.values() for name in (*each.records, *each.written.records_if_empty)}
    return Coverage([{"record": name, "agency_code": "*", "period": "*", "kind": "all"} for name in records])


def _shared_counts(figures: Iterable[Figure], law: Law) -> dict[Subject, dict[str, Numbers]]:
    """Counts of a subject from all files; where two files tell the same count, that of the criterion's own row."""
    found: dict[Subject, dict[str, Numbers]] = defaultdict(dict)
    for figure in sorted(figures, key=lambda each: each.item not in each.counts):
        counts = _counts([figure], law.at(figure.day))
        found[figure.subject] = counts | found[figure.subject]
    return found


def _counts(figures: Iterable[Figure], rubric: Rubric) -> dict[str, Numbers]:
    """By our criterion codes; empty cells are left out."""
    pairs = ((code, numbers) for figure in figures for code, numbers in figure.counts.items() if numbers is not None)
    return {found.code: numbers for code, numbers in pairs if (found := rubric.find_criterion(code))}


@dataclass(frozen=True)
class _Table:
    """The figures of one file about one subject, with all counts known of the subject."""

    rubric: Rubric
    figures: Sequence[Figure]
    counts: Mapping[str, Numbers]

    def results(self) -> Iterator[Replayed | NotReplayed]:
        for figure in self.figures:
            if figure.max_points is None or figure.is_scored:
                yield self._result(figure)

    @cached_property
    def _rows(self) -> dict[str, ScoreRow]:
        return self._rows_at(self.figures[0].level)

    def _rows_at(self, level: Level) -> dict[str, ScoreRow]:
        first = self.figures[0]
        parent = None if level == "province" else first.agency_code.split(".", maxsplit=1)[0]
        agency = Agency(first.agency_code, first.agency_name, level, parent)
        return rebuild(self.rubric, agency, first.period, self.counts)

    @cached_property
    def _rows_by_level(self) -> dict[Level, dict[str, ScoreRow]]:
        """Of every level that a unit below the province may have on that day."""
        levels = {each.judged_as for each in self.rubric.levels.values()} - {"province"}
        return {level: self._rows_at(level) for level in sorted(levels)}

    def _result(self, figure: Figure) -> Replayed | NotReplayed:
        criterion, group = self.rubric.find_criterion(figure.item), self.rubric.find_group(figure.item)
        name = criterion.group if criterion else group.code if group else TOTAL
        code = criterion.code if criterion else None
        if not (criterion or group or figure.item == PORTAL_TOTAL):
            return NotReplayed(figure, figure.group, figure.item, "unknown_item")
        if figure.max_points is None:
            return NotReplayed(figure, name, code, "no_maximum")
        if name == TOTAL and (published := self._published_sum()) is not None:
            return Replayed(figure, name, code, None, published, "published_groups", self.rubric.version)
        needed = (criterion,) if criterion else group.criteria if group else tuple(self.rubric.criteria.values())
        return self._judged(figure, name, code, needed)

    def _judged(
        self, figure: Figure, group: str, code: str | None, needed: Sequence[Criterion]
    ) -> Replayed | NotReplayed:
        if figure.level not in self.rubric.levels:
            return NotReplayed(figure, group, code, "level_not_scored")
        if not figure.is_level_told and self._depends_on_level(code or group, needed, figure):
            return NotReplayed(figure, group, code, "no_level")
        missing = self._missing(needed, figure.level, figure.day)
        if missing:
            parts = tuple(self._rows[each.code] for each in needed if each.code in self.counts)
            return NotReplayed(figure, group, code, "no_counts", missing, parts)
        row = self._rows[code or group]
        return Replayed(figure, group, code, row, row.points, "counts", self.rubric.version)

    def _depends_on_level(self, name: str, needed: Sequence[Criterion], figure: Figure) -> bool:
        """Whether a unit with these counts would have other points, or lack other counts, at another level."""
        outcomes = {
            (rows[name].points, self._missing(needed, level, figure.day)) for level, rows in self._rows_by_level.items()
        }
        return len(outcomes) > 1

    def _missing(self, needed: Sequence[Criterion], level: Level, day: date) -> tuple[str, ...]:
        """Criteria neither counted nor judged without counts: by the level, or because the portal never shows any."""
        never = {each.criterion for each in known_exceptions().without_counts if each.valid_from <= day}
        known = {*self.counts, *never}
        return tuple(
            each.code for each in needed if each.code not in known and each.scope_at(level) != "not_applicable"
        )

    def _published_sum(self) -> Decimal | None:
        """The total of the six groups as published in the same table; null adds 0. None: not all are there."""
        found = {group.code: figure for figure in self.figures if (group := self.rubric.find_group(figure.item))}
        if len(found) < len(self.rubric.groups):
            return None
        return half_up(sum((Fraction(figure.points or 0) for figure in found.values()), Fraction(0)))
