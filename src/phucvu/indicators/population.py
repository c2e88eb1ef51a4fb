"""Who is counted: the populations that several criteria share, read from the facts of the lifecycle."""

import narwhals as nw

from phucvu.indicators.indicator import Moment


def received_or_handled(_: Moment) -> nw.Expr:
    """Received in the period, or carried over and still open or closed in it."""
    return nw.col("is_received_or_handled")


def received_in_period(_: Moment) -> nw.Expr:
    return nw.col("is_received_in_period")


def valid_at_end(moment: Moment) -> nw.Expr:
    """Rows with valid_from and valid_to (days) in force on the day of ``until``; an open end stays in force."""
    day = nw.lit(moment.until.date())
    begun = (nw.col("valid_from") <= day).fill_null(True)
    return begun & (nw.col("valid_to") >= day).fill_null(True)


def lacks(fact: str) -> "nw.Expr":
    """A fact column ``lacks_…`` of the lifecycle, as a predicate."""
    return nw.col(f"lacks_{fact}")


# What takes a row out of a population of "received or handled", in the order it is asked.
UNKNOWN_TIMES = (
    ("no_reception_date", lambda _: lacks("reception_date")),
    ("no_end_moment", lambda _: lacks("end_moment")),
)
NO_DUE_DATE = (("no_due_date", lambda _: lacks("due_date")),)
