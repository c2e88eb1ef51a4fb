"""The plain reference for one dossier: its end, its due moment, its verdicts."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from phucvu.indicators.indicator import Moment
from phucvu.records.lifecycle import Reading
from phucvu.registry.calendar import Calendar

Row = Mapping[str, Any]
ENDED = {3, 7, 8, 9, 10}
ENDS = ["done", "handed", "stopped", "not_accepted", "withdrawn", "finished", "returned", "refused"]


class DossierJudge:
    """One dossier as it stood at ``moment.until``."""

    def __init__(self, row: Row, moment: Moment, reading: Reading, procedure: Row, calendar: Calendar) -> None:
        self.row, self.moment, self.reading = row, moment, reading
        self.procedure, self.calendar = procedure, calendar
        self.end_kind, self.ended_at = self._end()

    def at(self, name: str) -> datetime | None:
        """What has happened by then."""
        value: datetime | None = self.row[f"{name}_at"]
        return None if value is None or value > self.moment.until else value

    def _end(self) -> tuple[str | None, datetime | None]:
        for kind in ("done", "handed"):
            if self.at(kind):
                return kind, self.at(kind)
        breaks = [(at, kind) for kind in ("stopped", "not_accepted", "withdrawn") if (at := self.at(kind))]
        if breaks and self.at("received"):
            at, kind = min(breaks, key=lambda pair: pair[0])
            return kind, at
        for kind in ("finished", "returned", "refused"):
            if self.at(kind):
                return kind, self.at(kind)
        if self.at("received") and self.at("supplement_requested") and not self.at("supplement_received"):
            return "supplement", self.at("supplement_requested")
        return None, None

    def due(self) -> datetime | None:
        """The promise, the new one after a supplement, else what the law allows."""
        if self.at("supplement_received") and self.row["supplement_due_at"]:
            return self.row["supplement_due_at"]  # type: ignore[no-any-return]
        return self.row["promised_at"] or self._legal_due()

    def _legal_due(self) -> datetime | None:
        received, amount, unit = self.at("received"), self.procedure["limit_amount"], self.procedure["limit_unit"]
        if not (received and amount and unit):
            return None
        if unit == "hour":
            return self.calendar.add_working_hours(received, amount + self._paused_hours())
        if unit == "working_day":
            last = self._walk(received.date(), amount + self._paused_days(self.calendar.is_working_day))
        else:
            last = self._in_the_calendar(received.date(), amount, unit)
        return datetime.combine(last, time(23, 59, 59))

    def _in_the_calendar(self, day: date, amount: int, unit: str) -> date:
        last = self._next_open(_months_on(day, amount) if unit == "month" else day + timedelta(days=amount))
        return self._next_open(last + timedelta(days=self._paused_days(lambda _: True)))

    def _walk(self, day: date, steps: int) -> date:
        while steps:
            day += timedelta(days=1)
            steps -= self.calendar.is_working_day(day)
        return day

    def _next_open(self, day: date) -> date:
        return day if self.calendar.is_working_day(day) else self._walk(day, 1)

    def _pause(self) -> tuple[datetime, datetime] | None:
        asked, answered = self.at("supplement_requested"), self.at("supplement_received")
        return (asked, answered) if asked and answered and asked < answered else None

    def _paused_hours(self) -> float:
        return self.calendar.working_hours_between(*pause) if (pause := self._pause()) else 0

    def _paused_days(self, counts: Any) -> int:
        if not (pause := self._pause()):
            return 0
        start, end = pause[0].date(), pause[1].date()
        return sum(bool(counts(start + timedelta(days=n))) for n in range(1, (end - start).days + 1))

    def is_overdue(self) -> bool | None:
        """None: nobody can say."""
        if "withdrawn_on_time" in self.reading.options and self.end_kind == "withdrawn":
            return False
        if self.reading.overdue_after_requests and self.at("second_request"):
            return True
        due, reached = self.due(), self.ended_at or self.moment.until.replace(microsecond=0)
        if due is None:
            return None
        return reached.date() > due.date() if self.reading.compare == "day" else reached > due

    def is_received_in_period(self) -> bool:
        received = self.at("received")
        return received is not None and received >= self.moment.period.start

    def scope(self) -> str | None:
        """None: not of this period. "in": received or handled in it. Else why it is left out."""
        if self.ended_at and self.ended_at < self.moment.period.start:
            return None
        if self.row["received_at"] is None:
            filed = self.row["filed_at"]
            is_unseen = filed is not None and filed > self.moment.until
            return None if is_unseen else "in" if self.ended_at else "no_reception_date"
        if not self.at("received"):
            return None
        has_end = any(self.row[f"{kind}_at"] for kind in ENDS)
        is_end_lost = self.row["status"] in ENDED and not has_end and not self.ended_at
        return "no_end_moment" if is_end_lost else "in"

    def verdicts(self, is_complained: bool) -> Iterator[tuple[str, str]]:
        """(criterion, verdict) for each criterion whose population this dossier is in."""
        if self.is_received_in_period():
            yield "disclosure.synchronised", _verdict(bool(self.row["is_synchronised"]))
            yield "online.filed", _verdict(self._is_filed_online())
        scope = self.scope()
        for criterion, field in SHARES.items():
            by_text = "shares_of_received" in self.moment.options
            if self.is_received_in_period() if by_text else scope is not None:
                yield criterion, _verdict(self.row[field]) if scope in ("in", None) else scope
        if scope is None:
            return
        for criterion, result in self._of_those_handled(is_complained):
            yield criterion, result if scope == "in" else scope

    def _is_filed_online(self) -> bool | None:
        if self.row["channel"] != 2:
            return False
        if "online_with_result" in self.moment.options and self._is_result_due():
            return self.row["has_result_file"]  # type: ignore[no-any-return]
        return True

    def _is_result_due(self) -> bool:
        is_settled = self.end_kind in ("done", "handed", "finished", "returned")
        return is_settled and self.procedure["result_in_writing"] is not False

    def _of_those_handled(self, is_complained: bool) -> Iterator[tuple[str, str]]:
        late = self.is_overdue()
        yield "progress.on_time", "no_due_date" if late is None else _verdict(not late)
        yield "satisfaction.receiving", _verdict(not late and not is_complained)
        if "written_results" not in self.moment.options or self.procedure["result_in_writing"] is not False:
            yield "digitization.result", _verdict(self.row["has_result_file"])
        yield "digitization.population_dossier", _verdict(self.row["uses_population_data"])
        yield "digitization.dossier", _verdict(self._is_digitised())
        if self.procedure["has_fee"] is not False and self.row["fee_total"] != 0:
            yield "payment.dossiers", _verdict(self._is_paid_online())

    def _is_digitised(self) -> bool | None:
        if not self._is_result_due() or self.row["has_components"] is False:
            return self.row["has_components"]  # type: ignore[no-any-return]
        both = (self.row["has_components"], self.row["has_result_file"])
        return False if False in both else None if None in both else True

    def _is_paid_online(self) -> bool | None:
        is_fee_known = self.procedure["has_fee"] or (self.row["fee_total"] or 0) > 0
        channel = self.row["payment_channel"]
        return channel in (1, 2) if is_fee_known and channel is not None else None


SHARES = {
    "digitization.reused": "has_reused_component",
    "digitization.personal_store": "uses_personal_store",
}


def _verdict(success: bool | None) -> str:
    return "field_absent" if success is None else "succeeded" if success else "failed"


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError
