"""Correcting which agency a name means: what would move is counted and shown before it is kept."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main.question import now
from phucvu.main.units import units_of
from phucvu.records import own_tables
from phucvu.registry.charging import Move, assign, moved
from phucvu.rubric.loading import load

RECORD = "agency_mapping"


def moves(workspace: Workspace, rows: Iterable[dict[str, Any]]) -> list[Move]:
    """Dossiers that would change hands if these mappings (text, agency_code, valid_from) were kept."""
    units = units_of(Snapshot.open(workspace), workspace.settings["province_code"])
    rule = load().at(now().date()).charging.name
    after = assign(units.origins, units.agencies, [*units.mappings, *rows], rule, units.province_code)
    counts = {origin["origin_id"]: origin["dossiers"] for origin in units.origins}
    return moved(units.assignments(rule), after, counts)


def told(workspace: Workspace, paths: Iterable[Path]) -> tuple[str, ...]:
    """One sentence per pair of agencies between which dossiers would move."""
    rows = [row for path in paths for batch in own_tables.read(path, RECORD) for row in batch.table.to_pylist()]
    names = {agency.code: agency.name for agency in units_of(
        Snapshot.open(workspace), workspace.settings["province_code"]
    ).agencies}  # fmt: skip
    found = moves(workspace, rows)
    return tuple(_sentence(move, names) for move in found) or ("Quy đổi này không chuyển hồ sơ nào.",)


def _sentence(move: Move, names: dict[str, str]) -> str:
    before, after = (names.get(code or "", "(chưa rõ đơn vị)") for code in (move.from_code, move.to_code))
    return f"Sẽ chuyển {move.dossiers} hồ sơ từ {before} sang {after}."
