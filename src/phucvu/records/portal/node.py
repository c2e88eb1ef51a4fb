"""One element of an answer of the portal: a unit, or one of its metrics. Its fields, read with care."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NoReturn

import msgspec

from phucvu.records.portal.figure import Numbers
from phucvu.records.portal.line import MOST_DECIMALS, MOST_DIGITS, pair_of
from phucvu.records.portal.remarks import Remarks, printable


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One service; the keys are told in services.yaml."""

    vi: str
    group: str | None = None
    layout: str | None = None
    children_show: Literal["counts", "scores"] = "counts"


class Services(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    services: dict[str, Service]
    names: dict[str, tuple[str, ...]]
    known: tuple[str, ...]
    aside: tuple[str, ...]
    under: str
    asked: tuple[str, ...]


@cache
def services() -> Services:
    """The file services.yaml of this room."""
    return msgspec.yaml.decode((files("phucvu.records.portal") / "services.yaml").read_bytes(), type=Services)


class UnreadableError(Exception):
    """A value that is not what it should be; the element is left out, and it has been said why."""


@dataclass(frozen=True)
class Node:
    """``fields`` of one element; ``row`` is its place in its list from 1; ``place`` tells where it stands."""

    file: str
    row: int
    place: str
    fields: Mapping[str, Any]
    remarks: Remarks

    def has(self, name: str) -> bool:
        """Whether the field is there, under one of its spellings; null is there too."""
        return self.spelled(name) in self.fields

    def spelled(self, name: str) -> str:
        """The field as this answer spells it."""
        spellings = services().names.get(name, (name,))
        there = [each for each in spellings if each in self.fields]
        told = (each for each in there if self.fields[each] is not None)
        return next(told, (there or spellings)[0])

    def _at(self, name: str) -> str:
        return f"{self.place}.{self.spelled(name)}"

    def value(self, name: str) -> Any:
        return self.fields.get(self.spelled(name))

    def text(self, name: str) -> str | None:
        value = self.value(name)
        return None if value is None or isinstance(value, dict | list) else printable(value) or None

    def count(self, name: str) -> int | None:
        """A whole number, not below 0. Raises UnreadableError."""
        number = self._number(name, r"\d+")
        if number is not None and (number < 0 or number != int(number)):
            self.fail(name, f"“{number}” không phải số đếm")
        return None if number is None else int(number)

    def points(self, name: str) -> Decimal | None:
        """Points, exactly as written. Raises UnreadableError."""
        number = self._number(name, r"\d+([.,]\d+)?")
        if number is not None and number < 0:
            self.fail(name, f"“{number}” không phải số điểm")
        return number

    def pair(self, columns: tuple[str, str]) -> Numbers | None:
        """Numerator and denominator; None where any part of them is null or missing. Raises UnreadableError."""
        return pair_of(columns, self.count)

    def fail(self, name: str, words: str) -> NoReturn:
        """Say what is wrong and give the element up."""
        self.remarks.say(
            "portal_unreadable", self.file, f"{self.place}.{self.spelled(name)}", words, self.row, lost=True
        )
        raise UnreadableError

    def expect(self, *names: str) -> None:
        """Fields that should be there."""
        for name in names:
            if not self.has(name):
                self.remarks.missing(self.file, self.place, self.spelled(name))

    def children(self, name: str) -> "Iterator[Node]":
        """The elements of a list in this one. What is no element is said."""
        value = self.value(name)
        yield from elements(self.file, f"{self.place}.{name}", value, self.remarks)

    def _number(self, name: str, written: str) -> Decimal | None:
        value = self.value(name)
        if value is None:
            return None
        if isinstance(value, bool | dict | list):
            self.fail(name, "không phải số")
        number = Decimal(self._of_text(name, value, written) if isinstance(value, str) else value)
        if not _is_plausible(number):
            self.fail(name, f"“{str(value)[:40]}” không phải số dùng được")
        if isinstance(value, str):
            place = f"{self.place}.{self.spelled(name)}"
            self.remarks.once("portal_number_as_text", self.file, name, place, f"“{value}”", self.row)
        return number

    def _of_text(self, name: str, text: str, written: str) -> str:
        """A number that came as text. A count written 184.513 may be a hundred thousand: it is not guessed at."""
        if not re.fullmatch(written, text.strip(), re.ASCII):
            self.fail(name, f"“{text[:40]}” không phải số")
        return text.strip().replace(",", ".")


def _is_plausible(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent  # a letter where it is not finite
    return isinstance(exponent, int) and number.adjusted() < MOST_DIGITS and exponent >= -MOST_DECIMALS


def elements(file: str, place: str, value: Any, remarks: Remarks) -> Iterator[Node]:
    """The nodes of a list; null is an empty one, anything else is said to be none."""
    if value is None:
        return
    if not isinstance(value, list):
        remarks.say("portal_unreadable", file, place, "không phải danh sách", lost=True)
        return
    for number, each in enumerate(value, 1):
        at = f"{place}[{number}]"
        if isinstance(each, dict):
            yield Node(file, number, at, each, remarks)
        else:
            remarks.say("portal_unreadable", file, at, "không phải một đơn vị hay chỉ tiêu", number, lost=True)
