"""The fold: many readings of one key become one record, as DuckDB SQL made from the record's schema.

Per column the last value that is not null counts, in the order of truth: extracted_at, position, content_hash.
So the result depends neither on the order of imports nor on how the input was split or repeated.
"""

from collections.abc import Iterable

from phucvu.lake.sql import columns, quoted
from phucvu.records.schema import RecordType, record_type

ORDER = "extracted_at, position, content_hash"
# What decides which agency is charged: dossiers alike in these share one origin_id.
ORIGIN = ("prefix_code", "receiving_name", "handling_name", "received_month")
# Between two fields of a hash, and for null: letters no source writes.
_BETWEEN, _NULL = "chr(31)", "chr(30)"


def content_hash(names: Iterable[str]) -> str:
    """63 bits of the md5 of some columns, as BIGINT; null differs from empty."""
    parts = ", ".join(f"coalesce({quoted(name)}::VARCHAR, {_NULL})" for name in names)
    return f"(md5_number_lower(concat_ws({_BETWEEN}, {parts})) >> 1)::BIGINT"


def folded(kind: RecordType, readings: str) -> str:
    """SELECT of one row per key from a SELECT of readings (carried columns and version columns).

    Records that fold "last" keep the latest extracted_at; those that fold "set" are distinct rows.
    """
    names = [column.name for column in kind.carried]
    if kind.fold == "set":
        return f"SELECT DISTINCT {columns(names)} FROM ({readings})"
    key = columns(kind.key)
    same = " AND ".join(f"reading.{quoted(name)} IS NOT DISTINCT FROM repeated.{quoted(name)}" for name in kind.key)
    last = "".join(f", arg_max({quoted(name)}, turn) AS {quoted(name)}" for name in names if name not in kind.key)
    # Most keys have one reading and need no aggregate: that keeps a first import of millions within bounds.
    return f"""
        WITH reading AS NOT MATERIALIZED ({readings}),
        repeated AS MATERIALIZED (SELECT {key} FROM reading GROUP BY {key} HAVING count(*) > 1),
        turns AS (
            SELECT reading.*, row_number() OVER (PARTITION BY {key} ORDER BY {ORDER}) AS turn
            FROM reading SEMI JOIN repeated ON {same}
        )
        SELECT {columns(names)}, extracted_at FROM reading ANTI JOIN repeated ON {same}
        UNION ALL BY NAME
        SELECT {key}{last}, max(extracted_at) AS extracted_at FROM turns GROUP BY {key}"""


def folded_dossiers(readings: str, history: str) -> str:
    """SELECT of whole dossiers (all columns of the schema) from readings of dossiers and rows of their histories.

    A dossier that has only a history makes no row.
    """
    kind = record_type("dossier")
    firsts = ", ".join(
        f'min("at") FILTER (WHERE status = {column.status}) AS {quoted(column.name)}'
        for column in kind.columns
        if column.derived == "history"
    )
    return _WHOLE.format(
        history=history,
        known=folded(kind, readings),
        firsts=firsts,
        origin_id=content_hash(ORIGIN),
        columns=columns(column.name for column in kind.columns),
    )


# Where the source carries no episodes the history speaks: the first status 5 asks, the first later 2 or 4 answers,
# the first 5 after the answer asks again (a 5 sent once more without an answer between is the same request).
# The new due moment is the episode's own, else the promise moved by the time the citizen took.
_WHOLE = """
    WITH history AS ({history}),
    known AS ({known}),
    firsts AS (SELECT dossier_code, {firsts} FROM history GROUP BY dossier_code),
    asked AS (SELECT dossier_code, min("at") AS asked_at FROM history WHERE status = 5 GROUP BY dossier_code),
    answered AS (
        SELECT dossier_code, min("at") AS answered_at FROM history JOIN asked USING (dossier_code)
        WHERE status IN (2, 4) AND "at" > asked_at GROUP BY dossier_code
    ),
    asked_again AS (
        SELECT dossier_code, min("at") AS asked_again_at FROM history JOIN answered USING (dossier_code)
        WHERE status = 5 AND "at" > answered_at GROUP BY dossier_code
    ),
    joined AS (
        SELECT *,
            list_sort(list_transform(supplements, lambda episode, place: {{
                'requested_at': coalesce(episode.requested_at, 'infinity'), 'place': place, 'episode': episode
            }}))[:2] AS placed,
            list_transform(placed, lambda each: each.episode) AS episodes,
            coalesce(strftime(received_at, '%Y-%m'), 'unknown') AS received_month
        FROM known
        LEFT JOIN firsts USING (dossier_code)
        LEFT JOIN asked USING (dossier_code)
        LEFT JOIN answered USING (dossier_code)
        LEFT JOIN asked_again USING (dossier_code)
    ),
    supplemented AS (
        SELECT *,
            if(episodes IS NULL, asked_at, episodes[1].requested_at) AS supplement_requested_at,
            if(episodes IS NULL, answered_at, episodes[1].received_at) AS supplement_received_at,
            if(episodes IS NULL, asked_again_at, episodes[2].requested_at) AS second_request_at
        FROM joined
    ),
    whole AS (
        SELECT *,
            coalesce(episodes[1].due_after_at, CASE
                WHEN promised_at IS NULL OR supplement_received_at IS NULL OR supplement_requested_at IS NULL THEN NULL
                WHEN supplement_received_at < supplement_requested_at THEN promised_at
                ELSE least(
                    promised_at + (supplement_received_at - supplement_requested_at),
                    TIMESTAMP '9999-12-31 23:59:59'
                )
            END) AS supplement_due_at,
            {origin_id} AS origin_id
        FROM supplemented
    )
    SELECT {columns} FROM whole"""
