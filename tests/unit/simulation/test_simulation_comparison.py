"""Beside the printed letter: its own faults are named, anything else is unexpected."""

from collections import Counter
from pathlib import Path

import pytest

from phucvu.simulation.comparison import ComparedCell, compare_with_letter
from phucvu.simulation.printed import COLUMNS, Example

EMPTY = ("H52.X10", "H52.X16", "H52.X17")
BOARD = "H52.X18"


@pytest.fixture()
def cells(example: Example) -> dict[tuple[str, str], str]:
    """The letter as it should have been."""
    right = {(code, column): row.cells[column] for code, row in example.rows.items() for column in COLUMNS}
    right |= {(code, "filed_online"): "(Không phát sinh)" for code in EMPTY}
    right |= {(BOARD, column): "(Không có số liệu)" for column in ("filed_online", "satisfaction")}
    return right | {("H52.62", "overdue"): "12", ("H52.67", "overdue"): "243", ("H52.68", "overdue"): "29"}


def by_verdict(rows: list[ComparedCell]) -> Counter[str]:
    return Counter(row.verdict for row in rows)


def test_the_expected_differences_are_four_counts_and_five_cells(
    folder: Path, cells: dict[tuple[str, str], str]
) -> None:
    rows = compare_with_letter(folder, cells)
    assert by_verdict(rows) == {"equal": 112, "expected": 9}
    expected = [row for row in rows if row.verdict == "expected"]
    assert {(row.agency_code, row.column) for row in expected} == {
        *((code, "overdue") for code in ("H52.62", "H52.67", "H52.68", "")),
        *((code, "filed_online") for code in (*EMPTY, BOARD)),
        (BOARD, "satisfaction"),
    }
    assert all(row.reason for row in expected)
    total = next(row for row in rows if row.name == "Tổng cộng")
    assert (total.ours, total.printed) == ("375", "379")


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (("H52.67", "overdue"), "242"),
        (("H52.X10", "filed_online"), "(Không có số liệu)"),
        (("H52.X01", "satisfaction"), "23,3"),
        (("H52.X02", "overdue"), "0"),
        (("H52.X01", "certified_copies"), "0"),
        ((BOARD, "satisfaction"), "(Không phát sinh)"),
        (("H52.69", "overdue"), ""),
    ],
)
def test_anything_else_is_unexpected(
    folder: Path, cells: dict[tuple[str, str], str], place: tuple[str, str], text: str
) -> None:
    rows = compare_with_letter(folder, cells | {place: text})
    found = [row for row in rows if row.verdict == "unexpected" and row.agency_code]
    assert [(row.agency_code, row.column) for row in found] == [place]


def test_a_cell_left_out_is_unexpected(folder: Path) -> None:
    assert by_verdict(compare_with_letter(folder, {}))["unexpected"] == 121


def test_numbers_are_compared_as_numbers(folder: Path, cells: dict[tuple[str, str], str]) -> None:
    rows = compare_with_letter(folder, cells | {("H52.67", "filed_online"): "83,0"})
    assert by_verdict(rows)["unexpected"] == 0


def test_the_provinces_points_are_compared_when_given(folder: Path, cells: dict[tuple[str, str], str]) -> None:
    points = {
        ("H52", "total"): "53,63",
        ("H52", "online"): "6,7",
        ("H52", "payment"): "4,0",
        ("H52", "digitization"): "5,5",
    }
    rows = compare_with_letter(folder, cells | points)
    assert [row.verdict for row in rows if row.agency_code == "H52"] == ["equal", "equal", "equal", "unexpected"]
