"""Publishing decisions by example. 31/05/2023 is a Wednesday; 1 and 2/5 and 3/5 were days off."""

from collections.abc import Callable

from drawn import PROVINCE

from phucvu.indicators.indicator import Count

Judged = Callable[..., None]
Counted = Callable[..., Count]


def test_published_five_working_days_before_the_law_takes_effect(judged: Judged) -> None:
    judged(
        "disclosure.published_on_time",
        """
        procedure_code | decided_on | legal_base_effective_on | verdict
        five-days      | 24/05/2023 | 31/05/2023              | succeeded
        four-days      | 25/05/2023 | 31/05/2023              | failed
        on-the-day     | 31/05/2023 | 31/05/2023              | failed
        long-before    | 02/05/2023 | 01/07/2023              | succeeded
        unsaid         | 10/05/2023 |                         | field_absent
        in-april       | 30/04/2023 | 31/05/2023              | -
        in-june        | 01/06/2023 | 31/07/2023              | -
        """,
        record="publishing_decision",
    )


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


def test_made_public_within_five_working_days_of_the_decision(judged: Judged) -> None:
    judged(
        "disclosure.updated_on_time",
        """
        procedure_code | decided_on | made_public_on | verdict
        fifth-day      | 15/05/2023 | 22/05/2023     | succeeded
        sixth-day      | 15/05/2023 | 23/05/2023     | failed
        never          | 15/05/2023 |                | failed
        public-when    | 15/05/2023 |                | field_absent
        unknown        | 15/05/2023 |                | field_absent
        due-in-may     | 28/04/2023 | 05/05/2023     | succeeded
        due-in-june    | 25/05/2023 | 26/05/2023     | -
        """,
        record="publishing_decision",
        procedure="""
        procedure_code | is_public
        never          | no
        public-when    | yes
        """,
    )


def test_what_is_not_yet_due_at_the_reading_time_is_not_counted(judged: Judged) -> None:
    judged(
        "disclosure.updated_on_time",
        """
        procedure_code | decided_on | made_public_on | verdict
        due-today      | 15/05/2023 | 22/05/2023     | succeeded
        due-tomorrow   | 16/05/2023 | 17/05/2023     | -
        """,
        record="publishing_decision",
        clocks={"as_at": "22/05 16:30"},
    )
