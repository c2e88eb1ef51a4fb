"""The solver meets every printed figure exactly, or says which one it cannot."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from phucvu.simulation.arithmetic import Rules, half_up, one_decimal, percent
from phucvu.simulation.printed import Example, PrintedRow
from phucvu.simulation.province import solve
from phucvu.simulation.solver import UnitCounts, UnsolvableError, solve_unit
from phucvu.simulation.son_la import Month

RULES = Rules.on(date(2023, 5, 31))


def row(overdue: str = "0", filed: str = "50", satisfaction: str = "100") -> PrintedRow:
    cells = {"overdue": overdue, "filed_online": filed, "satisfaction": satisfaction, "certified_copies": "0"}
    return PrintedRow("H52.1", "Huyện Vẽ", cells)


@pytest.mark.parametrize(("value", "whole"), [("1/2", 1), ("3/2", 2), ("149/100", 1), ("0", 0), ("7", 7)])
def test_halves_go_up(value: str, whole: int) -> None:
    assert half_up(Fraction(value)) == whole


def test_figures_are_printed_with_one_decimal() -> None:
    assert percent(Fraction(1, 6)) == Decimal("16.7")
    assert percent(Fraction(9995, 10000)) == Decimal("100.0")
    assert [one_decimal(cents) for cents in (664, 665, 670)] == [Decimal("6.6"), Decimal("6.7"), Decimal("6.7")]


def test_a_department_without_petitions_has_a_third_and_a_district_the_whole() -> None:
    assert percent(RULES.satisfaction("department", 90, 100)) == Decimal("33.3")
    assert percent(RULES.satisfaction("district", 90, 100)) == Decimal("100.0")
    assert percent(RULES.satisfaction("department", 0, 100)) == 0


@pytest.mark.parametrize(("population", "printed"), [(2411, "99.9"), (2412, "100.0")])
def test_243_overdue_print_100_from_2412_dossiers_on(population: int, printed: str) -> None:
    assert percent(RULES.satisfaction("district", population - 243, population)) == Decimal(printed)


def test_a_unit_grows_until_its_overdue_dossiers_allow_the_printed_satisfaction() -> None:
    counts = solve_unit(RULES, row(overdue="243"), "district", UnitCounts("H52.1", 2300, 0, overdue=243))
    assert counts.population >= 2412
    assert counts.disliked == 0


def test_dislikes_appear_only_where_overdue_does_not_explain() -> None:
    explained = solve_unit(
        RULES, row(overdue="25", satisfaction="94,4"), "district", UnitCounts("H52.1", 100, 0, overdue=25)
    )
    unexplained = solve_unit(RULES, row(satisfaction="94,4"), "district", UnitCounts("H52.1", 100, 0))
    assert (explained.disliked, unexplained.disliked) == (0, 25)


def test_what_cannot_be_printed_is_named() -> None:
    with pytest.raises(UnsolvableError, match="nộp trực tuyến của Huyện Vẽ là 101,0 %"):
        solve_unit(RULES, row(filed="101,0"), "district", UnitCounts("H52.1", 10, 0))
    with pytest.raises(UnsolvableError, match="hài lòng của Huyện Vẽ là 30 %"):
        solve_unit(RULES, row(satisfaction="30"), "district", UnitCounts("H52.1", 10, 0))


def test_every_unit_prints_as_the_letter_does(example: Example, month: Month) -> None:
    assert len(month.plan.units) == 29
    for code, unit in month.plan.units.items():
        assert unit.overdue == len(example.codes.get(code, []))
        if unit.received:
            satisfied = unit.population - unit.overdue - unit.disliked
            share = RULES.satisfaction(example.levels[code], satisfied, unit.population)
            assert percent(share) == example.rows[code].number("satisfaction")
            assert percent(Fraction(unit.online, unit.received)) == example.rows[code].number("filed_online")


def test_the_province_has_the_official_points(example: Example, month: Month) -> None:
    plan = month.plan
    assert Decimal(plan.cents()) / 100 == example.reading["total"]
    for group in ("online", "payment", "digitization"):
        assert one_decimal(plan.cents(group)) == example.reading[group]


def test_no_part_hangs_on_a_disputed_rounding(month: Month) -> None:
    assert all(part.is_plain for part in month.plan.parts.values())
    assert len(month.plan.parts) == 21


def test_another_total_is_solved_anew_and_an_impossible_one_refused(example: Example) -> None:
    other = replace(example, reading=example.reading | {"total": Decimal("53.17")})
    assert solve(other).cents() == 5317
    with pytest.raises(UnsolvableError, match="khép nhóm"):
        solve(replace(example, reading=example.reading | {"total": Decimal(99)}))
