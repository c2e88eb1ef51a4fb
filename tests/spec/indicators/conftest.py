"""Every example runs on the reference, DuckDB and Polars."""

from collections.abc import Callable
from typing import Any

import pytest
from drawn import COMMUNE, count_on, ground, moment, table

from phucvu.indicators.indicator import Count

Counted = Callable[..., Count]


@pytest.fixture(params=["reference", "duckdb", "polars"])
def counted(request: pytest.FixtureRequest) -> Counted:
    """counted(criterion, agency=COMMUNE, period=…, as_at=…, reading=…, dossier="drawn table", …) -> Count."""

    def count(criterion: str, agency: str = COMMUNE, clocks: dict[str, str] | None = None, **drawn: str) -> Count:
        tables: dict[str, Any] = {record: table(record, text) for record, text in drawn.items()}
        counts = count_on(request.param, tables, moment(**(clocks or {})), ground())
        found = {(each.agency_code, each.criterion): each for each in counts}
        return found.get((agency, criterion)) or Count(agency, criterion, 0, 0, {})

    return count
