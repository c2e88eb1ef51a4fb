"""Provinces before and after the merger of 01/07/2025 (63 to 34), and ministries, by code.

Evidence marks how sure a code is: ``verified`` in official figures, ``seen`` in documents, ``unverified`` a
list nobody official confirmed, ``inferred`` worked out. A code that is not verified must never decide alone.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Province:
    """A province over a span of days (open ends are None); ``successor_code`` is who goes on after ``valid_to``.

    ``kind`` is "tỉnh" or "thành phố"; the portal changes it from time to time, so match by code, never by name.
    """

    code: str
    kind: str
    name: str
    evidence: str
    valid_from: date | None = None
    valid_to: date | None = None
    successor_code: str | None = None

    @property
    def full_name(self) -> str:
        """tỉnh Sơn La, thành phố Huế."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Ministry:
    """A ministry or body of that rank, by the first group of its codes."""

    code: str
    name: str
    evidence: str


def _table(name: str) -> list[dict[str, str]]:
    text = (files("phucvu.registry") / "data" / name).read_text("utf8")
    return list(csv.DictReader(text.splitlines()))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _province(row: dict[str, str]) -> Province:
    return Province(
        code=row["code"],
        kind=row["kind"],
        name=row["name"],
        evidence=row["evidence"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        successor_code=row["successor_code"] or None,
    )


@cache
def provinces() -> tuple[Province, ...]:
    """All spans of all provinces, in the order of their codes and of time."""
    return tuple(_province(row) for row in _table("provinces.csv"))


@cache
def ministries() -> dict[str, Ministry]:
    """Ministries by code (G01…)."""
    return {row["code"]: Ministry(**row) for row in _table("ministries.csv")}


@cache
def province_on(code: str, day: date) -> Province | None:
    """The province that answers for ``code`` on that day: itself, or its successor after a merger.

    A merged province's code lives on in dossiers made before; Hà Giang's H22 gives Tuyên Quang since 01/07/2025.
    None when no province ever had the code.
    """
    spans = [province for province in provinces() if province.code == code]
    for province in spans:
        if province.valid_to is None or day <= province.valid_to:
            return province
    return province_on(spans[-1].successor_code or "", day) if spans else None


def provinces_on(day: date) -> list[Province]:
    """The provinces there are on that day, by code: 63 until 30/06/2025, 34 since."""
    living = {province.code: province_on(province.code, day) for province in provinces()}
    return [province for code, province in living.items() if province and province.code == code]
