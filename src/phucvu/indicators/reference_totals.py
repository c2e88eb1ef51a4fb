"""The plain reference for catalogue totals: one agency and criterion at a time, from the rows as they arrived."""

from dataclasses import replace

from phucvu.indicators.indicator import Moment
from phucvu.indicators.reference import World, judge
from phucvu.registry.period import PeriodError, parse_period

TELLING = {
    "payment.procedures": "payment.dossiers",
    "digitization.population_procedure": "digitization.population_dossier",
    "online.in_use": "online.filed",
}


def share(world: World, moment: Moment, agency: str, criterion: str) -> tuple[int, int] | None:
    """Numerator and denominator by the total the office imported; None where it gives no share."""
    last = None
    for row in world.rows("catalogue_total"):
        if (row["agency_code"], row["criterion"]) == (agency, criterion):
            last = max(last or ("", 0, row), (*_rank(row["period"], moment), row), key=lambda one: one[:2])
    if last is None or last[0] == "":
        return None
    total, reached = last[2]["total_count"], last[2]["reached_count"]
    if reached is None and criterion in TELLING:
        # A service is in use by any online dossier, whatever a reading asks of online.filed.
        seen = replace(moment, options=frozenset()) if criterion == "online.in_use" else moment
        reached = len(_procedures(world, seen, agency, TELLING[criterion]))
    if total is None or reached is None or not 0 <= reached <= total:
        return None
    return reached, total


def _rank(text: str, moment: Moment) -> tuple[str, int]:
    """Longer spans speak before shorter ones that they hold, later before earlier; ("", 0): not of the period."""
    try:
        span = parse_period(text)
    except PeriodError:
        return "", 0
    if span.first < moment.period.first or span.last > moment.period.last:
        return "", 0
    return span.last.isoformat(), (span.last - span.first).days + 1


def _procedures(world: World, moment: Moment, agency: str, criterion: str) -> set[str]:
    """Procedures with a dossier that succeeds under the criterion at the agency or below it."""
    return {
        each.procedure_code
        for each in judge(world, moment)
        if each.criterion == criterion and each.verdict == "succeeded" and each.procedure_code is not None
        if agency in world.above(each.agency_code)
    }
