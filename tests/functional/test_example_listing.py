"""What is listed behind a number is what was counted: every criterion, at the province, a department and a district."""

import pytest

from phucvu.main.dossiers import rows_of
from phucvu.main.figures import Figures, open_figures
from phucvu.main.question import Question

from .conftest import Demo

# The denominator of synchronised dossiers and both numbers of certified copies are reported, not rows.
REPORTED = {"disclosure.synchronised", "digitization.certified_copy"}


@pytest.fixture(scope="module")
def figures(demo: Demo) -> Figures:
    return open_figures(Question(demo.folder / "messages" / "workspace", "2023-05", as_at="2023-05-31T16:30"))


@pytest.mark.parametrize("agency", ["H52", "H52.16", "H52.67"])
def test_lists_have_as_many_rows_as_the_numbers_say(figures: Figures, agency: str) -> None:
    rows = [row for row in figures.rows if row.agency_code == agency and row.criterion and row.numerator is not None]
    assert len(rows) > 12
    for row in rows:
        if row.criterion not in REPORTED:
            counted = rows_of(figures, str(row.criterion), "counted", agency)
            succeeded = sum(each["state"] == "succeeded" for each in counted)
            assert (succeeded, len(counted)) == (row.numerator, row.denominator), row.criterion
            if agency == "H52":  # the list of one state is that part of the list of both
                assert len(rows_of(figures, row.criterion, "succeeded", agency)) == succeeded, row.criterion
