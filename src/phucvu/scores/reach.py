"""How far the coverage reaches over the agencies: what is complete, and what is missing below a parent."""

from collections import defaultdict
from collections.abc import Sequence

from phucvu.registry.agency import Agency
from phucvu.registry.period import Period
from phucvu.registry.tree import AgencyTree
from phucvu.rubric import Criterion
from phucvu.scores.coverage import Coverage


class Reach:
    """The agencies valid on the last day of ``seen`` (the part of the period that is seen), with their coverage."""

    def __init__(self, agencies: Sequence[Agency], coverage: Coverage, seen: Period) -> None:
        tree, self._coverage, self._seen = AgencyTree(agencies), coverage, seen
        self.agencies = {agency.code: agency for agency in agencies if agency.is_valid_on(seen.last)}
        lines = {code: tree.ancestors(code, seen.last)[1:] for code in self.agencies}
        self._above = {code: tuple(agency.code for agency in line) for code, line in lines.items()}
        self._below: dict[str, list[str]] = defaultdict(list)
        for code, above in self._above.items():
            if above:
                self._below[above[0]].append(code)

    def above(self, agency_code: str) -> list[Agency]:
        """The agency's superiors, nearest first."""
        return [self.agencies[code] for code in self._above[agency_code]]

    def is_complete(self, agency_code: str, records: Sequence[str]) -> bool:
        return all("all" in self._kinds(agency_code, record) for record in records)

    def has_lists(self, agency_code: str, records: Sequence[str]) -> bool:
        """Whether only lists of overdue or open ones came of some record: they give counts, never rates."""
        kinds = [self._kinds(agency_code, record) for record in records]
        return any(received and "all" not in received for received in kinds)

    def missing(self, agency_code: str, criterion: Criterion, records: Sequence[str] | None = None) -> tuple[str, ...]:
        """The agencies at or below this one, highest first, of which nothing is complete.

        Empty: everything is there. The agency itself alone: nothing is. Agencies the criterion does not ask for are
        not missed. ``records``: of these records only.
        """
        if self.is_complete(agency_code, criterion.records if records is None else records):
            return ()
        below = {code: self.missing(code, criterion, records) for code in self._asked_below(agency_code, criterion)}
        if all(missing == (code,) for code, missing in below.items()):
            return (agency_code,)
        return tuple(code for missing in below.values() for code in missing)

    def _asked_below(self, agency_code: str, criterion: Criterion) -> list[str]:
        """Those whose rows make the number, scored on it themselves or not; of communes only those that are."""
        scopes = ("own",) if criterion.unit == "commune" else ("own", "not_applicable")
        below = self._below.get(agency_code, ())
        return [code for code in below if criterion.scope_at(self.agencies[code].level) in scopes]

    def _kinds(self, agency_code: str, record: str) -> frozenset[str]:
        return self._coverage.kinds(record, agency_code, self._seen, self._above[agency_code])
