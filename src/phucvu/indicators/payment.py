"""Thanh toán trực tuyến: dossiers paid online, procedures with online payments, procedures integrated."""

import narwhals as nw

from phucvu.indicators.indicator import Indicator, Moment
from phucvu.indicators.population import UNKNOWN_TIMES, received_or_handled, valid_at_end

PAID_ONLINE = (1, 2)  # national platform, own gateway; 3 is "not recorded as online"


def _owes_a_fee(moment: Moment) -> nw.Expr:
    """The procedure has a fee, and the dossier's fees are not all 0. A procedure nobody described may have one."""
    is_free = (nw.col("fee_total") == 0).fill_null(False)
    return received_or_handled(moment) & nw.col("has_fee").fill_null(True) & ~is_free


def _is_paid_online(_: Moment) -> nw.Expr:
    """Null where the payment field is absent, or nobody knows whether there is a fee."""
    has_fee = nw.coalesce(nw.col("has_fee"), nw.col("fee_total") > 0)
    return nw.when(has_fee).then(nw.col("payment_channel").is_in(PAID_ONLINE))


def _has_fee(moment: Moment) -> nw.Expr:
    return valid_at_end(moment) & nw.col("has_fee").fill_null(False)


INDICATORS = (
    Indicator(
        "payment.dossiers",
        "dossier",
        population=_owes_a_fee,
        success=_is_paid_online,
        needs=("has_fee", "payment_channel"),
        exclusions=UNKNOWN_TIMES,
    ),
    Indicator(
        "payment.procedures",
        "procedure_authority",
        population=_has_fee,
        success=lambda _: nw.lit(True),
        unit="procedure",
        successes_from="payment.dossiers",
    ),
    Indicator(
        "payment.integrated",
        "procedure_authority",
        population=_has_fee,
        success=lambda _: nw.col("is_payment_integrated"),
        needs=("is_payment_integrated",),
        unit="procedure",
    ),
)
