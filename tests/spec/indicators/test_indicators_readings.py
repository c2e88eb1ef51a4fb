"""Other named readings by example: what the text says where the portal counts otherwise, and what some systems do."""

from collections.abc import Callable

import pytest
from drawn import PROVINCE

from phucvu.indicators.indicator import Count
from phucvu.rubric import load

Judged = Callable[..., None]
PORTAL, TEXT = {"reading": "portal"}, {"reading": "text"}
PROCEDURES = """
procedure_code | result_in_writing
P              | yes
ORAL           | no
UNSAID         |
"""


def by_both(judged: Judged, criterion: str, table: str, **more: str) -> None:
    """A table with two last columns: the verdict by the portal's reading, and by the text."""
    lines = [line.rsplit("|", maxsplit=2) for line in table.strip().splitlines()]
    for at, clocks in ((1, PORTAL), (2, TEXT)):
        drawn = "\n".join(f"{line[0]}|{'verdict' if not number else line[at]}" for number, line in enumerate(lines))
        judged(criterion, drawn, clocks=clocks, **more)


def test_electronic_results_of_those_that_must_give_one(judged: Judged) -> None:
    by_both(
        judged,
        "digitization.result",
        """
        dossier_code | procedure_code | has_result_file | portal       | text
        with         | P              | yes             | succeeded    | succeeded
        without      | P              | no              | failed       | failed
        unknown      | P              |                 | field_absent | field_absent
        oral         | ORAL           | no              | failed       | -
        undescribed  | UNSAID         | no              | failed       | failed
        """,
        procedure=PROCEDURES,
    )


@pytest.mark.parametrize(
    ("criterion", "field"),
    [("digitization.reused", "has_reused_component"), ("digitization.personal_store", "uses_personal_store")],
)
def test_shares_of_the_dossiers_received(judged: Judged, criterion: str, field: str) -> None:
    by_both(
        judged,
        criterion,
        f"""
        dossier_code | received_at    | status | {field} | portal            | text
        received     | 02/05 08:00    |        | yes     | succeeded         | succeeded
        not-used     | 31/05 23:59:59 |        | no      | failed            | failed
        carried-over | 30/04 23:59:59 |        | yes     | succeeded         | -
        undated      |                |        | yes     | no_reception_date | -
        end-unknown  | 02/05 08:00    | 9      | yes     | no_end_moment     | no_end_moment
        """,
    )


def test_filed_online_with_an_electronic_result_where_one_is_due(judged: Judged) -> None:
    by_both(
        judged,
        "online.filed",
        """
        dossier_code | procedure_code | channel | done_at     | has_result_file | portal    | text
        with         | P              | 2       | 05/05 08:00 | yes             | succeeded | succeeded
        without      | P              | 2       | 05/05 08:00 | no              | succeeded | failed
        unknown      | P              | 2       | 05/05 08:00 |                 | succeeded | field_absent
        open         | P              | 2       |             | no              | succeeded | succeeded
        oral         | ORAL           | 2       | 05/05 08:00 | no              | succeeded | succeeded
        undescribed  | UNSAID         | 2       | 05/05 08:00 | no              | succeeded | failed
        direct       | P              | 1       | 05/05 08:00 |                 | failed    | failed
        """,
        procedure=PROCEDURES,
    )


def test_a_service_is_in_use_by_an_online_dossier_whatever_its_result(counted: Callable[..., Count]) -> None:
    tables = {
        "procedure": PROCEDURES,
        "online_service": """
        service_code | procedure_code
        no-result    | P
        direct       | ORAL
        """,
        "dossier": """
        dossier_code | procedure_code | channel | done_at     | has_result_file
        A            | P              | 2       | 05/05 08:00 | no
        B            | ORAL           | 1       | 05/05 08:00 | yes
        """,
    }
    for clocks in (PORTAL, TEXT):
        found = counted("online.in_use", clocks=clocks, **tables)
        assert (found.numerator, found.denominator) == (1, 2)
    assert counted("online.filed", clocks=TEXT, **tables).numerator == 0


def test_withdrawn_dossiers_are_on_time_in_some_systems(judged: Judged) -> None:
    table = """
    dossier_code    | promised_at | withdrawn_at | stopped_at  | second_request_at | done_at     | verdict
    withdrawn-late  | 10/05 16:00 | 12/05 08:00  |             |                   |             | {}
    asked-twice     | 10/05 16:00 | 09/05 08:00  |             | 08/05 08:00       |             | {}
    stopped-late    | 10/05 16:00 |              | 12/05 08:00 |                   |             | failed
    settled-late    | 10/05 16:00 | 13/05 08:00  |             |                   | 12/05 08:00 | failed
    """
    judged("progress.on_time", table.format("failed", "failed"))
    on_time = table.format("succeeded", "succeeded")
    judged("progress.on_time", on_time, clocks={"reading": "withdrawn_on_time"})


def test_a_withdrawn_dossier_needs_no_promise_then(counted: Callable[..., Count]) -> None:
    dossiers = """
    dossier_code | withdrawn_at
    1            | 12/05 08:00
    """
    portal = counted("progress.on_time", PROVINCE, dossier=dossiers)
    other = counted("progress.on_time", PROVINCE, clocks={"reading": "withdrawn_on_time"}, dossier=dossiers)
    assert portal.excluded == {"no_due_date": 1}
    assert (other.numerator, other.denominator) == (1, 1)


def test_every_option_of_the_law_is_told_for_what_it_changes() -> None:
    for reading in load().written.readings.readings.values():
        for rule in reading.versions:
            assert bool(rule.options) == bool(rule.changes)
