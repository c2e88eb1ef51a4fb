"""For all tests: random examples are drawn without a time limit, since machines differ; in CI always the same ones."""

import os

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engines",
        default="reference,duckdb,polars",
        help="where the law's examples run, separated by commas: reference, duckdb, polars, spark",
    )
