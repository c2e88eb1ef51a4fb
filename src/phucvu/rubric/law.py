"""The law in force on a day: groups, criteria, readings, classes, charging and limits as others use them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

import msgspec
from msgspec.structs import replace as replace_rule

from phucvu.errors import UserError
from phucvu.rubric.written import (
    Charging,
    CriterionRule,
    Dated,
    GroupRule,
    JudgedLevelRule,
    LimitRule,
    Mark,
    ReadingRule,
    Reason,
    Rounding,
    Scope,
    ScoreClass,
    Words,
    WrittenCriterion,
    WrittenGroup,
    WrittenLaw,
)

ANY = TypeVar("ANY", bound=Dated)


@dataclass(frozen=True)
class Criterion:
    """A criterion with the rule in force. Levels not scored on that day are not applicable to every criterion."""

    code: str
    group: str
    written: WrittenCriterion
    rule: CriterionRule
    levels: dict[str, JudgedLevelRule]

    @property
    def vi(self) -> str:
        return self.written.vi

    @property
    def en(self) -> str:
        return self.written.en

    @property
    def portal_code(self) -> str:
        return self.written.portal_code

    @property
    def records(self) -> tuple[str, ...]:
        """Record types whose coverage the criterion needs."""
        return self.written.records

    @property
    def unit(self) -> str:
        return self.written.unit

    @property
    def max_points(self) -> Decimal:
        return self.rule.max

    @property
    def full_at(self) -> Decimal:
        return self.rule.full_at

    @property
    def rounding(self) -> Rounding:
        return self.rule.rounding

    @property
    def source(self) -> Words:
        return self.rule.source

    @property
    def mark(self) -> Mark:
        return self.rule.mark

    @property
    def text(self) -> Words:
        return self.rule.text

    def scope_at(self, level: str) -> Scope:
        judged = self.levels.get(level)
        return self.rule.scope[judged.judged_as] if judged else "not_applicable"

    def empty_points(self, level: str) -> Decimal | None:
        """Points where there is nothing to count, or the criterion does not apply; None is null, not 0."""
        judged = self.levels.get(level)
        empty = self.rule.empty[judged.judged_as] if judged else None
        return {"max": self.rule.max, "zero": Decimal(0), None: None}[empty]


@dataclass(frozen=True)
class Group:
    """One of the six groups, its criteria in order."""

    code: str
    written: WrittenGroup
    rule: GroupRule
    criteria: tuple[Criterion, ...]

    @property
    def vi(self) -> str:
        return self.written.vi

    @property
    def en(self) -> str:
        return self.written.en

    @property
    def portal_codes(self) -> tuple[str, ...]:
        return self.written.portal_codes

    @property
    def max_points(self) -> Decimal:
        return self.rule.max


@dataclass(frozen=True)
class Reading:
    """A named reading of the law (with the fields records.lifecycle needs), and its words."""

    name: str
    vi: str
    en: str
    rule: ReadingRule

    @property
    def compare(self) -> str:
        return self.rule.compare

    @property
    def overdue_after_requests(self) -> int | None:
        return self.rule.overdue_after_requests

    @property
    def options(self) -> frozenset[str]:
        """What is counted otherwise under this reading."""
        return frozenset(self.rule.options)


@dataclass(frozen=True)
class Rubric:
    """The law in force on ``day``. ``rules``: every dated rule that holds, for the version."""

    day: date
    groups: tuple[Group, ...]
    readings: dict[str, Reading]
    default_reading: str
    classes: tuple[ScoreClass, ...]
    charging: Charging
    limits: dict[str, LimitRule]
    levels: dict[str, JudgedLevelRule]
    reasons: dict[str, Reason]
    rules: tuple[Dated, ...]

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        return {criterion.code: criterion for group in self.groups for criterion in group.criteria}

    @cached_property
    def version(self) -> str:
        """Day of the youngest rule in force and a hash of all rules in force: 2026-01-01.1f2e3d4c5b."""
        content = [group.written.group for group in self.groups], list(self.criteria), self.rules, self.reasons
        digest = sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
        return f"{max(rule.valid_from for rule in self.rules)}.{digest[:10]}"

    def find_criterion(self, code: str) -> Criterion | None:
        """By our code or the portal's; None where there is none."""
        return next((each for each in self.criteria.values() if code in (each.code, each.portal_code)), None)

    def find_group(self, code: str) -> Group | None:
        """By our code or one of the portal's; None where there is none."""
        return next((each for each in self.groups if code in (each.code, *each.portal_codes)), None)

    def criterion(self, code: str) -> Criterion:
        """By our code or the portal's. Raises UserError when there is none."""
        found = self.find_criterion(code)
        if found is None:
            raise UserError(f"Không có tiêu chí “{code}”. Các tiêu chí: {', '.join(self.criteria)}.")
        return found

    def group(self, code: str) -> Group:
        """By our code or one of the portal's. Raises UserError when there is none."""
        found = self.find_group(code)
        if found is None:
            raise UserError(f"Không có nhóm “{code}”. Các nhóm: {', '.join(group.code for group in self.groups)}.")
        return found

    def under(self, reading: str) -> "Rubric":
        """The rubric with its criteria as a named reading has them; its version stays, since it holds them all."""
        groups = (replace(group, criteria=tuple(map(_under(reading), group.criteria))) for group in self.groups)
        return replace(self, groups=tuple(groups))

    def reading(self, name: str | None) -> Reading:
        """The named reading, or the default. Raises UserError when there is none of that name."""
        chosen = self.readings.get(name or self.default_reading)
        if chosen is None:
            raise UserError(f"Không có cách hiểu “{name}”. Hãy chọn một trong: {', '.join(self.readings)}.")
        return chosen


