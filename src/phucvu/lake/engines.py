"""The engines: the only place that opens DuckDB, Polars and Spark. All give the same narwhals frames."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import duckdb
import narwhals as nw
import pyarrow as pa

from phucvu.lake import spark_session
from phucvu.lake.sql import scan


class Engine(Protocol):
    """Something that counts over frames. Frames of one engine object can be joined; those of two cannot."""

    def scan(self, files: list[str], schema: pa.Schema) -> nw.LazyFrame[Any]:
        """All rows of Parquet files in the columns of ``schema``, nothing read yet."""

    def table(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """A small Arrow table as a frame to join with."""


class DuckEngine:
    """DuckDB inside this process; spills to the scratch folder beyond ``memory_limit``."""

    def __init__(self, scratch: Path | None = None, memory_limit: str = "2GB", threads: int | None = None) -> None:
        self.connection = connect(scratch, memory_limit, threads)

    def scan(self, files: list[str], schema: pa.Schema) -> nw.LazyFrame[Any]:
        return self.select(scan(files, schema))

    def table(self, table: pa.Table) -> nw.LazyFrame[Any]:
        return nw.from_native(self.connection.from_arrow(table))

    def select(self, sql: str) -> nw.LazyFrame[Any]:
        """A frame over a SELECT; for the lake itself."""
        return nw.from_native(self.connection.sql(sql))


class PolarsEngine:
    """Polars, lazy."""

    def scan(self, files: list[str], schema: pa.Schema) -> nw.LazyFrame[Any]:
        import polars as pl

        empty = pl.DataFrame(schema.empty_table()).lazy()
        if not files:
            return nw.from_native(empty)
        types = empty.collect_schema()
        found = pl.scan_parquet(
            files, schema=types, hive_partitioning=True, glob=False, missing_columns="insert", extra_columns="ignore"
        )
        return nw.from_native(found.select(types.names()))

    def table(self, table: pa.Table) -> nw.LazyFrame[Any]:
        import polars as pl

        return nw.from_native(pl.DataFrame(table).lazy())


class SparkEngine:
    """Spark, on this machine or on the cluster that the settings name (spark_session.options)."""

    def __init__(self, settings: Mapping[str, Any] | None = None, scratch: Path | None = None) -> None:
        self.session = spark_session.start(settings or {}, scratch)

    def scan(self, files: list[str], schema: pa.Schema) -> nw.LazyFrame[Any]:
        if not files:
            return self.table(schema.empty_table())
        types = self.session.createDataFrame(schema.empty_table()).schema
        # Partition columns stand in the names of the folders between this one and the file.
        base = next(folder for folder in Path(files[0]).parents if "=" not in folder.name)
        reader = self.session.read.schema(types).option("basePath", f"file://{base}")
        found = reader.parquet(*(f"file://{file}" for file in files))
        return self._frame(found.select(*schema.names))

    def table(self, table: pa.Table) -> nw.LazyFrame[Any]:
        return self._frame(self.session.createDataFrame(table))

    def _frame(self, native: Any) -> nw.LazyFrame[Any]:
        frame: nw.LazyFrame[Any] = nw.from_native(native)
        return frame


def connect(
    scratch: Path | None = None, memory_limit: str = "2GB", threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection of its own, bounded in memory."""
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")  # it would draw on standard output, where JSON goes
    connection.execute("SET memory_limit = $1", [memory_limit])
    if threads:
        connection.execute("SET threads = $1", [threads])
    if scratch:
        connection.execute("SET temp_directory = $1", [str(scratch)])
    return connection


def collect_arrow(frame: nw.LazyFrame[Any]) -> pa.Table:
    """Run a frame and give an Arrow table; whole numbers are int64 (DuckDB sums come as decimals)."""
    table: pa.Table = frame.collect("pyarrow").to_native()
    fields = [pa.field(field.name, _plain(field.type)) for field in table.schema]
    return table.cast(pa.schema(fields))


def collect(frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
    """Run a frame and give its rows; moments are naive local time."""
    rows: list[dict[str, Any]] = collect_arrow(frame).to_pylist()
    return rows


def _plain(type_: pa.DataType) -> pa.DataType:
    if pa.types.is_decimal(type_) and type_.scale == 0:
        return pa.int64()
    if pa.types.is_large_string(type_) or pa.types.is_string_view(type_):
        return pa.string()
    return type_
