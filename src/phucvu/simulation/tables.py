"""The office's own tables of the month: catalogue, decisions, ratings, petitions, national counts, certified copies."""

import csv
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from phucvu.records.schema import record_type
from phucvu.registry.codes import parse_dossier_code
from phucvu.registry.period import Period
from phucvu.simulation.catalogue import Catalogue, Procedure
from phucvu.simulation.dossiers import Dossier
from phucvu.simulation.printed import Example
from phucvu.simulation.solver import Plan
from phucvu.simulation.timeline import Timeline

Row = dict[str, Any]
IN_FORCE = date(2022, 1, 1)


def write_table(record: str, rows: Iterable[Row], path: Path) -> None:
    """A CSV whose headings are the carried columns of the record's schema; null is an empty cell."""
    columns = [column.name for column in record_type(record).carried]
    with path.open("w", encoding="utf8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value)


# ---- the catalogue


def procedures(catalogue: Catalogue) -> Iterable[Row]:
    for item in catalogue.procedures:
        yield {
            "procedure_code": item.code,
            "name": item.name,
            "field_code": item.field_code,
            "field_name": item.field_name,
            "limit_amount": item.limit,
            "limit_unit": "working_day" if item.limit else None,
            "has_fee": item.has_fee,
            "is_payment_integrated": item.is_integrated,
            "subject_is_person": item.is_for_persons,
            "result_in_writing": True,
            "is_public": True,
            "parts_complete": item.is_complete,
            "online_level": _online_level(item),
            "data_replaces_components": False,
        }


def _online_level(procedure: Procedure) -> int:
    """4 full, 3 partial, 2 information only."""
    return (4 if procedure.rank % 3 else 3) if procedure.is_online else 2


def authority(catalogue: Catalogue) -> Iterable[Row]:
    for item in catalogue.procedures:
        for agency_code in catalogue.handlers(item):
            yield {"agency_code": agency_code, "procedure_code": item.code, "valid_from": IN_FORCE}


def services(catalogue: Catalogue, province_code: str) -> Iterable[Row]:
    """One service a procedure; those that every district handles are offered once, by the province."""
    online = [item for item in catalogue.procedures if item.is_online]
    for place, item in enumerate(online, start=1):
        handlers = catalogue.handlers(item)
        yield {
            "service_code": f"MP-DVC-{place:04d}",
            "procedure_code": item.code,
            "agency_code": handlers[0] if len(handlers) == 1 else province_code,
            "level": _online_level(item),
            "valid_from": IN_FORCE,
        }


def decisions(catalogue: Catalogue, plan: Plan, province_code: str) -> Iterable[Row]:
    """Publishing decisions of the first half of the month, so that what they make due falls into it too."""
    on_time = plan.parts["disclosure.published_on_time"]
    updated = plan.parts["disclosure.updated_on_time"]
    every = catalogue.procedures
    step = len(every) // on_time.denominator
    for place in range(on_time.denominator):
        decided_on = date(2023, 5, 4 + place % 2 * 4)  # Thursday 4 or Monday 8 May
        is_late = place >= on_time.numerator
        public_after = 2 if place % updated.denominator < updated.numerator else 17
        yield {
            "decision_number": f"{90 + place % 5}-MP/QĐ-UBND",
            "procedure_code": every[place * step].code,
            "agency_code": province_code,
            "decided_on": decided_on,
            "legal_base_effective_on": decided_on + timedelta(days=-10 if is_late else 21),
            "made_public_on": decided_on + timedelta(days=public_after),
        }


# ---- counts that come from other systems


def national_reports(example: Example, plan: Plan, period: str) -> Iterable[Row]:
    """What the national reporting system received, unit by unit: more than was synchronised, as the plan says."""
    whole = plan.parts["disclosure.synchronised"]
    surplus, seen = whole.denominator - whole.numerator, 0
    given = 0
    for unit in plan.units.values():
        seen += unit.received
        share = surplus * seen // whole.numerator - given
        given += share
        received = unit.received + share
        yield {
            "agency_code": unit.agency_code,
            "period": period,
            "received_count": received,
            "portal_received_count": received - received // 50,
        }


def certified_copies(example: Example, period: str) -> Iterable[Row]:
    for agency_code, communes in example.choices["communes"].items():
        yield {
            "agency_code": agency_code,
            "period": period,
            "copies_count": int(example.rows[agency_code].cells["certified_copies"]),
            "communes_count": communes["all"],
            "communes_giving_count": communes["giving"],
        }


# ---- what people say


def ratings(random: Random, dossiers: list[Dossier], as_at: datetime) -> Iterable[Row]:
    """The planned dislikes; of the other settled dossiers one in three is rated well."""
    for dossier in dossiers:
        if not dossier.is_seen or dossier.received_at is None:
            continue
        ended = dossier.ended_at if dossier.ended_at and dossier.ended_at <= as_at else None
        if not dossier.is_disliked and (ended is None or random.random() > 1 / 3):
            continue
        since = ended or max(dossier.received_at, as_at - timedelta(days=25))
        room = int((as_at - since).total_seconds())
        yield {
            "dossier_code": normal(dossier.code),
            "rated_at": since + timedelta(seconds=random.randint(0, max(0, room))),
            "rating": 3 if dossier.is_disliked else random.choice((1, 2, 2)),
        }


def normal(code: str) -> str:
    parsed = parse_dossier_code(code)
    assert parsed is not None
    return parsed.normal


def petitions(timeline: Timeline, plan: Plan, period: Period, province_code: str) -> Iterable[Row]:
    """Petitions at the province only, mostly late. On time: received in the period and answered within days.
    Late: fifteen working days had passed before the answer came, if it came."""
    every, new = plan.parts["satisfaction.petition_on_time"], plan.parts["satisfaction.petition_handling"]
    old = every.denominator - new.denominator
    for place in range(every.denominator):
        if place < every.numerator:
            row = _answered_in_time(timeline, is_disliked=place >= new.numerator)
        else:
            row = _late(timeline, timeline.first, is_old=place < every.numerator + old)
        kind = ("tthc", "staff", "other")[place % 3]
        yield {
            "petition_code": f"MP-PAKN-{period.name}-{place + 1:03d}",
            "agency_code": province_code,
            "kind": kind,
            **row,
        }


def _answered_in_time(timeline: Timeline, is_disliked: bool) -> Row:
    calendar, random = timeline.calendar, timeline.random
    received_at = timeline.moment(random.choice(timeline.days(date(2023, 5, 8), date(2023, 5, 16))))
    answered_at = timeline.moment(calendar.add_working_days(received_at.date(), random.randint(2, 7)))
    published_at = timeline.moment(calendar.add_working_days(answered_at.date(), 1))
    row: Row = {"received_at": received_at, "answered_at": answered_at, "published_at": published_at}
    return row | ({"disliked_at": published_at + timedelta(hours=1)} if is_disliked else {})


def _late(timeline: Timeline, first: date, is_old: bool) -> Row:
    random = timeline.random
    start, end = (date(2023, 4, 3), date(2023, 4, 20)) if is_old else (date(2023, 5, 4), date(2023, 5, 8))
    row: Row = {"received_at": timeline.moment(random.choice(timeline.days(start, end)))}
    if random.random() < 0.6:
        row["answered_at"] = timeline.moment(
            random.choice([date(2023, 5, 30), date(2023, 5, 31)]), before=timeline.as_at
        )
    return row
