"""A few published rows of every layout: what is equal, left out, or known to differ."""

from collections import Counter
from pathlib import Path

import pytest

from phucvu.main.replay import Result, lines, replay, sentences

FILES = sorted((Path(__file__).parent / "published").glob("*.csv"))


@pytest.fixture(scope="module")
def published() -> Result:
    return replay(FILES)


def test_every_layout_is_here(published: Result) -> None:
    layouts = {each.figure.layout for each in (*published.compared, *published.left_out)}
    assert layouts == {"metrics", "groups", "progress", "payment", "online", "ranks"}


def test_all_are_equal_but_one_known_exception(published: Result) -> None:
    assert published.closing == "129 of 130 equal"
    assert published.unexplained == 0
    (row,) = published.document["exceptions"]
    assert (row["agency_code"], row["group"], row["official"], row["ours"]) == ("H55", "disclosure", "8.10", "8.11")
    assert any("H55" in sentence and "8,10" in sentence for sentence in sentences(published))


def test_null_points_are_rebuilt_as_null(published: Result) -> None:
    nulls = [each for each in published.compared if each.official is None]
    assert nulls
    assert all(each.ours is None and each.is_equal for each in nulls)


def test_scores_without_counts_are_left_out_and_said(published: Result) -> None:
    left_out = Counter((row["file"], row["reason"]) for row in published.document["no_counts"])
    assert left_out == {
        ("groups_2026-10-10.csv", "no_counts"): 6,
        ("online_units.csv", "no_counts"): 4,
        ("payment_2026-10-10.csv", "no_counts"): 3,
        ("ranks_2026-10-10.csv", "no_maximum"): 3,
    }


def test_payment_without_one_count_gives_the_other_parts(published: Result) -> None:
    row = next(row for row in published.document["no_counts"] if row["file"] == "payment_2026-10-10.csv")
    assert row["missing"] == ["payment.integrated"]
    assert [(part["criterion"], part["ours"]) for part in row["parts"]] == [
        ("payment.dossiers", "5.09"),
        ("payment.procedures", "0.98"),
    ]
    assert any("payment.integrated" in sentence for sentence in sentences(published))
    assert sum("một phần" in line["note"] for line in lines(published)) == 6


def test_a_total_is_the_sum_of_the_groups_beside_it(published: Result) -> None:
    totals = [each for each in published.compared if each.group == "total"]
    assert [(each.figure.agency_code, each.basis, each.is_equal) for each in totals] == [
        (code, "published_groups", True) for code in ("H49", "H55", "H52")
    ]


def test_the_order_of_the_files_changes_nothing(published: Result) -> None:
    assert replay(FILES[::-1]).closing == published.closing
    assert replay([*FILES, *FILES]).closing == published.closing
