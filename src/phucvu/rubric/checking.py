"""What must hold of the law as written: days neither overlap nor leave gaps, maxima add up, every level has a rule."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

from phucvu.rubric.written import CriterionRule, Dated, GroupRule, JudgedLevel, WrittenLaw

TOTAL = Decimal(100)


class LawError(ValueError):
    """The law as written contradicts itself: a fault of the product's data, not of a user."""


def check(law: WrittenLaw) -> None:
    """Raises LawError naming every contradiction."""
    faults = list(_faults(law))
    if faults:
        raise LawError("; ".join(faults))


def _faults(law: WrittenLaw) -> Iterator[str]:
    for name, versions in law.series():
        yield from _fault_of_days(name, versions)
    for group in law.groups:
        for code, criterion in group.criteria.items():
            if not code.startswith(f"{group.group}."):
                yield f"{code} stands in group {group.group}"
            for rule in criterion.versions:
                yield from _faults_of_rule(code, rule)
    for day in _days_of_change(law):
        yield from _faults_of_sums(law, day)
    yield from _faults_of_readings(law)
    if law.readings.default not in law.readings.readings:
        yield f"no reading {law.readings.default}"


def _fault_of_days(name: str, versions: Sequence[Dated]) -> Iterator[str]:
    """Rules of one thing follow each other without gap or overlap, the last one open."""
    ordered = sorted(versions, key=lambda rule: rule.valid_from)
    if not ordered:
        yield f"{name}: no rule"
    for rule, following in zip(ordered, [*ordered[1:], None], strict=True):
        if following is None:
            if rule.valid_to is not None:
                yield f"{name}: no rule after {rule.valid_to}"
        elif rule.valid_to is None or rule.valid_to >= following.valid_from:
            yield f"{name}: two rules on {following.valid_from}"
        elif rule.valid_to + timedelta(days=1) < following.valid_from:
            yield f"{name}: no rule on {rule.valid_to + timedelta(days=1)}"


def _faults_of_rule(code: str, rule: CriterionRule) -> Iterator[str]:
    levels = set(get_args(JudgedLevel))
    if set(rule.scope) != levels or set(rule.empty) != levels:
        yield f"{code}: scope and empty must name every level"
    if not 0 < rule.full_at <= 1:
        yield f"{code}: full_at {rule.full_at}"
    if rule.max <= 0:
        yield f"{code}: max {rule.max}"
    if rule.scope.get("province") == "inherited":
        yield f"{code}: a province inherits from nobody"


def _faults_of_readings(law: WrittenLaw) -> Iterator[str]:
    """Readings speak of criteria that are there, and criteria of readings that are."""
    criteria = {code: criterion for group in law.groups for code, criterion in group.criteria.items()}
    for name, reading in law.readings.readings.items():
        changed = {code for rule in reading.versions for code in rule.changes}
        yield from (f"reading {name} changes {code}" for code in sorted(changed - set(criteria)))
    for code, criterion in criteria.items():
        for rule in criterion.versions:
            for name, override in rule.by_reading.items():
                if name not in law.readings.readings:
                    yield f"{code}: no reading {name}"
                if override.full_at is not None and not 0 < override.full_at <= 1:
                    yield f"{code}: full_at {override.full_at} under {name}"
                if (override.scope or {}).get("province") == "inherited":
                    yield f"{code}: a province inherits from nobody, nor under {name}"


def _days_of_change(law: WrittenLaw) -> list[date]:
    return sorted({rule.valid_from for _, versions in law.series() for rule in versions})


def _faults_of_sums(law: WrittenLaw, day: date) -> Iterator[str]:
    maxima = [(group, _max_on(group.versions, day)) for group in law.groups]
    for group, maximum in maxima:
        parts = sum(_max_on(criterion.versions, day) for criterion in group.criteria.values())
        if parts != maximum:
            yield f"{group.group} on {day}: criteria give {parts}, the group {maximum}"
    if sum(maximum for _, maximum in maxima) != TOTAL:
        yield f"groups on {day} do not give {TOTAL}"


def _max_on(versions: Sequence[GroupRule | CriterionRule], day: date) -> Decimal:
    return sum((rule.max for rule in versions if rule.holds_on(day)), Decimal(0))
