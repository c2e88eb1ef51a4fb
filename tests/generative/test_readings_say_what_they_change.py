"""What a reading says it changes is what it changes: no criterion more, none less."""

import pytest
from drawn import count_on, ground, moment
from random_world import world

from phucvu.rubric import load

LAW = load().written
WITH_OPTIONS = {
    name: rule for name, reading in LAW.readings.readings.items() for rule in reading.versions if rule.options
}


def _counts(engine: str, reading: str) -> dict[tuple[str, str], object]:
    counts = count_on(engine, world(seed=766, size=60), moment(reading=reading), ground())
    return {(each.agency_code, each.criterion): each for each in counts}


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
@pytest.mark.parametrize("reading", WITH_OPTIONS)
def test_a_reading_changes_the_criteria_it_names(reading: str, engine: str) -> None:
    portal, other = _counts(engine, LAW.readings.default), _counts(engine, reading)
    counted_otherwise = {key[1] for key in portal.keys() | other.keys() if portal.get(key) != other.get(key)}
    judged_otherwise = {
        code
        for group in LAW.groups
        for code, criterion in group.criteria.items()
        if any(reading in rule.by_reading for rule in criterion.versions)
    }
    assert counted_otherwise | judged_otherwise == set(WITH_OPTIONS[reading].changes)
