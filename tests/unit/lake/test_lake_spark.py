"""Spark on the tables of the lake; what is said where it cannot start. The counts: test_spark_agrees.py."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lake_samples import batch, bring, dossier, moment, step

from phucvu.errors import UserError
from phucvu.lake import spark_session
from phucvu.lake.engines import Engine, SparkEngine, collect, collect_arrow
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.records.schema import record_types

needs_spark = pytest.mark.skipif(spark_session.lacking() is not None, reason=str(spark_session.lacking()))
SCHEMA = pa.schema(
    [("code", pa.string()), ("at", pa.timestamp("us")), ("fee", pa.int64()), ("received_month", pa.string())]
)
EPISODE = {"requested_at": moment(8), "received_at": moment(10), "due_before_at": None, "due_after_at": None}


@pytest.fixture(scope="module")
def spark() -> Engine:
    return SparkEngine({"threads": 1, "spark_options": {"spark.sql.shuffle.partitions": 1}})


def by_code(frame: nw.LazyFrame[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in sorted(collect(frame), key=lambda row: str(row["code"]))]


@needs_spark
def test_files_of_two_months_one_older_than_a_column(tmp_path: Path, spark: Engine) -> None:
    folder = tmp_path / "Phục Vụ 100% #1" / "kỳ=5" / "dossier"
    files = []
    for month, columns in (
        ("2023-05", {"code": ["A"], "at": [datetime(2023, 5, 4, 8, 0, 0, 7)], "fee": [5]}),
        ("__HIVE_DEFAULT_PARTITION__", {"code": ["B"], "at": [None]}),
    ):
        path = folder / f"received_month={month}" / "part.parquet"
        path.parent.mkdir(parents=True)
        pq.write_table(pa.table(columns, pa.schema([SCHEMA.field(name) for name in columns])), path)
        files.append(str(path))
    expected = [("A", datetime(2023, 5, 4, 8, 0, 0, 7), 5, "2023-05"), ("B", None, None, None)]
    assert by_code(spark.scan(files, SCHEMA)) == expected
    assert collect(spark.scan([], SCHEMA)) == []


@needs_spark
def test_moments_are_local_and_shift_nowhere(spark: Engine) -> None:
    at = [datetime(2023, 5, 31, 23, 59, 59, 999999), datetime(1975, 4, 30, 11, 30), datetime(2023, 3, 26, 2, 30)]
    frame = spark.table(pa.table({"code": ["A", "B", "C"], "at": pa.array(at, pa.timestamp("us"))}))
    assert [row[1] for row in by_code(frame)] == at
    assert [row[1] for row in by_code(frame.filter(nw.col("at") >= at[0]))] == at[:1]
    assert by_code(frame.with_columns(at=nw.col("at").dt.date()))[0][1] == at[0].date()
    assert collect_arrow(frame.with_columns(until=nw.lit(at[0]))).schema.field("until").type == pa.timestamp("us")


@needs_spark
def test_sums_are_whole_numbers(spark: Engine) -> None:
    frame = spark.table(pa.table({"code": ["A", "A"], "fee": pa.array([2**40, None], pa.int64())}))
    summed = collect_arrow(frame.group_by("code").agg(nw.col("fee").sum()))
    assert summed.schema.field("fee").type == pa.int64()
    assert summed.to_pylist() == [{"code": "A", "fee": 2**40}]


@needs_spark
def test_a_snapshot_gives_the_rows_that_duckdb_gives(workspace: Workspace) -> None:
    empty = Snapshot.open(workspace)
    assert collect(empty.frame("dossier", "spark")) == []
    rows = [dossier(1, supplements=[EPISODE], is_synchronised=True), dossier(2, received_at=None)]
    steps = [step(1, 9, moment(9)), step(2, 5, moment(8), due_at=moment(12))]
    bring(workspace, "a", batch("dossier", rows), batch("status_history", steps, "h"))
    snapshot = Snapshot.open(workspace)
    for record in ("dossier", "status_history", "coverage", "petition"):
        spark, duck = (snapshot.frame(record, engine) for engine in ("spark", "duckdb"))
        assert spark.collect_schema().names() == record_types()[record].arrow().names
        assert sorted(collect(spark), key=repr) == sorted(collect(duck), key=repr)


@needs_spark
def test_it_listens_on_this_machine_only(spark: SparkEngine) -> None:
    known = dict(spark.session.sparkContext.getConf().getAll())
    assert known["spark.driver.host"] == known["spark.driver.bindAddress"] == "127.0.0.1"
    assert known["spark.ui.enabled"] == "false"


def test_settings_go_before_our_own_choices_but_moments_stay_without_zone() -> None:
    own = {"spark.driver.memory": "6g", "spark.eventLog.enabled": True, "spark.sql.timestampType": "TIMESTAMP_LTZ"}
    chosen = spark_session.options({"threads": 3, "spark_options": own}, Path("scratch"))
    assert chosen["spark.master"] == "local[3]"
    assert chosen["spark.driver.memory"] == "6g"
    assert chosen["spark.eventLog.enabled"] == "true"
    assert chosen["spark.sql.timestampType"] == "TIMESTAMP_NTZ"
    assert chosen["spark.local.dir"] == "scratch"
    assert spark_session.options({})["spark.master"] == "local[*]"


def test_options_that_are_no_names_and_values_are_refused() -> None:
    with pytest.raises(UserError, match=r"spark_options trong tệp workspace.yaml"):
        spark_session.options({"spark_options": ["spark.driver.memory"]})


def test_a_cluster_is_not_told_to_look_for_us_on_its_own_loopback() -> None:
    chosen = spark_session.options({"spark_master": "spark://counter.example:7077"})
    assert chosen["spark.master"] == "spark://counter.example:7077"
    assert "spark.driver.host" not in chosen


def test_an_unknown_engine_is_named(workspace: Workspace) -> None:
    with pytest.raises(UserError, match=r"ghi “sparc”. Hãy ghi duckdb, polars hoặc spark"):
        Snapshot.open(workspace).engine("sparc")


def test_without_spark_or_java_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_session, "find_spec", lambda _: None)
    with pytest.raises(UserError, match=r"Chưa cài Spark.*make setup-spark"):
        SparkEngine()
    monkeypatch.setattr(spark_session, "find_spec", lambda _: os)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UserError, match=r"Java 17.*make setup-spark"):
        SparkEngine()


@needs_spark
def test_a_java_that_does_not_run_is_a_sentence(tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\nexit 1\n", "utf8")
    java.chmod(0o755)
    code = "from phucvu.lake.engines import SparkEngine; SparkEngine()"
    surroundings = os.environ | {"JAVA_HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=False)
    assert "UserError: Không khởi động được Spark. Hãy xem lại Java (17 trở lên), spark_master" in ran.stderr
