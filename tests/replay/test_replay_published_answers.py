"""Answers as they are saved, beside the tables they came from: bare bodies, a browser's log, folders of the fetcher.

The files hold official figures of September and October 2026 in the shapes of the seven services; ids and addresses in
them are made up. `units_*` hold the single rows of official_criteria.csv and official_groups.csv.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from phucvu.main.replay import Result, replay

HERE = Path(__file__).parent
ANSWERS = HERE / "published_answers"
TABLES = sorted((HERE / "published").glob("*.csv"))
SINGLE = sorted(ANSWERS.glob("units_*"))
SAME = [path for path in sorted(ANSWERS.iterdir()) if path not in SINGLE]
Outcome = Counter[tuple[object, ...]]


@pytest.fixture(scope="module")
def from_answers() -> Result:
    return replay(SAME)


@pytest.fixture(scope="module")
def from_tables() -> Result:
    return replay(TABLES)


def compared(result: Result) -> Outcome:
    """The answers have no criterion ON_TIME (it is the group's one count) and name a procedure by its id."""
    found = (each for each in result.compared if each.figure.item != "ON_TIME")
    return Counter(
        (
            *(each.figure.agency_code, each.figure.period, each.figure.scope == "all", each.group, each.criterion),
            *(each.official, each.ours),
        )
        for each in found
    )


def test_they_give_what_the_tables_give(from_answers: Result, from_tables: Result) -> None:
    assert compared(from_answers) == compared(from_tables)
    assert from_answers.closing == "126 of 127 equal"
    assert from_answers.unexplained == 0
    assert [row["agency_code"] for row in from_answers.document["exceptions"]] == ["H55"]


def test_they_leave_out_what_the_tables_leave_out(from_answers: Result, from_tables: Result) -> None:
    """Places are no part of any answer."""
    tables = [each for each in from_tables.left_out if each.figure.layout != "ranks"]
    assert Counter(each.lack for each in from_answers.left_out) == Counter(each.lack for each in tables)


def test_each_form_tells_when_it_was_read(from_answers: Result) -> None:
    """A bare body by the day in its name, whose last second counts; a log and an index by the request."""
    moments = {each.figure.file: str(each.figure.read_at) for each in from_answers.compared}
    assert moments["transparency_2026-10-10.json"] == "2026-10-10 23:59:59"
    assert moments["transparency.json"] == "2026-09-26 09:00:00"
    assert moments["online_payment.har"] == "2026-10-02 09:30:00"


def test_only_the_pictures_of_the_page_are_remarked(from_answers: Result) -> None:
    assert [each.kind for each in from_answers.remarks] == ["portal_other_request"]


def test_single_rows_of_many_units_are_all_equal() -> None:
    with (HERE / "official_criteria.csv").open(encoding="utf8", newline="") as criteria:
        number = len(list(csv.DictReader(criteria)))
    with (HERE / "official_groups.csv").open(encoding="utf8", newline="") as groups:
        number += sum(row["group"] in ("payment", "online") for row in csv.DictReader(groups))
    result = replay(SINGLE)
    assert result.closing == f"{number} of {number} equal"
    assert result.remarks == []


def test_tables_and_answers_together_are_as_good_as_apart(from_answers: Result, from_tables: Result) -> None:
    together = replay([*TABLES, *SAME])
    assert len(together.compared) >= len(from_answers.compared) + len(from_tables.compared)
    assert together.unexplained == 0
