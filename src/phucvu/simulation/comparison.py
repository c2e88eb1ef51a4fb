"""Our Appendix 1 beside the printed letter, cell by cell: equal, a difference the letter explains, or unexpected."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal, NamedTuple

from phucvu.scores.row import PRINTED
from phucvu.simulation.printed import COLUMNS, Example, number, read_example

Verdict = Literal["equal", "expected", "unexpected"]
HEADINGS = {
    "overdue": "Hồ sơ quá hạn",
    "filed_online": "Tỷ lệ nộp trực tuyến (%)",
    "satisfaction": "Mức độ hài lòng (%)",
    "certified_copies": "Chứng thực điện tử",
    "total": "Tổng điểm",
    "online": "Dịch vụ công trực tuyến",
    "payment": "Thanh toán trực tuyến",
    "digitization": "Số hóa hồ sơ",
}
REPEATS = "công văn đếm dòng, có mã lặp lại: {lines} dòng, {codes} mã"
NOTHING = "công văn in 0 ở nơi không phát sinh hồ sơ"
SILENT = "công văn in 0 ở nơi không có số liệu"


@dataclass(frozen=True)
class ComparedCell:
    """One cell: ours and theirs as printed, and why they may differ (Vietnamese, empty when equal)."""

    agency_code: str
    name: str
    column: str
    heading: str
    ours: str
    printed: str
    verdict: Verdict
    reason: str = ""


class Place(NamedTuple):
    """Where a cell stands."""

    agency_code: str
    name: str
    column: str


def compare_with_letter(example_dir: Path, cells: Mapping[tuple[str, str], str]) -> list[ComparedCell]:
    """Compare our printed texts with the letter's.

    ``cells``: (agency_code, column) -> text as we print it, for the 30 units and the columns overdue, filed_online,
    satisfaction, certified_copies; a cell left out is an unexpected difference. Added at the end: the sum of the
    overdue dossiers, and those of total, online, payment, digitization given for the province's own code.
    """
    example = read_example(example_dir)
    rows = [
        _compared(
            example, Place(agency_code, row.name, column), cells.get((agency_code, column), ""), row.cells[column]
        )
        for agency_code, row in example.rows.items()
        for column in COLUMNS
    ]
    return [*rows, _sum(example, rows), *_points(example, cells)]


def _written(value: Decimal) -> str:
    return str(value).replace(".", ",")


def _same(ours: str, printed: str) -> bool:
    """Equal as numbers ("67" is 67,0) or as texts."""
    mine, theirs = number(ours), number(printed)
    return mine == theirs if mine is not None and theirs is not None else ours == printed


def _compared(example: Example, place: Place, ours: str, printed: str) -> ComparedCell:
    if _same(ours, printed):
        return ComparedCell(*place, HEADINGS[place.column], ours, printed, "equal")
    reason = _reason(example, place.agency_code, place.column, ours, printed)
    return ComparedCell(*place, HEADINGS[place.column], ours, printed, "expected" if reason else "unexpected", reason)


def _reason(example: Example, agency_code: str, column: str, ours: str, printed: str) -> str:
    """Why the letter's own faults explain the difference; empty when they do not."""
    if column == "overdue":
        lines = sum(code == agency_code for code, _ in example.lines)
        codes = len(example.codes.get(agency_code, []))
        explained = number(ours) == codes and number(printed) == lines
        return REPEATS.format(lines=lines, codes=codes) if explained else ""
    if number(printed) != 0:
        return ""
    if agency_code in example.silent and ours == PRINTED["not_received"]:
        return SILENT
    has_dossiers = example.choices["sizes"].get(agency_code, {}).get("received")
    return NOTHING if column == "filed_online" and ours == PRINTED["no_cases"] and not has_dossiers else ""


def _sum(example: Example, rows: list[ComparedCell]) -> ComparedCell:
    overdue = [row for row in rows if row.column == "overdue"]
    ours = sum((number(row.ours) or Decimal(0) for row in overdue), Decimal(0))
    printed = sum((number(row.printed) or Decimal(0) for row in overdue), Decimal(0))
    explained = (int(ours), int(printed)) == (sum(map(len, example.codes.values())), len(example.lines))
    verdict: Verdict = "equal" if ours == printed else "expected" if explained else "unexpected"
    reason = REPEATS.format(lines=printed, codes=ours) if verdict == "expected" else ""
    return ComparedCell("", "Tổng cộng", "overdue", HEADINGS["overdue"], str(ours), str(printed), verdict, reason)


def _points(example: Example, cells: Mapping[tuple[str, str], str]) -> list[ComparedCell]:
    province = next(unit for unit in example.units if unit["level"] == "province")
    code = province["agency_code"]
    return [
        _compared(example, Place(code, province["name"], item), cells[code, item], _written(example.reading[item]))
        for item in ("total", "online", "payment", "digitization")
        if (code, item) in cells
    ]
