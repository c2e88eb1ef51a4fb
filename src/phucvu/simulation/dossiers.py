"""The dossiers of the month: exactly as many of each kind as the plan says, everything else drawn by the seed."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from phucvu.registry.codes import parse_dossier_code
from phucvu.simulation.catalogue import Catalogue, Procedure
from phucvu.simulation.printed import Example
from phucvu.simulation.solver import Plan, UnitCounts
from phucvu.simulation.timeline import Supplement, Timeline

DONE, WITHDRAWN, STOPPED, REFUSED = 9, 7, 8, 3
BURST = 20  # overdue codes of one intake day above which they are one event with one end
USED = {"department": 15, "district": 60}  # how many of its procedures a unit sees dossiers of in a month


@dataclass
class Dossier:
    """What truly happened to one dossier, before any system writes it down. ``sees``: whether the reading counts
    it (others arrive after the reading time or were never received)."""

    code: str
    unit: str
    procedure: Procedure
    channel: int
    filed_at: datetime
    received_at: datetime | None
    promised_at: datetime | None = None
    supplement: Supplement | None = None
    ended_at: datetime | None = None
    end_status: int = DONE
    is_overdue: bool = False
    is_seen: bool = True
    is_carried: bool = False
    has_components: bool = False
    is_digitised: bool = False
    has_result: bool = False
    is_reused: bool = False
    is_from_store: bool = False
    is_vneid: bool = False
    fee: int = 0
    payment_channel: int = 0
    is_disliked: bool = False


class Maker:
    """Makes the dossiers of one unit after the other from one stream of random numbers."""

    def __init__(self, example: Example, plan: Plan, catalogue: Catalogue, timeline: Timeline) -> None:
        self.example, self.plan, self.catalogue, self.timeline = example, plan, catalogue, timeline
        self.random: Random = timeline.random
        self.may = timeline.days(timeline.first, timeline.as_at.date())
        self.april = timeline.days(timeline.first - timedelta(days=28), timeline.first - timedelta(days=1))
        self.taken: Counter[tuple[str, date]] = Counter()
        self.used_codes = {code for _, code in example.lines}

    def unit(self, counts: UnitCounts) -> list[Dossier]:
        overdue = self._overdue(counts)
        early = sum(dossier.is_carried for dossier in overdue)
        carried = [self._carried(counts) for _ in range(counts.carried - early)]
        received = [self._received(counts) for _ in range(counts.received - len(overdue) + early)]
        whole = overdue + carried + received
        self._file_online(counts, [dossier for dossier in whole if not dossier.is_carried])
        self.number([dossier for dossier in whole if not dossier.code])
        return whole

    # ---- procedures

    def used(self, unit: str) -> list[Procedure]:
        return self.catalogue.of(unit)[: USED[self.example.levels[unit]]]

    def _procedure(self, unit: str, least: int = 0, most: int = 99) -> Procedure:
        """A procedure of the unit whose limit (working days) is between least and most, popular ones more often."""
        fitting = [item for item in self.used(unit) if item.limit is None or least <= item.limit <= most]
        return self.random.choices(fitting, [1 / (item.rank + 1) for item in fitting])[0]

    def _file_online(self, counts: UnitCounts, received: list[Dossier]) -> None:
        """Exactly the planned number of received dossiers come online, each through a service that is used."""
        online = [item for item in self.used(counts.agency_code) if item.is_used_online]
        weights = [1 / (item.rank + 1) for item in online]
        for place, dossier in enumerate(self.random.sample(received, counts.online)):
            dossier.channel = 2
            chosen = online[place] if place < len(online) else self.random.choices(online, weights)[0]
            dossier.procedure = chosen
            if not dossier.is_overdue:
                self._run(dossier)
            dossier.filed_at = self._filed(dossier)

    def _filed(self, dossier: Dossier) -> datetime:
        """Online dossiers wait minutes or hours, one in fifty for days; at the counter it is a matter of minutes."""
        assert dossier.received_at is not None
        if dossier.channel != 2:
            return dossier.received_at - timedelta(seconds=self.random.choice([0, 0, self.random.randint(20, 900)]))
        wait = timedelta(minutes=self.random.randint(3, 400))
        return dossier.received_at - wait - timedelta(days=4 if self.random.random() < 0.02 else 0)

    # ---- codes

    def number(self, dossiers: list[Dossier]) -> None:
        """Codes by unit and day, serials in the order of reception; those of the letter stay its own."""
        for dossier in sorted(dossiers, key=lambda item: item.received_at or item.filed_at):
            day = (dossier.received_at or dossier.filed_at).date()
            while not dossier.code or dossier.code in self.used_codes:
                self.taken[dossier.unit, day] += 1
                place = dossier.unit.split(".")[1]
                dossier.code = f"000.00.{place}.H52-{day:%y%m%d}-{self.taken[dossier.unit, day]:04d}"

    # ---- courses

    def new(self, unit: str, procedure: Procedure, received_at: datetime, code: str = "") -> Dossier:
        channel = 3 if self.random.random() < 0.02 else 1
        dossier = Dossier(code, unit, procedure, channel, received_at, received_at)
        dossier.filed_at = self._filed(dossier)
        return dossier

    def _received(self, counts: UnitCounts) -> Dossier:
        unit = counts.agency_code
        received_at = self.timeline.moment(self.random.choice(self.may), before=self.timeline.as_at)
        dossier = self.new(unit, self._procedure(unit), received_at)
        self._run(dossier)
        return dossier

    def _carried(self, counts: UnitCounts) -> Dossier:
        """Received in April with a promise in the period or later: open when it begins, ended in it or still open."""
        unit = counts.agency_code
        while True:
            received_at = self.timeline.moment(self.random.choice(self.april))
            procedure = self._procedure(unit, least=10)
            if procedure.limit is None or self.timeline.due(received_at, procedure.limit).date() >= self.may[0]:
                break
        dossier = self.new(unit, procedure, received_at)
        dossier.is_carried = True
        self._run(dossier)
        return dossier

    def _run(self, dossier: Dossier) -> None:
        """A course on time under every reading: ended no later than promised, by the day and by the second."""
        assert dossier.received_at is not None
        limit = dossier.procedure.limit
        unwritten = self.random.randint(25, 40) if dossier.is_carried else self.random.randint(3, 12)
        latest = self.timeline.due(dossier.received_at, limit or unwritten)
        dossier.promised_at = latest if limit else None
        dossier.supplement = None
        dossier.end_status = DONE
        if limit and limit >= 5 and self.random.random() < 0.06:
            self._supplemented(dossier, latest)
        else:
            dossier.ended_at = self.timeline.end_on_time(dossier.received_at, latest)
            dossier.end_status = self.random.choices([DONE, WITHDRAWN, STOPPED, REFUSED], [970, 10, 5, 15])[0]

    def _supplemented(self, dossier: Dossier, due_at: datetime) -> None:
        assert dossier.received_at is not None
        episode = self.timeline.supplement(dossier.received_at, due_at)
        dossier.supplement = episode
        dossier.ended_at = None
        if episode.received_at and episode.due_after_at:
            dossier.ended_at = self.timeline.end_on_time(episode.received_at, episode.due_after_at)

    # ---- the letter's codes

    def _overdue(self, counts: UnitCounts) -> list[Dossier]:
        unit = counts.agency_code
        codes = self.example.codes.get(unit, [])
        days = [parse_dossier_code(code).code_on for code in codes]  # type: ignore[union-attr]
        crowds = Counter(days)
        events: dict[date, tuple[Procedure, date]] = {}
        found = []
        for code, day in zip(codes, days, strict=True):
            assert day is not None
            event = events.get(day) if crowds[day] > BURST else None
            event = event or self._event(unit, day)
            events[day] = event
            found.append(self._late(unit, code, day, *event))
        return found

    def _event(self, unit: str, day: date) -> tuple[Procedure, date]:
        """A procedure whose promise passed before the reading day, and a working day after it for the end."""
        room = len(self.timeline.days(day, self.timeline.as_at.date())) - 3
        procedure = self._procedure(unit, most=room)
        promised = self.timeline.calendar.add_working_days(day, procedure.limit or 1)
        last = self.timeline.days(promised + timedelta(days=1), self.timeline.as_at.date())
        return procedure, self.random.choice(last)

    def _late(self, unit: str, code: str, day: date, procedure: Procedure, end_on: date) -> Dossier:
        """Overdue by whole days, so under every reading; two in three were settled late, the others are still open."""
        received_at = self.timeline.moment(day)
        dossier = self.new(unit, procedure, received_at, code)
        dossier.promised_at = self.timeline.due(received_at, procedure.limit or 1)
        dossier.is_overdue = True
        dossier.is_carried = day < self.timeline.first
        if self.random.random() < 2 / 3:
            dossier.ended_at = self.timeline.moment(end_on, before=self.timeline.as_at)
        return dossier


def noise(maker: Maker) -> list[Dossier]:
    """Dossiers that must change no count: received after the reading time, or filed online and never received."""
    found = []
    for unit in ("H52.67", "H52.X21", "H52.16"):
        online = [item for item in maker.used(unit) if item.is_used_online]
        for place in range(20):
            late_at = maker.timeline.as_at + timedelta(minutes=2 + place, seconds=17)
            dossier = maker.new(unit, online[place % len(online)], late_at)
            dossier.channel, dossier.is_seen = 2, False
            dossier.promised_at = maker.timeline.due(late_at, dossier.procedure.limit or 3)
            if place % 2:
                dossier.filed_at = maker.timeline.as_at - timedelta(hours=1, minutes=place)
                dossier.received_at = dossier.promised_at = None
            found.append(dossier)
    maker.number(found)
    return found


def make_dossiers(maker: Maker) -> list[Dossier]:
    """All dossiers of the month, unit by unit in the official order; then those that no count may see."""
    counted = [dossier for counts in maker.plan.units.values() for dossier in maker.unit(counts)]
    return counted + noise(maker)
