"""Gains and losses by example: the same agencies scored twice."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from phucvu.scores.comparing import compare
from phucvu.scores.row import ScoreRow


def total(agency: str, points: str | None, group: str = "total", criterion: str | None = None) -> ScoreRow:
    return ScoreRow(
        period="2026-08",
        as_at=datetime(2026, 8, 31),
        known_at="1",
        reading="portal",
        rubric_version="1",
        agency_code=agency,
        agency_name=agency,
        level="commune",
        group=group,
        criterion=criterion,
        numerator=None,
        denominator=None,
        ratio=None,
        points=None if points is None else Decimal(points),
        max_points=Decimal(100),
        state="measured" if points else "not_received",
    )


def test_who_gains_and_who_loses_with_places() -> None:
    before = [total("A", "80.00"), total("B", "70.00"), total("C", "60.00"), total("D", None)]
    after = [total("A", "75.00"), total("B", "78.00"), total("C", "60.00"), total("D", None)]
    found = compare(before, after)
    assert (found.gained, found.lost, found.same) == (1, 1, 2)
    assert [(each.row.agency_code, each.difference, each.place_before, each.place_after) for each in found.changes] == [
        ("A", Decimal("-5.00"), 1, 2),
        ("B", Decimal("8.00"), 2, 1),
    ]


def test_totals_first_then_groups_then_criteria() -> None:
    parts = [("total", None), ("progress", None), ("progress", "progress.on_time")]
    before = [total("A", "10.00", group, criterion) for group, criterion in parts]
    found = compare(before, [replace(row, points=Decimal("9.00")) for row in before])
    assert [(each.row.group, each.row.criterion) for each in found.changes] == parts


def test_a_score_that_only_one_law_has() -> None:
    new = total("A", "3.00", "progress", "progress.new")
    (appeared,) = compare([], [new]).changes
    assert (appeared.before, appeared.difference) == (None, None)
    (gone,) = compare([new], []).changes
    assert (gone.after, gone.row) == (None, new)


def test_null_is_a_change_and_no_difference() -> None:
    (change,) = compare([total("A", "3.00")], [total("A", None)]).changes
    assert (change.difference, change.place_after) == (None, None)
    assert compare([total("A", None)], [total("A", None)]).changes == []


def test_a_total_that_only_one_law_gives_neither_gains_nor_stays() -> None:
    """Districts are not judged once dissolved: their points vanish, which is no loss of so many points."""
    before = [total("A", "64.30"), total("B", None), total("C", None), total("D", "5.00")]
    after = [total("A", None), total("B", "2.00"), total("C", None), total("D", "5.00")]
    found = compare(before, after)
    assert (found.gained, found.lost, found.same, found.one_sided) == (0, 0, 2, 2)


def test_places_are_among_all_when_one_is_asked_about() -> None:
    before = [total("A", "80.00"), total("B", "70.00"), total("C", "60.00")]
    after = [total("A", "65.00"), total("B", "70.00"), total("C", "60.00")]
    found = compare(before, after, keep=lambda row: row.agency_code == "B")
    assert (found.gained, found.lost, found.same) == (0, 0, 1)
    (change,) = found.changes  # equal points, a better place
    assert (change.difference, change.place_before, change.place_after) == (Decimal("0.00"), 2, 1)


def test_equal_points_from_other_counts_are_a_change() -> None:
    row = total("A", "20.00", "progress", "progress.on_time")
    counts = [replace(row, numerator=number, denominator=number) for number in (5, 7)]
    (change,) = compare(counts[:1], counts[1:]).changes
    assert change.difference == 0
