"""`phucvu import --template`: the office's form of a record type; the unit list comes filled with what was met."""

from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
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
    """Rows to begin with: of the unit list those already there, else proposed from codes and names met."""
    if record != "agency" or folder is None:
        return []
    workspace = open_workspace(folder)
    snapshot = Snapshot.open(workspace)
    return snapshot.rows("agency") or _proposed(workspace, snapshot)


def _proposed(workspace: Workspace, snapshot: Snapshot) -> list[dict[str, Any]]:
    seen = [(origin["prefix_code"], origin["handling_name"], origin["dossiers"]) for origin in snapshot.origins()]
    return unit_list_rows(seen, workspace.settings["province_code"])
