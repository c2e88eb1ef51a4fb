"""Editions in the lake: one row each, written once; and the Parquet of their open data."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from phucvu.lake.sql import text
from phucvu.lake.workspace import Workspace, user
from phucvu.lake.writer import writing


def keep(workspace: Workspace, row: dict[str, Any]) -> None:
    """Add the row of an edition (columns of tables.yaml, ``files`` as a list); one already there stays as it was."""
    files = json.dumps(row["files"], ensure_ascii=False)
    with writing(workspace, act="letter", edition_id=row["edition_id"]) as writer:
        is_same = f"edition_id = {text(row['edition_id'])}"
        if not writer.files_where("editions", is_same):
            writer.append_rows("editions", [row | {"files": files, "made_by": user()}])


def parquet(rows: list[dict[str, Any]], path: Path) -> None:
    """Write rows of open data as Parquet, the same bytes for the same rows."""
    pq.write_table(pa.Table.from_pylist(rows), path, compression="zstd")
