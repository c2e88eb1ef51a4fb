"""`phucvu check`: what is odd in the data, by severity: findings of the readers, table checks, undecided units."""

from pathlib import Path
from typing import Any

from phucvu.lake.checking import TableFinding, table_findings
from phucvu.main.figures import OnStep, silent
from phucvu.main.intake import SEVERITIES
from phucvu.main.question import now
from phucvu.main.units import units_of
from phucvu.main.workspace import open_snapshot, open_workspace
from phucvu.records.kinds import finding_kinds
from phucvu.registry.charging import Assignment
from phucvu.rubric.loading import load

CODES_SHOWN = 5


def check(folder: Path | None, known_at: str | None = None, on_step: OnStep = silent) -> list[dict[str, Any]]:
    """Rows {kind, severity, count, title, remedy, codes}, the gravest first; ``codes``: the first few of each."""
    workspace, snapshot = open_workspace(folder), open_snapshot(folder, known_at)
    on_step(0, 3, "Điều thấy khi đọc")
    rows = _of_readers(snapshot.findings())
    on_step(1, 3, "Soát bảng hồ sơ")
    rows += [_of_table(found) for found in table_findings(snapshot)]
    on_step(2, 3, "Soát đơn vị")
    units = units_of(snapshot, workspace.settings["province_code"])
    rows += _undecided(units.assignments(load().at(now().date()).charging.name), units.origins)
    on_step(3, 3, "Xong")
    return sorted(rows, key=lambda row: (SEVERITIES.index(row["severity"]), -row["count"], row["title"]))


def _of_readers(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_kind: dict[str, list[str]] = {}
    for finding in findings:
        by_kind.setdefault(finding["kind"], []).append(finding["code"] or f"{finding['file']}:{finding['row']}")
    return [_row(kind, len(codes), codes) for kind, codes in by_kind.items()]


def _row(kind: str, count: int, codes: list[str]) -> dict[str, Any]:
    words = finding_kinds()[kind]
    return {
        "kind": kind,
        "severity": words.severity,
        "count": count,
        "title": words.vi,
        "remedy": words.remedy,
        "of": None,
        "codes": codes[:CODES_SHOWN],
    }


def _of_table(found: TableFinding) -> dict[str, Any]:
    row = _row(found.kind.name, found.count, found.codes)
    return row | {"title": f"{row['title']} ({found.detail})" if found.detail else row["title"], "of": found.of}


def _undecided(assignments: list[Assignment], origins: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    """The queue of names and codes that no agency could be decided for, with the nearest candidates."""
    by_origin = {origin["origin_id"]: origin for origin in origins}
    queue: dict[str, dict[str, Any]] = {}
    for each in assignments:
        if each.agency_code is None:
            origin = by_origin[each.origin_id]
            text = origin["handling_name"] or origin["prefix_code"] or origin["receiving_name"] or "(trống)"
            near = ", ".join(f"{candidate.code} ({candidate.score:.0f})" for candidate in each.candidates[:3])
            row = queue.setdefault(text, {"count": 0, "near": near})
            row["count"] += origin["dossiers"]
    return [
        {
            "kind": "undecided_agency",
            "severity": "warning",
            "count": row["count"],
            "title": f"Chưa rõ đơn vị “{text}”" + (f"; gần nhất: {row['near']}" if row["near"] else ""),
            "remedy": "Thêm đơn vị vào danh mục, hoặc nhập một dòng quy đổi tên đơn vị (biểu mẫu agency_mapping).",
            "of": None,
            "codes": [],
        }
        for text, row in queue.items()
    ]
