"""Days that are not what their weekday says: public holidays, days in lieu, swapped days, local closings."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from phucvu.errors import UserError

Kind = Literal["holiday", "in_lieu", "swapped_off", "swapped_work", "closed", "open"]
Evidence = Literal["official", "inferred", "local"]
WORKED: frozenset[str] = frozenset({"swapped_work", "open"})
LOCAL_KINDS: dict[str, Kind] = {"nghỉ": "closed", "làm việc": "open", "closed": "closed", "open": "open"}
FIRST_YEAR, LAST_YEAR = 1901, 2099  # what the lunar tables of the holidays library span


@dataclass(frozen=True)
class DayMark:
    """Why a day is off, or worked although it would be off. ``name`` is Vietnamese, for the reader of a dossier."""

    on: date
    kind: Kind
    name: str
    evidence: Evidence

    @property
    def is_worked(self) -> bool:
        return self.kind in WORKED


@cache
def announced() -> dict[int, dict[date, DayMark]]:
    """By year, the days the Government announced (data/holidays.csv, 2022–2026)."""
    text = (files("phucvu.registry") / "data" / "holidays.csv").read_text("utf8")
    years: dict[int, dict[date, DayMark]] = {}
    for row in csv.DictReader(text.splitlines()):
        on = date.fromisoformat(row["on"])
        kind: Kind = row["kind"]  # type: ignore[assignment]
        years.setdefault(on.year, {})[on] = DayMark(on, kind, row["name"], "official")
    return years


@cache
def marks_of_year(year: int) -> dict[date, DayMark]:
    """The marks of one year: announced where we hold them, else those the holidays library works out (inferred)."""
    if year in announced():
        return announced()[year]
    return _inferred(year) if FIRST_YEAR <= year <= LAST_YEAR else {}


def _inferred(year: int) -> dict[date, DayMark]:
    import holidays

    table = holidays.country_holidays("VN", years=year, language="vi")
    marks = {on: DayMark(on, "holiday", name, "inferred") for on, name in table.items() if on.year == year}
    for on in table.weekend_workdays:
        if on.year == year:
            marks[on] = DayMark(on, "swapped_work", "Làm bù", "inferred")
    return marks


def read_local_days(path: Path) -> list[DayMark]:
    """Local closings and opening days from the office's own CSV: ngày, loại (nghỉ | làm việc), lý do.

    Lines that start with # are remarks. Raises UserError naming file and line.
    """
    if not path.is_file():
        raise UserError(f"Không thấy tệp ngày nghỉ của địa phương: {path}.")
    return list(_local_marks(path))


def _local_marks(path: Path) -> Iterator[DayMark]:
    lines = path.read_text("utf-8-sig").splitlines()
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in next(csv.reader([line]), [])]
        if not any(cells) or line.lstrip().startswith("#") or cells[0].lower() == "ngày":
            continue
        yield _local_mark(cells, f"{path.name}, dòng {number}")


def _local_mark(cells: list[str], place: str) -> DayMark:
    on_text, kind_text, name = [*cells, "", ""][:3]
    try:
        on = datetime.strptime(on_text, "%d/%m/%Y").date()
    except ValueError:
        raise UserError(f"{place}: “{on_text}” không phải là ngày dạng 31/12/2026.") from None
    if kind_text.lower() not in LOCAL_KINDS:
        raise UserError(f"{place}: cột loại phải ghi “nghỉ” hoặc “làm việc”, không phải “{kind_text}”.")
    return DayMark(on, LOCAL_KINDS[kind_text.lower()], name or "Theo quy định của địa phương", "local")
