"""Late reception counted per unit, from a snapshot."""

import pyarrow as pa

from phucvu.indicators.counting import by_procedure, to_counts, totals
from phucvu.indicators.facts import Frames
from phucvu.indicators.indicator import Count, Moment
from phucvu.indicators.reception import LATE_RECEPTION, doubtful, filed_online, reception_dues, with_lateness
from phucvu.lake.counting import Ground, charging
from phucvu.lake.engines import Engine, collect
from phucvu.lake.snapshot import Snapshot

DUES_SCHEMA = pa.schema([("filed_at", pa.timestamp("us")), ("reception_due_at", pa.timestamp("us"))])


def late_reception(snapshot: Snapshot, moment: Moment, ground: Ground, engine: str = "duckdb") -> list[Count]:
    """reception.late for each agency with dossiers filed online in the period: late ones, of all those."""
    return late_on(snapshot.engine(engine), {"dossier": snapshot.frame("dossier", engine)}, moment, ground)


def late_on(engine: Engine, frames: Frames, moment: Moment, ground: Ground) -> list[Count]:
    """The same over frames of an engine."""
    filed, hours = filed_online(frames["dossier"], moment), ground.limits.reception_hours
    dues = reception_dues(collect(doubtful(filed, hours)), ground.calendar, hours)
    judged = with_lateness(filed, engine.table(pa.Table.from_pylist(dues, DUES_SCHEMA)))
    counted = by_procedure(judged, (LATE_RECEPTION,), moment, charging(engine, ground))
    return sorted(
        to_counts(collect(totals(counted, (LATE_RECEPTION,))), (LATE_RECEPTION,)), key=lambda each: each.agency_code
    )
