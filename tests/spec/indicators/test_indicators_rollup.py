"""Summing up the tree, by example."""

from collections.abc import Callable

from drawn import COMMUNE, OTHER, PROVINCE, TOWN

from phucvu.indicators.indicator import Count

Counted = Callable[..., Count]
DOSSIERS = """
dossier_code | origin_id | channel
commune-1    | 1         | 2
commune-2    | 1         | 1
town-1       | 2         | 2
other-1      | 3         | 1
undecided-1  | 4         | 2
unheard-of-1 | 77        | 2
"""


def test_a_parent_counts_itself_and_all_below(counted: Counted) -> None:
    found = {code: counted("online.filed", code, dossier=DOSSIERS) for code in (COMMUNE, TOWN, OTHER, PROVINCE)}
    shares = {code: (count.numerator, count.denominator) for code, count in found.items()}
    assert shares == {COMMUNE: (1, 2), TOWN: (2, 3), OTHER: (0, 1), PROVINCE: (4, 6)}


def test_what_has_no_decided_agency_counts_at_the_province_only(counted: Counted) -> None:
    below = sum(counted("online.filed", code, dossier=DOSSIERS).denominator for code in (TOWN, OTHER))
    assert counted("online.filed", PROVINCE, dossier=DOSSIERS).denominator - below == 2


def test_an_agency_the_tree_does_not_know_counts_at_the_province(counted: Counted) -> None:
    petitions = """
    petition_code | agency_code | received_at
    1             | H52.99      | 05/05 08:00
    2             |             | 05/05 08:00
    3             | H52.2       | 05/05 08:00
    """
    assert counted("satisfaction.petition_handling", PROVINCE, petition=petitions).denominator == 3
    assert counted("satisfaction.petition_handling", OTHER, petition=petitions).denominator == 1


def test_excluded_rows_are_summed_too(counted: Counted) -> None:
    dossiers = """
    dossier_code | origin_id | status | received_at
    A            | 1         | 9      | 02/05 08:00
    B            | 2         | 4      |
    C            | 2         | 4      | 02/05 08:00
    """
    found = counted("digitization.reused", TOWN, dossier=dossiers)
    assert found.excluded == {"no_end_moment": 1, "no_reception_date": 1, "field_absent": 1}
    assert found.denominator == 0
