"""Tiến độ giải quyết: dossiers settled on time or still within time."""

import narwhals as nw

from phucvu.indicators.indicator import Indicator
from phucvu.indicators.population import NO_DUE_DATE, UNKNOWN_TIMES, received_or_handled

INDICATORS = (
    Indicator(
        "progress.on_time",
        "dossier",
        population=received_or_handled,
        success=lambda _: ~nw.col("is_overdue"),
        needs=("promised_at",),
        exclusions=(*UNKNOWN_TIMES, *NO_DUE_DATE),
    ),
)
