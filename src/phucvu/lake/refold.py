"""Bringing the dossier table up to date after readings came or went: only dossiers that really change are rewritten."""

from pathlib import Path

from phucvu.lake.fold import content_hash, folded_dossiers
from phucvu.lake.sql import scan
from phucvu.lake.tables import tables
from phucvu.lake.writer import Writer, copy

# Records whose readings say something about a dossier.
SOURCES = ("dossier_versions", "status_history")
# Dossiers folded at once: bounds memory when millions come in.
AT_ONCE = 1_000_000
_AFFECTED = "CREATE TEMP TABLE IF NOT EXISTS affected (dossier_code VARCHAR)"


def affected(writer: Writer, import_id: str) -> None:
    """Remember the dossiers that an import speaks of (call before it is removed, or after it is added)."""
    writer.connection.execute(_AFFECTED)
    for table in SOURCES:
        rows = writer.rows(table, writer.files_where(table, f"import_id = '{import_id}'"))
        writer.connection.execute(
            f"INSERT INTO affected SELECT DISTINCT dossier_code FROM ({rows}) WHERE import_id = '{import_id}'"
        )


def refold(writer: Writer) -> None:
    """Fold the affected dossiers anew and write those that differ from what the table holds."""
    writer.connection.execute(_AFFECTED)
    writer.connection.execute("CREATE OR REPLACE TEMP TABLE codes AS SELECT DISTINCT dossier_code FROM affected")
    folds = _fold(writer)
    held = _holding(writer, "dossier", "codes")
    _compare(writer, folds, held)
    touched = _column(writer, "SELECT DISTINCT filename FROM differing WHERE filename IS NOT NULL")
    schema = tables()["dossier"].schema
    writer.replace(
        "dossier",
        touched,
        f"SELECT * FROM ({scan(touched, schema)}) ANTI JOIN differing USING (dossier_code) "
        f"UNION ALL SELECT * FROM ({scan(folds, schema)}) SEMI JOIN differing USING (dossier_code)",
    )


def _fold(writer: Writer) -> list[Path]:
    """Parquet files with the affected dossiers as they are now."""
    readings = writer.rows("dossier_versions", _holding(writer, "dossier_versions", "codes"))
    history = writer.rows("status_history", _holding(writer, "status_history", "codes"))
    (total,) = writer.connection.sql("SELECT count(*) FROM codes").fetchone() or (0,)
    parts = 1 + total // AT_ONCE
    return [_fold_part(writer, readings, history, part, parts) for part in range(parts)]


def _fold_part(writer: Writer, readings: str, history: str, part: int, parts: int) -> Path:
    writer.connection.execute(
        "CREATE OR REPLACE TEMP TABLE part AS SELECT dossier_code FROM codes "
        f"WHERE hash(dossier_code) % {parts} = {part}"
    )
    chosen = "SELECT * FROM ({}) SEMI JOIN part USING (dossier_code)"
    target = writer.scratch / f"fold-{part}.parquet"
    copy(writer.connection, folded_dossiers(chosen.format(readings), chosen.format(history)), target)
    return target


def _compare(writer: Writer, folds: list[Path], held: list[str]) -> None:
    """Table `differing`: codes whose row is new, other or gone, with the file that holds the old row."""
    schema = tables()["dossier"].schema
    mark = content_hash(schema.names)
    writer.connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE differing AS
        SELECT dossier_code, filename
        FROM (SELECT dossier_code, {mark} AS mark FROM ({scan(folds, schema)})) AS fresh
        FULL JOIN (
            SELECT dossier_code, filename, {mark} AS mark
            FROM ({scan(held, schema, with_filename=True)}) SEMI JOIN codes USING (dossier_code)
        ) AS old USING (dossier_code)
        WHERE fresh.mark IS DISTINCT FROM old.mark""")


def _holding(writer: Writer, table: str, codes: str) -> list[str]:
    """The files of a table that hold any of the codes; reads only the code column."""
    rows = writer.rows(table, with_filename=True)
    return _column(writer, f"SELECT DISTINCT filename FROM ({rows}) SEMI JOIN {codes} USING (dossier_code)")


def _column(writer: Writer, select: str) -> list[str]:
    return sorted(str(value) for (value,) in writer.connection.sql(select).fetchall())
