"""What headings mean: the vocabulary of headings.yaml, compared without case, diacritics and punctuation."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from phucvu.records.words import folded

SEPARATOR = " / "  # between the parts of a heading of several merged rows
_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Meaning:
    """What a heading means. ``column``: canonical column, None when it is left out on purpose (``because``)."""

    column: str | None
    is_fallback: bool = False
    because: str | None = None


@dataclass(frozen=True)
class Report:
    """A kind of table that is no list of dossiers; ``needs``: a column it must have, too."""

    kind: str
    headings: frozenset[str]
    at_least: int
    vi: str
    remedy: str
    needs: str | None = None


@cache
def words() -> dict[str, Any]:
    """headings.yaml as it stands."""
    read: dict[str, Any] = yaml.safe_load((files("phucvu.records.lists") / "headings.yaml").read_text("utf8"))
    return read


@lru_cache(maxsize=10_000)
def keys(heading: str) -> tuple[str, ...]:
    """The forms a heading is looked up by: whole, without brackets, its last part."""
    last = heading.rsplit(SEPARATOR, 1)[-1]
    forms = (heading, _BRACKETS.sub(" ", heading), last, _BRACKETS.sub(" ", last))
    return tuple(dict.fromkeys(key for form in forms if (key := folded(form))))


def meaning(heading: str) -> Meaning | None:
    """The meaning of a heading of a list of dossiers; None when nobody taught it."""
    known = _meanings()
    return next((known[key] for key in keys(heading) if key in known), None)


@cache
def _meanings() -> dict[str, Meaning]:
    known: dict[str, Meaning] = {}
    for column, spec in words()["columns"].items():
        known |= {folded(text): Meaning(column, True) for text in spec.get("fallbacks", ())}
        known |= {folded(text): Meaning(column) for text in spec["headings"]}
    for spec in words()["left_out"]:
        known |= {folded(str(text)): Meaning(None, False, spec["because"]) for text in spec["headings"]}
    return {key: value for key, value in known.items() if key}


def unit_meaning(heading: str) -> Meaning | None:
    """The meaning of a heading of a unit table: agency_code, agency_name or an item of official_reading."""
    known = _unit_meanings()
    return next((known[key] for key in keys(heading) if key in known), None)


@cache
def _unit_meanings() -> dict[str, Meaning]:
    units = words()["units"]
    lists = {"agency_code": units["agency_code"], "agency_name": units["agency_name"], **units["items"]}
    known = {folded(text): Meaning(column) for column, texts in lists.items() for text in texts}
    return known | {folded(text): Meaning(None) for text in units["left_out"]}


def is_known(heading: str) -> bool:
    """Whether any kind of table has this heading."""
    return bool(meaning(heading) or unit_meaning(heading) or folded(heading) in _report_headings())


@cache
def reports() -> tuple[Report, ...]:
    return tuple(
        Report(
            spec["kind"],
            frozenset(map(folded, spec["headings"])),
            spec["at_least"],
            spec["vi"],
            spec["remedy"],
            spec.get("with"),
        )
        for spec in words()["reports"]
    )


@cache
def _report_headings() -> frozenset[str]:
    return frozenset().union(*(report.headings for report in reports()))


def report_of(headings: Iterable[str], columns: Iterable[str | None]) -> Report | None:
    """The report these headings make, if any; ``columns``: what they mean in a list of dossiers."""
    present, found = {folded(heading) for heading in headings}, set(columns)
    return next(
        (
            report
            for report in reports()
            if len(report.headings & present) >= report.at_least and (report.needs is None or report.needs in found)
        ),
        None,
    )


def system_of(headings: Iterable[str]) -> dict[str, Any] | None:
    """The one-stop system known by these headings, when it uses one of them in its own way."""
    present = {folded(heading) for heading in headings}
    return next((spec for spec in words()["systems"] if set(map(folded, spec["when"])) <= present), None)
