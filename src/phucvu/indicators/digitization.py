"""Số hóa hồ sơ: electronic results and components, certified copies, reuse, personal store, population data."""

import narwhals as nw

from phucvu.indicators.indicator import Indicator, Moment
from phucvu.indicators.population import UNKNOWN_TIMES, received_or_handled, valid_at_end

SETTLED = ("done", "handed", "finished", "returned")  # ends that yield a result; a refusal or a withdrawal does not


def _of_dossiers(criterion: str, field: str) -> Indicator:
    """A criterion that asks one yes-or-no field of every dossier received or handled."""
    return Indicator(
        criterion,
        "dossier",
        population=received_or_handled,
        success=lambda _: nw.col(field),
        needs=(field,),
        exclusions=UNKNOWN_TIMES,
    )


def _is_digitised(_: Moment) -> nw.Expr:
    """Component files attached and, once settled where a written result is due, a result file too."""
    is_settled = nw.col("end_kind").is_in(SETTLED).fill_null(False)
    is_result_due = is_settled & nw.col("result_in_writing").fill_null(True)
    return nw.col("has_components") & (nw.col("has_result_file") | ~is_result_due)


INDICATORS = (
    _of_dossiers("digitization.result", "has_result_file"),
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
    _of_dossiers("digitization.reused", "has_reused_component"),
    _of_dossiers("digitization.personal_store", "uses_personal_store"),
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
