"""The law as it is written: the shape of the YAML files of this room. Unknown keys are refused.

Every rule carries its days (``from``, ``to``, both inclusive), its source and a mark: V read in an official text or
data, R rebuilt from official figures, S secondary text, I inferred.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

Mark = Literal["V", "R", "S", "I"]
JudgedLevel = Literal["province", "department", "district", "commune"]
Rounding = Literal["exact_ratio", "percent_first", "once"]
Scope = Literal["own", "inherited", "not_applicable"]
Empty = Literal["max", "zero"] | None
AgencySource = Literal["prefix", "handling", "receiving"]
# What a reading may count otherwise; the indicators know these names (indicators/*.py, records/lifecycle.py).
Option = Literal["written_results", "shares_of_received", "online_with_result", "withdrawn_on_time"]


class Strict(Struct, frozen=True, forbid_unknown_fields=True, rename={"valid_from": "from", "valid_to": "to"}):
    """A piece of the law; a key it does not know is an error."""


class Words(Strict, frozen=True):
    """The same words in Vietnamese and English."""

    vi: str
    en: str


class Dated(Strict, frozen=True, kw_only=True):
    """A rule in force from a day to a day (None: still), with where it was read and how sure we are."""

    valid_from: date
    valid_to: date | None = None
    source: str
    mark: Mark

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Override(Strict, frozen=True, kw_only=True):
    """What another reading says of a criterion in place of its rule; None: the same."""

    full_at: Decimal | None = None
    scope: dict[JudgedLevel, Scope] | None = None


class CriterionRule(Dated, frozen=True, kw_only=True):
    """How one criterion becomes points while the rule holds.

    ``full_at``: the ratio that gives ``max``. ``rounding``: exact_ratio (exact ratio -> points, half-up once),
    percent_first (ratio -> percent with 2 decimals -> points with 2), once (only the group's sum is rounded).
    ``scope``: own counts, inherited from the province, or not applicable, by level. ``empty``: the points where
    there is nothing to count (or the criterion is not applicable): max, zero, or null = none.
    ``by_reading``: what named readings say otherwise.
    """

    max: Decimal
    full_at: Decimal
    rounding: Rounding
    scope: dict[JudgedLevel, Scope]
    empty: dict[JudgedLevel, Empty]
    text: Words
    empty_flag: str | None = None
    by_reading: dict[str, Override] = {}
    doubts: tuple[str, ...] = ()


class WrittenCriterion(Strict, frozen=True, kw_only=True):
    """A criterion: names, what is counted, from which records, and its dated rules.

    ``records`` must be covered for a rate; ``records_if_empty`` too before an empty denominator is believed.
    ``is_portal_code_ours``: the portal shows no code for it; the one given is our own.
    """

    vi: str
    en: str
    portal_code: str
    unit: Literal["dossier", "procedure", "service", "commune", "petition"]
    records: tuple[str, ...]
    numerator: Words
    denominator: Words
    versions: tuple[CriterionRule, ...]
    records_if_empty: tuple[str, ...] = ()
    is_portal_code_ours: bool = False


class GroupRule(Dated, frozen=True, kw_only=True):
    max: Decimal


class WrittenGroup(Strict, frozen=True, kw_only=True):
    """One of the six groups of the index: a file of its own."""

    group: str
    order: int
    vi: str
    en: str
    portal_codes: tuple[str, ...]
    versions: tuple[GroupRule, ...]
    criteria: dict[str, WrittenCriterion]


class ReadingRule(Dated, frozen=True, kw_only=True):
    """``options``: what is counted otherwise; ``changes``: by criterion, what that means, in words."""

    compare: Literal["moment", "day"]
    overdue_after_requests: int | None
    text: Words
    options: tuple[Option, ...] = ()
    changes: dict[str, Words] = {}


class WrittenReading(Strict, frozen=True):
    vi: str
    en: str
    versions: tuple[ReadingRule, ...]


class WrittenReadings(Strict, frozen=True):
    default: str
    readings: dict[str, WrittenReading]


class ScoreClass(Strict, frozen=True):
    """A class of totals: from ``at_least`` points up to the next better class."""

    vi: str
    en: str
    at_least: Decimal


class ClassesRule(Dated, frozen=True, kw_only=True):
    classes: tuple[ScoreClass, ...]


class WrittenClasses(Strict, frozen=True):
    versions: tuple[ClassesRule, ...]


class Charging(Dated, frozen=True, kw_only=True):
    """Which agency is charged with a dossier: the first of ``order`` that is known."""

    name: str
    order: tuple[AgencySource, ...]
    text: Words


class WrittenCharging(Strict, frozen=True):
    versions: tuple[Charging, ...]


class LimitRule(Dated, frozen=True, kw_only=True):
    amount: int
    unit: Literal["working_day", "working_hour"]


class WrittenLimit(Strict, frozen=True):
    vi: str
    en: str
    versions: tuple[LimitRule, ...]


class WrittenLimits(Strict, frozen=True):
    limits: dict[str, WrittenLimit]


class JudgedLevelRule(Dated, frozen=True, kw_only=True):
    """A level of agencies, by whose rules it is judged, and while it is."""

    vi: str
    en: str
    judged_as: JudgedLevel


class WrittenLevels(Strict, frozen=True):
    levels: dict[str, JudgedLevelRule]


class Reason(Strict, frozen=True):
    """Why records are left out of a rate; ``is_lack``: because the source lacks something, not because of the law."""

    vi: str
    en: str
    is_lack: bool


class WrittenReasons(Strict, frozen=True):
    reasons: dict[str, Reason]


class WrittenLaw(Strict, frozen=True, kw_only=True):
    """Everything that is written, of all days."""

    groups: tuple[WrittenGroup, ...]
    readings: WrittenReadings
    classes: WrittenClasses
    charging: WrittenCharging
    limits: WrittenLimits
    levels: WrittenLevels
    reasons: WrittenReasons

    def series(self) -> Iterator[tuple[str, Sequence[Dated]]]:
        """The rules of each thing, through time."""
        for group in self.groups:
            yield group.group, group.versions
            for code, criterion in group.criteria.items():
                yield code, criterion.versions
        for name, reading in self.readings.readings.items():
            yield name, reading.versions
        for name, limit in self.limits.limits.items():
            yield name, limit.versions
        yield "classes", self.classes.versions
        yield "charging", self.charging.versions
