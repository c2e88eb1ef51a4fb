"""Every case example of the law (rubric/examples), on the reference and on every engine."""

from collections.abc import Callable

import pytest

from phucvu.indicators import all_indicators
from phucvu.rubric.examples import Case, examples

CASES = [(code, case) for code, its in examples().items() for case in its.cases]
# What the examples of a criterion cannot draw row by row stands in Python beside this file.
ELSEWHERE = {
    "disclosure.complete": "catalogue",
    "disclosure.synchronised": "dossiers, reports",
    "online.offered": "catalogue",
    "payment.procedures": "catalogue",
    "payment.integrated": "catalogue",
    "digitization.certified_copy": "reports",
    "digitization.population_procedure": "catalogue",
}


@pytest.mark.parametrize(("criterion", "case"), CASES, ids=[f"{code}: {case.en}" for code, case in CASES])
def test_a_case(judged: Callable[..., None], criterion: str, case: Case) -> None:
    judged(criterion, case.table, record=case.record, clocks=case.clocks, **case.companions)


@pytest.mark.parametrize("indicator", all_indicators(), ids=lambda indicator: indicator.criterion)
def test_every_verdict_a_criterion_can_give_has_its_example(indicator: object) -> None:
    code, reasons = indicator.criterion, set(indicator.reasons)  # type: ignore[attr-defined]
    cases = examples()[code].cases
    if code in ELSEWHERE:
        assert not cases
        return
    drawn = {row[-1] for case in cases for row in case.rows[1:]}
    if not indicator.needs or "no_due_date" in reasons:  # type: ignore[attr-defined]
        reasons -= {"field_absent"}  # its predicate is never null, or what makes it null was left out before
    assert {"succeeded", "failed", "-"} | reasons <= drawn
