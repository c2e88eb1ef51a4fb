"""What a reading says it changes is what it changes: no criterion more, none less."""

from collections.abc import Iterator

import pytest
from drawn import count_on, ground, moment
from random_world import world

from phucvu.rubric import load

LAW = load().written
WITH_OPTIONS = {
    name: rule for name, reading in LAW.readings.readings.items() for rule in reading.versions if rule.options
}
# Many small provinces: in a large one a service without a result is hidden by another dossier that has one.
SEEDS = range(120)


@pytest.mark.parametrize("reading", WITH_OPTIONS)
def test_a_reading_changes_the_criteria_it_names(reading: str) -> None:
    counted_otherwise = {criterion for seed in SEEDS for criterion in _differing(seed, reading)}
    judged_otherwise = {
        code
        for group in LAW.groups
        for code, criterion in group.criteria.items()
        if any(reading in rule.by_reading for rule in criterion.versions)
    }
    assert counted_otherwise | judged_otherwise == set(WITH_OPTIONS[reading].changes)


def _differing(seed: int, reading: str) -> Iterator[str]:
    """Criteria that some agency of a random province has other counts of than by default."""
    tables = world(seed, size=3)
    by_default, by_reading = (
        {
            (each.agency_code, each.criterion): each
            for each in count_on("reference", tables, moment(reading=name), ground())
        }
        for name in (LAW.readings.default, reading)
    )
    keys = by_default.keys() | by_reading.keys()
    return (key[1] for key in keys if by_default.get(key) != by_reading.get(key))
