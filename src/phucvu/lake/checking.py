"""The checks over whole tables, run on a snapshot."""

from dataclasses import dataclass
from typing import Any

import narwhals as nw

from phucvu.lake.engines import collect
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.tables import table_of, tables
from phucvu.records.checks import table_checks
from phucvu.records.kinds import Kind

CODES_SHOWN = 5


@dataclass(frozen=True)
class TableFinding:
    """A check that spoke: ``count`` dossiers of ``of`` looked at, the first few codes, and a detail (column, value)."""

    kind: Kind
    count: int
    of: int
    codes: list[str]
    detail: str


def table_findings(snapshot: Snapshot, codes: int | None = CODES_SHOWN) -> list[TableFinding]:
    """Every check that found something, errors first. Applicants are looked at for placeholder numbers only.

    ``codes``: how many of each are told; None = all.
    """
    found = table_checks(
        snapshot.frame("dossier"),
        collect,
        history=snapshot.frame("status_history"),
        applicants=_versions(snapshot, "applicant"),
        readings=_versions(snapshot, "dossier"),
    )
    return [TableFinding(each.kind, each.count, each.of, _first(each.codes, codes), each.detail) for each in found]


def _versions(snapshot: Snapshot, record: str) -> nw.LazyFrame[Any]:
    name = table_of(record)
    return snapshot.engine().scan(snapshot.files(name), tables()[name].schema)


def _first(codes: nw.LazyFrame[Any], count: int | None) -> list[str]:
    ordered = codes.sort("dossier_code")
    return [row["dossier_code"] for row in collect(ordered if count is None else ordered.head(count))]


def origins_of_import(snapshot: Snapshot, import_id: str) -> dict[int, int]:
    """origin_id -> dossiers that an import brought or changed."""
    rows = collect(_brought(snapshot, import_id).group_by("origin_id").agg(nw.len().alias("dossiers")))
    return {row["origin_id"]: int(row["dossiers"]) for row in rows}


def unknown_procedures(snapshot: Snapshot, import_id: str) -> int:
    """Dossiers of an import whose procedure is not in the catalogue; 0 while there is no catalogue."""
    known = snapshot.frame("procedure").select("procedure_code")
    if not collect(known.head(1)):
        return 0
    named = _brought(snapshot, import_id).filter(~nw.col("procedure_code").is_null())
    (row,) = collect(named.join(known, on="procedure_code", how="anti").select(nw.len().alias("dossiers")))
    return int(row["dossiers"])


def _brought(snapshot: Snapshot, import_id: str) -> nw.LazyFrame[Any]:
    of_import = _versions(snapshot, "dossier").filter(nw.col("import_id") == import_id)
    return snapshot.frame("dossier").join(of_import.select("dossier_code").unique(), on="dossier_code", how="semi")
