"""Every case example of the law (rubric/examples), on the reference and on every engine."""

from collections.abc import Callable

import pytest

from phucvu.indicators import all_indicators
from phucvu.indicators.indicator import Indicator
from phucvu.rubric.examples import Case, examples

Judged = Callable[..., None]
CASES = [(code, case, reading) for code, its in examples().items() for case in its.cases for reading in case.verdicts]


def named(cases: list[tuple[str, Case, str]]) -> list[str]:
    return [f"{code}: {case.en}" + (f" ({reading})" if len(case.verdicts) > 1 else "") for code, case, reading in cases]


@pytest.mark.parametrize(("criterion", "case", "reading"), CASES, ids=named(CASES))
def test_a_case(judged: Judged, criterion: str, case: Case, reading: str) -> None:
    clocks = case.clocks | {"reading": reading}
    judged(criterion, case.drawn, case.verdicts[reading], record=case.record, clocks=clocks, **case.companions)


@pytest.mark.parametrize("indicator", all_indicators(), ids=lambda indicator: indicator.criterion)
def test_every_verdict_a_criterion_can_give_has_its_example(indicator: Indicator) -> None:
    reasons = set(indicator.reasons)
    drawn = {
        verdict
        for case in examples()[indicator.criterion].cases
        for verdicts in case.verdicts.values()
        for verdict in verdicts
    }
    if not indicator.needs or "no_due_date" in reasons:
        reasons -= {"field_absent"}  # its predicate is never null, or what makes it null was left out before
    assert {"succeeded", "failed", "-"} | reasons <= drawn


def test_readings_have_verdicts_of_their_own_where_they_change_what_is_counted() -> None:
    """Where a reading counts a criterion otherwise, a case tells the two apart."""
    told_apart = {
        (code, reading)
        for code, its in examples().items()
        for case in its.cases
        for reading, verdicts in case.verdicts.items()
        if verdicts != case.verdicts.get("portal", verdicts)
    }
    assert {
        ("digitization.result", "text"),
        ("digitization.reused", "text"),
        ("digitization.personal_store", "text"),
        ("online.filed", "text"),
        ("progress.on_time", "withdrawn_on_time"),
    } <= told_apart
