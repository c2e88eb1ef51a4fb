"""The example and one simulated month of it, made once."""

from pathlib import Path

import pytest

from phucvu.simulation.printed import Example, read_example
from phucvu.simulation.son_la import Month, make_month

FOLDER = Path(__file__).parents[3] / "examples" / "son-la-2023-05"


@pytest.fixture(scope="session")
def folder() -> Path:
    return FOLDER


@pytest.fixture(scope="session")
def example(folder: Path) -> Example:
    return read_example(folder)


@pytest.fixture(scope="session")
def month(example: Example) -> Month:
    return make_month(example, seed=766)
