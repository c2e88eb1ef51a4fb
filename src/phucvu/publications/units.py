"""The units of a letter: grouped by the profile, in official order, and which of them answers for a dossier."""

from collections.abc import Iterable
from dataclasses import dataclass

from phucvu.publications.profile import Letter, Profile, UnitGroup
from phucvu.registry.agency import Agency

UNDECIDED = "Chưa xác định được đơn vị"
UNDECIDED_CODE = ""


@dataclass(frozen=True)
class Group:
    """Units that are numbered together."""

    name: str
    units: tuple[Agency, ...]


def _belongs(agency: Agency, group: UnitGroup) -> bool:
    return agency.level in group.levels or (agency.unit_group or "") in group.unit_groups


def _in_order(agencies: Iterable[Agency]) -> list[Agency]:
    last = 10**9  # units without a place come after all others, by name
    return sorted(agencies, key=lambda unit: (last if unit.official_order is None else unit.official_order, unit.name))


def groups(agencies: list[Agency], profile: Profile, letter: Letter) -> list[Group]:
    """The unit groups of one letter; each unit stands in the first group it fits, empty groups are left out."""
    taken: set[str] = set()
    found = []
    for group in profile.unit_groups:
        units = [agency for agency in agencies if agency.code not in taken and _belongs(agency, group)]
        taken.update(unit.code for unit in units)
        units = [unit for unit in units if not letter.agencies or unit.code in letter.agencies]
        if units and (not letter.groups or group.name in letter.groups):
            found.append(Group(group.name, tuple(_in_order(units))))
    return found


class Charge:
    """Which listed unit answers for an agency: itself, else its nearest listed superior, else nobody yet."""

    def __init__(self, agencies: list[Agency], listed: Iterable[Agency]) -> None:
        self._parents = {agency.code: agency.parent_code for agency in agencies}
        self._listed = {unit.code for unit in listed}

    def unit(self, agency_code: str | None) -> str:
        """Code of the listed unit, or UNDECIDED_CODE."""
        seen: set[str] = set()
        while agency_code and agency_code not in self._listed and agency_code not in seen:
            seen.add(agency_code)
            agency_code = self._parents.get(agency_code)
        return agency_code if agency_code in self._listed else UNDECIDED_CODE
