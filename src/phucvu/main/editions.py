"""Editions as kept: their rows in the lake, their files, and the board that an edition's open data give."""

import csv
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.main.board import Board, lines, row_in, rubric_of
from phucvu.main.correcting import folder_of, known_edition
from phucvu.main.workspace import open_snapshot, open_workspace
from phucvu.publications.edition import MANIFEST, sha256
from phucvu.registry.clock import iso
from phucvu.registry.period import parse_period

Row = dict[str, Any]
OPEN_DATA = "du-lieu-mo"
TABLES = ("scores", "appendix-1", "overdue", "official")


@dataclass(frozen=True)
class Published:
    """An edition read back: what it is of, its board, and the open data beside the scores."""

    about: Row
    board: Board
    appendix: list[Row]
    overdue: list[Row]
    official: list[Row]
    folder: Path

    def official_points(self, agency: str, item: str) -> Row | None:
        """The published value of an item, {value, max_value, state, source, read_at}; None: nobody read it."""
        return next((row for row in self.official if row["agency_code"] == agency and row["item"] == item), None)


def editions(folder: Path | None) -> list[Row]:
    """Every edition of the workspace, newest first: id, period, clocks, reading, rules, profile, files, replaced id."""
    found = open_snapshot(folder, None).editions()
    return sorted((_listed(row) for row in found), key=lambda row: (row["period"], row["made_at"]), reverse=True)


def _listed(row: Row) -> Row:
    names = ("edition_id", "period", "known_at", "reading", "rubric_version", "profile", "replaces_id", "reason")
    files = row["files"]
    return {name: row[name] for name in names} | {
        "as_at": iso(row["as_at"]),
        "made_at": iso(row["made_at"]),
        "files": json.loads(files) if isinstance(files, str) else files,
    }


def published(folder: Path | None, edition_id: str) -> Published:
    """An edition with its tables, kept in memory. Raises UserError when there is no such edition."""
    workspace = open_workspace(folder)
    return _published(workspace.path, edition_id)


@lru_cache(maxsize=64)
def _published(path: Path, edition_id: str) -> Published:
    """Editions never change, so what was read once stays."""
    workspace = open_workspace(path)
    home = folder_of(workspace, known_edition(workspace, edition_id))
    about = json.loads((home / MANIFEST).read_text("utf8"))
    scores, appendix, overdue, official = (_table(home / OPEN_DATA / f"{name}.csv") for name in TABLES)
    return Published(about, _board(about, scores), appendix, overdue, official, home)


def _table(path: Path) -> list[Row]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def _board(about: Row, scores: list[Row]) -> Board:
    rows = [row_in(row) for row in scores]
    board = Board(
        about["period"],
        about["as_at"],
        about["known_at"],
        about["reading"],
        about["rubric_version"],
        about["is_simulated"],
        [],
        about["id"],
    )
    rubric = rubric_of(parse_period(about["period"]), board.read_at)
    board.rows.extend(lines(rows, rubric, [""] * len(rows)))
    return board


def file_of(folder: Path | None, edition_id: str, name: str) -> Path:
    """The path of a file that the edition lists. Raises UserError for any other name, and for a file that changed."""
    found = published(folder, edition_id)
    wanted = found.about["files"].get(name)
    path = found.folder / name
    if wanted is None or not path.is_file():
        raise UserError(f"Ấn bản {edition_id} không có tệp “{name}”. Hãy chọn tệp trong danh sách của ấn bản.")
    if sha256(path) != wanted:
        raise UserError(f"Tệp “{name}” của ấn bản {edition_id} đã bị sửa sau khi lập. Hãy lấy lại từ bản sao lưu.")
    return path
