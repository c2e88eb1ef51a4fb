"""Catalogue totals: what an office knows of a list that it has not got. They stand in where the list was not received.

The portal's lists differ from each other (56 procedures under authority, 89 public, 310 with a fee in one month), so
each criterion has a total of its own. Totals never add up the tree: communes share their procedures.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from phucvu.indicators.indicator import FIELD_ABSENT, Count
from phucvu.indicators.reported import reports
from phucvu.registry.period import Period

LISTS = frozenset({"procedure", "procedure_authority", "online_service"})  # what a total stands in for
TOTAL, REACHED, TOO_SMALL = "CATALOGUE_TOTAL", "CATALOGUE_REACHED", "CATALOGUE_TOTAL_TOO_SMALL"
# Criteria with a total -> the criterion of the dossiers whose procedures fulfil it; None: only the office can tell.
CRITERIA: dict[str, str | None] = {
    "disclosure.complete": None,
    "online.offered": None,
    "online.in_use": "online.filed",
    "payment.procedures": "payment.dossiers",
    "payment.integrated": None,
    "digitization.population_procedure": "digitization.population_dossier",
}


def with_totals(
    counts: Iterable[Count],
    rows: Iterable[Mapping[str, Any]],
    period: Period,
    used: Mapping[str, Mapping[str, int]],
) -> list[Count]:
    """The counts, each with what imported totals make of it (``Count.instead``); agencies without a count get 0 of 0.

    ``rows``: records catalogue_total; within the period the last row speaks. ``used``: for each criterion of CRITERIA
    that dossiers tell, agency -> distinct procedures with a dossier that succeeds there or below.
    """
    by_key = {(count.agency_code, count.criterion): count for count in counts}
    told = [row for row in rows if row["criterion"] in CRITERIA]
    for criterion in dict.fromkeys(row["criterion"] for row in told):
        its = [row for row in told if row["criterion"] == criterion]
        table = reports(its, ("total_count", "reached_count"), period, (), "", adds_up=False)
        for agency, (total, reached) in table.own.items():
            by_dossiers = used[criterion].get(agency, 0) if criterion in used else None
            own = by_key.get((agency, criterion)) or Count(agency, criterion, 0, 0, {})
            instead = _instead(Count(agency, criterion, 0, 0, {}, (TOTAL,)), total, reached, by_dossiers)
            by_key[agency, criterion] = replace(own, instead=instead)
    return list(by_key.values())


def _instead(blank: Count, total: int | None, reached: int | None, by_dossiers: int | None) -> Count:
    """What the office reports as fulfilled goes before what dossiers tell; more than the total is no share."""
    numerator = by_dossiers if reached is None else reached
    flags = blank.flags if reached is None else (*blank.flags, REACHED)
    if numerator is None or total is None:
        return replace(blank, excluded={FIELD_ABSENT: 1}, flags=flags)
    if numerator > total or min(numerator, total) < 0:
        return replace(blank, excluded={FIELD_ABSENT: 1}, flags=(*flags, TOO_SMALL))
    return replace(blank, numerator=numerator, denominator=total, flags=flags)
