"""Công khai, minh bạch: procedures published, made public and complete in time; dossiers synchronised."""

import narwhals as nw

from phucvu.indicators.indicator import Indicator, Moment
from phucvu.indicators.population import received_in_period


def _decided_in_period(moment: Moment) -> nw.Expr:
    return nw.col("decided_on").is_between(moment.period.first, moment.until.date()).fill_null(False)


def _due_in_period(moment: Moment) -> nw.Expr:
    return nw.col("public_due_on").is_between(moment.period.first, moment.until.date()).fill_null(False)


def _made_public_in_time(_: Moment) -> nw.Expr:
    """Without a day: late where the catalogue says the procedure is not public, else unknown."""
    never = nw.when(~nw.col("is_public")).then(nw.lit(False))
    in_time = nw.col("made_public_on") <= nw.col("public_due_on")
    return nw.when(nw.col("made_public_on").is_null()).then(never).otherwise(in_time)


INDICATORS = (
    Indicator(
        "disclosure.published_on_time",
        "publishing_decision",
        population=_decided_in_period,
        success=lambda _: nw.col("decided_on") <= nw.col("decide_by_on"),
        needs=("legal_base_effective_on",),
        unit="procedure_all",
    ),
    Indicator(
        "disclosure.updated_on_time",
        "publishing_decision",
        population=_due_in_period,
        success=_made_public_in_time,
        needs=("made_public_on",),
        unit="procedure_all",
    ),
    # Public now: the catalogue has no clock.
    Indicator(
        "disclosure.complete",
        "procedure",
        population=lambda _: nw.col("is_public").fill_null(False),
        success=lambda _: nw.col("parts_complete"),
        needs=("parts_complete",),
        unit="procedure",
    ),
    # The denominator is what the national reporting system received: see reported.py.
    Indicator(
        "disclosure.synchronised",
        "dossier",
        population=received_in_period,
        success=lambda _: nw.col("is_synchronised").fill_null(False),
        denominator_from="national_report",
    ),
)
