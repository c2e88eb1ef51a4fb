"""The committed tables are the letter's: its sums, its repeats, its units."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from phucvu.errors import UserError
from phucvu.registry.codes import parse_dossier_code, unit_code
from phucvu.registry.unit_rows import agencies_from_rows
from phucvu.simulation.printed import Example, number, read_example


@pytest.mark.parametrize(
    ("cell", "value"),
    [("16,7", "16.7"), ("67", "67"), ("0", "0"), ("1.234,5", "1234.5"), ("-", None), ("(Không có số liệu)", None)],
)
def test_cells_are_read_as_printed(cell: str, value: str | None) -> None:
    assert number(cell) == (None if value is None else Decimal(value))


def test_appendix_two_has_379_lines_and_375_codes(example: Example) -> None:
    lines = Counter(code for _, code in example.lines)
    assert (len(example.lines), len(lines)) == (379, 375)
    assert {code for code, times in lines.items() if times > 1} == {
        "000.00.62.H52-230504-0062",
        "000.00.67.H52-230516-0273",
        "000.00.68.H52-230509-0024",
        "000.00.68.H52-230509-0012",
    }


def test_appendix_one_counts_the_lines_of_appendix_two(example: Example) -> None:
    lines = Counter(agency_code for agency_code, _ in example.lines)
    assert len(example.rows) == 30
    for agency_code, row in example.rows.items():
        assert (row.number("overdue") or 0) == lines[agency_code], row.name


def test_every_code_belongs_to_the_unit_it_stands_under(example: Example) -> None:
    for agency_code, code in example.lines:
        parsed = parse_dossier_code(code)
        assert parsed and parsed.prefix_code == agency_code


def test_units_are_a_valid_unit_list_in_the_letters_order(example: Example) -> None:
    agencies = agencies_from_rows(example.units)
    assert [each.code for each in agencies[1:]] == list(example.rows)
    made_up = {each.code for each in agencies if each.is_code_made_up}
    assert made_up == {each.code for each in agencies if ".X" in each.code}
    assert len(agencies) - len(made_up) - 1 == 13  # units whose code the letter shows
    assert all(unit_code(each.code) == each.code for each in agencies)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"appendix1\.csv"):
        read_example(tmp_path)
