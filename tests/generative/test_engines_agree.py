"""The engines and the plain reference agree on random provinces, to the last dossier."""

import random

import pytest
from drawn import count_on, ground, moment
from hypothesis import given, settings
from hypothesis import strategies as st
from random_world import AS_AT, world, worlds

from phucvu.indicators import all_indicators
from phucvu.indicators.indicator import Count

CLOCKS = [{}, {"as_at": AS_AT}, {"as_at": AS_AT, "reading": "same_day"}, {"period": "2023-Q2", "reading": "same_day"}]
CLOCKS += [{"as_at": AS_AT, "reading": "text"}, {"reading": "withdrawn_on_time"}]
Counts = dict[tuple[str, str], Count]


def _count(engine: str, tables: dict, clocks: dict[str, str]) -> Counts:
    counts = count_on(engine, tables, moment(**clocks), ground())
    return {(each.agency_code, each.criterion): each for each in counts}


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@settings(max_examples=12, deadline=None, database=None)
@given(seed=st.integers(0, 2**32), size=st.integers(1, 8), clocks=st.sampled_from(CLOCKS))
def test_an_engine_counts_what_the_reference_counts(engine: str, seed: int, size: int, clocks: dict[str, str]) -> None:
    tables = world(seed, size)
    assert _count(engine, tables, clocks) == _count("reference", tables, clocks)


@pytest.mark.parametrize("clocks", CLOCKS, ids=str)
def test_all_three_agree_on_a_larger_province(clocks: dict[str, str]) -> None:
    tables = world(seed=766, size=60)
    expected = _count("reference", tables, clocks)
    assert {criterion for _, criterion in expected} == {indicator.criterion for indicator in all_indicators()}
    assert _count("duckdb", tables, clocks) == expected
    assert _count("polars", tables, clocks) == expected


@pytest.mark.parametrize("clocks", [*CLOCKS, {"period": "2023-H1"}, {"period": "2023", "as_at": "15/09"}], ids=str)
def test_all_three_agree_on_many_small_provinces(clocks: dict[str, str]) -> None:
    tables, place = worlds(range(24), size=2)
    at, base = moment(**clocks), ground(**place)
    expected, *found = (
        {(each.agency_code, each.criterion): each for each in count_on(engine, tables, at, base)}
        for engine in ("reference", "duckdb", "polars")
    )
    assert found == [expected, expected]


def test_the_order_of_rows_does_not_matter() -> None:
    tables = world(seed=1, size=20)
    shuffled = {record: random.Random(2).sample(rows, len(rows)) for record, rows in tables.items()}
    assert _count("duckdb", shuffled, {}) == _count("duckdb", tables, {})


def test_dossier_counts_of_a_parent_are_the_sum_of_its_leaves() -> None:
    counts = _count("duckdb", world(seed=3, size=20), {})
    for criterion in ("progress.on_time", "online.filed", "payment.dossiers", "satisfaction.receiving"):
        whole, parts = counts["H52", criterion], [counts[code, criterion] for code in ("H52.1", "H52.2")]
        undecided = whole.denominator - sum(part.denominator for part in parts)
        assert undecided > 0
        assert counts["H52.1", criterion].denominator > counts["H52.1.1", criterion].denominator


def test_counting_halves_apart_adds_up_to_the_whole() -> None:
    tables = world(seed=4, size=20)
    halves = [tables | {"dossier": tables["dossier"][part::2]} for part in (0, 1)]
    whole, first, second = (_count("duckdb", each, {}) for each in (tables, *halves))
    for key in ((agency, "progress.on_time") for agency in ("H52", "H52.1", "H52.1.1", "H52.2")):
        assert whole[key].numerator == first[key].numerator + second[key].numerator
        assert whole[key].denominator == first[key].denominator + second[key].denominator
