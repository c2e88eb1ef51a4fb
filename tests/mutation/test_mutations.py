"""Every fault planted in predicates, thresholds and rounding is noticed by the tests."""

import pytest
from mutation_run import Laboratory, Mutation, mutations

ALL = mutations()


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Laboratory:
    return Laboratory(tmp_path_factory.mktemp("copy"))


def test_the_tests_run_on_the_copy_and_pass_without_a_fault(laboratory: Laboratory) -> None:
    assert laboratory.is_of_the_copy()
    for tests in dict.fromkeys(mutation.tests for mutation in ALL):
        assert laboratory.run(tests) == 0, tests


def test_there_are_twenty() -> None:
    assert len(ALL) == len({mutation.name for mutation in ALL}) == 20


@pytest.mark.parametrize("mutation", ALL, ids=lambda mutation: mutation.name)
def test_a_fault_is_noticed(laboratory: Laboratory, mutation: Mutation) -> None:
    assert laboratory.notices(mutation)
