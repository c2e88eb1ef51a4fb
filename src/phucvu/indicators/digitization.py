"""Số hóa hồ sơ: electronic results and components, certified copies, reuse, personal store, population data."""

from collections.abc import Callable

import narwhals as nw

from phucvu.indicators.indicator import Indicator, Moment
from phucvu.indicators.population import (
    UNKNOWN_TIMES,
    is_result_due,
    must_give_a_written_result,
    received_in_period,
    received_or_handled,
    valid_at_end,
)


def _whose_results(moment: Moment) -> nw.Expr:
    """By the text only dossiers of procedures that must give a written result."""
    handled = received_or_handled(moment)
    return handled & must_give_a_written_result() if "written_results" in moment.options else handled


def _whose_shares(moment: Moment) -> nw.Expr:
    """By the text a share of the dossiers received in the period."""
    return received_in_period(moment) if "shares_of_received" in moment.options else received_or_handled(moment)


def _of_dossiers(
    criterion: str, field: str, population: Callable[[Moment], nw.Expr] = received_or_handled
) -> Indicator:
    """A criterion that asks one yes-or-no field of every dossier of its population."""
    return Indicator(
        criterion,
        "dossier",
        population=population,
        success=lambda _: nw.col(field),
        needs=(field,),
        exclusions=UNKNOWN_TIMES,
    )


def _is_digitised(_: Moment) -> nw.Expr:
    """Component files attached and, once settled where a written result is due, a result file too."""
    return nw.col("has_components") & (nw.col("has_result_file") | ~is_result_due())


INDICATORS = (
    _of_dossiers("digitization.result", "has_result_file", _whose_results),
    Indicator(
        "digitization.dossier",
        "dossier",
        population=received_or_handled,
        success=_is_digitised,
        needs=("has_components", "has_result_file"),
        exclusions=UNKNOWN_TIMES,
    ),
    Indicator(
        "digitization.certified_copy",
        "certified_copy",
        population=lambda _: ~nw.col("agency_code").is_null(),
        success=lambda _: nw.col("communes_giving_count") > 0,
        needs=("communes_giving_count", "communes_count"),
        weights=("communes_giving_count", "communes_count"),
    ),
    _of_dossiers("digitization.reused", "has_reused_component", _whose_shares),
    _of_dossiers("digitization.personal_store", "uses_personal_store", _whose_shares),
    _of_dossiers("digitization.population_dossier", "uses_population_data"),
    Indicator(
        "digitization.population_procedure",
        "procedure_authority",
        population=lambda moment: valid_at_end(moment) & nw.col("subject_is_person").fill_null(False),
        success=lambda _: nw.lit(True),
        unit="procedure",
        successes_from="digitization.population_dossier",
    ),
)
