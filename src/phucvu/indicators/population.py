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


SETTLED = ("done", "handed", "finished", "returned")  # ends that yield a result; a refusal or a withdrawal does not


def must_give_a_written_result() -> "nw.Expr":
    """The procedure must give a written result; one that nobody described may have to."""
    return nw.col("result_in_writing").fill_null(True)


def is_result_due() -> "nw.Expr":
    """Settled, and a written result is due."""
    return nw.col("end_kind").is_in(SETTLED).fill_null(False) & must_give_a_written_result()


def lacks(fact: str) -> "nw.Expr":
    """A fact column ``lacks_…`` of the lifecycle, as a predicate."""
    return nw.col(f"lacks_{fact}")


# What takes a row out of a population of "received or handled", in the order it is asked.
UNKNOWN_TIMES = (
    ("no_reception_date", lambda _: lacks("reception_date")),
    ("no_end_moment", lambda _: lacks("end_moment")),
)
NO_DUE_DATE = (("no_due_date", lambda _: lacks("due_date")),)
