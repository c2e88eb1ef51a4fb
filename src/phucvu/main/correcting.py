"""A correction: what an issued edition printed, what the new one prints, and the letter that says so."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.publications.correction import Correction, write_correction
from phucvu.publications.inputs import EditionInput
from phucvu.scores.row import PRINTED

APPENDIX, OVERDUE = Path("du-lieu-mo/appendix-1.csv"), Path("du-lieu-mo/overdue.csv")


@dataclass(frozen=True)
class Corrected:
    """The issued edition to correct: its id (or the first digits), the number and day of its letter, and the reason."""

    edition_id: str
    number: str
    issued_on: date
    reason: str


def known_edition(workspace: Workspace, edition_id: str) -> dict[str, Any]:
    """The row of an edition by its id or first digits. Raises UserError when none or several begin so."""
    rows = [row for row in Snapshot.open(workspace).editions() if row["edition_id"].startswith(edition_id)]
    if len(rows) != 1:
        raise UserError(f"Không có đúng một ấn bản mang mã “{edition_id}”. Hãy ghi đủ mã in ra khi lập công văn.")
    return rows[0]


def differences(given: EditionInput, old: Path, new: Path, reason: str) -> list[Correction]:
    """Every cell and dossier that differs between the folders of two editions. Raises UserError when nothing does."""
    names = {column.key: column.title for column in given.profile.columns}
    found = [*_cells(old, new, names, reason), *_dossiers(old, new, reason)]
    if not found:
        raise UserError("Hai ấn bản in như nhau nên không có gì để đính chính.")
    return found


def write(given: EditionInput, found: list[Correction], what: Corrected, out: Path) -> dict[str, Any]:
    """Write dinh-chinh.docx into ``out``; returns its line in the list of files."""
    path = out / "dinh-chinh.docx"
    write_correction(given, what.number, what.issued_on, found, path)
    return {"kind": "Công văn đính chính", "path": str(path), "bytes": path.stat().st_size}


def folder_of(workspace: Workspace, row: dict[str, Any]) -> Path:
    return workspace.editions / f"{row['period'].replace('/', '_')}-{row['edition_id'][:8]}"


def _read(folder: Path, name: Path) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf8", newline="") as handle:
        return list(csv.DictReader(handle))


def _cells(old: Path, new: Path, names: dict[str, str], reason: str) -> Iterator[Correction]:
    before = {(row["agency_code"], row["column"]): row for row in _read(old, APPENDIX)}
    for row in _read(new, APPENDIX):
        was = before.get((row["agency_code"], row["column"]))
        printed, correct = _text(was) if was else "(không có)", _text(row)
        if printed != correct:
            place = f"Phụ lục I, {row['agency_name']}, {names.get(row['column'], row['column'])}"
            yield Correction(place, printed, correct, reason)


def _text(row: dict[str, str]) -> str:
    return row["value"].replace(".", ",") if row["value"] else PRINTED.get(row["state"], "")


def _dossiers(old: Path, new: Path, reason: str) -> Iterator[Correction]:
    before, after = ({row["dossier_code"]: row for row in _read(folder, OVERDUE)} for folder in (old, new))
    for code in sorted(before.keys() - after.keys()):
        yield Correction(f"Phụ lục II, hồ sơ {before[code]['printed_code']}", "quá hạn", "bỏ khỏi danh sách", reason)
    for code in sorted(after.keys() - before.keys()):
        yield Correction(f"Phụ lục II, hồ sơ {after[code]['printed_code']}", "(không có)", "quá hạn", reason)
