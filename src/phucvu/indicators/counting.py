"""Counting in Narwhals: one pass per table, summed up the tree of agencies, distinct procedures anew at each level.

Only expressions stand here, so DuckDB, Polars and Spark count the same. Sums travel in columns ``s<i>`` (succeeded),
``f<i>`` (failed) and ``x<i>_<reason>`` (excluded), where <i> is the indicator's place in the list.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import narwhals as nw

from phucvu.indicators.catalogue import all_indicators
from phucvu.indicators.facts import SMALL_TABLES, Frames, service_facts
from phucvu.indicators.indicator import FAILED, SUCCEEDED, Count, Indicator, Moment

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
    of_dossiers = indicators_of("dossier")
    pairs = compute(by_procedure(dossiers, of_dossiers, moment, charging))
    counts = [*to_counts(rows(totals(pairs, of_dossiers)), of_dossiers)]
    for table, facts in SMALL_TABLES.items():
        counts += _count_table(facts(frames, moment), indicators_of(table), moment, charging, pairs)
    services = service_facts(frames, moment, with_success(pairs, "online.filed"))
    return counts + _count_table(services, indicators_of("online_service"), moment, charging, pairs)


def indicators_of(table: str) -> tuple[Indicator, ...]:
    """The indicators over one table, in the order of the contract."""
    return tuple(indicator for indicator in all_indicators() if indicator.table == table)


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
    sums = dict(_sums(indicators, moment))
    is_of_any = reduce(nw.Expr.__or__, (indicator.population(moment) for indicator in indicators))
    key = "origin_id" if "origin_id" in frame.collect_schema().names() else "agency_code"
    leaves = frame.filter(is_of_any).group_by(key, "procedure_code").agg(**sums)
    if key == "origin_id":
        leaves = leaves.join(charging.assignment.select("origin_id", "agency_code"), on=key, how="left")
    above = leaves.join(charging.closure, on="agency_code", how="left").with_columns(
        agency_code=nw.col("ancestor_code").fill_null(charging.province_code)
    )
    return above.group_by("agency_code", "procedure_code").agg(*(_sum(name) for name in sums))


def _sums(indicators: Sequence[Indicator], moment: Moment) -> Iterator[tuple[str, nw.Expr]]:
    for place, indicator in enumerate(indicators):
        for part, holds in indicator.verdict(moment).items():
            yield _name(place, part), nw.when(holds).then(nw.lit(1)).count()


def _name(place: int, part: str) -> str:
    return {SUCCEEDED: f"s{place}", FAILED: f"f{place}"}.get(part, f"x{place}_{part}")


def _sum(name: str) -> nw.Expr:
    """Sums stay 64-bit integers: DuckDB would widen them to decimals."""
    return nw.col(name).sum().cast(nw.Int64).alias(name)


def with_success(pairs: nw.LazyFrame[Any], criterion: str) -> nw.LazyFrame[Any]:
    """(agency, procedure) pairs at every level with at least one dossier that succeeds under the criterion."""
    place = [indicator.criterion for indicator in indicators_of("dossier")].index(criterion)
    succeeded = pairs.filter((nw.col(f"s{place}") > 0) & ~nw.col("procedure_code").is_null())
    return succeeded.select("agency_code", "procedure_code")


def totals(
    by_pairs: nw.LazyFrame[Any], indicators: Sequence[Indicator], dossier_pairs: nw.LazyFrame[Any] | None = None
) -> nw.LazyFrame[Any]:
    """agency_code and the sums of each indicator: rows added up, or distinct procedures counted."""
    for place, indicator in enumerate(indicators):
        if indicator.successes_from and dossier_pairs is not None:
            by_pairs = _only_with_success(by_pairs, place, with_success(dossier_pairs, indicator.successes_from))
        if indicator.unit != "record":
            by_pairs = by_pairs.with_columns(*_as_procedures(place, indicator))
    return by_pairs.group_by("agency_code").agg(
        *(
            _sum(_name(place, part))
            for place, each in enumerate(indicators)
            for part in (SUCCEEDED, FAILED, *each.reasons)
        )
    )


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
    for row in sums:
        for place, indicator in enumerate(indicators):
            excluded = {reason: row[_name(place, reason)] for reason in indicator.reasons}
            succeeded, failed = row[f"s{place}"], row[f"f{place}"]
            yield Count(
                row["agency_code"],
                indicator.criterion,
                succeeded,
                succeeded + failed,
                {reason: number for reason, number in excluded.items() if number},
            )
