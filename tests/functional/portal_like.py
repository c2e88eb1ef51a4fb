"""Tables as the portal publishes them, made from our own scores, so that differences can be planted."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from phucvu.rubric import load

COLUMNS = ["unit_code", "unit_name", "level", "group", "metric", "numerator", "denominator", "ratio", "score"]
COLUMNS += ["max_score", "data_quality_status"]
NAMES = {"province": "PROVINCE", "department": "AGENCY", "district": "DISTRICT", "commune": "COMMUNE"}
WITHOUT_COUNTS = "digitization.certified_copy"  # the portal never shows any
Row = dict[str, Any]


@dataclass
class PortalLike:
    """Rows by agency and item (criterion, group or total), to be changed before they are written."""

    day: date
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)

    @classmethod
    def of(cls, scores: Iterable[Row], day: date) -> "PortalLike":
        """``scores``: rows of `score --format json`."""
        made = cls(day)
        for score in scores:
            item = score["criterion"] or score["group"]
            made.rows[score["agency_code"], item] = made.row(score, item)
        return made

    def row(self, score: Row, item: str) -> Row:
        rubric = load().at(self.day)
        group = "TOTAL" if score["group"] == "total" else rubric.group(score["group"]).portal_codes[0]
        metric = rubric.criterion(item).portal_code if score["criterion"] else "GROUP"
        is_counted = score["criterion"] not in (None, WITHOUT_COUNTS)
        return {
            "unit_code": score["agency_code"],
            "unit_name": score["agency_name"],
            "level": NAMES[score["level"]],
            "group": group,
            "metric": metric,
            "numerator": score["numerator"] if is_counted else None,
            "denominator": score["denominator"] if is_counted else None,
            "ratio": None,
            "score": score["points"],
            "max_score": score["max_points"],
            "data_quality_status": None,
        }

    def change(self, agency: str, item: str, **cells: Any) -> None:
        assert (agency, item) in self.rows
        self.rows[agency, item] |= cells

    def write(self, folder: Path) -> list[Path]:
        """Criteria and groups in one table, totals in another, as the portal has them."""
        totals = [row for row in self.rows.values() if row["group"] == "TOTAL"]
        others = [row for row in self.rows.values() if row["group"] != "TOTAL"]
        metrics, groups = (folder / f"{name}_{self.day}.csv" for name in ("metrics", "groups"))
        _write(metrics, COLUMNS, others)
        _write(groups, ["unit_code", "unit_name", "level", "group", "score", "max_score"], totals)
        return [metrics, groups]


def _write(path: Path, columns: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)
