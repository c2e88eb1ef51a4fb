"""Other named readings: what rows alone do not tell. Their cases stand in rubric/examples, a column a reading."""

from collections.abc import Callable

from drawn import PROVINCE

from phucvu.indicators.indicator import Count
from phucvu.rubric import load


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
