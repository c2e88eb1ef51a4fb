"""Agencies: who is scored, under whom, from when to when."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["province", "department", "district", "commune", "sub_unit", "vertical"]


@dataclass(frozen=True)
class Agency:
    """One agency as in the unit list (danh mục đơn vị). Codes are in the normal form (H52.67)."""

    code: str
    name: str
    level: Level
    parent_code: str | None = None
    short_name: str | None = None
    printed_code: str | None = None
    aliases: tuple[str, ...] = ()
    official_order: int | None = None
    unit_group: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    is_code_made_up: bool = False

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
