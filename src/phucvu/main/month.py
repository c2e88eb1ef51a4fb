"""What the office must know of a month before its letter: data, units, checks, the official reading."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from phucvu.main import status, undecided
from phucvu.main.intake import imports
from phucvu.main.stored_check import checked
from phucvu.main.units import units_of
from phucvu.main.workspace import open_snapshot, open_workspace
from phucvu.registry.clock import iso
from phucvu.registry.period import parse_period

Row = dict[str, Any]
OFFICIAL = "official_reading"


def month(folder: Path, period: str) -> Row:
    """{lake_version, last_import, extracted_at, has_dossiers, undecided, checks, official} of the data as they are now,
    kept while they stay so: the office sees what it has just brought in."""
    return _month(folder, parse_period(period).name, status.lake_version(folder), status.newest_state(folder))


@lru_cache(maxsize=64)
def _month(folder: Path, period: str, version: int, state: status.State) -> Row:
    found = parse_period(period)
    first, last = (each.strftime("%Y-%m") for each in (found.first, found.last))
    return {
        "lake_version": version,
        "last_import": max(imports(folder), key=lambda row: row["imported_at"], default=None),
        "extracted_at": status.last_extraction(folder),
        "has_dossiers": any(first <= each <= last for each in status.newest_months(folder)),
        "undecided": _undecided(folder, version),
        "checks": _checks(folder),
        "official": official(folder, period),
    }


@lru_cache(maxsize=4)
def _undecided(folder: Path, version: int) -> Row:
    province = open_workspace(folder).settings["province_code"]
    found = undecided.queue(units_of(open_snapshot(folder, None), province))
    return {"names": len(found), "dossiers": sum(each.dossiers for each in found)}


def _checks(folder: Path) -> Row:
    """How many kinds of oddities there are, by severity."""
    kinds = [row["severity"] for row in checked(folder)[1]]
    return {severity: kinds.count(severity) for severity in ("error", "warning", "note")}


def official(folder: Path, period: str) -> Row | None:
    """The official reading of the province's own figures: {figures, read_at, read_by, has_total}; None: nobody read."""
    province = open_workspace(folder).settings["province_code"]
    rows = [
        row
        for row in open_snapshot(folder, None).rows(OFFICIAL, period=period)
        if row["agency_code"].split(".", maxsplit=1)[0] == province
    ]
    if not rows:
        return None
    latest = max(rows, key=lambda row: str(row["read_at"] or ""))
    return {
        "figures": len(rows),
        "read_at": iso(latest["read_at"]) if latest["read_at"] else None,
        "read_by": latest["read_by"] or "",
        "has_total": any(row["item"] == "total" and row["value"] for row in rows),
    }


def evidence(folder: Path, period: str) -> list[Path]:
    """The kept files that the official reading of a period came from, and no other file of their imports."""
    workspace, snapshot = open_workspace(folder), open_snapshot(folder, None)
    rows = [row for row in snapshot.readings(OFFICIAL) if row["period"] == period]
    wanted = {(row["import_id"], row["file"]) for row in rows}
    files = {row["import_id"]: row["files"] for row in snapshot.imports()}
    return [
        path
        for import_id, name in sorted(wanted)
        for kept in files.get(import_id, [])
        if kept["name"] == name and (path := workspace.raw / kept["sha256"] / name).is_file()
    ]
