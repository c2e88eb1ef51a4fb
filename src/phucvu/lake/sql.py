"""Pieces of DuckDB SQL: names, types, and the rows of a list of Parquet files."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

_TYPES = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "bool": "BOOLEAN",
    "date32[day]": "DATE",
    "timestamp[us]": "TIMESTAMP",
}


def quoted(name: str) -> str:
    """A column name as SQL; some of ours are keywords (at, row, position)."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as SQL."""
    return "'" + value.replace("'", "''") + "'"


def columns(names: Iterable[str]) -> str:
    """Column names, separated by commas."""
    return ", ".join(quoted(name) for name in names)


def sql_type(type_: pa.DataType) -> str:
    """The DuckDB type of an Arrow type of our schemas."""
    if pa.types.is_list(type_):
        return sql_type(type_.value_type) + "[]"
    if pa.types.is_struct(type_):
        return "STRUCT(" + ", ".join(f"{quoted(field.name)} {sql_type(field.type)}" for field in type_) + ")"
    return _TYPES[str(type_)]


def scan(files: Iterable[str | Path], schema: pa.Schema, with_filename: bool = False) -> str:
    """SELECT of all rows of Parquet files in the columns of ``schema``, typed also when there are no files.

    A column that older files lack is null. ``with_filename`` adds the path of each row's file.
    """
    listed = ", ".join(text(str(path)) for path in files)
    extra = [pa.field("filename", pa.string())] if with_filename else []
    typed = ", ".join(f"NULL::{sql_type(field.type)} AS {quoted(field.name)}" for field in [*schema, *extra])
    empty = f"SELECT {typed} WHERE false"
    if not listed:
        return empty
    options = "hive_partitioning = true, hive_types_autocast = false, union_by_name = true"
    options += ", filename = true" if with_filename else ""
    names = columns([field.name for field in [*schema, *extra]])
    return f"SELECT {names} FROM ({empty} UNION ALL BY NAME SELECT * FROM read_parquet([{listed}], {options}))"
