"""Counting on an engine: the tables of a snapshot, prepared and counted, summed up the tree of agencies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import narwhals as nw
import pyarrow as pa

from phucvu.indicators import all_indicators
from phucvu.indicators.counting import Charging, count
from phucvu.indicators.facts import Frames, dossier_facts
from phucvu.indicators.indicator import Count, Moment
from phucvu.indicators.reported import NationalReport, certified_copies
from phucvu.lake.engines import Engine, collect, collect_arrow
from phucvu.lake.snapshot import Snapshot
from phucvu.records.lifecycle import LEGAL_KEYS, READINGS, Reading, lacking_promise, legal_dues
from phucvu.records.limits import LIMITS, Limits
from phucvu.records.petition_lifecycle import with_dues
from phucvu.records.publishing import with_limits
from phucvu.records.schema import ARROW, record_type
from phucvu.registry.agency import Agency
from phucvu.registry.calendar import Calendar
from phucvu.registry.charging import Assignment
from phucvu.registry.resolve import AgencyMapping, Resolver
from phucvu.registry.tree import closure

TABLES = (
    *("dossier", "procedure", "procedure_authority", "online_service", "publishing_decision", "petition", "rating"),
    *("national_report", "certified_copy", "catalogue_total"),
)
PETITION_DUES = ("answer_due_at", "refuse_due_at", "ask_due_at", "publish_due_at")
DECISION_LIMITS = ("decide_by_on", "public_due_on")
LEGAL_SCHEMA = pa.schema(
    [(name, ARROW["code" if name == "procedure_code" else "moment"]) for name in (*LEGAL_KEYS, "legal_due_at")]
)
ASSIGNMENT_SCHEMA = pa.schema([("origin_id", pa.int64()), ("agency_code", pa.string())])
CLOSURE_SCHEMA = pa.schema([("agency_code", pa.string()), ("ancestor_code", pa.string())])


@dataclass(frozen=True)
class Ground:
    """What counts rest on beside the tables: the tree, who is charged, the calendar and the law's numbers.

    ``closure``: (agency, itself or one above it), see registry.tree. ``assignment``: origin_id -> agency or None.
    """

    province_code: str
    closure: Sequence[tuple[str, str]]
    assignment: Mapping[int, str | None]
    calendar: Calendar = field(default_factory=Calendar)
    readings: Sequence[Reading] = READINGS
    limits: Limits = LIMITS
    names: Mapping[str, str | None] = field(default_factory=dict)  # agency of petitions that only name one

    @classmethod
    def of(
        cls,
        snapshot: Snapshot,
        on: date,
        agencies: Sequence[Agency],
        mappings: Sequence[AgencyMapping | Mapping[str, Any]],
        *,
        charged: Iterable[Assignment],
        province_code: str,
        **rest: Any,
    ) -> "Ground":
        """The ground of a snapshot: its origins as they are ``charged`` (registry.charging), the tree as it stood on a
        day. ``rest``: calendar, readings, limits. Raises UserError when the tree goes in a circle.
        """
        resolver = Resolver(agencies, mappings)
        unnamed = [row for row in snapshot.rows("petition") if row["agency_name"] and not row["agency_code"]]
        names = {row["agency_name"]: resolver.resolve(row["agency_name"], on).code for row in unnamed}
        assignment = {each.origin_id: each.agency_code for each in charged}
        return cls(province_code, closure(agencies, on), assignment, names=names, **rest)


def run(snapshot: Snapshot, moment: Moment, ground: Ground, engine: str = "duckdb") -> list[Count]:
    """Counts of every criterion for every agency of the tree, from a snapshot, on an engine."""
    return count_frames(snapshot.engine(engine), frames_of(snapshot, engine), moment, ground)


def frames_of(snapshot: Snapshot, engine: str = "duckdb") -> dict[str, nw.LazyFrame[Any]]:
    """The records that counting reads, as frames of one engine."""
    return {record: snapshot.frame(record, engine) for record in TABLES}


def count_frames(engine: Engine, frames: Frames, moment: Moment, ground: Ground) -> list[Count]:
    """Counts of every criterion for every agency of the tree (0 of 0 where it has nothing), in order of code.

    ``frames``: the records of TABLES by name, all of this engine.
    """
    prepared = prepare(engine, frames, ground)
    counts = count(
        dossiers(engine, prepared, moment, ground),
        prepared,
        moment,
        charging(engine, ground),
        compute=lambda frame: engine.table(collect_arrow(frame)),
    )
    counts += certified_copies(collect(frames["certified_copy"]), moment.period, ground.closure, ground.province_code)
    return _with_reports(_complete(counts, ground), collect(frames["national_report"]), moment, ground)


def prepare(engine: Engine, frames: Frames, ground: Ground) -> dict[str, nw.LazyFrame[Any]]:
    """The frames with working-day limits worked out for petitions and publishing decisions."""
    petitions = with_dues(collect(frames["petition"]), ground.calendar, ground.limits)
    for petition in petitions:
        petition["agency_code"] = petition["agency_code"] or ground.names.get(petition["agency_name"])
    decisions = with_limits(collect(frames["publishing_decision"]), ground.calendar, ground.limits)
    return dict(frames) | {
        "petition": engine.table(_extended("petition", petitions, PETITION_DUES, "moment")),
        "publishing_decision": engine.table(_extended("publishing_decision", decisions, DECISION_LIMITS, "date")),
    }


def _extended(record: str, rows: list[dict[str, Any]], names: Iterable[str], kind: Any) -> pa.Table:
    fields = [*record_type(record).arrow(), *(pa.field(name, ARROW[kind]) for name in names)]
    return pa.Table.from_pylist(rows, pa.schema(fields))


def dossiers(engine: Engine, frames: Frames, moment: Moment, ground: Ground) -> nw.LazyFrame[Any]:
    """Dossiers with their facts; legal due moments are worked out for those without a promise."""
    lacking = collect(lacking_promise(frames["dossier"], moment))
    dues = legal_dues(lacking, collect(frames["procedure"]) if lacking else (), ground.calendar)
    legal = engine.table(pa.Table.from_pylist(dues, LEGAL_SCHEMA)) if dues else None
    return dossier_facts(frames, moment, ground.readings, legal)


def charging(engine: Engine, ground: Ground) -> Charging:
    assignment = [{"origin_id": origin, "agency_code": code} for origin, code in ground.assignment.items()]
    closure = [{"agency_code": code, "ancestor_code": above} for code, above in ground.closure]
    return Charging(
        engine.table(pa.Table.from_pylist(assignment, ASSIGNMENT_SCHEMA)),
        engine.table(pa.Table.from_pylist(closure, CLOSURE_SCHEMA)),
        ground.province_code,
    )


def _complete(counts: Iterable[Count], ground: Ground) -> list[Count]:
    """Every agency of the tree under every criterion: what nobody counted is 0 of 0."""
    known = {(each.agency_code, each.criterion): each for each in counts}
    agencies = sorted({above for _, above in ground.closure} | {ground.province_code})
    pairs = [(agency, indicator.criterion) for agency in agencies for indicator in all_indicators()]
    return [known.get(pair) or Count(*pair, 0, 0, {}) for pair in pairs]


def _with_reports(counts: list[Count], rows: list[dict[str, Any]], moment: Moment, ground: Ground) -> list[Count]:
    report = NationalReport(rows, moment.period, ground.closure, ground.province_code)
    reported = {each.criterion for each in all_indicators() if each.denominator_from}
    return [report.applied(each) if each.criterion in reported else each for each in counts]
