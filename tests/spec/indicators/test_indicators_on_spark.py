"""Every case example of the law on Spark: those with the same clocks at once, for each count takes Spark seconds."""

from collections import defaultdict
from typing import Any

import pytest
from drawn import PROVINCE, apart, count_on, each_apart, ground, moment, table, verdict

from phucvu.lake.spark_session import lacking
from phucvu.rubric.examples import Case, examples

# The catalogue of procedures belongs to no agency, so each of its rows would be a world of its own: not here.
BY_CLOCKS: dict[str, list[tuple[str, Case, str]]] = defaultdict(list)
for code, its in examples().items():
    for case in its.cases:
        for reading in case.verdicts:
            if case.record != "procedure":
                clocks = case.clocks | {"reading": reading}
                BY_CLOCKS[" ".join(f"{name}={clocks[name]}" for name in sorted(clocks))].append((code, case, reading))


@pytest.mark.skipif(lacking() is not None, reason=str(lacking()))
@pytest.mark.parametrize("clocks", BY_CLOCKS)
def test_cases_of_the_same_clocks(clocks: str) -> None:
    cases = BY_CLOCKS[clocks]
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    closure, assignment, expected = [], {}, {}
    for place, (criterion, case, reading) in enumerate(cases):
        rows, verdicts = table(case.record, case.drawn), case.verdicts[reading]
        codes = each_apart(case.record, rows)
        drawn = {case.record: rows} | {name: table(name, text) for name, text in case.companions.items()}
        for record in drawn:
            tables[record] += [apart(row, place) for row in drawn[record]]
        units = [f"{each}/{place}" for each in codes]
        closure += [(unit, above) for unit in units for above in (unit, PROVINCE)]
        assignment |= {place * 100 + number: unit for number, unit in enumerate(units)}
        expected |= {(criterion, unit): each for unit, each in zip(units, verdicts, strict=True)}
    base = ground(closure=closure, assignment=assignment)
    counts = count_on("spark", tables, moment(**(cases[0][1].clocks | {"reading": cases[0][2]})), base)
    found = {(each.criterion, each.agency_code): each for each in counts}
    assert {key: verdict(found.get(key)) for key in expected} == expected
