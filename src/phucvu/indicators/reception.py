"""Late reception (chậm tiếp nhận): filed online and not answered within 8 working hours. Outside the score."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import narwhals as nw

from phucvu.indicators.indicator import Indicator, Moment
from phucvu.indicators.online import ONLINE
from phucvu.registry.calendar import Calendar

# Received, accepted, not accepted, refused, or given back for a supplement: any of them answers the citizen.
ANSWERS = ("received_at", "accepted_at", "not_accepted_at", "refused_at", "supplement_requested_at")

LATE_RECEPTION = Indicator(
    "reception.late",
    "dossier",
    population=lambda _: ~nw.col("filed_at").is_null(),
    success=lambda _: nw.col("is_answered_late"),
    needs=("filed_at",),
)


def filed_online(dossiers: nw.LazyFrame[Any], moment: Moment) -> nw.LazyFrame[Any]:
    """Dossiers filed online in the period, as seen at ``moment.until``, with ``reached_at``: the first answer, or
    ``until`` while there is none."""
    filed, until = nw.col("filed_at"), moment.until
    chosen = dossiers.filter((nw.col("channel") == ONLINE) & (filed >= moment.period.start) & (filed <= until))
    seen = [nw.when(nw.col(name) <= until).then(nw.col(name)).alias(name) for name in ANSWERS]
    answered = chosen.with_columns(*seen).with_columns(answered_at=nw.min_horizontal(*ANSWERS))
    return answered.with_columns(reached_at=nw.coalesce("answered_at", nw.lit(until.replace(microsecond=0))))


def doubtful(filed: nw.LazyFrame[Any], hours: int) -> nw.LazyFrame[Any]:
    """The distinct moments of filing that waited longer than so many hours by the clock: only these can be late."""
    waited = nw.col("reached_at") > nw.col("filed_at") + timedelta(hours=hours)
    return filed.filter(waited).select("filed_at").unique()


def reception_dues(rows: Iterable[dict[str, Any]], calendar: Calendar, hours: int) -> list[dict[str, datetime]]:
    """When each moment of filing must be answered: so many working hours later."""
    return [row | {"reception_due_at": calendar.add_working_hours(row["filed_at"], hours)} for row in rows]


def with_lateness(filed: nw.LazyFrame[Any], dues: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Add ``is_answered_late``; a moment of filing without a due answer was answered in time."""
    is_late = (nw.col("reached_at") > nw.col("reception_due_at")).fill_null(False)
    return filed.join(dues, on="filed_at", how="left").with_columns(is_answered_late=is_late)
