"""What an edition is made from: plain data, nothing of the lake."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

from phucvu.publications.profile import Profile
from phucvu.registry.agency import Agency
from phucvu.registry.period import Period
from phucvu.scores.row import ScoreRow, State

Source = Literal["own", "portal", "typed"]
Part = Literal["A", "B"]


@dataclass(frozen=True)
class OverdueLine:
    """One overdue dossier. ``part`` A: settled late in the period, B: open and late.

    ``is_new`` (part B): late since this period (True) or carried over (False); None when nobody knows.
    ``agency_code``: the charged agency, None when undecided. ``explained_in``: number of the letter that explained it.
    """

    agency_code: str | None
    dossier_code: str
    printed_code: str
    part: Part
    is_new: bool | None = None
    explained_in: str | None = None
    procedure_name: str | None = None
    received_at: datetime | None = None
    promised_at: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    late_text: str = ""


@dataclass(frozen=True)
class OfficialValue:
    """One published value as read: ``value`` and ``max_value`` with a decimal point (record official_reading)."""

    agency_code: str
    item: str
    value: str | None
    state: State = "measured"
    max_value: str | None = None
    source: Source = "portal"
    read_at: datetime | None = None
    read_by: str | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class UnitValue:
    """A count of one unit outside the scores: ``item`` overdue, certified_copies, late_reception …"""

    agency_code: str
    item: str
    value: Decimal | int | None
    state: State = "measured"
    source: Source = "own"


@dataclass(frozen=True)
class FieldCount:
    """Dossiers of one field (lĩnh vực) as in the reporting form 06: whole numbers. Dossiers
    without a due date are neither on time nor late and stand apart. ``agency_code`` None: province."""

    field_name: str
    received_online: int
    received_otherwise: int
    carried_over: int
    settled_on_time: int
    settled_late: int
    open_within: int
    open_late: int
    without_due_date: int = 0
    agency_code: str | None = None


@dataclass(frozen=True)
class Deadline:
    """Until when units report. Without an hour ``is_inclusive`` says whether the day itself still counts."""

    on: date
    at: time | None = None
    is_inclusive: bool = True


@dataclass(frozen=True)
class EditionInput:
    """Everything an edition needs. ``agencies``: in official order, the province itself may be among them.

    ``overdue_from``: first day the overdue list counts from (None: of the period); earlier means cumulative.
    ``number`` and ``issued_on`` stay None until the registry gave them (the letter leaves room).
    """

    period: Period
    as_at: datetime
    known_at: str
    reading: str
    rubric_version: str
    province_code: str
    province_name: str
    profile: Profile
    agencies: list[Agency]
    score_rows: list[ScoreRow] = field(default_factory=list)
    overdue: list[OverdueLine] = field(default_factory=list)
    official: list[OfficialValue] = field(default_factory=list)
    unit_values: list[UnitValue] = field(default_factory=list)
    field_counts: list[FieldCount] = field(default_factory=list)
    deadline: Deadline | None = None
    overdue_from: date | None = None
    is_simulated: bool = False
    number: str | None = None
    issued_on: date | None = None
    notes: tuple[str, ...] = ()
