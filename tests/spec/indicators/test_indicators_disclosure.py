"""Publishing decisions by example. 31/05/2023 is a Wednesday; 1 and 2/5 and 3/5 were days off."""

from collections.abc import Callable

from drawn import PROVINCE

from phucvu.indicators.indicator import Count

Counted = Callable[..., Count]


def test_a_procedure_late_once_is_late(counted: Counted) -> None:
    decisions = """
    decision_number | procedure_code | decided_on | legal_base_effective_on
    1               | P              | 10/05/2023 | 01/07/2023
    2               | P              | 25/05/2023 | 31/05/2023
    3               | Q              | 10/05/2023 | 01/07/2023
    4               | Q              | 11/05/2023 | 01/07/2023
    """
    found = counted("disclosure.published_on_time", PROVINCE, publishing_decision=decisions)
    assert (found.numerator, found.denominator) == (1, 2)


def test_ministries_have_twenty_and_ten_days(counted: Counted) -> None:
    decisions = """
    decision_number | agency_code | procedure_code | decided_on | legal_base_effective_on | made_public_on
    1               | G05         | IN-TIME        | 05/05/2023 | 02/06/2023              | 19/05/2023
    2               | G05         | LATE           | 08/05/2023 | 02/06/2023              | 23/05/2023
    """
    for criterion in ("disclosure.published_on_time", "disclosure.updated_on_time"):
        found = counted(criterion, PROVINCE, publishing_decision=decisions)
        assert (found.numerator, found.denominator) == (1, 2)
