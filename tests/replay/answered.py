"""Official tables turned into the portal's own answers: the seven shapes, with the fields the services use."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

Row = dict[str, str]
SERVICES = {"CKMB": "transparency", "MDSH": "dossier-digitized", "MDHL": "handling-satisfaction"}
TREES = {"progress": "dvc-progress-tree", "payment": "formality-online-payment-tree", "online": "provide-online-tree"}
CHILD_GROUPS = {"AGENCY": "AGENCY", "COMMUNE": "COMMUNE"}
NOT_COUNTS = {
    "capture",
    "scope",
    "period",
    "province",
    "role",
    "level",
    "remark",
    "unit_code",
    "unit_name",
    "progress_totalReceived",
}


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str | None) -> Any:
    """As JSON takes it, with every decimal as published: the document is written by `dumped`."""
    if not text:
        return None
    return int(text) if text.isdigit() else Decimal(text)


def dumped(document: Any) -> str:
    """JSON in which decimals are numbers, never texts."""
    marked = json.dumps(document, ensure_ascii=False, default=lambda value: f"@{value}@")
    return marked.replace('"@', "").replace('@"', "")


def answer(data: dict[str, Any]) -> dict[str, Any]:
    return {"code": "OK", "data": data, "message": None}


def unit(row: Row) -> dict[str, Any]:
    code = row.get("unit_code") or row["province_code"]
    group = CHILD_GROUPS.get(row.get("level", ""))
    level = {"level": row["level"]} if row.get("level") else {}  # PROVINCE for departments too, as the portal has it
    return level | {
        "departmentId": f"id-{code}",
        "departmentCode": code,
        "departmentName": row.get("unit_name") or row.get("province_name") or code,
        "childGroup": group,
    }


def overview(groups: Iterable[Row]) -> dict[str, Any]:
    """service-results of provinces: groups and totals."""
    by_unit: dict[str, list[Row]] = defaultdict(list)
    for row in groups:
        by_unit[row["province_code"]].append(row)
    evaluation = []
    for its in by_unit.values():
        total = next(row for row in its if row["group"] == "TOTAL")
        scores = {
            row["group"]: {"score": number(row["score"]), "maxScore": number(row["max_score"])}
            for row in its
            if row is not total
        }
        told = {"totalScore": number(total["score"]), "totalMaxScore": number(total["max_score"]), "scoreDelta": 0}
        evaluation.append(unit(its[0]) | told | {"groupScores": scores})
    return answer({"evaluation": evaluation, "overview": {}, "radar": [], "growthPercent": None})


def metrics(table: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """By service: transparency, dossier-digitized, handling-satisfaction; ON_TIME stands in the progress tree."""
    by_service: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in table:
        if row["group"] in SERVICES:
            by_service[SERVICES[row["group"]]][row.get("unit_code") or row["province_code"]].append(row)
    return {
        service: answer({"overview": {}, "evaluation": [_evaluated(its) for its in units.values()]})
        for service, units in by_service.items()
    }


def _evaluated(its: list[Row]) -> dict[str, Any]:
    shown = [row for row in its if row["metric"] != "GROUP"]
    node = unit(its[0]) | {"metrics": [_metric(row) for row in shown]}
    for row in its:
        if row["metric"] == "GROUP":
            node |= {"totalScore": number(row["score"]), "totalMaxScore": number(row["max_score"])}
    return node


def _metric(row: Row) -> dict[str, Any]:
    names = {"numerator": "numerator", "denominator": "denominator", "ratio": "ratio", "score": "score"}
    found = {name: number(row[column]) for name, column in names.items()}
    quality = {"dataQualityStatus": row["data_quality_status"] or None, "dataQualityMessage": None}
    return {"code": row["metric"], "name": row["metric"], "maxScore": number(row["max_score"])} | found | quality


CAMEL = {
    "total_received": "totalReceived",
    "total_on_time": "totalOnTime",
    "total_overdue": "totalOverdue",
    "avg_processing_days": "avgProcessingDays",
    "max_score": "maxScore",
}


def tree(table: Iterable[Row]) -> dict[str, Any]:
    """A tree of one province and its units; provinces beside each other are children without a parent."""
    parent, children = None, []
    for row in table:
        told = {
            CAMEL.get(name, name): number(text)
            for name, text in row.items()
            if name not in NOT_COUNTS and name not in ("province_code", "province_name")
        }
        node = unit(row) | told
        if row.get("role") == "parent" or (row.get("unit_code") and "." not in row["unit_code"]):
            parent = node
        elif row.get("role") == "child" and not any(name.startswith("channel") and text for name, text in row.items()):
            children.append({name: value for name, value in node.items() if value is not None or name == "childGroup"})
        else:
            children.append(node)
    return answer({"parent": parent, "children": children})


def write(document: dict[str, Any], path: Path) -> Path:
    path.write_text(dumped(document), "utf8")
    return path


def converted(paths: Iterable[Path], folder: Path) -> list[Path]:
    """Every table as answers, one file a service, period and reading; ranks have no service and are left out."""
    made = []
    for path in paths:
        table, stem = rows(path), path.stem
        kind, _, when = stem.partition("_")
        when = when.replace("phu_tho_", "").replace("units_", "")
        if kind == "groups":
            made.append(write(overview(table), folder / f"service-results_{when}.json"))
        elif kind == "metrics":
            made += [write(each, folder / f"{service}_{stem}.json") for service, each in metrics(table).items()]
        elif kind in TREES:
            made += _trees(kind, table, folder, when)
    return made


def _trees(kind: str, table: list[Row], folder: Path, when: str) -> list[Path]:
    """Tables of many periods and scopes are many answers; each tells its request in a HAR-less way: the index."""
    parts: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in table:
        parts[row.get("scope", "all"), row.get("period", ""), row.get("capture", when)].append(row)
    made = []
    for number_, ((scope, period, capture), its) in enumerate(parts.items()):
        reading = folder / capture[:10]  # one folder is one reading
        reading.mkdir(exist_ok=True)
        path = reading / f"{TREES[kind]}.{len(its)}.{number_}_{capture or when}.json"
        made.append(write(tree(its), path))
        if period:
            told(path, TREES[kind], period, scope, capture)
    return made


def told(path: Path, service: str, period: str, scope: str, capture: str) -> None:
    """The entry of an answer in the index beside it."""
    from hashlib import sha256

    kind, name = period.split(" ")
    body: dict[str, Any] = {"timeType": kind, "year": int(name[:4])}
    if kind == "month":
        body["month"] = int(name[5:])
    if kind == "quarter":
        body["quarter"] = int(name[-1])
    if scope != "all":
        body["formalityId"] = scope
    entry = {
        "file": path.name,
        "path": f"/api/v1/reporting/evaluation/{service}",
        "body": body,
        "read_at": f"{capture[:10]}T23:59:59+07:00" if capture[:2] == "20" else None,
        "status": 200,
        "sha256": sha256(path.read_bytes()).hexdigest(),
    }
    with (path.parent / "answers.jsonl").open("a", encoding="utf8") as index:
        index.write(json.dumps(entry) + "\n")
