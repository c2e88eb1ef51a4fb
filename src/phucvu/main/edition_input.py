"""What the letter of a period is made from, gathered from the figures: overdue lines, official values, unit counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from phucvu.indicators.reported import reports
from phucvu.lake.listing import field_counts, listed
from phucvu.lake.reception import late_reception
from phucvu.lake.snapshot import Snapshot
from phucvu.main.figures import Figures
from phucvu.publications.inputs import EditionInput, FieldCount, OfficialValue, OverdueLine, UnitValue
from phucvu.publications.profile import Letter, Profile
from phucvu.publications.units import Charge, groups
from phucvu.registry.agency import Agency
from phucvu.registry.period import Period
from phucvu.registry.provinces import province_on
from phucvu.registry.tree import official_order
from phucvu.scores.reach import Reach
from phucvu.scores.scoring import seen
from phucvu.scores.shares import overdue_number

ON_TIME, FILED_ONLINE = "progress.on_time", "online.filed"
CERTIFIES = ("district", "commune")  # departments do not certify copies


def edition_input(figures: Figures, profile: Profile) -> EditionInput:
    """Plain data for publications.edition, of one period and both clocks."""
    moment, province_code = figures.moment, figures.units.province_code
    province = province_on(province_code, moment.period.last)
    assert province is not None  # the workspace was made for it
    since = date(moment.period.first.year, 1, 1) if profile.overdue_basis == "cumulative" else None
    lines = overdue_lines(figures, since)
    return EditionInput(
        period=moment.period,
        as_at=moment.until,
        known_at=figures.known_at,
        reading=moment.reading,
        rubric_version=figures.rubric.version,
        province_code=province_code,
        province_name=province.name,
        profile=profile,
        agencies=official_order(figures.agencies),
        score_rows=figures.rows,
        overdue=lines,
        overdue_from=since,
        official=official_values(figures),
        unit_values=[
            *_overdue_counts(figures, profile, lines),
            *_certified_copies(figures),
            *_late_receptions(figures),
        ],
        field_counts=_field_counts(figures),
        is_simulated=bool(figures.workspace.settings["simulated"]),
        notes=(figures.silence.strip(),) if figures.silence else (),
    )


def overdue_lines(figures: Figures, since: date | None = None) -> list[OverdueLine]:
    """One line per overdue dossier: part A settled late, part B still open; B new in the period or carried over.

    ``since``: counted from that day to the end of the period (lũy kế), None = of the period alone.
    """
    moment, last = figures.moment, figures.moment.period.last
    wide = replace(moment, period=Period(f"{since}/{last}", since, last)) if since else moment
    rows = listed(figures.snapshot, wide, figures.ground, ON_TIME, "failed")
    return [_line(row, figures) for row in rows]


def _line(row: dict[str, Any], figures: Figures) -> OverdueLine:
    settled, due_at = is_settled(row), row["due_at"]
    return OverdueLine(
        agency_code=row["agency_code"],
        dossier_code=row["dossier_code"],
        printed_code=row["printed_code"] or row["dossier_code"],
        part="A" if settled else "B",
        is_new=None if settled or due_at is None else due_at >= figures.moment.period.start,
        procedure_name=row["procedure_name"],
        received_at=row["received_at"],
        promised_at=row["promised_at"],
        due_at=due_at,
        ended_at=row["ended_at"] if settled else None,
        late_text=late_text(row, figures.moment.until),
    )


def is_settled(row: dict[str, Any]) -> bool:
    """Whether a dossier of the lake has its result; one that waits for a supplement has none."""
    return row["ended_at"] is not None and row["end_kind"] != "supplement"


def late_text(row: dict[str, Any], until: datetime) -> str:
    """How late, in calendar days and hours; a dossier late only by its second supplement request has no span."""
    ended_at: datetime = row["ended_at"] if is_settled(row) else until
    late = ended_at - row["due_at"] if row["due_at"] else None
    if late is None or late <= timedelta(0):
        return "yêu cầu bổ sung quá một lần" if late is not None else ""
    hours = late.seconds // 3600
    return f"{late.days} ngày {hours} giờ" if late.days else f"{hours} giờ {late.seconds % 3600 // 60} phút"


def official_values(figures: Figures) -> list[OfficialValue]:
    """The official reading of the period, the latest of each item."""
    return official_of(figures.snapshot, figures.moment.period.name, figures.units.province_code)


def official_of(snapshot: Snapshot, period: str, province_code: str) -> list[OfficialValue]:
    """The same of any period by its name."""
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sorted(snapshot.rows("official_reading", period=period), key=lambda row: str(row["read_at"] or "")):
        if _is_printed(row, province_code):
            latest[row["agency_code"], row["item"]] = row
    return [_official(row) for row in latest.values()]


def _is_printed(row: dict[str, Any], province_code: str) -> bool:
    """Other provinces' figures, and counts without points, are kept for comparing and not for the letter."""
    if row["source"] != "portal":
        return True
    is_ours = row["agency_code"].split(".", maxsplit=1)[0] == province_code
    return is_ours and (row["value"] is not None or row["state"] != "measured")


