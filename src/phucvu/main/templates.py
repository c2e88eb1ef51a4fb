"""`phucvu import --template`: the office's form of a record type; unit list and decisions on names come filled."""

from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.main import mappings
from phucvu.main.undecided import Undecided, queue
from phucvu.main.units import units_of
from phucvu.main.workspace import open_workspace
from phucvu.records import lists
from phucvu.registry.unit_list import unit_list_rows


def write(record: str, folder: Path | None) -> Path:
    """Write <record>.xlsx into the current folder. Raises UserError on an unknown record or an existing file."""
    path = Path(f"{record}.xlsx")
    if path.exists():
        raise UserError(f"Tệp {path} đã có. Hãy đổi tên tệp đó hoặc chuyển sang thư mục khác rồi chạy lại.")
    lists.write_template(record, path, _filled(record, folder))
    return path


def _filled(record: str, folder: Path | None) -> list[dict[str, Any]]:
    """Rows to begin with: the units kept, or proposed from what was met; the names that wait for a decision."""
    if folder is None or record not in ("agency", mappings.RECORD):
        return []
    workspace = open_workspace(folder)
    snapshot = Snapshot.open(workspace)
    if record == mappings.RECORD:
        return [_to_decide(entry) for entry in queue(units_of(snapshot, workspace.settings["province_code"]))]
    return snapshot.rows("agency") or _proposed(workspace, snapshot)


def _to_decide(entry: Undecided) -> dict[str, Any]:
    """The agency is left empty: a person decides; the nearest stand beside."""
    return {"text": entry.text, "remark": f"Gần nhất: {entry.nearest or 'không có'}", "dossiers_count": entry.dossiers}


def _proposed(workspace: Workspace, snapshot: Snapshot) -> list[dict[str, Any]]:
    seen = [(origin["prefix_code"], origin["handling_name"], origin["dossiers"]) for origin in snapshot.origins()]
    return unit_list_rows(seen, workspace.settings["province_code"])
