"""Reading: typed frames on both engines, provenance."""

from datetime import datetime

import narwhals as nw
import pyarrow as pa
import pytest
from lake_samples import MAY, batch, bring, code, dossier, moment, step

from phucvu.lake.engines import collect, collect_arrow, connect
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.records.schema import record_types

RECORDS = [kind.name for kind in record_types().values() if not kind.restricted]
EPISODE = {"requested_at": moment(8), "received_at": moment(10), "due_before_at": None, "due_after_at": None}


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_an_empty_lake_gives_empty_typed_frames(workspace: Workspace, engine: str) -> None:
    snapshot = Snapshot.open(workspace)
    for record in RECORDS:
        frame = snapshot.frame(record, engine)
        kinds = {name: str(type_).split("(")[0] for name, type_ in frame.collect_schema().items()}
        expected = {"string": "String", "int64": "Int64", "bool": "Boolean", "date32[day]": "Date"}
        expected |= {"timestamp[us]": "Datetime"}
        schema = record_types()[record].arrow()
        assert kinds == {field.name: expected.get(str(field.type), "List") for field in schema}, record
        assert collect(frame) == []


def test_both_engines_give_the_same_rows(workspace: Workspace) -> None:
    rows = [
        dossier(1, supplements=[EPISODE], is_synchronised=True),
        dossier(2, received_at=None),
        dossier(3, fee_total=0),
    ]
    steps = [step(1, 9, moment(9)), step(1, 9, moment(9)), step(2, 5, moment(8), due_at=moment(12))]
    bring(workspace, "a", batch("dossier", rows), batch("status_history", steps, "h"))
    snapshot = Snapshot.open(workspace)
    for record in ("dossier", "status_history", "coverage"):
        found = [collect(snapshot.frame(record, engine)) for engine in ("duckdb", "polars")]
        assert sorted(found[0], key=repr) == sorted(found[1], key=repr)
        assert found[0]


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_small_tables_join_and_sums_are_whole_numbers(workspace: Workspace, engine: str) -> None:
    bring(workspace, "a", batch("dossier", [dossier(1, fee_total=5), dossier(2, fee_total=7), dossier(3, fee_total=9)]))
    snapshot = Snapshot.open(workspace)
    wanted = snapshot.engine(engine).table(
        pa.table({"dossier_code": [code(1), code(3)], "agency_code": ["H52.67"] * 2})
    )
    joined = snapshot.frame("dossier", engine).join(wanted, on="dossier_code")
    total = joined.group_by("agency_code").agg(nw.col("fee_total").sum().alias("total"))
    assert collect(total) == [{"agency_code": "H52.67", "total": 14}]
    assert collect_arrow(total).schema.field("total").type == pa.int64()


def test_provenance_names_file_row_and_import_in_the_order_of_truth(workspace: Workspace) -> None:
    late = bring(workspace, "late", batch("dossier", [dossier(9), dossier(1, status=9)], "b.json"), at=MAY)
    early = bring(
        workspace,
        "early",
        batch("dossier", [dossier(1, status=4)], "a.json"),
        batch("status_history", [step(1, 9, moment(9))], "h.json"),
        at=moment(10),
    )
    found = Snapshot.open(workspace).provenance(code(1))
    told = [(row["record"], row["source"], row["import_id"], row["file"], row["row"], row["status"]) for row in found]
    assert told == [
        ("dossier", "messages", early.import_id, "a.json", 1, 4),
        ("dossier", "messages", late.import_id, "b.json", 2, 9),
        ("status_history", "messages", early.import_id, "h.json", 1, 9),
    ]
    assert [row["extracted_at"] for row in found] == [moment(10), MAY, moment(10)]
    assert Snapshot.open(workspace).provenance("' OR 1=1 --") == []


def test_a_snapshot_does_not_see_what_comes_later(workspace: Workspace) -> None:
    bring(workspace, "a", batch("dossier", [dossier(1, status=4)]))
    snapshot = Snapshot.open(workspace)
    bring(workspace, "b", batch("dossier", [dossier(1, status=9), dossier(2)]), at=datetime(2024, 1, 1))
    assert [row["status"] for row in snapshot.rows("dossier")] == [4]


def test_the_engine_draws_nothing_on_standard_output() -> None:
    """DuckDB's own progress bar would stand in the JSON of a slow question."""
    (shown,) = connect().sql("SELECT current_setting('enable_progress_bar')").fetchone() or ()
    assert shown is False
