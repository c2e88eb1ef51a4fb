"""Correcting which agency a name means: what would move is counted and shown before it is kept."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main.office_tables import rows_of
from phucvu.main.units import Units, units_of
from phucvu.registry.charging import Move, assign, moved
from phucvu.registry.clock import now
from phucvu.rubric.loading import load

RECORD = "agency_mapping"


def told(workspace: Workspace, paths: Iterable[Path]) -> tuple[str, ...]:
    """One sentence per pair of agencies between which dossiers would move, then the codes that no agency bears."""
    rows = [row for row in rows_of(paths, RECORD) if row["agency_code"]]
    units = units_of(Snapshot.open(workspace), workspace.settings["province_code"])
    unknown = {row["agency_code"] for row in rows} - set(units.by_code)
    sentences = [_sentence(move, units) for move in moves(units, rows)]
    sentences += [f"Mã {code} không có trong danh mục đơn vị: dòng đó chưa có tác dụng." for code in unknown]
    return tuple(sentences) or ("Quy đổi này không chuyển hồ sơ nào.",)


def moves(units: Units, rows: Iterable[dict[str, Any]]) -> list[Move]:
    """Dossiers that would change hands if these mappings (text, agency_code, valid_from) were kept."""
    rule = load().at(now().date()).charging.name
    after = assign(units.origins, units.agencies, [*units.mappings, *rows], rule, units.province_code)
    counts = {origin["origin_id"]: origin["dossiers"] for origin in units.origins}
    return moved(units.assignments(rule), after, counts)


def _sentence(move: Move, units: Units) -> str:
    before, after = (
        units.by_code[code].name if code in units.by_code else "(chưa rõ đơn vị)"
        for code in (move.from_code, move.to_code)
    )
    return f"Sẽ chuyển {move.dossiers} hồ sơ từ {before} sang {after}."
