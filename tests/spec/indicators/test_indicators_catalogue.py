"""Criteria that count procedures and services by example: distinct at each level, anew."""

from collections.abc import Callable

import pytest
from drawn import COMMUNE, OTHER, PROVINCE, TOWN

from phucvu.indicators.indicator import Count

Counted = Callable[..., Count]
PROCEDURES = """
procedure_code | online_level | has_fee | is_payment_integrated | subject_is_person
P              | 4            | yes     | yes                   | yes
Q              | 3            | yes     | no                    | yes
R              | 2            | yes     |                       | no
S              |              | no      | yes                   |
"""
AUTHORITY = """
agency_code | procedure_code | valid_from | valid_to
H52.1.1     | P              | 01/01/2020 |
H52.1.1     | Q              | 01/01/2020 |
H52.1       | P              | 01/01/2020 |
H52.2       | P              | 01/01/2020 |
H52.2       | R              | 01/01/2020 |
H52.2       | S              | 01/01/2020 |
"""


def share(count: Count) -> tuple[int, int]:
    return count.numerator, count.denominator


def test_offered_online_is_partial_or_full(counted: Counted) -> None:
    at = {
        code: counted("online.offered", code, procedure=PROCEDURES, procedure_authority=AUTHORITY) for code in AGENCIES
    }
    assert share(at[COMMUNE]) == (2, 2)
    assert share(at[TOWN]) == (2, 2)  # P at the town and at its commune is one procedure
    assert share(at[OTHER]) == (1, 2)
    assert at[OTHER].excluded == {"field_absent": 1}  # nobody says how S is offered
    assert share(at[PROVINCE]) == (2, 3)


AGENCIES = (PROVINCE, TOWN, COMMUNE, OTHER)


def test_a_service_in_force_offers_its_procedure(counted: Counted) -> None:
    services = """
    service_code | procedure_code | level | valid_from | valid_to
    1            | S              | 3     | 01/01/2020 |
    2            | R              | 4     | 01/01/2020 | 30/05/2023
    3            | R              | 2     | 01/01/2020 |
    """
    found = counted(
        "online.offered", OTHER, procedure=PROCEDURES, procedure_authority=AUTHORITY, online_service=services
    )
    assert share(found) == (2, 3)


@pytest.mark.parametrize(("as_at", "expected"), [("19/05", 0), ("20/05", 1), ("21/05", 1), ("22/05", 0)])
def test_authority_holds_from_its_first_day_to_its_last(counted: Counted, as_at: str, expected: int) -> None:
    authority = """
    procedure_code | valid_from | valid_to
    P              | 20/05/2023 | 21/05/2023
    """
    clocks = {"as_at": f"{as_at} 16:30"}
    found = counted("online.offered", clocks=clocks, procedure=PROCEDURES, procedure_authority=authority)
    assert found.denominator == expected


def test_services_in_use_count_dossiers_at_the_agency_and_below(counted: Counted) -> None:
    tables = {
        "online_service": """
        service_code | agency_code | procedure_code
        town         | H52.1       | P
        commune      | H52.1.1     | P
        direct       | H52.1.1     | Q
        elsewhere    | H52.2       | P
        late         | H52.1.1     | R
        """,
        "dossier": """
        dossier_code | procedure_code | channel | received_at
        A            | P              | 2       | 02/05 08:00
        B            | P              | 2       | 02/05 08:00
        C            | Q              | 1       | 02/05 08:00
        D            | R              | 2       | 02/06 08:00
        """,
    }
    expected = {COMMUNE: (1, 3), TOWN: (2, 4), OTHER: (0, 1), PROVINCE: (2, 5)}
    assert {code: share(counted("online.in_use", code, **tables)) for code in AGENCIES} == expected


def test_procedures_paid_online_are_those_with_such_a_dossier(counted: Counted) -> None:
    tables = {
        "procedure": PROCEDURES,
        "procedure_authority": AUTHORITY,
        "dossier": """
        dossier_code | origin_id | procedure_code | payment_channel
        A            | 2         | P              | 1
        B            | 2         | P              | 2
        C            | 3         | R              | 0
        D            | 3         | S              | 1
        """,
    }
    # P was paid at the town itself, not at its commune; S has no fee.
    expected = {COMMUNE: (0, 2), TOWN: (1, 2), OTHER: (0, 2), PROVINCE: (1, 3)}
    assert {code: share(counted("payment.procedures", code, **tables)) for code in AGENCIES} == expected


def test_procedures_integrated_for_payment(counted: Counted) -> None:
    tables = {"procedure": PROCEDURES, "procedure_authority": AUTHORITY}
    assert share(counted("payment.integrated", PROVINCE, **tables)) == (1, 2)
    assert counted("payment.integrated", PROVINCE, **tables).excluded == {"field_absent": 1}


def test_procedures_of_persons_that_used_population_data(counted: Counted) -> None:
    tables = {
        "procedure": PROCEDURES,
        "procedure_authority": AUTHORITY,
        "dossier": """
        dossier_code | origin_id | procedure_code | uses_population_data
        A            | 1         | P              | yes
        B            | 1         | Q              | no
        C            | 3         | R              | yes
        """,
    }
    expected = {COMMUNE: (1, 2), TOWN: (1, 2), OTHER: (0, 1), PROVINCE: (1, 2)}
    found = {code: share(counted("digitization.population_procedure", code, **tables)) for code in AGENCIES}
    assert found == expected


def test_complete_procedures_count_at_the_province(counted: Counted) -> None:
    procedures = """
    procedure_code | is_public | parts_complete
    P              | yes       | yes
    Q              | yes       | no
    R              | yes       |
    S              | no        | yes
    T              |           | yes
    """
    found = counted("disclosure.complete", PROVINCE, procedure=procedures)
    assert (share(found), found.excluded) == ((1, 2), {"field_absent": 1})
    assert share(counted("disclosure.complete", TOWN, procedure=procedures)) == (0, 0)
