"""Mức độ hài lòng: reception and settling without complaint; petitions in time; petitions settled well."""

import narwhals as nw

from phucvu.indicators.indicator import Indicator, Moment
from phucvu.indicators.population import NO_DUE_DATE, UNKNOWN_TIMES, received_in_period, received_or_handled


def _is_content(_: Moment) -> nw.Expr:
    """Neither overdue (no due date: not overdue) nor the subject of a petition or a dislike."""
    return ~(nw.col("is_overdue").fill_null(False) | nw.col("has_petition") | nw.col("is_disliked"))


def _is_settled_well(_: Moment) -> nw.Expr:
    return ~(nw.col("is_overdue").fill_null(False) | nw.col("is_repeated") | nw.col("is_disliked"))


INDICATORS = (
    Indicator(
        "satisfaction.receiving",
        "dossier",
        population=received_or_handled,
        success=_is_content,
        exclusions=UNKNOWN_TIMES,
    ),
    Indicator(
        "satisfaction.petition_on_time",
        "petition",
        population=received_or_handled,
        success=lambda _: ~nw.col("is_overdue"),
        needs=("received_at",),
        exclusions=(UNKNOWN_TIMES[0], *NO_DUE_DATE),
    ),
    Indicator(
        "satisfaction.petition_handling",
        "petition",
        population=received_in_period,
        success=_is_settled_well,
    ),
)
