"""Counting in Narwhals: one pass per table, summed up the tree of agencies, distinct procedures anew at each level.

Only expressions stand here, so DuckDB, Polars and Spark count the same. Sums travel in columns ``s<i>`` (succeeded),
``f<i>`` (failed), where <i> is the indicator's place in the list, and, once for indicators of the same scope <k>,
``t<k>`` (all left in scope) and ``x<k>_<reason>`` (excluded).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import narwhals as nw

from phucvu.indicators.catalogue import all_indicators
from phucvu.indicators.facts import SMALL_TABLES, Frames, service_facts
from phucvu.indicators.indicator import FIELD_ABSENT, Count, Indicator, Moment
from phucvu.indicators.online import ARRIVED_ONLINE
from phucvu.indicators.totals import CRITERIA as TOTALLED
from phucvu.indicators.totals import with_totals

CRITERIA = frozenset(indicator.criterion for indicator in all_indicators())
Compute = Callable[
    [nw.LazyFrame[Any]], nw.LazyFrame[Any]
]  # runs a frame once and gives the result back on the same engine


@dataclass(frozen=True)
class Charging:
    """Who is charged and who stands above whom.

    ``assignment``: origin_id, agency_code (null: undecided). ``closure``: agency_code, ancestor_code, itself included.
    What has no agency, or one that the closure does not know, counts at ``province_code`` only.
    """

    assignment: nw.LazyFrame[Any]
    closure: nw.LazyFrame[Any]
    province_code: str


def count(
    dossiers: nw.LazyFrame[Any], frames: Frames, moment: Moment, charging: Charging, compute: Compute
) -> list[Count]:
    """Counts of every criterion that rows can tell, for each agency that has any row.

    ``dossiers``: ``facts.dossier_facts``; ``frames``: the other records by name. The two criteria that rest on
    reported numbers (certified copies, the denominator of synchronised dossiers) are finished by reported.py.
    """
    of_dossiers = of_one_pass(moment)
    pairs = compute(by_procedure(dossiers, of_dossiers, moment, charging))
    counts = [each for each in to_counts(rows(totals(pairs, of_dossiers)), of_dossiers) if each.criterion in CRITERIA]
    for table, facts in SMALL_TABLES.items():
        counts += _count_table(facts(frames, moment), indicators_of(table), moment, charging, pairs)
    used = in_use(pairs, moment)
    services = service_facts(frames, moment, used)
    counts += _count_table(services, indicators_of("online_service"), moment, charging, pairs)
    reported = rows(frames["catalogue_total"])
    return with_totals(counts, reported, moment.period, _used(pairs, used)) if reported else counts


def _used(pairs: nw.LazyFrame[Any], in_use: nw.LazyFrame[Any]) -> dict[str, dict[str, int]]:
    """By criterion that dossiers tell: agency -> distinct procedures with a dossier that succeeds there or below."""
    found = {}
    for criterion, source in TOTALLED.items():
        if source:
            successes = in_use if criterion == "online.in_use" else with_success(pairs, source)
            numbers = successes.group_by("agency_code").agg(nw.len().alias("number"))
            found[criterion] = {row["agency_code"]: int(row["number"]) for row in rows(numbers)}
    return found


def indicators_of(table: str) -> tuple[Indicator, ...]:
    """The indicators over one table, in the order of the contract."""
    return tuple(indicator for indicator in all_indicators() if indicator.table == table)


def of_one_pass(moment: Moment) -> tuple[Indicator, ...]:
    """What is summed in the pass over dossiers: ARRIVED_ONLINE beside, where a reading asks more of online.filed."""
    return (*indicators_of("dossier"), *((ARRIVED_ONLINE,) if "online_with_result" in moment.options else ()))


def _count_table(
    frame: nw.LazyFrame[Any],
    indicators: Sequence[Indicator],
    moment: Moment,
    charging: Charging,
    pairs: nw.LazyFrame[Any],
) -> list[Count]:
    counted = by_procedure(frame, indicators, moment, charging)
    return [*to_counts(rows(totals(counted, indicators, pairs)), indicators)]


def by_procedure(
    frame: nw.LazyFrame[Any], indicators: Sequence[Indicator], moment: Moment, charging: Charging
) -> nw.LazyFrame[Any]:
    """agency_code (at every level), procedure_code and the sums of all indicators: the one pass over a table.

    The frame names its agency by ``agency_code`` or, for dossiers, by ``origin_id``.
    """
    scopes = _scopes(indicators)
    scoped, sums = dict(_scoped(scopes, moment)), dict(_sums(indicators, moment))
    is_of_any = reduce(nw.Expr.__or__, (indicator.population(moment) for indicator in scopes))
    chosen = frame.filter(is_of_any)
    if "origin_id" in frame.collect_schema().names():
        chosen = chosen.join(charging.assignment.select("origin_id", "agency_code"), on="origin_id", how="left")
    leaves = chosen.with_columns(**scoped).group_by("agency_code", "procedure_code").agg(**sums)
    above = leaves.join(charging.closure, on="agency_code", how="left").with_columns(
        agency_code=nw.col("ancestor_code").fill_null(charging.province_code)
    )
    return above.group_by("agency_code", "procedure_code").agg(*(_sum(name) for name in sums))


def _scopes(indicators: Sequence[Indicator]) -> list[Indicator]:
    """One indicator for each distinct population with exclusions: most criteria share theirs."""
    return list({_scope_key(indicator): indicator for indicator in reversed(indicators)}.values())[::-1]


def _scope_key(indicator: Indicator) -> tuple[Any, ...]:
    return indicator.population, indicator.exclusions


def _scope_of(indicators: Sequence[Indicator], indicator: Indicator) -> int:
    return [_scope_key(scope) for scope in _scopes(indicators)].index(_scope_key(indicator))


def _scoped(scopes: Sequence[Indicator], moment: Moment) -> Iterator[tuple[str, nw.Expr]]:
    for place, scope in enumerate(scopes):
        remaining, excluded = scope.scope(moment)
        yield f"t{place}", remaining
        yield from ((f"x{place}_{reason}", holds) for reason, holds in excluded.items())


def _sums(indicators: Sequence[Indicator], moment: Moment) -> Iterator[tuple[str, nw.Expr]]:
    for name, _ in _scoped(_scopes(indicators), moment):
        yield name, _number_of(nw.col(name))
    for place, indicator in enumerate(indicators):
        remaining, success = nw.col(f"t{_scope_of(indicators, indicator)}"), indicator.success(moment)
        yield f"s{place}", _number_of(remaining & success)
        yield f"f{place}", _number_of(remaining & ~success)


def _number_of(holds: nw.Expr) -> nw.Expr:
    """How many rows hold; null does not."""
    return nw.when(holds).then(nw.lit(1)).count()


def _sum(name: str) -> nw.Expr:
    """Sums stay 64-bit integers: DuckDB would widen them to decimals."""
    return nw.col(name).sum().cast(nw.Int64).alias(name)


def in_use(pairs: nw.LazyFrame[Any], moment: Moment) -> nw.LazyFrame[Any]:
    """(agency, procedure) pairs of ``of_one_pass`` with at least one dossier that came online."""
    asks_more = "online_with_result" in moment.options
    return with_success(pairs, ARRIVED_ONLINE.criterion if asks_more else "online.filed")


def with_success(pairs: nw.LazyFrame[Any], criterion: str) -> nw.LazyFrame[Any]:
    """(agency, procedure) pairs at every level with at least one dossier that succeeds under the criterion."""
    criteria = [indicator.criterion for indicator in (*indicators_of("dossier"), ARRIVED_ONLINE)]
    place = criteria.index(criterion)
    succeeded = pairs.filter((nw.col(f"s{place}") > 0) & ~nw.col("procedure_code").is_null())
    return succeeded.select("agency_code", "procedure_code")


def totals(
    by_pairs: nw.LazyFrame[Any], indicators: Sequence[Indicator], dossier_pairs: nw.LazyFrame[Any] | None = None
) -> nw.LazyFrame[Any]:
    """agency_code and the sums of each indicator: rows added up, or distinct procedures counted."""
    by_pairs = by_pairs.with_columns(*(_absent(place, indicators) for place in range(len(indicators))))
    for place, indicator in enumerate(indicators):
        if indicator.successes_from and dossier_pairs is not None:
            by_pairs = _only_with_success(by_pairs, place, with_success(dossier_pairs, indicator.successes_from))
        if indicator.unit != "record":
            by_pairs = by_pairs.with_columns(*_as_procedures(place, indicator))
    names = [name for name in by_pairs.collect_schema().names() if name not in ("agency_code", "procedure_code")]
    return by_pairs.group_by("agency_code").agg(*(_sum(name) for name in names))


def _absent(place: int, indicators: Sequence[Indicator]) -> nw.Expr:
    """Rows in scope that neither succeed nor fail lack a needed field."""
    scope = _scope_of(indicators, indicators[place])
    return (nw.col(f"t{scope}") - nw.col(f"s{place}") - nw.col(f"f{place}")).alias(f"a{place}")


def _only_with_success(by_pairs: nw.LazyFrame[Any], place: int, successes: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """A procedure without a successful dossier at the same agency or below has failed."""
    marked = by_pairs.join(
        successes.with_columns(has_success=nw.lit(True)), on=["agency_code", "procedure_code"], how="left"
    )
    succeeded, has_success = nw.col(f"s{place}"), nw.col("has_success").fill_null(False)
    return marked.with_columns(
        nw.when(has_success).then(succeeded).otherwise(nw.lit(0)).alias(f"s{place}"),
        nw.when(has_success).then(nw.col(f"f{place}")).otherwise(nw.col(f"f{place}") + succeeded).alias(f"f{place}"),
    ).drop("has_success")


def _as_procedures(place: int, indicator: Indicator) -> tuple[nw.Expr, nw.Expr]:
    """One for the procedure in place of its rows; rows that name no procedure count for none."""
    is_named = ~nw.col("procedure_code").is_null()
    any_succeeded, any_failed = nw.col(f"s{place}") > 0, nw.col(f"f{place}") > 0
    succeeded = any_succeeded & ~any_failed if indicator.unit == "procedure_all" else any_succeeded
    failed = (any_succeeded | any_failed) & ~succeeded
    return tuple(  # type: ignore[return-value]
        nw.when(is_named & holds).then(nw.lit(1)).otherwise(nw.lit(0)).alias(name)
        for name, holds in ((f"s{place}", succeeded), (f"f{place}", failed))
    )


def rows(frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
    """Run a small frame on its engine."""
    return frame.collect().rows(named=True)


def to_counts(sums: Iterable[Mapping[str, Any]], indicators: Sequence[Indicator]) -> Iterator[Count]:
    """Rows of ``totals`` -> counts. Reasons that exclude nothing are left out."""
    scopes = [_scope_of(indicators, indicator) for indicator in indicators]
    for row in sums:
        for place, indicator in enumerate(indicators):
            excluded = {reason: row[f"x{scopes[place]}_{reason}"] for reason, _ in indicator.exclusions}
            excluded[FIELD_ABSENT] = row[f"a{place}"]
            succeeded, failed = row[f"s{place}"], row[f"f{place}"]
            kept = {reason: number for reason, number in excluded.items() if number}
            yield Count(row["agency_code"], indicator.criterion, succeeded, succeeded + failed, kept)
