"""Random provinces: dossiers, petitions, decisions and catalogues whose moments crowd around the edges."""

import random
from datetime import datetime, timedelta
from typing import Any

from drawn import CLOSURE, COMMUNE, ORIGINS, OTHER, PROVINCE, TOWN, apart, moment_of

from phucvu.records.schema import Column, record_type

START, END, AS_AT = moment_of("01/05"), moment_of("31/05 23:59:59"), "20/05 16:30"
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
EDGES = [START, END, moment_of(AS_AT), moment_of("10/05 11:30"), moment_of("27/04 09:00"), moment_of("12/06 15:00")]
STEPS = [timedelta(0), SECOND, -SECOND, 5 * HOUR, -5 * HOUR, DAY, -DAY, 9 * DAY, -9 * DAY, 40 * DAY, -40 * DAY]
PROCEDURES = ["P", "Q", "R", "S", None]
AGENCIES = [PROVINCE, TOWN, COMMUNE, OTHER, "H99", None]
# How often a column is null; the rest of the time it is drawn by type.
RARELY_NULL = {"received_at": 0.1, "promised_at": 0.3, "origin_id": 0.0, "agency_code": 0.1, "decided_on": 0.1}
SELDOM = (
    *(
        "done_at",
        "handed_at",
        "stopped_at",
        "not_accepted_at",
        "withdrawn_at",
        "finished_at",
        "returned_at",
        "refused_at",
    ),
    *(
        "supplement_requested_at",
        "supplement_received_at",
        "second_request_at",
        "repeats_code",
        "dossier_code",
        "due_at",
    ),
)
OFTEN_NULL = dict.fromkeys(SELDOM, 0.8)
LAST_YEAR = ["2022", "2022-H1", "2022-Q3", "2022-Q4", "2022-10", "2022-12"]
CODES: dict[str, list[Any]] = {
    "agency_code": AGENCIES,
    "procedure_code": PROCEDURES,
    "limit_unit": ["hour", "day", "working_day", "month"],
    "origin_id": [*ORIGINS, 9],
    "status": [1, 2, 3, 4, 5, 7, 8, 9, 10],
    "channel": [1, 2, 3],
    "level": [2, 3, 4],
    "online_level": [2, 3, 4],
    "rating": [1, 2, 3],
    "payment_channel": [0, 1, 2, 3],
    "fee_total": [0, 15_000],
    "limit_amount": [1, 3, 10, 15],
    "period": [
        *("2023-04", "2023-05", "2023-05", "2023-05", "2023-06", "2023-07", "2023-Q1", "2023-Q2", "2023-H1", "2023"),
        *LAST_YEAR,
        "x",
    ],
    "received_count": [0, 5, 17, 30, 101],
    "portal_received_count": [0, 6, 18, 30, 100],
}
REPORTS = ("certified_copy", "national_report")
KEYS = {"dossier": "dossier_code", "petition": "petition_code", "online_service": "service_code"}
SIZES = {
    "dossier": 6,
    "petition": 2,
    "procedure_authority": 2,
    "online_service": 2,
    "publishing_decision": 2,
    "rating": 2,
}


def world(seed: int, size: int) -> dict[str, list[dict[str, Any]]]:
    """A random province: ``size`` times a handful of each record; four procedures."""
    dice = random.Random(seed)
    tables = {record: [row(dice, record, n) for n in range(size * times)] for record, times in SIZES.items()}
    described = [row(dice, "procedure", n) | {"procedure_code": code} for n, code in enumerate(PROCEDURES[:3])]
    described[0] |= {"has_fee": True, "subject_is_person": True, "is_public": True}
    return tables | {"procedure": described} | {record: reports(dice, record, size * 4) for record in REPORTS}


def reports(dice: random.Random, record: str, number: int) -> list[dict[str, Any]]:
    """What some agencies report, one row for each agency and period."""
    drawn = [row(dice, record, n) for n in range(number)]
    keyed = {(one["agency_code"], one["period"]): one for one in drawn if one["agency_code"] and one["period"]}
    return list(keyed.values())


def worlds(seeds: range, size: int) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Any]]:
    """Many small random provinces under one roof, and their agencies and origins for ``drawn.ground``.

    Each has codes of its own, so that one count tells what as many counts would: in a small one, one dossier decides.
    """
    tables: dict[str, list[dict[str, Any]]] = {}
    closure, assignment = [(PROVINCE, PROVINCE)], {}
    for place, seed in enumerate(seeds):
        for record, rows in world(seed, size).items():
            tables.setdefault(record, []).extend(apart(one, place) for one in rows)
        closure += [(f"{code}/{place}", f"{above}/{place}") for code, above in CLOSURE]
        closure += [(f"{code}/{place}", PROVINCE) for code in (PROVINCE, TOWN, COMMUNE, OTHER)]
        assignment |= {place * 100 + origin: code and f"{code}/{place}" for origin, code in ORIGINS.items()}
    return tables, {"closure": closure, "assignment": assignment}


def row(dice: random.Random, record: str, number: int) -> dict[str, Any]:
    drawn = {column.name: _value(dice, column) for column in record_type(record).columns}
    if record in KEYS:
        drawn[KEYS[record]] = f"{record}-{number}"
    if record in ("rating", "petition") and drawn["dossier_code"]:
        drawn["dossier_code"] = f"dossier-{dice.randrange(8)}"
    if drawn.get("repeats_code"):
        drawn["repeats_code"] = f"petition-{dice.randrange(4)}"
    return drawn


def _value(dice: random.Random, column: Column) -> Any:
    if dice.random() < OFTEN_NULL.get(column.name, RARELY_NULL.get(column.name, 0.25)) or column.type == "episodes":
        return None
    if column.name in CODES:
        return dice.choice(CODES[column.name])
    if column.type in ("moment", "date"):
        at: datetime = dice.choice(EDGES) + dice.choice(STEPS)
        return at if column.type == "moment" else at.date()
    return {"bool": dice.random() < 0.5, "int": dice.randrange(4)}.get(column.type, "x")
