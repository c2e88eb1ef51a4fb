"""Counts by field (lĩnh vực) as the reporting form 06 has them: received, settled, open; on time and late."""

from typing import Any

import narwhals as nw

from phucvu.indicators.indicator import Moment

ONLINE = 2
COUNTS = (
    "received_online",
    "received_otherwise",
    "carried_over",
    "settled_on_time",
    "settled_late",
    "open_within",
    "open_late",
    "without_due_date",
)


def by_field(facts: nw.LazyFrame[Any], moment: Moment) -> nw.LazyFrame[Any]:
    """field_name and COUNTS of the dossiers received or handled in the period (``facts.dossier_facts``).

    The same dossiers as ``progress.on_time``, and apart (``without_due_date``) those whose lateness nobody can tell:
    they are neither on time nor late. Null names are kept.
    """
    is_new = nw.col("is_received_in_period")
    is_online = (nw.col("channel") == ONLINE).fill_null(False)
    is_open = nw.col("ended_at").is_null()
    is_late, is_dated = nw.col("is_overdue").fill_null(False), ~nw.col("is_overdue").is_null()
    parts = {
        "received_online": is_new & is_online,
        "received_otherwise": is_new & ~is_online,
        "carried_over": ~is_new,
        "settled_on_time": ~is_open & is_dated & ~is_late,
        "settled_late": ~is_open & is_late,
        "open_within": is_open & is_dated & ~is_late,
        "open_late": is_open & is_late,
        "without_due_date": ~is_dated,
    }
    lacks = nw.col("lacks_reception_date") | nw.col("lacks_end_moment")
    handled = facts.filter(nw.col("is_received_or_handled") & ~lacks)
    sums = {name: nw.when(holds).then(nw.lit(1)).count() for name, holds in parts.items()}
    return handled.group_by("field_name").agg(**sums).sort("field_name", nulls_last=True)
