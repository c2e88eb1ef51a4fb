"""The rows behind a count, read from a snapshot by the predicates that counted them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import narwhals as nw

from phucvu.indicators import indicator
from phucvu.indicators.counting import Charging, by_procedure, in_use, of_one_pass, with_success
from phucvu.indicators.facts import SMALL_TABLES, service_facts
from phucvu.indicators.form_six import by_field
from phucvu.indicators.indicator import Indicator, Moment
from phucvu.indicators.listing import State, rows
from phucvu.lake.counting import Ground, charging, dossiers, frames_of, prepare
from phucvu.lake.engines import collect
from phucvu.lake.snapshot import Snapshot

# What a person wants beside the code of a dossier.
DOSSIER_COLUMNS = (
    *("printed_code", "procedure_code", "procedure_name", "field_code", "field_name", "channel"),
    *("received_at", "promised_at", "due_at", "ended_at", "end_kind", "is_overdue"),
)


def listed(
    snapshot: Snapshot,
    moment: Moment,
    ground: Ground,
    criterion: str,
    state: State,
    agency: str | None = None,
    more: tuple[str, ...] = (),
) -> list[dict[str, Any]]:
    """The rows of one state under a criterion, in order of agency and code, of an agency and all below it (None: all).

    ``more``: further columns of dossiers. A row whose agency is undecided bears the province's code. Where procedures
    are counted, each stands once, under the agency asked about. Raises KeyError for a criterion outside the contract.
    """
    chosen, asked = indicator(criterion), agency or ground.province_code
    frame = _with_agency(*_facts(snapshot, moment, ground, chosen, asked), ground.province_code)
    below = None if agency is None else {code for code, above in ground.closure if above == agency} | {agency}
    columns = (*DOSSIER_COLUMNS, *more) if chosen.table == "dossier" else ()
    if chosen.unit == "record":
        found = collect(rows(frame, chosen, moment, state, agencies=below, columns=columns))
    else:
        found = _procedures(frame, chosen, moment, state, below, asked)
    return sorted(found, key=lambda row: tuple(str(value) for value in row.values()))


def _procedures(
    frame: nw.LazyFrame[Any], chosen: Indicator, moment: Moment, state: State, below: Collection[str] | None, asked: str
) -> list[dict[str, Any]]:
    """Each procedure once, judged as it is counted: by any of its rows, or (procedure_all) by all of them."""
    ranks = {"excluded": 0, "failed": 1, "succeeded": 2}
    if chosen.unit == "procedure_all":
        ranks |= {"failed": 3}
    best: dict[str, dict[str, Any]] = {}
    for part in ("succeeded", "failed", "excluded"):
        for row in collect(rows(frame, chosen, moment, part, agencies=below)):
            known = best.get(row["procedure_code"])
            if known is None or ranks[row["state"]] > ranks[known["state"]]:
                best[row["procedure_code"]] = row | {"agency_code": asked}
    wanted = ("succeeded", "failed") if state == "counted" else (state,)
    return [row for row in best.values() if row["state"] in wanted]


def _facts(
    snapshot: Snapshot, moment: Moment, ground: Ground, chosen: Indicator, asked: str
) -> tuple[nw.LazyFrame[Any], Charging]:
    engine, frames = snapshot.engine(), frames_of(snapshot)
    prepared, charged = prepare(engine, frames, ground), charging(engine, ground)
    facts = dossiers(engine, prepared, moment, ground)
    if chosen.table == "dossier":
        return facts, charged
    if chosen.table == "certified_copy":
        return prepared["certified_copy"], charged
    pairs = by_procedure(facts, of_one_pass(moment), moment, charged)
    if chosen.table == "online_service":
        return service_facts(prepared, moment, in_use(pairs, moment)), charged
    frame = SMALL_TABLES[chosen.table](prepared, moment)
    return _with_success(frame, chosen, pairs, asked) if chosen.successes_from else frame, charged


def _with_success(
    frame: nw.LazyFrame[Any], chosen: Indicator, pairs: nw.LazyFrame[Any], asked: str
) -> nw.LazyFrame[Any]:
    """has_success: a dossier of the procedure succeeds at the agency asked about or below it."""
    assert chosen.successes_from is not None
    successes = with_success(pairs, chosen.successes_from).filter(nw.col("agency_code") == asked)
    marked = successes.select("procedure_code").unique().with_columns(has_success=nw.lit(True))
    return frame.join(marked, on="procedure_code", how="left")


def _with_agency(frame: nw.LazyFrame[Any], charged: Charging, province_code: str) -> nw.LazyFrame[Any]:
    if "origin_id" in frame.collect_schema().names():
        frame = frame.join(charged.assignment.select("origin_id", "agency_code"), on="origin_id", how="left")
    return frame.with_columns(nw.col("agency_code").fill_null(province_code))


def one_dossier(snapshot: Snapshot, moment: Moment, ground: Ground, dossier_code: str) -> dict[str, Any] | None:
    """A dossier with all its columns and the facts of its lifecycle at ``moment.until``; None when there is none."""
    return next(iter(some_dossiers(snapshot, moment, ground, [dossier_code])), None)


def some_dossiers(snapshot: Snapshot, moment: Moment, ground: Ground, codes: Collection[str]) -> list[dict[str, Any]]:
    """The same of several codes at once; those that are not there are left out."""
    return collect(_facts_of(snapshot, moment, ground, codes))


def open_dossiers(
    snapshot: Snapshot, moment: Moment, ground: Ground, due_by: datetime, agency: str | None = None
) -> list[dict[str, Any]]:
    """Dossiers without a result at ``moment.until`` that are overdue, or will be due by a moment; in order of due.

    Columns as ``listed``. Late ones waiting for a supplement are there, as in part B of the letter; those waiting
    within time are not: their clock stands still.
    """
    chosen = indicator("progress.on_time")
    facts = _with_agency(*_facts(snapshot, moment, ground, chosen, ground.province_code), ground.province_code)
    is_open, is_waiting = nw.col("ended_at").is_null(), (nw.col("end_kind") == "supplement").fill_null(False)
    is_late = nw.col("is_overdue").fill_null(False)
    is_due = is_open & (nw.col("due_at") <= due_by).fill_null(False)
    wanted = facts.filter(((is_open | is_waiting) & is_late) | is_due)
    below = None if agency is None else {code for code, above in ground.closure if above == agency} | {agency}
    found = collect(rows(wanted, chosen, moment, "counted", agencies=below, columns=DOSSIER_COLUMNS))
    return sorted(found, key=lambda row: (str(row["due_at"] or ""), row["dossier_code"]))


def by_codes(
    snapshot: Snapshot,
    moment: Moment,
    ground: Ground,
    codes: Collection[str],
    columns: tuple[str, ...] = DOSSIER_COLUMNS,
) -> list[dict[str, Any]]:
    """Dossiers with these codes (normal form): dossier_code, charged agency and ``columns``, as at ``moment.until``."""
    facts = _facts_of(snapshot, moment, ground, codes)
    frame = _with_agency(facts, charging(snapshot.engine(), ground), ground.province_code)
    return collect(frame.select("dossier_code", "agency_code", *columns))


def offices_when_due(snapshot: Snapshot, due: Mapping[str, datetime]) -> dict[str, str]:
    """Which office of its agency held each dossier when its due moment came, by the history sent with it; where the
    source sends none, the dossier is not in the answer. ``due``: dossier code -> naive local time."""
    history = snapshot.frame("status_history").filter(nw.col("dossier_code").is_in(list(due)))
    found: dict[str, str] = {}
    for row in collect(history.select("dossier_code", "at", "unit_name").sort("at")):
        if row["unit_name"] and row["at"] and row["at"] <= due[row["dossier_code"]]:
            found[row["dossier_code"]] = row["unit_name"]
    return found


def _facts_of(snapshot: Snapshot, moment: Moment, ground: Ground, codes: Collection[str]) -> nw.LazyFrame[Any]:
    engine, frames = snapshot.engine(), frames_of(snapshot)
    only = {**frames, "dossier": frames["dossier"].filter(nw.col("dossier_code").is_in(list(codes)))}
    return dossiers(engine, prepare(engine, only, ground), moment, ground)


def field_counts(snapshot: Snapshot, moment: Moment, ground: Ground) -> list[dict[str, Any]]:
    """Counts by field of the whole province, see indicators.form_six."""
    engine = snapshot.engine()
    return collect(by_field(dossiers(engine, prepare(engine, frames_of(snapshot), ground), moment, ground), moment))
