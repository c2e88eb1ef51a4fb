"""What an import brought that nobody knows: agencies that cannot be decided, procedures not in the catalogue."""

from typing import Any

from phucvu.lake.checking import origins_of_import, unknown_procedures
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.sql import text
from phucvu.lake.workspace import Workspace
from phucvu.main.units import units_of
from phucvu.registry.clock import now
from phucvu.rubric.loading import load


def strangers(workspace: Workspace, import_id: str) -> list[dict[str, Any]]:
    """Findings {kind, count} of an import; such dossiers are accepted and counted where they can be."""
    snapshot = Snapshot.open(workspace)
    brought = origins_of_import(snapshot, import_id)
    if not brought:
        return _unlisted(snapshot, workspace.settings["province_code"], import_id)
    units = units_of(snapshot, workspace.settings["province_code"])
    assignments = units.assignments(load().at(now().date()).charging.name)
    undecided = sum(brought.get(each.origin_id, 0) for each in assignments if each.agency_code is None)
    found = {"unknown_agency": undecided, "unknown_procedure": unknown_procedures(snapshot, import_id)}
    return [{"kind": kind, "count": count} for kind, count in found.items() if count]


def _unlisted(snapshot: Snapshot, province_code: str, import_id: str) -> list[dict[str, Any]]:
    """Agencies of our province in published figures that our unit list lacks; without a list nobody is a stranger."""
    rows = snapshot.readings("official_reading", f"import_id = {text(import_id)}")
    codes = {row["agency_code"] for row in rows if row["agency_code"].startswith(f"{province_code}.")}
    units = units_of(snapshot, province_code) if codes else None
    strange = codes - units.by_code.keys() if units and not units.is_provisional else set()
    return [{"kind": "unknown_agency", "count": len(strange)}] if strange else []
