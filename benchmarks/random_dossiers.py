"""Random dossiers written by DuckDB as Parquet: every draw is a hash of the row number, so runs are alike."""

from pathlib import Path

import duckdb

from phucvu.records.schema import record_type

FIRST = "TIMESTAMP '2023-03-01 07:30:00'"
SQL_TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "int": "BIGINT",
    "bool": "BOOLEAN",
    "moment": "TIMESTAMP",
    "date": "DATE",
}
EPISODES = "STRUCT(requested_at TIMESTAMP, received_at TIMESTAMP, due_before_at TIMESTAMP, due_after_at TIMESTAMP)[]"

# column -> (share that is not null, expression); {r} is a draw 0..1 of that column, {n} its whole number.
DRAWS = {
    # 3,800 units, each with some forty of 300 procedures; an origin is a unit and a month
    "unit": (1, "{n} % 3800"),
    "procedure_code": (0.999, "'1.' || lpad(((unit * 7 + {n} % 40) % 300)::VARCHAR, 6, '0')"),
    "channel": (0.95, "1 + {n} % 3"),
    "status": (1, "1 + {n} % 10"),
    "received_at": (0.99, f"{FIRST} + to_seconds(({{r}} * 92 * 86400)::BIGINT)"),
    "filed_at": (0.9, "received_at - to_seconds(({r} * 200000)::BIGINT)"),
    "promised_at": (
        0.96,
        "date_trunc('day', received_at) + to_days(1 + ({n} % 20)::INT) + INTERVAL '16 hours 30 minutes'",
    ),
    "done_at": (0.6, "received_at + to_seconds(({r} * {r} * 18 * 86400)::BIGINT)"),
    "handed_at": (0.5, "done_at + to_seconds(({r} * 3 * 86400)::BIGINT)"),
    "withdrawn_at": (0.02, "received_at + to_seconds(({r} * 5 * 86400)::BIGINT)"),
    "stopped_at": (0.02, "received_at + to_seconds(({r} * 9 * 86400)::BIGINT)"),
    "not_accepted_at": (0.02, "received_at + to_seconds(({r} * 2 * 86400)::BIGINT)"),
    "finished_at": (0.3, "received_at + to_seconds(({r} * 16 * 86400)::BIGINT)"),
    "returned_at": (0.2, "received_at + to_seconds(({r} * 20 * 86400)::BIGINT)"),
    "refused_at": (0.01, "received_at + to_seconds(({r} * 6 * 86400)::BIGINT)"),
    "supplement_requested_at": (0.1, "received_at + to_seconds(({r} * 4 * 86400)::BIGINT)"),
    "supplement_received_at": (0.7, "supplement_requested_at + to_seconds(({r} * 10 * 86400)::BIGINT)"),
    "supplement_due_at": (0.95, "promised_at + (supplement_received_at - supplement_requested_at)"),
    "second_request_at": (0.05, "supplement_received_at + to_seconds(({r} * 3 * 86400)::BIGINT)"),
    "fee_total": (0.9, "({n} % 3) * 15000"),
    "payment_channel": (0.9, "{n} % 4"),
    "has_components": (0.95, "{r} < 0.8"),
    "has_result_file": (0.95, "{r} < 0.6"),
    "has_reused_component": (0.95, "{r} < 0.3"),
    "uses_personal_store": (0.95, "{r} < 0.2"),
    "uses_population_data": (0.95, "{r} < 0.5"),
    "is_synchronised": (1, "{r} < 0.9"),
    "origin_id": (1, "(unit * 12 + coalesce(month(received_at), 0))"),
}


def write(path: Path, count: int) -> None:
    """Write ``count`` random dossiers in the columns of the schema to one Parquet file."""
    drawn = ", ".join(f"{_draw(place, *DRAWS[name])} AS {name}" for place, name in enumerate(DRAWS))
    select = f"SELECT {_columns()} FROM (SELECT i, {drawn} FROM range({count}) AS numbers(i))"
    duckdb.connect().execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")


def _draw(place: int, share: float, expression: str) -> str:
    number = f"(hash(i * 64 + {place}) >> 12)::BIGINT"
    draw = f"((hash(i * 64 + {place}) >> 40)::DOUBLE / 16777216)"
    is_there = f"hash(i * 64 + {place} + 7919) % 1000 < {share * 1000:.0f}"
    return f"CASE WHEN {is_there} THEN {expression.format(n=number, r=draw)} END"


def _columns() -> str:
    """All columns of the schema: the drawn ones, the code, and typed nulls for what counting never reads."""
    columns = []
    for column in record_type("dossier").columns:
        if column.name == "dossier_code":
            columns.append("'H52.' || i AS dossier_code")
        elif column.name in DRAWS:
            columns.append(f"{column.name}::{SQL_TYPES[column.type]} AS {column.name}")
        else:
            columns.append(f"NULL::{SQL_TYPES.get(column.type, EPISODES)} AS {column.name}")
    return ", ".join(columns)
