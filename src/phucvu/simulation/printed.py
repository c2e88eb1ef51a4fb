"""The example as committed: the printed letter, the official reading, the unit list and what had to be chosen."""

import csv
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from phucvu.errors import UserError

COLUMNS = ("overdue", "filed_online", "satisfaction", "certified_copies")
NOT_RECEIVED = "(Không có số liệu)"


def number(cell: str) -> Decimal | None:
    """A printed cell ("16,7", "67", "-", "(Không có số liệu)") as a number; None where there is none."""
    try:
        return Decimal(cell.replace(".", "").replace(",", "."))
    except ArithmeticError:
        return None


@dataclass(frozen=True)
class PrintedRow:
    """One line of Appendix 1, cells as printed, by column name (COLUMNS)."""

    agency_code: str
    name: str
    cells: dict[str, str]

    def number(self, column: str) -> Decimal | None:
        return number(self.cells[column])


@dataclass(frozen=True)
class Example:
    """A folder of examples/: everything the simulator and the comparison know about the month."""

    units: list[dict[str, str]]
    rows: dict[str, PrintedRow]
    lines: list[tuple[str, str]]  # (agency_code, printed dossier code) of Appendix 2, repeats included
    reading: dict[str, Decimal]
    choices: dict[str, Any]

    @cached_property
    def codes(self) -> dict[str, list[str]]:
        """Distinct printed dossier codes per agency, in the order of the letter."""
        found: dict[str, dict[str, None]] = {}
        for agency_code, code in self.lines:
            found.setdefault(agency_code, {})[code] = None
        return {agency_code: list(codes) for agency_code, codes in found.items()}

    @cached_property
    def levels(self) -> dict[str, str]:
        return {unit["agency_code"]: unit["level"] for unit in self.units}

    @property
    def as_at(self) -> datetime:
        moment = self.choices["as_at"]
        assert isinstance(moment, datetime)
        return moment

    @property
    def silent(self) -> list[str]:
        return list(self.choices["silent"])


def _table(folder: Path, name: str) -> list[dict[str, str]]:
    try:
        with (folder / name).open(encoding="utf8", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        raise UserError(
            f"Không thấy tệp {name} trong thư mục ví dụ {folder}. Hãy tải lại trọn thư mục examples."
        ) from None


def read_example(folder: Path) -> Example:
    """Read examples/<name>. Raises UserError naming the file that is missing."""
    rows = [
        PrintedRow(row["agency_code"], row["printed_name"], {column: row[column] for column in COLUMNS})
        for row in _table(folder, "appendix1.csv")
    ]
    reading = _table(folder, "official_reading.csv")
    return Example(
        units=_table(folder, "units.csv"),
        rows={row.agency_code: row for row in rows},
        lines=[(line["agency_code"], line["printed_code"]) for line in _table(folder, "appendix2.csv")],
        reading={row["item"]: Decimal(row["value"]) for row in reading},
        choices=yaml.safe_load((folder / "choices.yaml").read_text("utf8")),
    )
