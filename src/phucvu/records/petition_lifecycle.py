"""The life of a petition (phản ánh, kiến nghị) as seen at one moment: its limits, its end, whether it is late."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import narwhals as nw

from phucvu.records.lifecycle import Moment
from phucvu.records.limits import LIMITS, Limits
from phucvu.registry.calendar import DAY_END, Calendar

HAPPENINGS = ("received_at", "asked_at", "refused_at", "answered_at", "published_at", "disliked_at")


def with_dues(rows: Iterable[Mapping[str, Any]], calendar: Calendar, limits: Limits = LIMITS) -> list[dict[str, Any]]:
    """Petitions with the last second of each working-day limit; null where its first moment is not known.

    Added: ``answer_due_at``, ``refuse_due_at``, ``ask_due_at`` (counted from reception), ``publish_due_at`` (from
    the answer). Petitions are few: plain Python over rows.
    """
    return [dict(row) | _dues(row, calendar, limits) for row in rows]


def _dues(row: Mapping[str, Any], calendar: Calendar, limits: Limits) -> dict[str, datetime | None]:
    def due(start: str, days: int) -> datetime | None:
        begun: datetime | None = row[start]
        return begun and _last_second(calendar.add_working_days(begun.date(), days))

    return {
        "answer_due_at": due("received_at", limits.petition_answer),
        "refuse_due_at": due("received_at", limits.petition_refuse),
        "ask_due_at": due("received_at", limits.petition_ask),
        "publish_due_at": due("answered_at", limits.petition_publish),
    }


def _last_second(day: date) -> datetime:
    return datetime.combine(day, DAY_END)


def with_petition_facts(petitions: nw.LazyFrame[Any], moment: Moment) -> nw.LazyFrame[Any]:
    """Petitions of ``with_dues`` as seen at ``moment.until``.

    Added: ``ended_at`` (answered or refused, the earlier), ``is_overdue`` (null when no limit is known),
    ``is_repeated`` (another petition seen by then repeats it), ``is_disliked``, and the population facts named as
    for dossiers.
    """
    seen = _seen(petitions, moment.until)
    repeats = seen.filter(~nw.col("repeats_code").is_null() & ~nw.col("received_at").is_null())
    repeated = repeats.select(petition_code=nw.col("repeats_code")).unique().with_columns(is_repeated=nw.lit(True))
    frame = seen.join(repeated, on="petition_code", how="left").with_columns(
        ended_at=nw.min_horizontal("answered_at", "refused_at"),
        is_repeated=nw.col("is_repeated").fill_null(False),
        is_disliked=~nw.col("disliked_at").is_null(),
    )
    return _with_scope(frame.with_columns(is_overdue=_overdue(moment)), moment)


def _seen(petitions: nw.LazyFrame[Any], until: datetime) -> nw.LazyFrame[Any]:
    return petitions.with_columns(
        *(nw.when(nw.col(name) <= until).then(nw.col(name)).alias(name) for name in HAPPENINGS),
        lacks_reception_date=nw.col("received_at").is_null(),
    )


def _overdue(moment: Moment) -> nw.Expr:
    """Late is: ended or still open after the limit, or asked back late, or made public late.

    A due moment given by the source stands for the limits of answering and refusing. A missing moment of
    publication says nothing: not every source carries it.
    """
    is_refusal = (nw.col("refused_at") == nw.col("ended_at")).fill_null(False)
    limit = nw.when(is_refusal).then(nw.col("refuse_due_at")).otherwise(nw.col("answer_due_at"))
    reached = nw.coalesce(nw.col("ended_at"), nw.lit(moment.until.replace(microsecond=0)))
    asked_late = (nw.col("asked_at") > nw.col("ask_due_at")).fill_null(False)
    published_late = (nw.col("published_at") > nw.col("publish_due_at")).fill_null(False)
    return (reached > nw.coalesce(nw.col("due_at"), limit)) | asked_late | published_late


def _with_scope(frame: nw.LazyFrame[Any], moment: Moment) -> nw.LazyFrame[Any]:
    received, ended = nw.col("received_at"), nw.col("ended_at")
    is_open_or_closed_in_it = ended.is_null() | (ended >= moment.period.start)
    return frame.with_columns(
        is_received_in_period=(received >= moment.period.start).fill_null(False),
        is_received_or_handled=(~received.is_null() | nw.col("lacks_reception_date")) & is_open_or_closed_in_it,
        lacks_reception_date=nw.col("lacks_reception_date") & ended.is_null(),
        lacks_due_date=nw.col("is_overdue").is_null(),
    )