@dataclass(frozen=True)
class Law:
    """The law of all days."""

    written: WrittenLaw

    def at(self, day: date) -> Rubric:
        """The law in force on a day (for a period: the last day seen). Raises UserError before the index began."""
        written = self.written
        levels = {name: level for name, level in written.levels.levels.items() if level.holds_on(day)}
        groups = tuple(_group(group, levels, day) for group in written.groups)
        readings = {
            name: Reading(name, reading.vi, reading.en, _in_force(reading.versions, day))
            for name, reading in written.readings.readings.items()
        }
        limits = {name: _in_force(limit.versions, day) for name, limit in written.limits.limits.items()}
        return Rubric(
            day=day,
            groups=groups,
            readings=readings,
            default_reading=written.readings.default,
            classes=_in_force(written.classes.versions, day).classes,
            charging=_in_force(written.charging.versions, day),
            limits=limits,
            levels=levels,
            reasons=written.reasons.reasons,
            rules=(*(_in_force(versions, day) for _, versions in written.series()), *levels.values()),
        )


def _under(reading: str) -> Callable[[Criterion], Criterion]:
    def changed(criterion: Criterion) -> Criterion:
        override, rule = criterion.rule.by_reading.get(reading), criterion.rule
        if override is None:
            return criterion
        scope = rule.scope | (override.scope or {})
        return replace(criterion, rule=replace_rule(rule, full_at=override.full_at or rule.full_at, scope=scope))

    return changed


def _in_force(versions: Sequence[ANY], day: date) -> ANY:
    for rule in versions:
        if rule.holds_on(day):
            return rule
    raise UserError(
        f"Bộ chỉ số chưa có quy định cho ngày {day:%d/%m/%Y}; sớm nhất là "
        f"{min(rule.valid_from for rule in versions):%d/%m/%Y}."
    )


def _group(written: WrittenGroup, levels: dict[str, JudgedLevelRule], day: date) -> Group:
    criteria = tuple(
        Criterion(code, written.group, criterion, _in_force(criterion.versions, day), levels)
        for code, criterion in written.criteria.items()
    )
    return Group(written.group, written, _in_force(written.versions, day), criteria)
