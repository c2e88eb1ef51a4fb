"""Open data of an edition: scores, Phụ lục I and codes of overdue dossiers as CSV (and Parquet), with a datapackage."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from phucvu.publications.appendix_one import AppendixOne
from phucvu.publications.inputs import EditionInput, OfficialValue
from phucvu.publications.letter import Draft, filled
from phucvu.publications.wording import SIMULATED
from phucvu.registry.clock import iso
from phucvu.scores.rows_out import KEYS, row_out

WriteParquet = Callable[[list[dict[str, Any]], Path], None]
LICENCE = {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}
INTEGERS, NUMBERS, DAYTIMES = (
    {"numerator", "denominator"},
    {"ratio", "points", "max_points", "value"},
    {"as_at", "read_at"},
)

Table = tuple[str, tuple[str, ...], list[dict[str, Any]]]  # name, columns, rows


def tables(draft: Draft) -> list[Table]:
    """The tables of the open data. Overdue dossiers go out as codes only: no procedure, no dates, no person."""
    given = draft.edition_input
    return [
        ("scores", KEYS, [_flat(row_out(row)) for row in given.score_rows]),
        ("appendix-1", ("agency_code", "agency_name", "column", "value", "state", "source"), _cells(draft.first)),
        ("overdue", ("agency_code", "dossier_code", "printed_code", "part", "is_new"), _overdue(draft)),
        ("official", OFFICIAL, [_official(value) for value in given.official]),
    ]


OFFICIAL = ("agency_code", "item", "value", "max_value", "state", "source", "read_at")


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"flags": ";".join(row["flags"])}


def _cells(first: AppendixOne) -> list[dict[str, Any]]:
    return [
        {
            "agency_code": row.agency_code or None,
            "agency_name": row.name,
            "column": column.key,
            "value": None if cell.value is None else f"{cell.value:f}",
            "state": cell.state,
            "source": cell.source,
        }
        for row in first.rows
        for column, cell in zip(first.columns, row.cells, strict=True)
    ]


def _overdue(draft: Draft) -> list[dict[str, Any]]:
    return [
        {
            "agency_code": unit.agency_code or None,
            "dossier_code": line.dossier_code,
            "printed_code": line.printed_code,
            "part": line.part,
            "is_new": line.is_new,
        }
        for unit in draft.second.units
        for line in unit.lines
    ]


def _official(value: OfficialValue) -> dict[str, Any]:
    row = {name: getattr(value, name) for name in OFFICIAL}
    return row | {"read_at": iso(value.read_at) if value.read_at else None}


def write(
    draft: Draft, edition_id: str, folder: Path, write_parquet: WriteParquet | None = None
) -> list[tuple[str, Path, bool]]:
    """Write every table and datapackage.json: what it is, path, whether it is data with fixed bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    made, resources = [], []
    for name, columns, rows in tables(draft):
        path = folder / f"{name}.csv"
        _write_csv(path, columns, rows)
        made.append(("Dữ liệu mở", path, True))
        resources.append(_resource(path, name, columns))
        if write_parquet and rows:
            write_parquet(rows, path.with_suffix(".parquet"))
            made.append(("Dữ liệu mở", path.with_suffix(".parquet"), True))
            resources.append(_resource(path.with_suffix(".parquet"), f"{name}-parquet", columns))
    package = folder / "datapackage.json"
    package.write_text(
        json.dumps(_package(draft.edition_input, edition_id, resources), ensure_ascii=False, indent=1), "utf8"
    )
    return [*made, ("Dữ liệu mở (mô tả)", package, True)]


def _write_csv(path: Path, columns: Iterable[str], rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _text(value) for key, value in row.items()} for row in rows)


def _text(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _resource(path: Path, name: str, columns: Iterable[str]) -> dict[str, Any]:
    content = path.read_bytes()
    return {
        "name": name,
        "path": path.name,
        "format": path.suffix[1:],
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": [{"name": column, "type": _type(column)} for column in columns]},
    }


def _type(column: str) -> str:
    for names, kind in ((INTEGERS, "integer"), (NUMBERS, "number"), (DAYTIMES, "datetime"), ({"is_new"}, "boolean")):
        if column in names:
            return kind
    return "string"


def _package(given: EditionInput, edition_id: str, resources: list[dict[str, Any]]) -> dict[str, Any]:
    title = f"Bộ chỉ số phục vụ người dân, doanh nghiệp {filled('{period}, {kind} {province}', given)}"
    return {
        "name": f"phucvu-{given.province_code.lower()}-{given.period.name.lower().replace('/', '-')}",
        "id": edition_id,
        "title": f"{SIMULATED}: {title}" if given.is_simulated else title,
        "licenses": [LICENCE],
        "is_simulated": given.is_simulated,
        "period": given.period.name,
        "as_at": iso(given.as_at),
        "known_at": given.known_at,
        "reading": given.reading,
        "rubric_version": given.rubric_version,
        "missingValues": [""],
        "resources": resources,
    }
