"""Certified copies in a letter: months add up, nothing reported is 0, a report without its number is not received."""

from collections.abc import Callable
from pathlib import Path

from phucvu.main.edition_input import edition_input
from phucvu.main.figures import open_figures
from phucvu.main.question import Question
from phucvu.publications.profile import load

from .conftest import Ran

REPORTS = """agency_code,period,copies_count,communes_count,communes_giving_count
H52.67,2023-04,3,10,5
H52.67,2023-05,4,10,6
"""


def copies(office: Path, period: str) -> dict[str, tuple[object, str]]:
    figures = open_figures(Question(office, period, as_at="2023-05-31T16:30"))
    values = edition_input(figures, load("vpubnd")).unit_values
    return {each.agency_code: (each.value, each.state) for each in values if each.item == "certified_copies"}


def test_months_add_up_and_silence_is_told_apart(office: Path, run: Callable[..., Ran], tmp_path: Path) -> None:
    assert copies(office, "2023-05")["H52.67"] == (None, "not_received")
    file = tmp_path / "copies.csv"
    file.write_text(REPORTS, "utf8")
    assert run("import", file).code == 0
    month, quarter = copies(office, "2023-05"), copies(office, "2023-Q2")
    assert (month["H52.67"], quarter["H52.67"]) == ((4, "measured"), (7, "measured"))
    assert month["H52.68"] == (0, "measured")  # covered, and nothing to report
    assert month["H52.16"] == (None, "not_applicable")
    file.write_text(REPORTS + "H52.68,2023-05,,8,1\n", "utf8")
    assert run("import", file).code == 0
    assert copies(office, "2023-05")["H52.68"] == (None, "not_received")  # the number is missing, not 0
