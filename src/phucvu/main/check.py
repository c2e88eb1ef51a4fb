"""`phucvu check`: what is odd in the data, by severity: rejected rows, findings of the readers, table checks,
undecided units."""

from pathlib import Path
from typing import Any

from phucvu.lake.checking import TableFinding, table_findings
from phucvu.main.figures import OnStep, silent
from phucvu.main.intake import SEVERITIES, row_place
from phucvu.main.undecided import Undecided, queue
from phucvu.main.units import units_of
from phucvu.main.workspace import open_snapshot, open_workspace
from phucvu.records.kinds import finding_kinds

CODES_SHOWN = 5
UNDECIDED_REMEDY = (
    "Thêm đơn vị vào danh mục (phucvu import --template agency), "
    "hoặc quy đổi tên (phucvu import --template agency_mapping)."
)


def check(
    folder: Path | None, known_at: str | None = None, on_step: OnStep = silent, everything: bool = False
) -> list[dict[str, Any]]:
    """Rows {kind, severity, count, title, remedy, of, codes, candidates}, the gravest first.

    ``codes``: dossier codes, or file and row where there is none; the first few, or all with ``everything``.
    """
    shown = None if everything else CODES_SHOWN
    workspace, snapshot = open_workspace(folder), open_snapshot(folder, known_at)
    on_step(0, 3, "Điều thấy khi đọc")
    rows = _of_rejects(snapshot.rejects()) + _of_readers(snapshot.findings())
    on_step(1, 3, "Soát bảng hồ sơ")
    rows += [_of_table(found) for found in table_findings(snapshot, shown)]
    on_step(2, 3, "Soát đơn vị")
    rows += [_of_name(entry) for entry in queue(units_of(snapshot, workspace.settings["province_code"]))]
    on_step(3, 3, "Xong")
    rows = [row | {"codes": row["codes"][:shown]} for row in rows]
    return sorted(rows, key=lambda row: (SEVERITIES.index(row["severity"]), -row["count"], row["title"]))


def _row(kind: str, severity: str, title: str, remedy: str, codes: list[str]) -> dict[str, Any]:
    told = {"kind": kind, "severity": severity, "count": len(codes), "title": title, "remedy": remedy}
    return told | {"of": None, "codes": codes, "candidates": []}


def _of_kind(kind: str, codes: list[str]) -> dict[str, Any]:
    words = finding_kinds()[kind]
    return _row(kind, words.severity, words.vi, words.remedy, codes)


def _of_rejects(rejects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that are in no figure, by what is wrong with them."""
    groups: dict[tuple[str, str], list[str]] = {}
    for each in rejects:
        groups.setdefault((each["sentence"], each["remedy"]), []).append(row_place(each))
    return [_row("rejected", "error", f"Bị loại: {title}", remedy, codes) for (title, remedy), codes in groups.items()]


def _of_readers(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_kind: dict[str, list[str]] = {}
    for each in findings:
        by_kind.setdefault(each["kind"], []).append(each["code"] or each["detail"] or row_place(each))
    return [_of_kind(kind, codes) for kind, codes in by_kind.items()]


def _of_table(found: TableFinding) -> dict[str, Any]:
    row = _of_kind(found.kind.name, found.codes) | {"count": found.count, "of": found.of}
    return row | {"title": f"{row['title']} ({found.detail})" if found.detail else row["title"]}


def _of_name(entry: Undecided) -> dict[str, Any]:
    """A name nobody knows, with those it may mean."""
    title = f"Chưa rõ đơn vị “{entry.text}”" + (f"; gần nhất: {entry.nearest}" if entry.candidates else "")
    row = _row("undecided_agency", "warning", title, UNDECIDED_REMEDY, [])
    return row | {"count": entry.dossiers, "candidates": entry.candidates}
