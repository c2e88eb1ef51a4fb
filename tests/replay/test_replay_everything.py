"""All official figures at hand, where the folder with them lies beside the checkout; skipped elsewhere."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from replayed import Numbers, replay

from phucvu.rubric import load

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "portal"
LEVELS = {"PROVINCE": "province", "AGENCY": "department", "COMMUNE": "commune"}
EXCEPTIONS = {("H55", "CKMB"), ("H56", "CKMB")}
RUBRIC = load().at(date(2026, 10, 10))
PORTAL_CODES = {criterion.portal_code: code for code, criterion in RUBRIC.criteria.items()}
Row = dict[str, str]

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the official figures are not beside the checkout")


def read(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def points(cell: str) -> Decimal | None:
    return Decimal(cell).quantize(Decimal("0.01")) if cell else None


def level(row: Row) -> str:
    return LEVELS[row["level"]]


def by_unit(rows: list[Row], key: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


def counts_of(rows: list[Row]) -> dict[str, Numbers]:
    judged = [row for row in rows if row["metric"] in PORTAL_CODES]
    return {PORTAL_CODES[row["metric"]]: (int(row["numerator"] or 0), int(row["denominator"] or 0)) for row in judged}


def compare(unit: str, unit_level: str, read_on: str, period: str, rows: list[Row]) -> tuple[int, list[str]]:
    """How many criteria were compared, and which differ."""
    ours = replay(unit, unit_level, read_on, period, counts_of(rows))
    judged = [row for row in rows if row["metric"] in PORTAL_CODES]
    differ = [
        f"{unit} {row['metric']} {row['score']} {ours[PORTAL_CODES[row['metric']]].points}"
        for row in judged
        if ours[PORTAL_CODES[row["metric"]]].points != points(row["score"])
    ]
    return len(judged), differ


def test_criteria_of_provinces() -> None:
    results = [
        compare(unit, "province", "2026-10-10", "2026", rows)
        for unit, rows in by_unit(read("metrics_2026-10-10.csv"), "province_code").items()
    ]
    assert sum(number for number, _ in results) == 15 * 24
    assert [text for _, differ in results for text in differ] == []


def test_criteria_and_groups_of_the_units_of_a_province() -> None:
    compared, groups = 0, 0
    for unit, rows in by_unit(read("metrics_phu_tho_2026-08.csv"), "unit_code").items():
        number, differ = compare(unit, level(rows[0]), "2026-09-26", "2026-08", rows)
        compared += number
        assert differ == []
        ours = replay(unit, level(rows[0]), "2026-09-26", "2026-08", counts_of(rows))
        for row in rows:
            if row["metric"] == "GROUP":
                groups += 1
                assert ours[RUBRIC.group(row["group"]).code].points == points(row["score"]), row
    assert (compared, groups) == (14 * 43, 3 * 43)


def test_progress() -> None:
    rows = read("progress_phu_tho_2026-08.csv")
    for row in rows:
        counts = {"progress.on_time": (int(row["totalOnTime"]), int(row["totalReceived"]))}
        ours = replay(row["unit_code"], level(row), "2026-09-26", "2026-08", counts)
        assert ours["progress"].points == points(row["score"]), row
    assert len(rows) == 141


def test_groups_and_totals_of_provinces() -> None:
    metrics = by_unit(read("metrics_2026-10-10.csv"), "province_code")
    official = by_unit(read("groups_2026-10-10.csv"), "province_code")
    differ = set()
    for unit, rows in official.items():
        ours = replay(unit, "province", "2026-10-10", "2026", counts_of(metrics[unit]))
        shown = {row["group"]: points(row["score"]) for row in rows}
        differ |= {
            (unit, group)
            for group in ("CKMB", "TDGQ", "MDSH", "MDHL")
            if ours[RUBRIC.group(group).code].points != shown[group]
        }
        assert shown.pop("TOTAL") == sum(value or 0 for value in shown.values())
    assert len(official) == 24
    assert differ == EXCEPTIONS


def test_payment() -> None:
    parts = {
        "payment.dossiers": ("totalDossierOnlinePaymentSuccess", "totalDossierFinancialObligation"),
        "payment.procedures": ("totalDossierOnlineFormalityPaymentSuccess", "totalFeeFormality"),
        "payment.integrated": ("totalFeeDossierFormality", "totalFeeFormality"),
    }
    rows = read("payment_units.csv")
    for row in rows:
        counts = {code: (int(row[above]), int(row[below])) for code, (above, below) in parts.items()}
        unit = row["unit_code"] if row["role"] != "child" else f"H44.{row['unit_code'].split('.')[-1]}"
        unit_level = "province" if row["role"] != "child" else "commune"
        ours = replay(unit, unit_level, row["capture"], row["period"].split(" ")[1], counts)
        assert ours["payment"].points == points(row["totalScore"]), row
    assert len(rows) == 90


def test_online() -> None:
    rows = [row for row in read("online_units.csv") if row["role"] == "parent"]
    for row in rows:
        offered = int(row["partialCount"]) + int(row["fullCount"])
        counts = {
            "online.offered": (offered, int(row["authorityCount"])),
            "online.in_use": (int(row["onlineDossierCount"]), int(row["onlineServiceTotal"])),
            "online.filed": (int(row["channelOnlineSum"]), int(row["channelTotalSum"])),
        }
        ours = replay("H44", "province", row["capture"][:10], row["period"].split(" ")[1], counts)
        assert ours["online"].points == points(row["totalScore"]), row
    assert len(rows) == 6
