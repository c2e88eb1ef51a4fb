"""The fold of random readings: equal to a plain reference, whatever the order, the splitting or the repetition."""

import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from phucvu.lake.fold import folded, folded_dossiers
from phucvu.lake.intake import ImportSpec, store, undo
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.tables import VERSION, table_of, tables
from phucvu.lake.workspace import Workspace
from phucvu.records.batch import Batch, Scope
from phucvu.records.schema import record_type

Row = dict[str, Any]
FIRSTS = {column.name: column.status for column in record_type("dossier").columns if column.status}
CARRIED = [column.name for column in record_type("dossier").carried]


def _moment(hours: int) -> datetime:
    return datetime(2023, 5, 1) + timedelta(hours=hours)


maybe_moment = st.none() | st.integers(0, 60).map(_moment)
codes = st.sampled_from(["H52.67-230504-0001", "H52.67-230504-0002", "TN02-CX"])
episode = st.fixed_dictionaries(
    dict.fromkeys(("requested_at", "received_at", "due_before_at", "due_after_at"), maybe_moment)
)
dossier = st.fixed_dictionaries(
    {
        "dossier_code": codes,
        "status": st.none() | st.integers(1, 10),
        "received_at": maybe_moment,
        "promised_at": maybe_moment,
        "handling_name": st.sampled_from([None, "", "Sở Tư pháp"]),
        "has_result_file": st.none() | st.booleans(),
        "supplements": st.none() | st.lists(episode, max_size=3),
        "extracted_at": st.integers(0, 2).map(_moment),
        "position": st.integers(1, 4),
    }
)
step = st.fixed_dictionaries({"dossier_code": codes, "status": st.none() | st.integers(1, 10), "at": maybe_moment})


def _known(readings: list[Row]) -> Row:
    """Per column the last value that is not null."""
    found: Row = dict.fromkeys(CARRIED)
    for reading in sorted(readings, key=lambda row: (row["extracted_at"], row["position"], row["content_hash"])):
        found.update({name: value for name, value in reading.items() if name in CARRIED and value is not None})
    return found


def _first(moments: list[datetime]) -> datetime | None:
    return min(moments, default=None)


def _episodes(known: Row, steps: list[tuple[int | None, datetime]]) -> list[Row]:
    if known["supplements"] is not None:
        return sorted(known["supplements"], key=lambda each: each["requested_at"] or datetime(9999, 1, 1))
    asked = _first([at for status, at in steps if status == 5])
    answered = _first([at for status, at in steps if status in (2, 4) and asked and at > asked])
    again = _first([at for status, at in steps if status == 5 and answered and at > answered])
    first = {"requested_at": asked, "received_at": answered, "due_after_at": None}
    return [first, {"requested_at": again}]


def _due(first: Row, promised_at: datetime | None) -> datetime | None:
    asked, received = first.get("requested_at"), first.get("received_at")
    if first.get("due_after_at"):
        return first["due_after_at"]
    if promised_at is None or asked is None or received is None:
        return None
    return promised_at + max(received - asked, timedelta(0))


def _reference(readings: list[Row], history: list[Row]) -> Row:
    """One dossier as the schema's words define it, in plain Python."""
    known = _known(readings)
    steps = [
        (row["status"], row["at"]) for row in history if row["dossier_code"] == known["dossier_code"] and row["at"]
    ]
    first, second, *_ = [*_episodes(known, steps), {}, {}]
    return {
        **known,
        **{name: _first([at for status, at in steps if status == wanted]) for name, wanted in FIRSTS.items()},
        "supplement_requested_at": first.get("requested_at"),
        "supplement_received_at": first.get("received_at"),
        "supplement_due_at": _due(first, known["promised_at"]),
        "second_request_at": second.get("requested_at"),
        "extracted_at": max(row["extracted_at"] for row in readings),
        "received_month": f"{known['received_at']:%Y-%m}" if known["received_at"] else "unknown",
    }


