"""Other named readings: what rows alone do not tell. Their cases stand in rubric/examples, a column a reading."""

from collections.abc import Callable

from drawn import PROVINCE

from phucvu.indicators.indicator import Count
from phucvu.rubric import load

PORTAL, TEXT = {"reading": "portal"}, {"reading": "text"}
PROCEDURES = """
procedure_code | result_in_writing
P              | yes
ORAL           | no
UNSAID         |
"""


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
