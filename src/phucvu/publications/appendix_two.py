"""Phụ lục II: overdue dossiers per unit, settled late (A) and open (B), each code once, in order."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Literal

from phucvu.errors import UserError
from phucvu.publications.appendix_one import OVERDUE, AppendixOne
from phucvu.publications.inputs import OverdueLine
from phucvu.publications.profile import AppendixTwo as Setting
from phucvu.publications.units import UNDECIDED, UNDECIDED_CODE, Charge, Group
from phucvu.publications.wording import file_name
from phucvu.registry.agency import Agency

Form = Literal["full", "columns", "summary"]
PARTS = {
    ("A", None): "A. Đã giải quyết xong, trễ hạn",
    ("B", True): "B1. Đang giải quyết, quá hạn mới trong kỳ",
    ("B", False): "B2. Đang giải quyết, quá hạn từ kỳ trước chuyển sang",
    ("B", None): "B. Đang giải quyết, đã quá hạn",
}


@dataclass(frozen=True)
class UnitLines:
    """One unit's lines, sorted by part, new before carried over, then code. ``number`` counts units with lines."""

    number: int
    agency_code: str
    name: str
    lines: tuple[OverdueLine, ...]

    @property
    def file_name(self) -> str:
        """Name of the unit's own list."""
        return f"{file_name(self.agency_code or self.name)}.xlsx"

    @property
    def parts(self) -> dict[str, list[OverdueLine]]:
        """Heading of the part -> its lines, in order."""
        parts: dict[str, list[OverdueLine]] = {}
        for line in self.lines:
            parts.setdefault(part_words(line), []).append(line)
        return parts

    def count(self, part: str) -> int:
        return sum(line.part == part for line in self.lines)

    def count_open(self, is_new: bool | None) -> int:
        """Open lines that are new (True), carried over (False) or of unknown age (None)."""
        return sum(line.part == "B" and line.is_new is is_new for line in self.lines)


@dataclass(frozen=True)
class AppendixTwo:
    """``groups``: name of the group -> units with lines."""

    form: Form
    groups: dict[str, list[UnitLines]]

    @property
    def units(self) -> list[UnitLines]:
        return [unit for units in self.groups.values() for unit in units]

    @property
    def total(self) -> int:
        return sum(len(unit.lines) for unit in self.units)


def part_words(line: OverdueLine) -> str:
    return PARTS["A", None] if line.part == "A" else PARTS["B", line.is_new]


def _order(line: OverdueLine) -> tuple[str, bool, str]:
    return line.part, line.is_new is False, line.dossier_code


def distinct(lines: list[OverdueLine]) -> tuple[list[OverdueLine], list[str]]:
    """Each dossier once (the first line wins), and the codes that came again."""
    kept: dict[str, OverdueLine] = {}
    for line in lines:
        kept.setdefault(line.dossier_code, line)
    again = Counter(line.dossier_code for line in lines)
    return list(kept.values()), sorted(code for code, times in again.items() if times > 1)


def by_unit(lines: list[OverdueLine], charge: Charge) -> dict[str, list[OverdueLine]]:
    """Lines of each listed unit in printed order; those nobody answers for under UNDECIDED_CODE."""
    found: defaultdict[str, list[OverdueLine]] = defaultdict(list)
    for line in sorted(lines, key=_order):
        found[charge.unit(line.agency_code)].append(line)
    return dict(found)


def proposed_form(count: int, setting: Setting) -> Form:
    """The form asked for, else by length: full, codes in columns, summary."""
    if setting.form != "auto":
        return setting.form
    if count > setting.summary_above:
        return "summary"
    return "columns" if count > setting.columns_above else "full"


def appendix_two(groups: list[Group], lines: dict[str, list[OverdueLine]], setting: Setting) -> AppendixTwo:
    """Units that have overdue dossiers, numbered within their group, in the order of Phụ lục I."""
    tables = {group.name: _units(group.units, lines) for group in groups}
    if lines.get(UNDECIDED_CODE):
        tables[UNDECIDED] = _units((Agency(UNDECIDED_CODE, UNDECIDED, "sub_unit"),), lines)
    count = sum(len(unit.lines) for units in tables.values() for unit in units)
    return AppendixTwo(proposed_form(count, setting), {name: units for name, units in tables.items() if units})


def _units(units: tuple[Agency, ...], lines: dict[str, list[OverdueLine]]) -> list[UnitLines]:
    with_lines = [unit for unit in units if lines.get(unit.code)]
    return [UnitLines(i, unit.code, unit.name, tuple(lines[unit.code])) for i, unit in enumerate(with_lines, 1)]


def check_agreement(first: AppendixOne, second: AppendixTwo) -> None:
    """Every unit's overdue count in Phụ lục I is the number of its lines in II. Raises UserError naming the units."""
    if OVERDUE not in {column.key for column in first.columns}:
        return
    lines = {unit.agency_code: len(unit.lines) for unit in second.units}
    counts = dict(zip((row.agency_code for row in first.rows), first.column(OVERDUE), strict=True))
    wrong = [
        f"{row.name}: Phụ lục I ghi {counts[row.agency_code].text}, Phụ lục II có {lines.get(row.agency_code, 0)} hồ sơ"
        for row in first.rows
        if (counts[row.agency_code].value or 0) != lines.get(row.agency_code, 0)
    ]
    if wrong:
        raise UserError("Hai phụ lục không khớp nhau. " + "; ".join(wrong) + ". Kiểm tra nguồn của cột hồ sơ quá hạn.")
