"""Every case example of the law on Spark: those with the same clocks at once, for each count takes Spark seconds."""

from collections import defaultdict
from typing import Any

import pytest
from drawn import PROVINCE, apart, count_on, each_apart, ground, moment, split, table, verdict

from phucvu.lake.spark_session import lacking
from phucvu.rubric.examples import Case, examples

BY_CLOCKS: dict[str, list[tuple[str, Case]]] = defaultdict(list)
for code, its in examples().items():
    for case in its.cases:
        clocks = {"reading": "portal"} | case.clocks
        BY_CLOCKS[" ".join(clocks.values())].append((code, case))


@pytest.mark.skipif(lacking() is not None, reason=str(lacking()))
@pytest.mark.parametrize("clocks", BY_CLOCKS)
def test_cases_of_the_same_clocks(clocks: str) -> None:
    cases = BY_CLOCKS[clocks]
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    closure, assignment, expected = [], {}, {}
    for place, (criterion, case) in enumerate(cases):
        rows, verdicts = split(case.record, case.table)
        codes = each_apart(case.record, rows)
        drawn = {case.record: rows} | {name: table(name, text) for name, text in case.companions.items()}
        for record in drawn:
            tables[record] += [apart(row, place) for row in drawn[record]]
        units = [f"{each}/{place}" for each in codes]
        closure += [(unit, above) for unit in units for above in (unit, PROVINCE)]
        assignment |= {place * 100 + number: unit for number, unit in enumerate(units)}
        expected |= {(criterion, unit): each for unit, each in zip(units, verdicts, strict=True)}
    base = ground(closure=closure, assignment=assignment)
    counts = count_on("spark", tables, moment(**cases[0][1].clocks), base)
    found = {(each.criterion, each.agency_code): each for each in counts}
    assert {key: verdict(found.get(key)) for key in expected} == expected
