"""One criterion at one agency: the state, the ratio and the points, by the rubric in force."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from phucvu.indicators.indicator import Count
from phucvu.indicators.totals import LISTS, REACHED
from phucvu.registry.agency import Agency
from phucvu.rubric import Criterion, Rubric
from phucvu.scores.arithmetic import Points, half_up, points
from phucvu.scores.reach import Reach
from phucvu.scores.row import State

ADDABLE = ("dossier", "petition")  # distinct procedures below a parent cannot be taken away from its own


@dataclass(frozen=True)
class Judgement:
    """What is found for one criterion at one agency; ``count`` is None where nothing was received or asked.

    ``judged_at``: the level whose rule gave the points; ``inherited_from``: the agency the value comes from.
    """

    criterion: Criterion
    state: State
    judged_at: str
    count: Count | None = None
    points: Points | None = None
    flags: tuple[str, ...] = ()
    excluded: dict[str, int] = field(default_factory=dict)
    inherited_from: str | None = None

    @property
    def ratio(self) -> Fraction | None:
        return Fraction(self.count.numerator, self.count.denominator) if self.count and self.count.denominator else None


class Judge:
    """Judges every agency over the counts of one moment."""

    def __init__(self, rubric: Rubric, reach: Reach, counts: Iterable[Count]) -> None:
        self._rubric, self._reach = rubric, reach
        self._counts = {(count.agency_code, count.criterion): count for count in counts}
        self._judged: dict[tuple[str, str], Judgement] = {}

    def judge(self, agency: Agency, criterion: Criterion) -> Judgement:
        key = agency.code, criterion.code
        if key not in self._judged:
            self._judged[key] = self._judge(agency, criterion)
        return self._judged[key]

    def _judge(self, agency: Agency, criterion: Criterion) -> Judgement:
        match criterion.scope_at(agency.level):
            case "own":
                return self._own(agency, criterion)
            case "inherited":
                return self._inherited(agency, criterion)
            case _:
                given = _given(criterion, agency.level)
                return Judgement(criterion, "not_applicable", agency.level, points=given)

    def _inherited(self, agency: Agency, criterion: Criterion) -> Judgement:
        """The nearest superior's own value; without one, nothing was received."""
        for superior in self._reach.above(agency.code):
            if criterion.scope_at(superior.level) == "own":
                found = self.judge(superior, criterion)
                flags = (f"inherited:{superior.code}", *found.flags)
                return replace(found, flags=flags, inherited_from=superior.code)
        return Judgement(criterion, "not_received", agency.level)

    def _own(self, agency: Agency, criterion: Criterion) -> Judgement:
        missing = self._reach.missing(agency.code, criterion)
        partial = tuple(code for code in missing if self._reach.has_lists(code, criterion.records))
        count = self._count(agency.code, criterion)
        if count.instead and self._reach.missing(agency.code, criterion, _lists(criterion)):
            return self._by_total(agency, criterion, count.instead)
        flags = _flags_of_cover(agency.code, missing, partial)
        if missing == (agency.code,):
            return Judgement(criterion, "not_received", agency.level, flags=(*flags, *count.flags))
        if criterion.unit in ADDABLE:
            count = _less(count, [self._count(code, criterion) for code in partial])
        return self._counted(agency, count, criterion, flags)

    def _by_total(self, agency: Agency, criterion: Criterion, count: Count) -> Judgement:
        """By an imported total: its lists are not asked for, the dossiers only where they tell the numerator."""
        asked = [] if REACHED in count.flags else [name for name in criterion.records if name not in LISTS]
        missing = self._reach.missing(agency.code, criterion, asked)
        if missing == (agency.code,):
            return Judgement(criterion, "not_received", agency.level, flags=count.flags)
        return self._counted(agency, count, criterion, _flags_of_cover(agency.code, missing, ()))

    def _counted(self, agency: Agency, count: Count, criterion: Criterion, flags: tuple[str, ...]) -> Judgement:
        state = self._state(count, criterion)
        given = None
        if state == "measured":
            given = points(Fraction(count.numerator, count.denominator), criterion)
        elif state == "no_cases":
            given = _given(criterion, agency.level)
        flags = (*flags, *count.flags, *_flags_of_emptiness(state, count, criterion), *_flags_of_exclusion(count))
        received = None if state == "not_received" else count
        return Judgement(criterion, state, agency.level, received, given, flags, count.excluded)

    def _state(self, count: Count, criterion: Criterion) -> State:
        if count.denominator:
            return "measured"
        reasons = self._rubric.reasons
        lacks = any(
            number and reasons[reason].is_lack for reason, number in count.excluded.items() if reason in reasons
        )
        is_believed = self._reach.is_complete(count.agency_code, criterion.written.records_if_empty)
        return "no_cases" if is_believed and not lacks else "not_received"

    def _count(self, agency_code: str, criterion: Criterion) -> Count:
        nothing = Count(agency_code, criterion.code, 0, 0, {})
        return self._counts.get((agency_code, criterion.code), nothing)


def _lists(criterion: Criterion) -> list[str]:
    return [name for name in criterion.records if name in LISTS]


def _given(criterion: Criterion, level: str) -> Points | None:
    """The points of the empty rule; None is null, which adds 0 but is not 0."""
    empty = criterion.empty_points(level)
    return None if empty is None else Points(half_up(Fraction(empty)), Fraction(empty))


def _less(count: Count, parts: Iterable[Count]) -> Count:
    """A parent's count without the agencies that sent only lists of overdue or open dossiers: they make no rate."""
    for part in parts:
        excluded = {reason: number - part.excluded.get(reason, 0) for reason, number in count.excluded.items()}
        count = replace(
            count,
            numerator=count.numerator - part.numerator,
            denominator=count.denominator - part.denominator,
            excluded={reason: number for reason, number in excluded.items() if number},
        )
    return count


def _flags_of_cover(agency_code: str, missing: tuple[str, ...], partial: tuple[str, ...]) -> tuple[str, ...]:
    named = tuple(f"missing:{code}" for code in missing if code != agency_code)
    return (*named, "partial_coverage") if partial else named


def _flags_of_emptiness(state: State, count: Count, criterion: Criterion) -> tuple[str, ...]:
    flag = criterion.rule.empty_flag
    return (flag,) if flag and state != "measured" and flag not in count.flags else ()


def _flags_of_exclusion(count: Count) -> tuple[str, ...]:
    return tuple(f"{reason}:{number}" for reason, number in count.excluded.items() if number)
