"""The other criteria over dossiers by example."""

from collections.abc import Callable

from phucvu.indicators.indicator import Count

Counted = Callable[..., Count]


def test_synchronised_counts_what_was_received_in_the_period(counted: Counted) -> None:
    dossiers = """
    dossier_code | received_at | is_synchronised
    A            | 02/05 08:00 | yes
    B            | 02/05 08:00 | no
    C            | 02/05 08:00 |
    D            | 28/04 08:00 | yes
    """
    assert counted("disclosure.synchronised", dossier=dossiers).numerator == 1


def test_nothing_to_count_is_nothing_of_nothing(counted: Counted) -> None:
    assert counted("progress.on_time") == Count("H52.1.1", "progress.on_time", 0, 0, {})


def test_all_and_none(counted: Counted) -> None:
    dossiers = "dossier_code | channel\n" + "\n".join(f"{n} | {{}}" for n in range(3))
    everything, nothing = (counted("online.filed", dossier=dossiers.replace("{}", way)) for way in ("2", "1"))
    assert (everything.numerator, everything.denominator) == (3, 3)
    assert (nothing.numerator, nothing.denominator) == (0, 3)


def test_a_field_that_no_row_carries_is_absent_not_zero(counted: Counted) -> None:
    found = counted("digitization.reused", dossier="dossier_code\nA\nB")
    assert (found.denominator, found.excluded) == (0, {"field_absent": 2})
