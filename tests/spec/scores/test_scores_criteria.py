"""Every points example of the law (rubric/examples), and that they are complete by construction.

Each rule of each criterion: at nothing, just below, at and above its threshold, with nothing to count, with nothing
received, on both sides of a dated change, at each level."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest
from drawn_scores import Line, judged

from phucvu.rubric import Criterion, load
from phucvu.rubric.examples import PointsLine, examples
from phucvu.rubric.written import CriterionRule

LINES = [Line(code, line) for code, its in examples().items() for line in its.lines]
LAW = load().written
SERIES = {code: one.versions for group in LAW.groups for code, one in group.criteria.items()}


@pytest.mark.parametrize("line", LINES, ids=str)
def test_the_law(line: Line) -> None:
    row = judged(line)
    assert (row.state, row.points) == (line.drawn.state, line.drawn.points)
    assert (row.ratio is not None) == (line.drawn.state == "measured")


def test_every_criterion_has_its_examples() -> None:
    assert list(examples()) == list(load().at(date(2026, 8, 31)).criteria)


@pytest.mark.parametrize(
    ("code", "rule"),
    [(code, rule) for code, versions in SERIES.items() for rule in versions],
    ids=lambda value: value if isinstance(value, str) else str(value.valid_from),
)
def test_every_rule_is_drawn_at_every_level_and_at_both_its_ends(code: str, rule: CriterionRule) -> None:
    assert list(_missing(code, rule)) == []


def _missing(code: str, rule: CriterionRule) -> Iterator[str]:
    """What is not drawn of one rule, by level: while the level is judged, on the first and on the last day."""
    for level, judged_level in LAW.levels.levels.items():
        first = max(rule.valid_from, judged_level.valid_from)
        last = min(rule.valid_to or date.max, judged_level.valid_to or date.max)
        if first > last:
            continue
        lines = [line for line in examples()[code].lines if line.level == level]
        for day in [first, *([last] if last < date.max else [])]:
            on_day = [line for line in lines if line.day == day]
            criterion = load().at(day).criteria[code]
            yield from (f"{level} on {day}: {lack}" for lack in _lacks(on_day, criterion, level))


def _lacks(lines: list[PointsLine], criterion: Criterion, level: str) -> Iterator[str]:
    """The places of a rule's slope that no example of a day and level shows."""
    scope, full_at = criterion.scope_at(level), Fraction(criterion.full_at)
    states = {line.state for line in lines}
    if scope == "not_applicable":
        yield from [] if "not_applicable" in states else ["not_applicable"]
        return
    wanted = {"no_cases", "not_received", "measured"}
    yield from sorted(wanted - states)
    if scope == "own":
        ratios = [
            (Fraction(*line.numbers), Fraction(1, line.numbers[1]))
            for line in lines
            if line.state == "measured" and line.numbers
        ]
        places = {
            "at 0": any(ratio == 0 for ratio, _ in ratios),
            "just below": any(ratio < full_at <= ratio + step for ratio, step in ratios),
            "at full": any(ratio == full_at for ratio, _ in ratios),
            "above": full_at == 1 or any(ratio > full_at for ratio, _ in ratios),
        }
        yield from (place for place, is_drawn in places.items() if not is_drawn)


def test_every_day_of_change_has_an_example_on_each_side() -> None:
    for code, versions in SERIES.items():
        days = {line.day for line in examples()[code].lines}
        for rule in versions:
            if rule.valid_from > min(each.valid_from for each in versions):
                assert {rule.valid_from - timedelta(days=1), rule.valid_from} <= days, code


def test_districts_are_judged_to_the_last_day_of_their_being() -> None:
    """Districts ended on 30/06/2025; the day after, nothing applies to them."""
    states = {(line.day, line.state) for line in examples()["progress.on_time"].lines if line.level == "district"}
    assert (date(2025, 6, 30), "measured") in states
    assert {state for day, state in states if day > date(2025, 6, 30)} == {"not_applicable"}
