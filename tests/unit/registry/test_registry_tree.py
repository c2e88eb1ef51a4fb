"""Who counts under whom, and after whom."""

from datetime import date

import pytest

from phucvu.errors import UserError
from phucvu.registry.agency import Agency
from phucvu.registry.tree import AgencyTree, at_level, closure, is_dissolved, official_order

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def above(agencies: list[Agency], code: str, on: date) -> list[str]:
    return [agency.code for agency in AgencyTree(agencies).ancestors(code, on)]


@pytest.mark.parametrize(
    ("code", "on", "line"),
    [
        ("H52", BEFORE, ["H52"]),
        ("H52.67.1", BEFORE, ["H52.67.1", "H52.67", "H52"]),
        ("H52.67.1", AFTER, ["H52.67.1", "H52"]),  # its district is gone: it hangs on the province
        ("H52.67.90", BEFORE, ["H52.67.90", "H52.20", "H52"]),  # a branch counts under its department
        ("H52.67", AFTER, ["H52"]),  # dissolved, two successors: the province still has its dossiers
        ("H52.64", AFTER, ["H52.103", "H52"]),  # dissolved, one successor
        ("H52.68", AFTER, ["H52"]),  # dissolved, none named
        ("H52.103", BEFORE, ["H52"]),  # not there yet
    ],
)
def test_ancestors(cast: list[Agency], code: str, on: date, line: list[str]) -> None:
    assert above(cast, code, on) == line


@pytest.mark.parametrize("on", [BEFORE, AFTER])
def test_closure_holds_every_agency_once_per_ancestor_and_all_under_the_province(cast: list[Agency], on: date) -> None:
    pairs = closure(cast, on)
    assert len(pairs) == len(set(pairs))
    assert {below for below, top in pairs if top == "H52"} == {agency.code for agency in cast}
    valid = {agency.code for agency in cast if agency.is_valid_on(on)}
    assert {top for _, top in pairs} <= valid
    assert {(code, code) for code in valid} <= set(pairs)


def test_children_in_official_order(cast: list[Agency]) -> None:
    tree = AgencyTree(cast)
    assert [child.code for child in tree.children(None, BEFORE)] == ["H52"]
    assert [child.code for child in tree.children("H52.67", BEFORE)] == ["H52.67.1", "H52.67.2", "H52.67.3"]
    after = [child.code for child in tree.children("H52", AFTER)]
    assert after[0] == "H52.20"
    assert after[-1] == "H52.99"
    assert "H52.67" not in after
    assert "H52.67.1" in after


def test_official_order_puts_those_without_a_place_last() -> None:
    a, b, c = (
        Agency(code, code, "department", official_order=n)
        for code, n in (("H52.21", None), ("H52.22", 2), ("H52.23", 1))
    )
    district = Agency("H52.60", "huyện", "district", official_order=1)
    assert official_order([district, a, b, c]) == [c, b, a, district]


def test_a_level_on_a_day(cast: list[Agency]) -> None:
    assert len(at_level(cast, "district", BEFORE)) == 5
    assert at_level(cast, "district", AFTER) == []


def test_successors_are_followed_but_never_chosen_among() -> None:
    agencies = [
        Agency("A01", "a", "commune", valid_to=BEFORE, successors=("A02", "A03")),
        Agency("A02", "b", "commune", valid_to=AFTER, successors=("A04",)),
        Agency("A03", "c", "commune", valid_to=AFTER),
        Agency("A04", "d", "commune"),
    ]
    tree, later = AgencyTree(agencies), date(2026, 1, 1)
    assert [heir.code for heir in tree.successors("A01", AFTER)] == ["A02", "A03"]
    assert [heir.code for heir in tree.successors("A01", later)] == ["A04"]
    assert tree.sole_successor("A01", later) is None  # one of the two vanished: A04 did not take all over
    heir = tree.sole_successor("A02", later)
    assert heir is not None
    assert heir.code == "A04"


def test_successors_in_a_circle_end() -> None:
    agencies = [
        Agency("A01", "a", "commune", valid_to=BEFORE, successors=("A02",)),
        Agency("A02", "b", "commune", valid_to=BEFORE, successors=("A01",)),
    ]
    assert AgencyTree(agencies).sole_successor("A01", AFTER) is None
    assert AgencyTree(agencies).successors("A01", AFTER) == []


def test_superiors_in_a_circle_are_a_sentence() -> None:
    agencies = [Agency("A01", "Phòng Một", "sub_unit", "A02"), Agency("A02", "Phòng Hai", "sub_unit", "A01")]
    with pytest.raises(UserError, match=r"Phòng .* vòng"):
        closure(agencies, AFTER)


def test_the_last_day_still_counts(cast: list[Agency]) -> None:
    district = next(agency for agency in cast if agency.code == "H52.67")
    assert [is_dissolved(district, day) for day in (BEFORE, AFTER)] == [False, True]