def _fold(readings: list[Row], history: list[Row]) -> dict[str, Row]:
    connection = duckdb.connect()
    connection.register("readings", pa.Table.from_pylist(readings, tables()["dossier_versions"].schema))
    connection.register("history", pa.Table.from_pylist(history, tables()["status_history"].schema))
    found = connection.sql(folded_dossiers("SELECT * FROM readings", "SELECT * FROM main.history")).to_arrow_table()
    return {row["dossier_code"]: row for row in found.to_pylist()}


@settings(max_examples=30, deadline=None, database=None)
@given(st.lists(dossier, max_size=9), st.lists(step, max_size=9), st.randoms(use_true_random=False))
def test_the_fold_is_the_plain_reference_in_any_order(
    readings: list[Row], history: list[Row], chance: random.Random
) -> None:
    for serial, reading in enumerate(readings):
        reading["content_hash"] = serial
    expected = {
        code: _reference([row for row in readings if row["dossier_code"] == code], history)
        for code in {row["dossier_code"] for row in readings}
    }
    shuffled, history = chance.sample(readings, len(readings)), chance.sample(history, len(history))
    for given_readings, given_history in ((readings, history), (shuffled * 2, history * 2)):
        found = _fold(given_readings, given_history)
        assert {code: {**row, "origin_id": None} for code, row in found.items()} == {
            code: {**row, "origin_id": None} for code, row in expected.items()
        }


def test_other_records_fold_like_dossiers_do() -> None:
    kind = record_type("rating")
    key = {"dossier_code": "H52.67-230504-0001", "rated_at": _moment(1)}
    versions = dict.fromkeys(name for name, _ in VERSION)
    rows = [
        {**versions, **key, "rating": 3, "extracted_at": _moment(2), "position": 1, "content_hash": 1},
        {**versions, **key, "rating": 1, "extracted_at": _moment(1), "position": 9, "content_hash": 9},
        {**versions, **key, "rating": None, "extracted_at": _moment(3), "position": 1, "content_hash": 1},
    ]
    connection = duckdb.connect()
    connection.register("readings", pa.Table.from_pylist(rows, tables()[table_of("rating")].schema))
    found = connection.sql(folded(kind, "SELECT * FROM readings")).to_arrow_table().to_pylist()
    assert found == [{**key, "rating": 3, "extracted_at": _moment(3)}]


def _bring(workspace: Workspace, rows: list[Row], hour: int) -> str:
    raw = workspace.path.parent / "raw"
    raw.write_text(repr((rows, hour)), "utf8")
    carried = record_type("dossier").arrow(carried_only=True)
    table = pa.Table.from_pylist([{name: row[name] for name in carried.names if name in row} for row in rows], carried)
    batch = Batch("dossier", "a", table, pa.array([row["position"] for row in rows], pa.int64()), rows_read=len(rows))
    return store(workspace, ImportSpec("test", Scope("all"), None, [raw], _moment(hour)), [batch]).import_id


@settings(max_examples=4, deadline=None, database=None)
@given(st.lists(dossier, min_size=3, max_size=12), st.randoms(use_true_random=False))
def test_imports_in_any_order_with_one_withdrawn_give_one_lake(
    tmp_path_factory: Any, rows: list[Row], chance: random.Random
) -> None:
    parts = [(hour, [row for row in rows if row["extracted_at"] == _moment(hour)]) for hour in range(3)]
    filled = [(hour, part) for hour, part in parts if part]
    found = []
    for order in (filled, chance.sample(filled, len(filled))):
        folder: Path = tmp_path_factory.mktemp("lake")
        workspace = Workspace.create(folder / "w", "H52")
        extra = _bring(workspace, rows, 7)
        for hour, part in order:
            _bring(workspace, part, hour)
        undo(workspace, extra)
        found.append(Snapshot.open(workspace).rows("dossier"))
    assert found[0] == found[1]
    assert {row["dossier_code"] for row in found[0]} == {row["dossier_code"] for row in rows}
