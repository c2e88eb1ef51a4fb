"""The rows behind a count, by the same predicates that counted them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal

import narwhals as nw

from phucvu.indicators.indicator import FAILED, SUCCEEDED, Indicator, Moment

State = Literal["counted", "succeeded", "failed", "excluded"]
KEYS = {
    "dossier": ("dossier_code",),
    "petition": ("petition_code",),
    "procedure": ("procedure_code",),
    "procedure_authority": ("agency_code", "procedure_code"),
    "online_service": ("service_code",),
    "publishing_decision": ("decision_number", "procedure_code"),
    "certified_copy": ("agency_code", "period"),
}


def rows(
    frame: nw.LazyFrame[Any],
    indicator: Indicator,
    moment: Moment,
    state: State = "counted",
    *,
    agencies: Collection[str] | None = None,
    columns: Iterable[str] = (),
) -> nw.LazyFrame[Any]:
    """The rows of a table (with its facts and ``agency_code``) in one state under an indicator.

    Gives the key columns, ``agency_code``, further ``columns``, ``state`` (succeeded, failed, excluded) and ``reason``
    (null unless excluded). "counted" is succeeded and failed. ``agencies``: the agency and all below it; None: all.
    For indicators with ``successes_from`` the frame must carry ``has_success`` for the agency asked about.
    """
    parts = indicator.verdict(moment)
    if indicator.successes_from:
        parts = _by_dossiers(parts)
    chosen = frame if agencies is None else frame.filter(nw.col("agency_code").is_in(list(agencies)))
    judged = chosen.with_columns(state=_state(parts), reason=_reason(parts, indicator))
    wanted = (SUCCEEDED, FAILED) if state == "counted" else (state,)
    names = dict.fromkeys((*KEYS[indicator.table], "agency_code", *columns, "state", "reason"))
    return judged.filter(nw.col("state").is_in(wanted)).select(*names)


def _by_dossiers(parts: dict[str, nw.Expr]) -> dict[str, nw.Expr]:
    succeeded, has_success = parts[SUCCEEDED], nw.col("has_success").fill_null(False)
    return parts | {SUCCEEDED: succeeded & has_success, FAILED: parts[FAILED] | (succeeded & ~has_success)}


def _state(parts: dict[str, nw.Expr]) -> nw.Expr:
    state = nw.lit(None, nw.String)
    for part, holds in parts.items():
        state = nw.when(holds).then(nw.lit(part if part in (SUCCEEDED, FAILED) else "excluded")).otherwise(state)
    return state


def _reason(parts: dict[str, nw.Expr], indicator: Indicator) -> nw.Expr:
    reason = nw.lit(None, nw.String)
    for name in indicator.reasons:
        reason = nw.when(parts[name]).then(nw.lit(name)).otherwise(reason)
    return reason


NAMES = ("printed_code", "dossier_code", "petition_code", "service_code", "procedure_code", "agency_code")


def code_of(row: Mapping[str, Any]) -> str:
    """The code a person knows a listed row by."""
    return next(str(row[key]) for key in NAMES if row.get(key))
