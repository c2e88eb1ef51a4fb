"""Readings of one period, drawn by hand: what is read together, what holds, what changed."""

from datetime import datetime
from decimal import Decimal

import pytest

from phucvu.insights.reading_history import Shown, changes, holding, readings


def moment(text: str) -> datetime:
    """ "26 10:05": a day of September 2026 and an hour."""
    return datetime.fromisoformat(f"2026-09-{text}")


def shown(agency: str, at: str, points: str = "10", item: str = "progress", by: str = "first") -> Shown:
    level = "department" if "." in agency else "province"
    return Shown(agency, "", level, item, Decimal(points), Decimal(20), None, None, (), moment(at), (by,))


def test_answers_of_one_import_and_day_are_one_reading_however_long_it_took() -> None:
    found = readings([shown("H44", "26 10:00"), shown("H52", "26 10:40"), shown("H44", "26 15:00", by="second")])
    assert [(each.begun_at.hour, each.read_at.minute, len(each.figures)) for each in found] == [(10, 40, 2), (15, 0, 1)]


def test_imports_that_share_a_moment_are_one_reading() -> None:
    assert len(readings([shown("H44", "26 10:00"), shown("H44", "26 10:00", item="payment", by="second")])) == 1


def test_a_file_with_two_days_holds_two_readings() -> None:
    assert len(readings([shown("H44", "26 10:00"), shown("H44", "28 10:00")])) == 2


def test_the_order_of_figures_does_not_matter() -> None:
    drawn = [shown("H44", "26 10:00"), shown("H44", "28 10:00", by="second"), shown("H52", "26 10:10")]
    assert [each.read_at for each in readings(drawn)] == [each.read_at for each in readings(reversed(drawn))]


@pytest.mark.parametrize(
    ("later", "holds"),
    [
        # The list of units is read again without H44.02: it is gone.
        ([("H44.01", "progress"), ("H44.03", "progress")], {"H44.01", "H44.03"}),
        # One unit alone is read again: that says nothing of the others.
        ([("H44.01", "progress")], {"H44.01", "H44.02"}),
        # Another list is read: the first still stands.
        ([("H44.01", "payment"), ("H44.03", "payment")], {"H44.01", "H44.02"}),
        # Provinces are another list than units.
        ([("H44", "progress"), ("H52", "progress")], {"H44.01", "H44.02", "H44", "H52"}),
    ],
)
def test_a_figure_is_gone_only_when_its_list_was_read_without_it(later: list[tuple[str, str]], holds: set[str]) -> None:
    first = [shown("H44.01", "26 10:00"), shown("H44.02", "26 10:00")]
    second = [shown(agency, "28 10:00", item=item, by="second") for agency, item in later]
    held = holding(readings([*first, *second]))
    assert {agency for agency, item in held if item == "progress"} == holds


def test_changes_are_named_and_figures_only_new_to_us_are_counted() -> None:
    first = [shown("H44.01", "26 10:00"), shown("H44.02", "26 10:00"), shown("H44.04", "26 10:00")]
    second = [
        shown("H44.01", "28 10:00", "10.5", by="second"),
        shown("H44.03", "28 10:00", by="second"),
        shown("H44.04", "28 10:00", by="second"),
        shown("H44.01", "28 10:00", item="payment", by="second"),
    ]
    known = readings([*first, *second])
    found, only_new = changes(known[:1], known)
    assert {(each.kind, each.shown.agency_code, each.difference) for each in found} == {
        ("changed", "H44.01", Decimal("0.5")),
        ("gone", "H44.02", None),
        ("appeared", "H44.03", None),
    }
    assert only_new == 1


def test_null_is_not_zero() -> None:
    nothing = Shown(
        "H44", "", "province", "progress", None, Decimal(20), None, None, (), moment("26 10:00"), ("first",)
    )
    known = readings([nothing, shown("H44", "28 10:00", "0", by="second")])
    ((change,), _) = changes(known[:1], known)
    assert (change.kind, change.difference) == ("changed", None)
