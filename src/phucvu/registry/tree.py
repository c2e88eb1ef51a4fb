"""The tree of agencies: who counts under whom on a day, who comes after a dissolved one, the official order."""

from collections.abc import Iterable
from datetime import date

from phucvu.errors import UserError
from phucvu.registry.agency import Agency

LEVELS = ("province", "department", "district", "commune", "sub_unit", "vertical")  # as letters list them
LAST = 10**9


class AgencyTree:
    """A unit list as a tree. Raises UserError when parents go in a circle."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.agencies = {agency.code: agency for agency in agencies}
        for code in self.agencies:
            self._line(code)

    def _line(self, code: str) -> list[Agency]:
        """The agency and all above it, upwards."""
        line: dict[str, Agency] = {}
        current = self.agencies.get(code)
        while current is not None:
            if current.code in line:
                raise UserError(
                    f"Danh mục đơn vị: “{current.name}” ({current.code}) nằm trong một vòng cấp trên – cấp dưới. "
                    "Hãy sửa cột “Mã đơn vị cấp trên”."
                )
            line[current.code] = current
            current = self.agencies.get(current.parent_code or "")
        return list(line.values())

    def successors(self, code: str, on: date) -> list[Agency]:
        """The agencies that go on for this one on that day: itself while it is valid, else its living successors.

        Followed through several dissolutions; empty when the list names none.
        """
        found: dict[str, Agency] = {}
        self._follow(code, on, found, set())
        return list(found.values())

    def _follow(self, code: str, on: date, found: dict[str, Agency], seen: set[str]) -> None:
        agency = self.agencies.get(code)
        if agency is None or code in seen:
            return
        seen.add(code)
        if agency.is_valid_on(on):
            found[code] = agency
        else:
            for successor in agency.successors if is_dissolved(agency, on) else ():
                self._follow(successor, on, found, seen)

    def sole_successor(self, code: str, on: date) -> Agency | None:
        """The valid agency that alone took over from a dissolved one; None where any step names none or several."""
        seen: set[str] = set()
        agency = self.agencies.get(code)
        while agency is not None and agency.code not in seen and not agency.is_valid_on(on):
            seen.add(agency.code)
            is_alone = is_dissolved(agency, on) and len(agency.successors) == 1
            agency = self.agencies.get(agency.successors[0]) if is_alone else None
        return agency if agency and agency.is_valid_on(on) else None

    def ancestors(self, code: str, on: date) -> list[Agency]:
        """The agencies valid on that day under which this one counts, itself first when valid.

        A dissolved agency counts under its successor when there is exactly one, else under its own former
        superiors: a dossier once charged to it never drops out of the province.
        """
        successor = self.sole_successor(code, on)
        return [agency for agency in self._line(successor.code if successor else code) if agency.is_valid_on(on)]

    def closure(self, on: date) -> list[tuple[str, str]]:
        """(descendant, ancestor) of all agencies of the list, self included for those valid on that day."""
        return [(code, above.code) for code in self.agencies for above in self.ancestors(code, on)]

    def children(self, code: str | None, on: date) -> list[Agency]:
        """The valid agencies directly below one (None: the roots), in official order."""
        valid = [agency for agency in self.agencies.values() if agency.is_valid_on(on)]
        return official_order(agency for agency in valid if self._parent(agency, on) == code)

    def _parent(self, agency: Agency, on: date) -> str | None:
        """The nearest valid superior: a commune whose district is gone hangs on the province."""
        return next((above.code for above in self._line(agency.code)[1:] if above.is_valid_on(on)), None)


def is_dissolved(agency: Agency, on: date) -> bool:
    """Its last day is before that day."""
    return agency.valid_to is not None and agency.valid_to < on


def closure(agencies: Iterable[Agency], on: date) -> list[tuple[str, str]]:
    """(descendant, ancestor) pairs of a unit list on a day; see ``AgencyTree.closure``."""
    return AgencyTree(agencies).closure(on)


def official_order(agencies: Iterable[Agency]) -> list[Agency]:
    """As letters list them: by level, then the official order, those without a place last, by code."""
    return sorted(agencies, key=_place)


def _place(agency: Agency) -> tuple[int, int, str]:
    order = LAST if agency.official_order is None else agency.official_order
    return LEVELS.index(agency.level), order, agency.code


def at_level(agencies: Iterable[Agency], level: str, on: date) -> list[Agency]:
    """The agencies of one level on a day, in official order."""
    return official_order(agency for agency in agencies if agency.level == level and agency.is_valid_on(on))
