"""All official figures at hand, where the folder with them lies beside the checkout; skipped elsewhere."""

from collections import Counter
from pathlib import Path

import pytest

from phucvu.main.replay import Result, replay

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "portal"
EXCEPTIONS = {("H55", "disclosure", "8.10", "8.11"), ("H56", "disclosure", "8.49", "8.48")}

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the official figures are not beside the checkout")


@pytest.fixture(scope="module")
def everything() -> Result:
    return replay(sorted(FOLDER.glob("*.csv")))


def test_all_but_the_known_exceptions_are_equal(everything: Result) -> None:
    assert everything.closing == "1470 of 1472 equal"
    assert everything.unexplained == 0
    named = everything.document["exceptions"]
    assert {(row["agency_code"], row["group"], row["official"], row["ours"]) for row in named} == EXCEPTIONS


def test_how_many_of_each_file_are_compared(everything: Result) -> None:
    assert Counter(each.figure.file for each in everything.compared) == {
        "metrics_2026-10-10.csv": 24 * 15,
        "groups_2026-10-10.csv": 24 * 5,
        "progress_2026-10-10.csv": 24,
        "metrics_phu_tho_2026-08.csv": 43 * 17,
        "progress_phu_tho_2026-08.csv": 141,
        "payment_units.csv": 90,
        "online_units.csv": 6,
    }


def test_what_is_left_out_and_why(everything: Result) -> None:
    assert Counter((each.figure.file, each.lack) for each in everything.left_out) == {
        ("groups_2026-10-10.csv", "no_counts"): 24 * 2,
        ("payment_2026-10-10.csv", "no_counts"): 24,
        ("online_units.csv", "no_counts"): 407,
        ("ranks_2026-10-10.csv", "no_maximum"): 24,
    }


def test_the_order_and_the_company_of_files_change_nothing(everything: Result) -> None:
    backwards = replay(sorted(FOLDER.glob("*.csv"), reverse=True))
    assert backwards.closing == everything.closing
    alone = [replay([path]) for path in sorted(FOLDER.glob("*.csv"))]
    # Alone, the group file has no counts: only its totals can be added up.
    assert sum(len(each.compared) for each in alone) == 1472 - 24 * 4
    assert sum(each.unexplained for each in alone) == 0
