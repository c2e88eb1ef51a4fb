"""From whole numbers to points: every agency by criterion, group and total. Each division and rounding happens here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from phucvu.indicators.indicator import Count, Moment
from phucvu.registry.agency import Agency
from phucvu.registry.period import Period
from phucvu.rubric import Group, Rubric
from phucvu.scores.arithmetic import half_up
from phucvu.scores.coverage import Coverage
from phucvu.scores.judging import Judge, Judgement
from phucvu.scores.reach import Reach
from phucvu.scores.row import ScoreRow, State
from phucvu.scores.trace import criterion_steps, sum_steps

TOTAL = "total"
NULL_STATES: tuple[State, ...] = ("not_received", "not_applicable")


def score(
    counts: Iterable[Count],
    agencies: Sequence[Agency],
    coverage: Coverage,
    rubric: Rubric,
    moment: Moment,
    known_at: str,
) -> list[ScoreRow]:
    """Rows of every agency valid on the last day seen, in the order given: criteria, their group, at the end the total.

    ``counts`` hold whole numbers per agency with all below it; an agency without a count counts 0.
    """
    rubric, reach = rubric.under(moment.reading), Reach(agencies, coverage, seen(moment))
    scorer = _Scorer(rubric, Judge(rubric, reach, counts), moment, known_at)
    return [row for agency in reach.agencies.values() for row in scorer.rows(agency)]


def seen(moment: Moment) -> Period:
    """The part of the period that is over at the reading time, in whole days: what must be covered."""
    period = moment.period
    return Period(period.name, period.first, max(period.first, moment.until.date()))


def group_state(judgements: Iterable[Judgement]) -> State:
    """The strongest of the parts: measured, else not received, else no cases, else not applicable."""
    return _strongest({judgement.state for judgement in judgements}, "measured", "not_received", "no_cases")


def total_state(judgements: Sequence[Judgement]) -> State:
    """What is inherited does not make an agency received; one whole group without cases does."""
    own = [judgement for judgement in judgements if judgement.inherited_from is None]
    groups = {judgement.criterion.group for judgement in own}
    states = {group_state(judgement for judgement in own if judgement.criterion.group == group) for group in groups}
    return _strongest(states, "measured", "no_cases", "not_received")


def _strongest(states: set[State], *order: State) -> State:
    return next((state for state in order if state in states), "not_applicable")


@dataclass(frozen=True)
class _Scorer:
    rubric: Rubric
    judge: Judge
    moment: Moment
    known_at: str

    def rows(self, agency: Agency) -> list[ScoreRow]:
        rows, groups, judgements = [], [], []
        for group in self.rubric.groups:
            judged = [self.judge.judge(agency, criterion) for criterion in group.criteria]
            rows += [self._criterion_row(agency, judgement) for judgement in judged]
            groups.append(self._group_row(agency, group, judged))
            rows.append(groups[-1])
            judgements += judged
        return [*rows, self._total_row(agency, groups, judgements)]

    def _criterion_row(self, agency: Agency, judgement: Judgement) -> ScoreRow:
        criterion, count = judgement.criterion, judgement.count
        return self._row(
            agency,
            criterion.group,
            criterion=criterion.code,
            numerator=count.numerator if count else None,
            denominator=count.denominator if count else None,
            ratio=judgement.ratio,
            points=judgement.points.shown if judgement.points else None,
            max_points=criterion.max_points,
            state=judgement.state,
            flags=judgement.flags,
            excluded=judgement.excluded,
            tell=partial(criterion_steps, judgement, self.rubric, self.moment.reading),
        )

    def _group_row(self, agency: Agency, group: Group, judged: Sequence[Judgement]) -> ScoreRow:
        state = group_state(judged)
        added = sum((judgement.points.added for judgement in judged if judgement.points), Fraction(0))
        points = None if state in NULL_STATES else half_up(added)
        parts = [(judgement.criterion.vi, judgement.points.shown if judgement.points else None) for judgement in judged]
        most = group.max_points
        tell = partial(sum_steps, group.vi, parts, points, most)
        return self._sum_row(agency, group.code, judged, state=state, points=points, max_points=most, tell=tell)

    def _total_row(self, agency: Agency, groups: Sequence[ScoreRow], judgements: Sequence[Judgement]) -> ScoreRow:
        state = total_state(judgements)
        points = None if state in NULL_STATES else sum((row.points or Decimal(0) for row in groups), Decimal("0.00"))
        most = sum((group.max_points for group in self.rubric.groups), Decimal(0))
        parts = [(group.vi, row.points) for group, row in zip(self.rubric.groups, groups, strict=True)]
        tell = partial(sum_steps, "Tổng", parts, points, most)
        return self._sum_row(agency, TOTAL, judgements, state=state, points=points, max_points=most, tell=tell)

    def _sum_row(self, agency: Agency, group: str, judged: Sequence[Judgement], **values: Any) -> ScoreRow:
        points, most = values["points"], values["max_points"]
        ratio = None if points is None else Fraction(points) / Fraction(most)
        return self._row(agency, group, ratio=ratio, flags=_flags_of_parts(judged), **values)

    def _row(self, agency: Agency, group: str, **values: Any) -> ScoreRow:
        blank: dict[str, Any] = {"criterion": None, "numerator": None, "denominator": None}
        return ScoreRow(
            period=self.moment.period.name,
            as_at=self.moment.as_at,
            known_at=self.known_at,
            reading=self.moment.reading,
            rubric_version=self.rubric.version,
            agency_code=agency.code,
            agency_name=agency.name,
            level=agency.level,
            group=group,
            **blank | values,
        )


def _flags_of_parts(judged: Iterable[Judgement]) -> tuple[str, ...]:
    """Criteria not received, and the agencies missing below, each once."""
    flags: dict[str, None] = {}
    for judgement in judged:
        if judgement.state == "not_received":
            flags[f"not_received:{judgement.criterion.code}"] = None
        flags |= dict.fromkeys(flag for flag in judgement.flags if flag.startswith("missing:"))
    return tuple(flags)
