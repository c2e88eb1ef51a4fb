"""Dossiers that may make a difference between our count and the portal's: only what fits it exactly is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

from phucvu.indicators.listing import code_of
from phucvu.insights.reconcile import Counts

Row = Mapping[str, Any]


class Trait(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One trait of traits.yaml."""

    vi: str
    test: Literal["missing", "false", "differs_from", "later_same_day"]
    column: str
    other: str | None = None

    def holds(self, row: Row) -> bool:
        """Whether a listed row has the trait; a row without the column has none."""
        if self.column not in row:
            return False
        value, other = row[self.column], row.get(self.other or "")
        match self.test:
            case "missing":
                return value is None
            case "false":
                return not value
            case "differs_from":
                return value is not None and other is not None and _day(value) != _day(other)
            case _:
                return value is not None and other is not None and _day(value) == _day(other) and value > other


def _day(value: Any) -> Any:
    """Days are compared with the days of moments."""
    return value.date() if isinstance(value, datetime) else value


@dataclass(frozen=True)
class Evidence:
    """Rows of ours, ``count`` of them, that fit a difference exactly. ``trait``: its name, or a reason of exclusion."""

    trait: str
    words: str
    codes: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.codes)


@cache
def traits() -> dict[str, Trait]:
    """The file traits.yaml of this room."""
    return msgspec.yaml.decode((files("phucvu.insights") / "traits.yaml").read_bytes(), type=dict[str, Trait])


def evidence(
    own: Counts, portal: Counts, counted: Sequence[Row], excluded: Sequence[Row], reasons: Mapping[str, str]
) -> list[Evidence]:
    """What fits the difference of two counts exactly, denominator and numerator.

    ``counted``, ``excluded``: our rows as lake.listing gives them (with codes); ``reasons``: words of exclusions.
    """
    more = own[1] - portal[1]
    if more > 0:
        return list(_only_ours(own, portal, counted))
    if more < 0:
        return list(_left_out(own, portal, excluded, reasons))
    state = "succeeded" if own[0] > portal[0] else "failed"
    rows = [row for row in counted if row["state"] == state]
    return [each for each in _with_traits(rows) if each.count == abs(own[0] - portal[0])]


def _only_ours(own: Counts, portal: Counts, counted: Sequence[Row]) -> Iterator[Evidence]:
    """Without these rows our count would be the portal's."""
    succeeded = {code_of(row) for row in counted if row["state"] == "succeeded"}
    for each in _with_traits(counted):
        without = own[0] - len(succeeded & set(each.codes)), own[1] - each.count
        if without == portal:
            yield each


def _left_out(own: Counts, portal: Counts, excluded: Sequence[Row], reasons: Mapping[str, str]) -> Iterator[Evidence]:
    """As many rows as the portal counts more, that we left out for one reason; what it makes of them is not known."""
    for reason, words in reasons.items():
        codes = tuple(code_of(row) for row in excluded if row["reason"] == reason)
        if len(codes) == portal[1] - own[1] and 0 <= portal[0] - own[0] <= len(codes):
            yield Evidence(reason, f"ta để ngoài vì {words}", codes)


def _with_traits(rows: Sequence[Row]) -> Iterator[Evidence]:
    for name, trait in traits().items():
        codes = tuple(code_of(row) for row in rows if trait.holds(row))
        if codes:
            yield Evidence(name, trait.vi, codes)
