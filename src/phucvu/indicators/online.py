"""Dịch vụ công trực tuyến: procedures offered online, services in use, dossiers filed online."""

import narwhals as nw

from phucvu.indicators.indicator import Indicator, Moment
from phucvu.indicators.population import is_result_due, received_in_period, valid_at_end

ONLINE = 2  # KenhThucHien; none given counts as direct


def _is_online(_: Moment) -> nw.Expr:
    return (nw.col("channel") == ONLINE).fill_null(False)


def _is_filed_online(moment: Moment) -> nw.Expr:
    """By the text, with an electronic result too where a written one is due."""
    if "online_with_result" in moment.options:
        return _is_online(moment) & (nw.col("has_result_file") | ~is_result_due())
    return _is_online(moment)


# What puts a service in use: an online dossier, whatever a reading asks of its result. No criterion of its own.
ARRIVED_ONLINE = Indicator("online.arrived", "dossier", population=received_in_period, success=_is_online)


INDICATORS = (
    Indicator(
        "online.offered",
        "procedure_authority",
        population=valid_at_end,
        success=lambda _: nw.col("is_offered_online"),
        needs=("online_level",),
        unit="procedure",
    ),
    Indicator(
        "online.in_use",
        "online_service",
        population=valid_at_end,
        success=lambda _: nw.col("is_in_use"),
    ),
    Indicator(
        "online.filed",
        "dossier",
        population=received_in_period,
        success=_is_filed_online,
    ),
)
