"""The law in words, for the page and for `phucvu explain` alike: one function tells a criterion in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec
import yaml

from phucvu.rubric.law import Criterion
from phucvu.rubric.written import Mark, Rounding, Scope, Strict, Words

Language = Literal["vi", "en"]


class Wording(Strict, frozen=True, kw_only=True):
    """What rubric/words.yaml holds.

    ``meanings``: of the four states; ``without_ratio``: why there is none, and what is given; ``labels``: short words.
    """

    marks: dict[Mark, Words]
    roundings: dict[Rounding, Words]
    scopes: dict[Scope, Words]
    empties: dict[str, Words]
    units: dict[str, Words]
    states: dict[str, Words]
    meanings: dict[str, Words]
    without_ratio: dict[str, Words]
    verdicts: dict[str, Words]
    yes_no: dict[str, Words]
    sections: dict[str, tuple[Words, ...]]
    labels: dict[str, Words]


@dataclass(frozen=True)
class Told:
    """A criterion as it is told to people. ``formula``: how R = numerator / denominator becomes points."""

    code: str
    portal_code: str
    name: Words
    max_points: str
    text: Words
    formula: Words
    numerator: Words
    denominator: Words
    rounding: Words
    valid_from: date
    valid_to: date | None
    days: Words
    source: Words
    mark: Mark
    mark_meaning: Words
    doubts: tuple[Words, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON: words as {vi, en}, days in ISO 8601."""
        return dict(msgspec.to_builtins(self))


@cache
def wording() -> Wording:
    """The words shipped with the law."""
    text = (files("phucvu.rubric") / "words.yaml").read_text("utf8")
    return msgspec.convert(yaml.safe_load(text), Wording)


def told(criterion: Criterion) -> Told:
    """A criterion with the rule in force, in words: the page prints it, explain fills in the numbers."""
    rule = criterion.rule
    return Told(
        code=criterion.code,
        portal_code=criterion.portal_code,
        name=Words(criterion.vi, criterion.en),
        max_points=str(rule.max),
        text=rule.text,
        formula=formula(criterion),
        numerator=criterion.written.numerator,
        denominator=criterion.written.denominator,
        rounding=wording().roundings[rule.rounding],
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        days=days(rule.valid_from, rule.valid_to),
        source=rule.source,
        mark=rule.mark,
        mark_meaning=wording().marks[rule.mark],
        doubts=rule.doubts,
    )


def formula(criterion: Criterion, ratio: Mapping[Language, str] | None = None) -> Words:
    """min(6; R / 0,9 × 6), in each language; ``ratio``: what is written for R, for example 5/6."""

    def in_language(language: Language) -> str:
        most, separator = short(criterion.max_points, language), {"vi": ";", "en": ","}[language]
        divided = "" if criterion.full_at == 1 else f" / {short(criterion.full_at, language)}"
        return f"min({most}{separator} {(ratio or {}).get(language, 'R')}{divided} × {most})"

    return Words(in_language("vi"), in_language("en"))


def say(words: Words, language: Language) -> str:
    """The words of one language."""
    return words.vi if language == "vi" else words.en


def scope_words(criterion: Criterion, level: str) -> Words:
    """By whose counts an agency of a level is scored."""
    return wording().scopes[criterion.scope_at(level)]


def empty_words(criterion: Criterion, level: str) -> Words:
    """What a level gets where there is nothing to count, or where the criterion does not apply."""
    points = criterion.empty_points(level)
    if points is None:
        return wording().empties["none"]
    words = wording().empties["points"]
    return Words(words.vi.format(points=short(points)), words.en.format(points=short(points, "en")))


def days(first: date, last: date | None) -> Words:
    """từ 01/01/2026, or từ 01/08/2022 đến 31/12/2025."""
    begins, ends = wording().labels["from"], wording().labels["to"]
    vi, en = f"{begins.vi} {day(first)}", f"{begins.en} {day(first)}"
    return Words(f"{vi} {ends.vi} {day(last)}", f"{en} {ends.en} {day(last)}") if last else Words(vi, en)


def decimal(number: Decimal, language: Language = "vi") -> str:
    """Decimal("18.13") -> 18,13 (vi) or 18.13 (en); trailing zeros stay."""
    text = f"{number:f}"
    return text.replace(".", ",") if language == "vi" else text


def short(number: Decimal, language: Language = "vi") -> str:
    """Decimal("20.00") -> 20, Decimal("0.80") -> 0,8."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if language == "vi" else text


def day(on: date) -> str:
    return f"{on:%d/%m/%Y}"