def _official(row: dict[str, Any]) -> OfficialValue:
    names = ("agency_code", "item", "value", "max_value", "read_at", "read_by", "evidence")
    return OfficialValue(
        **{name: row[name] for name in names}, state=row["state"] or "measured", source=row["source"] or "typed"
    )


def _overdue_counts(figures: Figures, profile: Profile, lines: list[OverdueLine]) -> Iterable[UnitValue]:
    """How many dossiers are overdue per agency: lists of overdue dossiers suffice for a count.

    A unit of the letter counts the lines it answers for itself: not those of a listed unit below it.
    """
    counts = {each.agency_code: each for each in figures.counts if each.criterion == ON_TIME}
    listed_units = [unit for group in groups(list(figures.agencies), profile, Letter()) for unit in group.units]
    charge = Charge(list(figures.agencies), listed_units)
    answered = Counter(charge.unit(line.agency_code) for line in lines)
    codes = {unit.code for unit in listed_units}
    for agency in figures.agencies:
        found = overdue_number(counts.get(agency.code), _kinds(figures, agency))
        is_listed = agency.code in codes and found.number is not None
        yield UnitValue(agency.code, "overdue", answered[agency.code] if is_listed else found.number, found.state)


def _kinds(figures: Figures, agency: Agency) -> frozenset[str]:
    above = tuple(code for below, code in figures.ground.closure if below == agency.code != code)
    return figures.coverage.kinds("dossier", agency.code, seen(figures.moment), above)


def _certified_copies(figures: Figures) -> Iterable[UnitValue]:
    """Dossiers of electronic certified copies, months added up: a covered agency without a report has 0, one whose
    report lacks the number is not received."""
    reach, ground = Reach(figures.agencies, figures.coverage, seen(figures.moment)), figures.ground
    rows, period = figures.snapshot.rows("certified_copy"), figures.moment.period
    reported = reports(rows, ("copies_count",), period, ground.closure, ground.province_code, adds_up=True)
    for agency in figures.agencies:
        (copies,) = reported.at(agency.code) or (0,)
        if agency.level not in CERTIFIES:
            yield UnitValue(agency.code, "certified_copies", None, "not_applicable")
        elif reach.is_complete(agency.code, ("certified_copy",)) and copies is not None:
            yield UnitValue(agency.code, "certified_copies", copies)
        else:
            yield UnitValue(agency.code, "certified_copies", None, "not_received")


def _late_receptions(figures: Figures) -> Iterable[UnitValue]:
    """Dossiers filed online that waited over 8 working hours for an answer (outside the score).

    Where online dossiers were counted but none says when it was filed, nobody knows how many were late.
    """
    counts = late_reception(figures.snapshot, figures.moment, figures.ground)
    late = {each.agency_code: each.numerator for each in counts}
    online = {each.agency_code for each in figures.counts if each.criterion == FILED_ONLINE and each.numerator}
    reach = Reach(figures.agencies, figures.coverage, seen(figures.moment))
    for agency in figures.agencies:
        is_known = agency.code in late or agency.code not in online
        if is_known and reach.is_complete(agency.code, ("dossier",)):
            yield UnitValue(agency.code, "late_reception", late.get(agency.code, 0))
        else:
            yield UnitValue(agency.code, "late_reception", None, "not_received")


def _field_counts(figures: Figures) -> list[FieldCount]:
    """Form 06 by field; only where all dossiers of some agency were received, else lists would pass for everything."""
    if not any("all" in _kinds(figures, agency) for agency in figures.agencies):
        return []
    rows = field_counts(figures.snapshot, figures.moment, figures.ground)
    return [FieldCount(**row | {"field_name": row["field_name"] or "(Không rõ lĩnh vực)"}) for row in rows]
