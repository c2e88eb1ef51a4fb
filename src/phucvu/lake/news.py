"""How many rows of a staged import say something that the lake does not hold yet."""

from collections.abc import Callable, Iterable

import duckdb

from phucvu.lake.sql import quoted, scan
from phucvu.lake.staging import Staged
from phucvu.lake.tables import table_of, tables
from phucvu.records.schema import record_type

RowsOf = Callable[[str], str]


def rows_with_news(connection: duckdb.DuckDBPyConnection, staged: Staged, rows: RowsOf) -> int:
    """Rows of the source that hold a record not yet stored and not said earlier in the same import.

    ``rows``: table -> SELECT of what is stored.
    """
    return _places(connection, staged, (_news(staged, record, rows) for record in sorted(staged.main)))


def rows_of_new_keys(connection: duckdb.DuckDBPyConnection, staged: Staged, rows: RowsOf) -> int:
    """Of those rows: the ones whose record is not known at all; the others change one that is."""
    return _places(connection, staged, (_new(staged, record, rows) for record in sorted(staged.main)))


def _places(connection: duckdb.DuckDBPyConnection, staged: Staged, selects: Iterable[str]) -> int:
    if not staged.main:
        return 0
    found = connection.sql(f"SELECT count(DISTINCT place) FROM ({' UNION ALL '.join(selects)})").fetchone()
    return int(found[0]) if found else 0


def _news(staged: Staged, record: str, rows: RowsOf) -> str:
    table, key = table_of(record), record_type(record).key[0]
    return (
        f'SELECT min("position") AS place FROM ({_staged(staged, record)}) AS fresh '
        f'ANTI JOIN ({rows(table)}) AS held USING ("{key}", content_hash) GROUP BY "{key}", content_hash'
    )


def _new(staged: Staged, record: str, rows: RowsOf) -> str:
    kind, table = record_type(record), table_of(record)
    same = " AND ".join(f"fresh.{quoted(name)} IS NOT DISTINCT FROM held.{quoted(name)}" for name in kind.key)
    return (
        f'SELECT min(fresh."position") AS place FROM ({_staged(staged, record)}) AS fresh '
        f'ANTI JOIN ({rows(table)}) AS held ON {same} GROUP BY fresh."{kind.key[0]}", fresh.content_hash'
    )


def _staged(staged: Staged, record: str) -> str:
    table = table_of(record)
    return scan([staged.ready[table]], tables()[table].schema)
