"""The rows listed behind a count are as many as the count says, for every criterion over dossiers."""

import pytest
from drawn import COMMUNE, ENGINES, arrow, ground, moment
from random_world import world

from phucvu.indicators.counting import indicators_of
from phucvu.indicators.listing import rows
from phucvu.lake.counting import TABLES, charging, count_frames, dossiers, prepare
from phucvu.lake.engines import collect


@pytest.mark.parametrize("engine", ENGINES)
def test_lists_are_as_long_as_counts_say(engine: str) -> None:
    tables, at, base = world(seed=5, size=20), moment(), ground()
    opened = ENGINES[engine]()
    frames = {record: opened.table(arrow(record, tables.get(record, []))) for record in TABLES}
    counts = {(each.agency_code, each.criterion): each for each in count_frames(opened, frames, at, base)}
    facts = dossiers(opened, prepare(opened, frames, base), at, base)
    charged = facts.join(charging(opened, base).assignment, on="origin_id", how="left")
    for indicator in indicators_of("dossier"):
        listed = {
            state: collect(rows(charged, indicator, at, state, agencies=[COMMUNE]))
            for state in ("counted", "succeeded", "failed", "excluded")
        }
        count = counts[COMMUNE, indicator.criterion]
        assert len(listed["succeeded"]) == count.numerator
        assert listed["counted"]
        if not indicator.denominator_from:
            assert len(listed["counted"]) == len(listed["succeeded"]) + len(listed["failed"]) == count.denominator
        reasons = [row["reason"] for row in listed["excluded"]]
        assert {reason: reasons.count(reason) for reason in reasons} == count.excluded
