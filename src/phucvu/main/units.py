"""The agencies of a workspace: the office's unit list, or a provisional one from the codes and names met."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.lake.snapshot import Snapshot
from phucvu.main.workspace import open_snapshot
from phucvu.registry.agency import Agency
from phucvu.registry.charging import Assignment, assign
from phucvu.registry.codes import unit_code
from phucvu.registry.period import Period
from phucvu.registry.resolve import Resolver
from phucvu.registry.unit_list import unit_list_rows
from phucvu.registry.unit_rows import agencies_from_rows


@dataclass(frozen=True)
class Units:
    """Agencies, the names decided by people, and where the dossiers come from.

    ``is_provisional``: no unit list was imported; the agencies are those met in the data, levels guessed from names.
    """

    agencies: tuple[Agency, ...]
    mappings: tuple[dict[str, Any], ...]
    origins: tuple[dict[str, Any], ...]
    province_code: str
    is_provisional: bool
    _assigned: dict[str, tuple[Assignment, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def by_code(self) -> dict[str, Agency]:
        return {agency.code: agency for agency in self.agencies}

    def assignments(self, rule: str) -> tuple[Assignment, ...]:
        """Which agency each origin of dossiers is charged to, by the named rule; worked out once."""
        if rule not in self._assigned:
            charged = assign(self.origins, self.agencies, self.mappings, rule, self.province_code)
            self._assigned[rule] = tuple(charged)
        return self._assigned[rule]

    def silent_in(self, period: Period, rule: str) -> frozenset[str]:
        """Agencies charged with dossiers received in the month before the period, and with none since.

        Rows cannot tell whether such an agency has none or sends none: it is not received until somebody names it.
        """
        before = (period.first.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
        month = {origin["origin_id"]: origin["received_month"] for origin in self.origins}
        charged = [(each.agency_code, month[each.origin_id]) for each in self.assignments(rule) if each.agency_code]
        since = {code for code, received in charged if before < received <= period.last.strftime("%Y-%m")}
        return frozenset(code for code, received in charged if code and received == before) - since

    def find(self, text: str) -> Agency:
        """The agency a person means by a code or a name. Raises UserError with the nearest candidates."""
        code = unit_code(text)
        if code in self.by_code:
            return self.by_code[code]
        resolution = Resolver(self.agencies, self.mappings).resolve(text, None)
        if resolution.code:
            return self.by_code[resolution.code]
        near = "; ".join(f"{each.code} {self.by_code[each.code].name}" for each in resolution.candidates[:3])
        raise UserError(f"Không có đơn vị “{text}” trong danh mục." + (f" Gần nhất: {near}." if near else ""))


def units_of(snapshot: Snapshot, province_code: str) -> Units:
    """Read the unit list, the mappings and the origins of a lake version; a version never changes, so they are kept."""
    return _units(snapshot.workspace.path, snapshot.known_at, snapshot.written_at, province_code)


@lru_cache(maxsize=2)  # the data as they are, and those of an edition
def _units(folder: Path, number: int, _written_at: datetime, province_code: str) -> Units:
    snapshot = open_snapshot(folder, str(number))
    origins = tuple(snapshot.origins())
    rows = [row for row in snapshot.rows("agency") if row["agency_code"]]
    agencies = agencies_from_rows(rows or _provisional(origins, province_code))
    decided = [row for row in snapshot.rows("agency_mapping") if row["agency_code"]]  # a form may come half filled
    return Units(tuple(agencies), tuple(decided), origins, province_code, not rows)


def _provisional(origins: tuple[dict[str, Any], ...], province_code: str) -> list[dict[str, Any]]:
    seen = [(origin["prefix_code"], origin["handling_name"], origin["dossiers"]) for origin in origins]
    return [
        row | {"name": row["name"] or row["agency_code"], "level": row["level"] or "department"}
        for row in unit_list_rows(seen, province_code)
    ]
