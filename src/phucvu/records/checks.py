"""Checks over all dossiers and histories: what contradicts itself and what looks made. Nothing is ever corrected.

Expressions are Narwhals only; the lake's engine runs them. Every check gives codes of dossiers, never a value of a
person. Severity, words and thresholds stand in checks.yaml; shares are of the rows the check could look at.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import narwhals as nw

from phucvu.records.kinds import Kind, finding_kinds
from phucvu.records.lifecycle import ENDED_STATUSES
from phucvu.records.schema import record_type

Frame = nw.LazyFrame[Any]
Collect = Callable[[Frame], list[dict[str, Any]]]

OPEN_STATUSES = (1, 2, 4, 5, 6)
WORKING_STATUSES = (2, 4, 5, 6)
DONE_STATUSES = (9, 10)
OWN_ENDS = ("finished_at", "returned_at", "refused_at")
HISTORY_ENDS = ("done_at", "handed_at", "stopped_at", "not_accepted_at", "withdrawn_at")
ENDS_AFTER_RECEPTION = ("done_at", "handed_at", "stopped_at", "withdrawn_at", "finished_at", "returned_at")
FAR_DAYS = "60d"
FLAGS = (
    *(column.name for column in record_type("dossier").carried if column.type == "bool"),
    "payment_channel",
)
NOT_A_FLAG = frozenset({"is_synchronised"})  # true of every message by its nature
PLACEHOLDER = r"^(0+\d{0,2}|1+|2+|3+|4+|5+|6+|7+|8+|9+|0?123456789(0|012)?|1234567890|9876543210?)$"


@dataclass(frozen=True)
class Found:
    """A check that spoke: its kind, how many dossiers, of how many looked at, and their codes (``dossier_code``).

    ``detail``: the column's label and value, where the check looks at several.
    """

    kind: Kind
    count: int
    of: int
    codes: Frame
    detail: str = ""


def table_checks(
    dossiers: Frame,
    collect: Collect,
    history: Frame | None = None,
    applicants: Frame | None = None,
    readings: Frame | None = None,
) -> list[Found]:
    """Run every check and give those that found something, errors first.

    ``dossiers``: folded record columns; ``history``: status_history; ``applicants``: the restricted record, looked at
    for placeholder numbers only; ``readings``: earlier versions of dossiers (dossier_code, finished_at, promised_at).
    ``collect`` runs a frame: the counts of all row checks cost one pass.
    """
    found = [*_row_checks(dossiers, collect), *_constant_flags(dossiers, collect)]
    found += _grouped(dossiers, collect, _same_second(dossiers))
    found += _grouped(dossiers, collect, {"two_codes_one_case": _two_codes(dossiers)})
    if history is not None:
        found += _grouped(dossiers, collect, _history_checks(dossiers, history))
    if applicants is not None:
        found += _grouped(applicants, collect, {"placeholder_identity": _placeholders(applicants)})
    if readings is not None:
        found += _grouped(dossiers, collect, _moved(dossiers, readings))
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda one: (order[one.kind.severity], -one.count, one.kind.name))


# ---- checks that look at one dossier: (which rows they can look at, which of them are odd)


def _row_predicates() -> dict[str, tuple[nw.Expr, nw.Expr]]:
    column = nw.col
    all_rows = ~column("dossier_code").is_null()
    received, promised = column("received_at"), column("promised_at")
    finished = nw.coalesce("finished_at", "done_at")
    code_on = column("code_on").cast(nw.Datetime("us"))
    is_ended, is_open = column("status").is_in(ENDED_STATUSES), column("status").is_in(OPEN_STATUSES)
    has_moment = ~_all_null((*OWN_ENDS, *HISTORY_ENDS))
    return {
        "promised_before_received": _pair(promised, received, promised < received),
        "ended_before_received": (~received.is_null(), _any_before(ENDS_AFTER_RECEPTION, "received_at")),
        "returned_before_finished": _pair(
            column("returned_at"), column("finished_at"), _before("returned_at", "finished_at")
        ),
        "received_before_filed": _pair(received, column("filed_at"), _before("received_at", "filed_at")),
        "received_in_future": _pair(received, column("extracted_at"), _before("extracted_at", "received_at")),
        "ended_in_future": (has_moment, _any_after((*OWN_ENDS, *HISTORY_ENDS), "extracted_at")),
        "code_day_far": _pair(
            received,
            code_on,
            (received > code_on.dt.offset_by(FAR_DAYS)) | (code_on > received.dt.offset_by(FAR_DAYS)),
        ),
        "supplement_out_of_order": (
            ~column("supplement_requested_at").is_null(),
            _before("supplement_received_at", "supplement_requested_at"),
        ),
        "ended_without_moment": (is_ended, is_ended & ~has_moment),
        "open_with_end": (is_open, is_open & ~_all_null(OWN_ENDS)),
        "done_at_reception": _pair(column("done_at"), received, column("done_at") == received),
        "done_at_supplement": (
            ~column("supplement_requested_at").is_null(),
            column("done_at") == column("supplement_requested_at"),
        ),
        "finish_is_promise": _pair(finished, promised, finished == promised),
        "filed_is_received": _pair(column("filed_at"), received, column("filed_at") == received),
        "no_promise": (all_rows, promised.is_null()),
        "no_procedure": (all_rows, column("procedure_code").is_null()),
    }


def _pair(left: nw.Expr, right: nw.Expr, is_odd: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
    return ~left.is_null() & ~right.is_null(), is_odd


def _before(first: str, second: str) -> nw.Expr:
    return nw.col(first) < nw.col(second)


def _any_before(names: tuple[str, ...], than: str) -> nw.Expr:
    return reduce(or_, ((nw.col(name) < nw.col(than)).fill_null(False) for name in names))


def _any_after(names: tuple[str, ...], than: str) -> nw.Expr:
    return reduce(or_, ((nw.col(name) > nw.col(than)).fill_null(False) for name in names))


def _all_null(names: tuple[str, ...]) -> nw.Expr:
    return nw.coalesce(*names).is_null()


def _row_checks(dossiers: Frame, collect: Collect) -> Iterator[Found]:
    predicates = _row_predicates()
    looked = [_sum(can_look).alias(f"of_{name}") for name, (can_look, _) in predicates.items()]
    odd = [_sum(is_odd).alias(name) for name, (_, is_odd) in predicates.items()]
    (counts,) = collect(dossiers.select(*looked, *odd)) or [{}]
    for name, (_, is_odd) in predicates.items():
        codes = dossiers.filter(is_odd.fill_null(False)).select("dossier_code")
        yield from _spoken(name, int(counts.get(name) or 0), int(counts.get(f"of_{name}") or 0), codes)


def _sum(predicate: nw.Expr) -> nw.Expr:
    return predicate.fill_null(False).cast(nw.Int64()).sum()


def _spoken(name: str, count: int, of: int, codes: Frame, detail: str = "") -> Iterator[Found]:
    """A finding, unless its number or share is below what checks.yaml asks for."""
    kind = finding_kinds()[name]
    if count >= kind.at_least and count >= kind.share * of:
        yield Found(kind, count, of, codes, detail)


def _constant_flags(dossiers: Frame, collect: Collect) -> Iterator[Found]:
    """Flags with one value everywhere: a system that sends a constant says nothing."""
    flags = [name for name in FLAGS if name not in NOT_A_FLAG]
    sums = [
        expression.alias(f"{name}_{part}")
        for name in flags
        for part, expression in (
            ("least", nw.col(name).cast(nw.Int64()).min()),
            ("most", nw.col(name).cast(nw.Int64()).max()),
            ("count", nw.col(name).count()),
        )
    ]
    (counts,) = collect(dossiers.select(*sums)) or [{}]
    for name in flags:
        count = counts.get(f"{name}_count") or 0
        if count and counts[f"{name}_least"] == counts[f"{name}_most"]:
            codes = dossiers.filter(~nw.col(name).is_null()).select("dossier_code")
            label = record_type("dossier").column(name).vi
            yield from _spoken("constant_flag", count, count, codes, f"{label} = {counts[f'{name}_most']}")


# ---- checks that look at several rows: each gives a frame of codes


def _grouped(looked_at: Frame, collect: Collect, codes_by_kind: dict[str, Frame]) -> Iterator[Found]:
    of = _length(looked_at, collect)
    for name, codes in codes_by_kind.items():
        distinct = codes.unique()
        yield from _spoken(name, _length(distinct, collect), of, distinct)


def _length(frame: Frame, collect: Collect) -> int:
    (row,) = collect(frame.select(nw.len().alias("rows")))
    return int(row["rows"])


def _same_second(dossiers: Frame) -> dict[str, Frame]:
    """Dossiers that end in one and the same second as many others. Midnights are dates without time, not seconds."""
    ended = dossiers.select("dossier_code", ended_at=nw.coalesce("finished_at", "done_at")).filter(
        ~nw.col("ended_at").is_null() & (nw.col("ended_at") != nw.col("ended_at").dt.truncate("1d"))
    )
    sizes = ended.group_by("ended_at").agg(nw.len().alias("rows"))
    crowded = sizes.filter(nw.col("rows") >= finding_kinds()["one_moment_many"].at_least).select("ended_at")
    return {"one_moment_many": ended.join(crowded, on="ended_at", how="inner").select("dossier_code")}


def _two_codes(dossiers: Frame) -> Frame:
    """Codes of different bodies for one case: same procedure and agency, filed and received in the same seconds."""
    case = ["procedure_code", "handling_name", "filed_at", "received_at"]
    whole = dossiers.select("dossier_code", "prefix_code", *case).drop_nulls()
    several = whole.group_by(*case).agg(
        nw.col("prefix_code").min().alias("first_prefix"), nw.col("prefix_code").max().alias("last_prefix")
    )
    several = several.filter(nw.col("first_prefix") != nw.col("last_prefix")).select(*case)
    return whole.join(several, on=case, how="inner").select("dossier_code")


def _history_checks(dossiers: Frame, history: Frame) -> dict[str, Frame]:
    known = dossiers.select("dossier_code")
    done = history.filter(nw.col("status").is_in(DONE_STATUSES)).group_by("dossier_code").agg(done=nw.col("at").min())
    work = (
        history.filter(nw.col("status").is_in(WORKING_STATUSES)).group_by("dossier_code").agg(work=nw.col("at").max())
    )
    again = done.join(work, on="dossier_code", how="inner").filter(nw.col("work") > nw.col("done"))
    return {
        "history_without_dossier": history.select("dossier_code").join(known, on="dossier_code", how="anti"),
        "done_then_working": again.select("dossier_code"),
    }


def _placeholders(applicants: Frame) -> Frame:
    number = nw.col("identity_number")
    return applicants.filter(number.str.contains(PLACEHOLDER).fill_null(False)).select("dossier_code")


def _moved(dossiers: Frame, readings: Frame) -> dict[str, Frame]:
    """What changed between two readings: a late finish that came to lie within the promise, a promise put off."""
    before = readings.group_by("dossier_code").agg(
        latest_finish=nw.col("finished_at").max(), first_promise=nw.col("promised_at").min()
    )
    now = dossiers.select("dossier_code", "finished_at", "promised_at", "supplement_requested_at").join(
        before, on="dossier_code", how="inner"
    )
    promised = nw.col("promised_at")
    is_moved = (nw.col("finished_at") <= promised) & (nw.col("latest_finish") > promised)
    is_put_off = (promised > nw.col("first_promise")) & nw.col("supplement_requested_at").is_null()
    return {
        "finish_moved_to_promise": now.filter(is_moved.fill_null(False)).select("dossier_code"),
        "promise_moved": now.filter(is_put_off.fill_null(False)).select("dossier_code"),
    }
