"""Editions in the lake: one row each, written once; and the Parquet of their open data."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace, user
from phucvu.lake.writer import append


def keep(workspace: Workspace, row: dict[str, Any]) -> None:
    """Add the row of an edition (columns of tables.yaml, ``files`` as a list); one already there stays as it was."""
    known = {each["edition_id"] for each in Snapshot.open(workspace).editions()}
    if row["edition_id"] not in known:
        files = json.dumps(row["files"], ensure_ascii=False)
        append(
            workspace,
            "editions",
            [row | {"files": files, "made_by": user()}],
            {"act": "letter", "edition_id": row["edition_id"]},
        )


def parquet(rows: list[dict[str, Any]], path: Path) -> None:
    """Write rows of open data as Parquet, the same bytes for the same rows."""
    pq.write_table(pa.Table.from_pylist(rows), path, compression="zstd")
