"""The plain reference: every criterion as the law reads, row by row, slow and right.

Nothing is shared with the counting in Narwhals but names; the engines must agree with this to the last dossier.
Rows are dicts in the columns of the records, as they arrived.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from phucvu.indicators.indicator import Count, Moment
from phucvu.indicators.reference_dossier import DossierJudge
from phucvu.indicators.reference_petition import PetitionJudge
from phucvu.indicators.reference_reported import certified_copies, synchronised
from phucvu.records.lifecycle import READINGS, Reading
from phucvu.records.limits import LIMITS, Limits
from phucvu.registry.calendar import Calendar

Row = Mapping[str, Any]


@dataclass(frozen=True)
class World:
    """Everything a count rests on: rows by record name, who is charged, who stands above whom."""

    tables: Mapping[str, Sequence[Row]]
    assignment: Mapping[int, str | None]  # origin_id -> agency
    closure: Iterable[tuple[str, str]]  # (agency, itself or one above it)
    province_code: str
    calendar: Calendar
    readings: Sequence[Reading] = READINGS
    limits: Limits = LIMITS

    def rows(self, record: str) -> Sequence[Row]:
        return self.tables.get(record, ())

    def procedure(self, code: str | None) -> Row:
        return next((row for row in self.rows("procedure") if row["procedure_code"] == code), defaultdict(lambda: None))

    def above(self, agency_code: str | None) -> list[str]:
        """The agencies at which something of this agency counts."""
        return [above for code, above in self.closure if code == agency_code] or [self.province_code]

    def agencies(self) -> list[str]:
        """Every agency of the tree."""
        return sorted({above for _, above in self.closure} | {self.province_code})


@dataclass(frozen=True)
class Judged:
    """One row under one criterion: where, which procedure, and "succeeded", "failed" or why it is left out."""

    criterion: str
    agency_code: str | None
    procedure_code: str | None
    verdict: str


DISTINCT = {"online.offered", "payment.integrated", "disclosure.complete"}  # a procedure succeeds when any row does
EVERY = {"disclosure.published_on_time", "disclosure.updated_on_time"}  # late once is late
SYNCHRONISED = "disclosure.synchronised"  # its denominator is reported
BY_DOSSIERS = {
    "payment.procedures": "payment.dossiers",
    "digitization.population_procedure": "digitization.population_dossier",
}


def count(world: World, moment: Moment) -> list[Count]:
    """Counts of every criterion, for each agency and criterion with anything to count. Order is not defined."""
    judged = list(judge(world, moment))
    places: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for each in judged:
        for agency in world.above(each.agency_code):
            places[agency, each.criterion].append(each)
    told = {place: rows for place, rows in places.items() if place[1] != SYNCHRONISED}
    counts = [_count(agency, criterion, rows, places) for (agency, criterion), rows in told.items()]
    return [*counts, *_reported(world, moment, places)]


def _reported(world: World, moment: Moment, places: Mapping[tuple[str, str], list[Judged]]) -> list[Count]:
    """What rests on reports: of every agency, also where no row was counted."""
    agencies = world.agencies()
    counts = [_count(agency, SYNCHRONISED, places.get((agency, SYNCHRONISED), []), places) for agency in agencies]
    copies = certified_copies(world.rows("certified_copy"), agencies, world.above, moment)
    return synchronised(counts, world.rows("national_report"), world.above, moment) + copies


def _count(agency: str, criterion: str, rows: list[Judged], places: Mapping[tuple[str, str], list[Judged]]) -> Count:
    excluded: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.verdict not in ("succeeded", "failed"):
            excluded[row.verdict] += 1
    counted = [row for row in rows if row.verdict in ("succeeded", "failed")]
    if criterion in DISTINCT | EVERY | BY_DOSSIERS.keys():
        used = places.get((agency, BY_DOSSIERS.get(criterion, "")), [])
        numerator, denominator = _procedures(criterion, counted, used)
    else:
        numerator, denominator = sum(row.verdict == "succeeded" for row in counted), len(counted)
    return Count(agency, criterion, numerator, denominator, dict(excluded))


def _procedures(criterion: str, counted: list[Judged], dossiers: list[Judged]) -> tuple[int, int]:
    procedures = {row.procedure_code for row in counted} - {None}
    good = {row.procedure_code for row in counted if row.verdict == "succeeded"} & procedures
    if criterion in EVERY:
        good -= {row.procedure_code for row in counted if row.verdict == "failed"}
    if criterion in BY_DOSSIERS:
        good &= {row.procedure_code for row in dossiers if row.verdict == "succeeded"}
    return len(good), len(procedures)


def judge(world: World, moment: Moment) -> Iterator[Judged]:
    """Every row under every criterion whose population it is in."""
    for record, rule in RULES.items():
        yield from rule(world, moment, world.rows(record))


def verdict(success: bool | None) -> str:
    return "field_absent" if success is None else "succeeded" if success else "failed"


def _dossiers(world: World, moment: Moment, rows: Sequence[Row]) -> Iterator[Judged]:
    reading = next(each for each in world.readings if each.name == moment.reading)
    for row in rows:
        procedure = world.procedure(row["procedure_code"])
        dossier = DossierJudge(row, moment, reading, procedure, world.calendar)
        of_it = [one for name in ("rating", "petition") for one in world.rows(name) if _is_about(one, row)]
        for criterion, result in dossier.verdicts(is_complained=any(_is_complaint(one, moment) for one in of_it)):
            yield Judged(criterion, world.assignment.get(row["origin_id"]), row["procedure_code"], result)


def _is_about(one: Row, dossier: Row) -> bool:
    return one["dossier_code"] is not None and one["dossier_code"] == dossier["dossier_code"]


def _is_complaint(one: Row, moment: Moment) -> bool:
    """A dislike given, or a petition received, by then."""
    at = one["rated_at"] if "rating" in one else one["received_at"]
    return at is not None and at <= moment.until and one.get("rating", 3) == 3


def _petitions(world: World, moment: Moment, rows: Sequence[Row]) -> Iterator[Judged]:
    repeated = {row["repeats_code"] for row in rows if row["received_at"] and row["received_at"] <= moment.until}
    for row in rows:
        petition = PetitionJudge(row, moment, world.calendar, world.limits)
        for criterion, result in petition.verdicts(is_repeated=row["petition_code"] in repeated):
            yield Judged(criterion, row["agency_code"], None, result)


def is_valid(row: Row, moment: Moment) -> bool:
    day = moment.until.date()
    return (row["valid_from"] or day) <= day <= (row["valid_to"] or day)


def _authorities(world: World, moment: Moment, rows: Sequence[Row]) -> Iterator[Judged]:
    services = [row for row in world.rows("online_service") if is_valid(row, moment) and row["level"] in (3, 4)]
    offered = {row["procedure_code"] for row in services} - {None}
    for row in (row for row in rows if is_valid(row, moment)):
        code, agency = row["procedure_code"], row["agency_code"]
        known = world.procedure(code)
        level = known["online_level"]
        is_offered = True if code in offered else None if level is None else level in (3, 4)
        yield Judged("online.offered", agency, code, verdict(is_offered))
        if known["has_fee"]:
            yield Judged("payment.procedures", agency, code, "succeeded")
            yield Judged("payment.integrated", agency, code, verdict(known["is_payment_integrated"]))
        if known["subject_is_person"]:
            yield Judged("digitization.population_procedure", agency, code, "succeeded")


def _is_received(dossier: Row, moment: Moment) -> bool:
    at = dossier["received_at"]
    return at is not None and moment.period.start <= at <= moment.until


def _services(world: World, moment: Moment, rows: Sequence[Row]) -> Iterator[Judged]:
    filed = {
        (agency, dossier["procedure_code"])
        for dossier in world.rows("dossier")
        if dossier["channel"] == 2 and dossier["procedure_code"] is not None and _is_received(dossier, moment)
        for agency in world.above(world.assignment.get(dossier["origin_id"]))
    }
    for row in (row for row in rows if is_valid(row, moment)):
        is_used = (row["agency_code"], row["procedure_code"]) in filed
        yield Judged("online.in_use", row["agency_code"], row["procedure_code"], verdict(is_used))


def _decisions(world: World, moment: Moment, rows: Sequence[Row]) -> Iterator[Judged]:
    first, last = moment.period.first, moment.until.date()
    for row in rows:
        agency, code, decided_on = row["agency_code"], row["procedure_code"], row["decided_on"]
        before, after = (20, 10) if (agency or "").startswith("G") else (5, 5)
        if decided_on is None:
            continue
        if first <= decided_on <= last:
            effective_on = row["legal_base_effective_on"]
            in_time = effective_on and decided_on <= world.calendar.add_working_days(effective_on, -before)
            yield Judged("disclosure.published_on_time", agency, code, verdict(in_time))
        due_on = world.calendar.add_working_days(decided_on, after)
        if first <= due_on <= last:
            public_on = row["made_public_on"]
            is_known_late = False if world.procedure(code)["is_public"] is False else None
            in_time = public_on <= due_on if public_on else is_known_late
            yield Judged("disclosure.updated_on_time", agency, code, verdict(in_time))


def _catalogue(_: World, __: Moment, rows: Sequence[Row]) -> Iterator[Judged]:
    for row in rows:
        if row["is_public"]:
            yield Judged("disclosure.complete", None, row["procedure_code"], verdict(row["parts_complete"]))


RULES: dict[str, Callable[[World, Moment, Sequence[Row]], Iterator[Judged]]] = {
    "dossier": _dossiers,
    "petition": _petitions,
    "procedure_authority": _authorities,
    "online_service": _services,
    "publishing_decision": _decisions,
    "procedure": _catalogue,
}
