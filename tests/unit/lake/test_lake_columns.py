"""A workspace made before a record type got a column still opens, and takes new rows beside the old ones."""

from datetime import datetime
from typing import Any

import pytest
from lake_samples import batch, bring

from phucvu.lake import tables
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.records import schema
from phucvu.records.schema import record_types

NEW = ("numerator", "denominator", "flags", "level", "agency_name")


def reading(item: str, **columns: Any) -> dict[str, Any]:
    read_at = datetime(2026, 9, 28)
    return {"agency_code": "H52", "period": "2026-08", "item": item, "value": "8.83", "read_at": read_at} | columns


@pytest.fixture
def old_workspace(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Official readings as they were kept without counts, flags and names."""
    kind = record_types()["official_reading"]
    known = tuple(column for column in kind.columns if column.name not in NEW)
    before = type(kind)(kind.name, kind.vi, kind.en, kind.key, kind.fold, known)
    with monkeypatch.context() as earlier:
        earlier.setitem(schema.record_types(), "official_reading", before)
        tables.tables.cache_clear()
        workspace = Workspace.create(tmp_path / "cũ", "H52")
        bring(workspace, "cũ.csv", batch("official_reading", [reading("total")]), records=("official_reading",))
    tables.tables.cache_clear()
    return Workspace.open(workspace.path)


def test_old_rows_have_null_where_a_column_came_later(old_workspace: Workspace) -> None:
    (row,) = Snapshot.open(old_workspace).rows("official_reading")
    assert row["value"] == "8.83"
    assert [row[name] for name in NEW] == [None] * len(NEW)


def test_new_rows_stand_beside_old_ones(old_workspace: Workspace) -> None:
    new = reading("payment", numerator=3, denominator=4, flags="X;Y")
    bring(old_workspace, "mới.csv", batch("official_reading", [new]), records=("official_reading",))
    found = {row["item"]: row for row in Snapshot.open(old_workspace).rows("official_reading")}
    assert (found["total"]["numerator"], found["payment"]["numerator"]) == (None, 3)
    assert found["payment"]["flags"] == "X;Y"
