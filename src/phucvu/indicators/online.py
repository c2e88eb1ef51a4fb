"""Dịch vụ công trực tuyến: procedures offered online, services in use, dossiers filed online."""

import narwhals as nw

from phucvu.indicators.indicator import Indicator
from phucvu.indicators.population import received_in_period, valid_at_end

ONLINE = 2  # KenhThucHien; none given counts as direct

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
        success=lambda _: (nw.col("channel") == ONLINE).fill_null(False),
    ),
)
