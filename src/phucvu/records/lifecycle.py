"""The life of a dossier as seen at one moment: its end, its due moment, whether it is late, whose period it is in.

Nothing of this is ever stored: it depends on the reading time and on the reading of the law. The rule is section 4
of the index's business description (docs/adr/0004-lateness.md says what was decided where it is silent).
Expressions are Narwhals only, so DuckDB, Polars and Spark run the same ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any, Literal, get_args

import narwhals as nw

from phucvu.registry.calendar import Calendar, Unit
from phucvu.registry.period import Period

ENDED_STATUSES = (3, 7, 8, 9, 10)
# In order: the first that is there is the end. `interrupted` is the earliest of INTERRUPTIONS.
OWN_ENDS = ("finished_at", "returned_at", "refused_at")
INTERRUPTIONS = ("stopped_at", "not_accepted_at", "withdrawn_at")
END_COLUMNS = ("done_at", "handed_at", *INTERRUPTIONS, *OWN_ENDS)
SUPPLEMENT_COLUMNS = ("supplement_requested_at", "supplement_received_at", "second_request_at")
HAPPENINGS = ("filed_at", "received_at", "accepted_at", *END_COLUMNS, *SUPPLEMENT_COLUMNS)
LEGAL_KEYS = ("procedure_code", "received_at", "paused_from_at", "paused_to_at")
LIMIT_UNITS = get_args(Unit)


@dataclass(frozen=True)
class Reading:
    """A named reading of "on time": what is compared, and after how many supplement requests it is late anyway.

    ``options``: what it counts otherwise; here only ``withdrawn_on_time`` matters.
    """

    name: str
    compare: Literal["moment", "day"]
    overdue_after_requests: int | None = 1
    options: frozenset[str] = frozenset()


# Where no law is passed in; the dated ones are data of the rubric (rubric/readings.yaml).
READINGS = (Reading("portal", "moment"), Reading("same_day", "day"))


@dataclass(frozen=True)
class Moment:
    """The clocks and the reading under which a count is made.

    ``until`` is min(as_at, end of the period), inclusive: what happens later is not seen.
    ``reading`` names a rule of rubric/readings.yaml ("portal", "same_day"); ``options``: what that counts otherwise.
    """

    period: Period
    as_at: datetime
    reading: str
    options: frozenset[str] = frozenset()

    @property
    def until(self) -> datetime:
        return min(self.as_at, self.period.end)


def with_facts(
    dossiers: nw.LazyFrame[Any],
    moment: Moment,
    readings: Sequence[Reading] = READINGS,
    legal_dues: nw.LazyFrame[Any] | None = None,
) -> nw.LazyFrame[Any]:
    """The dossiers as seen at ``moment.until``, with the facts that depend on the clocks and the reading.

    Every moment column later than ``until`` becomes null. Added: ``ended_at``, ``end_kind`` (null = open), ``due_at``,
    ``overdue_<name>`` for each reading (null = nobody can say: no due moment), ``is_overdue`` (that of
    ``moment.reading``), ``is_received_in_period``, ``is_received_or_handled``, ``lacks_reception_date``,
    ``lacks_end_moment``, ``lacks_due_date``. ``legal_dues``: LEGAL_KEYS and ``legal_due_at``, see ``legal_dues()``.
    """
    frame = _with_due(_with_end(_seen(dossiers, moment.until)), legal_dues)
    frame = frame.with_columns(
        *(_overdue(reading, moment.until).alias(f"overdue_{reading.name}") for reading in readings)
    )
    return _with_scope(frame, moment).drop("paused_from_at", "paused_to_at", "is_end_unknown")


def lacking_promise(dossiers: nw.LazyFrame[Any], moment: Moment) -> nw.LazyFrame[Any]:
    """The distinct LEGAL_KEYS of the period's dossiers without a promise: what ``legal_dues()`` must answer."""
    wanted = _promise().is_null() & ~nw.col("procedure_code").is_null() & ~nw.col("received_at").is_null()
    frame = _with_end(_seen(dossiers, moment.until))
    return frame.filter(wanted & _is_handled_since(moment.period.start)).select(*LEGAL_KEYS).unique()


def legal_dues(
    rows: Iterable[Mapping[str, Any]], procedures: Iterable[Mapping[str, Any]], calendar: Calendar
) -> list[dict[str, Any]]:
    """The legal due moment of each row of LEGAL_KEYS; rows whose procedure has no known limit are left out.

    The limit runs from reception in the procedure's own unit, and the time the citizen took to supplement is given
    back in that unit (months: in days). ``procedures``: procedure_code, limit_amount, limit_unit.
    """
    limits = {row["procedure_code"]: (row["limit_amount"], row["limit_unit"]) for row in procedures}
    asked = [(row, *limits.get(row["procedure_code"], (None, None))) for row in rows]
    known = [(row, amount, unit) for row, amount, unit in asked if amount and unit in LIMIT_UNITS]
    return [dict(row) | {"legal_due_at": _legal_due(row, amount, unit, calendar)} for row, amount, unit in known]


def _legal_due(row: Mapping[str, Any], amount: int, unit: Unit, calendar: Calendar) -> datetime:
    received_at, start, end = row["received_at"], row["paused_from_at"], row["paused_to_at"]
    end = max(start, end)
    if unit == "hour":
        return calendar.add_working_hours(received_at, amount + calendar.working_hours_between(start, end))
    if unit == "working_day":
        return calendar.due_at(received_at, amount + calendar.working_days_between(start.date(), end.date()), unit)
    due_at, days = calendar.due_at(received_at, amount, unit), (end.date() - start.date()).days
    return calendar.due_at(due_at, days, "day") if days else due_at


def _seen(dossiers: nw.LazyFrame[Any], until: datetime) -> nw.LazyFrame[Any]:
    """Hide what happens after ``until``; keep what the bare record says about missing moments."""
    never_ended = reduce(nw.Expr.__and__, (nw.col(name).is_null() for name in END_COLUMNS))
    filed_later = (nw.col("filed_at") > until).fill_null(False)
    return dossiers.with_columns(
        *(nw.when(nw.col(name) <= until).then(nw.col(name)).alias(name) for name in HAPPENINGS),
        lacks_reception_date=nw.col("received_at").is_null() & ~filed_later,
        is_end_unknown=nw.col("status").is_in(ENDED_STATUSES).fill_null(False) & never_ended,
    )


def _with_end(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """Add ended_at, end_kind and the pause. Interruptions and open supplements end only what had been received."""
    received, asked, answered = (nw.col(name) for name in ("received_at", *SUPPLEMENT_COLUMNS[:2]))
    is_received, is_paused = ~received.is_null(), ~asked.is_null() & ~answered.is_null()
    frame = frame.with_columns(
        interrupted_at=nw.when(is_received).then(nw.min_horizontal(*INTERRUPTIONS)),
        unanswered_at=nw.when(is_received & answered.is_null()).then(asked),
        paused_from_at=nw.when(is_paused).then(asked).otherwise(received),
        paused_to_at=nw.when(is_paused).then(answered).otherwise(received),
    )
    ends = ("done_at", "handed_at", "interrupted_at", *OWN_ENDS, "unanswered_at")
    return frame.with_columns(ended_at=nw.coalesce(*ends), end_kind=_end_kind()).drop("interrupted_at", "unanswered_at")


def _end_kind() -> nw.Expr:
    """The name of the moment that ended the dossier: done, handed, stopped, …, supplement; null while open."""
    is_there = [(name, ~nw.col(name).is_null()) for name in ("done_at", "handed_at")]
    is_there += [(name, nw.col(name) == nw.col("interrupted_at")) for name in INTERRUPTIONS]
    is_there += [(name, ~nw.col(name).is_null()) for name in OWN_ENDS]
    kind: nw.Expr = nw.when(~nw.col("unanswered_at").is_null()).then(nw.lit("supplement"))
    for name, is_end in reversed(is_there):
        kind = nw.when(is_end).then(nw.lit(name.removesuffix("_at"))).otherwise(kind)
    return kind


def _promise() -> nw.Expr:
    """The promise in force: the new one once the supplement is in, else the first."""
    is_supplemented = ~nw.col("supplement_received_at").is_null()
    return nw.coalesce(nw.when(is_supplemented).then(nw.col("supplement_due_at")), nw.col("promised_at"))


def _with_due(frame: nw.LazyFrame[Any], legal_dues: nw.LazyFrame[Any] | None) -> nw.LazyFrame[Any]:
    if legal_dues is None:
        return frame.with_columns(due_at=_promise())
    joined = frame.join(legal_dues, on=list(LEGAL_KEYS), how="left")
    return joined.with_columns(due_at=nw.coalesce(_promise(), nw.col("legal_due_at"))).drop("legal_due_at")


def _overdue(reading: Reading, until: datetime) -> nw.Expr:
    """True, False, or null when neither the due moment nor the number of supplement requests decides.

    Open dossiers are measured at the whole second of ``until``: due moments are whole seconds, and what is due on
    the last day of a period (23:59:59) is still within time when the period ends.
    """
    reached = nw.coalesce(nw.col("ended_at"), nw.lit(until.replace(microsecond=0)))
    due = nw.col("due_at")
    late = reached.dt.date() > due.dt.date() if reading.compare == "day" else reached > due
    if reading.overdue_after_requests is not None:
        late = nw.when(_asked_more_often_than(reading.overdue_after_requests)).then(nw.lit(True)).otherwise(late)
    if "withdrawn_on_time" in reading.options:
        late = nw.when((nw.col("end_kind") == "withdrawn").fill_null(False)).then(nw.lit(False)).otherwise(late)
    return late


def _asked_more_often_than(requests: int) -> nw.Expr:
    if requests != 1:
        raise ValueError(f"only a second supplement request is recorded, not more than {requests}")
    return ~nw.col("second_request_at").is_null()


def _is_handled_since(start: datetime) -> nw.Expr:
    return nw.col("ended_at").is_null() | (nw.col("ended_at") >= start)


def _with_scope(frame: nw.LazyFrame[Any], moment: Moment) -> nw.LazyFrame[Any]:
    """Whose period it is: received in it, or carried over and still open or closed in it."""
    received, ended = nw.col("received_at"), nw.col("ended_at")
    is_known = ~received.is_null() | nw.col("lacks_reception_date")
    is_overdue = nw.col(f"overdue_{moment.reading}")
    return frame.with_columns(
        is_received_in_period=(received >= moment.period.start).fill_null(False),
        is_received_or_handled=is_known & _is_handled_since(moment.period.start),
        lacks_reception_date=nw.col("lacks_reception_date") & ended.is_null(),
        lacks_end_moment=nw.col("is_end_unknown") & ended.is_null(),
        lacks_due_date=is_overdue.is_null(),
        is_overdue=is_overdue,
    )
