# ruff: noqa: E501 (drawn tables are wider than code)
"""progress.on_time by example: when a dossier ends, when it is due, when it is late, and whose period it is in."""

from collections.abc import Callable

import pytest

Judged = Callable[..., None]
PORTAL, SAME_DAY = {"reading": "portal"}, {"reading": "same_day"}
MID_MAY = {"as_at": "20/05 16:30"}


def test_one_second_late_is_late_by_the_portal(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | promised_at    | finished_at       | verdict
        before       | 10/05 11:30    | 10/05 11:29:59    | succeeded
        sharp        | 10/05 11:30    | 10/05 11:30       | succeeded
        a-second     | 10/05 11:30    | 10/05 11:30:01    | failed
        afternoon    | 10/05 11:30    | 10/05 16:00       | failed
        next-day     | 10/05 11:30    | 11/05 00:00       | failed
        """,
        clocks=PORTAL,
    )


def test_the_promised_day_is_enough_by_same_day(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | promised_at    | finished_at       | verdict
        sharp        | 10/05 11:30    | 10/05 11:30       | succeeded
        afternoon    | 10/05 11:30    | 10/05 16:00       | succeeded
        last-second  | 10/05 11:30    | 10/05 23:59:59    | succeeded
        next-day     | 10/05 11:30    | 11/05 00:00       | failed
        """,
        clocks=SAME_DAY,
    )


def test_an_open_dossier_is_measured_at_the_reading_time(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | promised_at    | finished_at   | verdict
        not-yet      | 20/05 17:00    |               | succeeded
        this-minute  | 20/05 16:30    |               | succeeded
        passed       | 20/05 16:29:59 |               | failed
        done-later   | 20/05 16:00    | 20/05 16:31   | failed
        still-time   | 21/05 16:00    | 22/05 08:00   | succeeded
        """,
        clocks=MID_MAY,
    )


def test_an_open_dossier_is_measured_at_the_end_of_the_period(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | promised_at    | finished_at   | verdict
        last-day     | 31/05 23:59:59 |               | succeeded
        last-second  | 31/05 23:59:58 |               | failed
        late-in-june | 30/05 16:00    | 02/06 08:00   | failed
        due-in-june  | 01/06 16:00    | 05/06 08:00   | succeeded
        """,
    )


def test_an_open_dossier_is_late_on_the_day_after_by_same_day(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | promised_at    | verdict
        that-morning | 20/05 08:00    | succeeded
        the-eve      | 19/05 23:59:59 | failed
        """,
        clocks=MID_MAY | SAME_DAY,
    )


def test_the_first_moment_that_is_there_ends_a_dossier(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code     | promised_at | done_at     | handed_at   | stopped_at  | withdrawn_at | finished_at | returned_at | refused_at  | verdict
        done-first       | 10/05 16:00 | 09/05 08:00 | 12/05 08:00 |             |              | 12/05 08:00 |             |             | succeeded
        done-late        | 10/05 16:00 | 11/05 08:00 | 09/05 08:00 |             |              | 09/05 08:00 |             |             | failed
        handed           | 10/05 16:00 |             | 11/05 08:00 |             |              | 09/05 08:00 |             |             | failed
        stopped          | 10/05 16:00 |             |             | 11/05 08:00 |              | 09/05 08:00 |             |             | failed
        withdrawn-before | 10/05 16:00 |             |             | 11/05 08:00 | 09/05 08:00  | 12/05 08:00 |             |             | succeeded
        finished         | 10/05 16:00 |             |             |             |              | 11/05 08:00 | 09/05 08:00 |             | failed
        returned         | 10/05 16:00 |             |             |             |              |             | 11/05 08:00 | 09/05 08:00 | failed
        refused          | 10/05 16:00 |             |             |             |              |             |             | 11/05 08:00 | failed
        none             | 10/06 16:00 |             |             |             |              |             |             |             | succeeded
        """,
    )


def test_not_accepted_ends_only_what_had_been_received(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | received_at | promised_at | not_accepted_at | verdict
        received     | 02/05 08:00 | 10/05 16:00 | 03/05 08:00     | succeeded
        never        |             | 10/05 16:00 | 03/05 08:00     | no_reception_date
        """,
    )


def test_a_supplement_moves_the_promise_once_it_is_in(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | promised_at | supplement_requested_at | supplement_received_at | supplement_due_at | second_request_at | finished_at | verdict
        moved        | 10/05 16:00 | 04/05 08:00             | 08/05 08:00            | 14/05 16:00       |                   | 13/05 08:00 | succeeded
        moved-late   | 10/05 16:00 | 04/05 08:00             | 08/05 08:00            | 14/05 16:00       |                   | 14/05 16:01 | failed
        not-in       | 10/05 16:00 | 04/05 08:00             | 21/05 08:00            | 27/05 16:00       |                   | 13/05 08:00 | failed
        twice        | 10/05 16:00 | 04/05 08:00             | 08/05 08:00            | 14/05 16:00       | 09/05 08:00       | 10/05 08:00 | failed
        twice-later  | 10/05 16:00 | 04/05 08:00             | 08/05 08:00            | 14/05 16:00       | 21/05 08:00       | 10/05 08:00 | succeeded
        unanswered   | 10/05 16:00 | 04/05 08:00             |                        |                   |                   |             | succeeded
        asked-late   | 10/05 16:00 | 11/05 08:00             |                        |                   |                   |             | failed
        """,
        clocks=MID_MAY,
    )


@pytest.mark.parametrize("reading", ["portal", "same_day"])
def test_more_than_one_request_is_late_even_without_a_due_date(judged: Judged, reading: str) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | supplement_requested_at | supplement_received_at | second_request_at | verdict
        once         | 04/05 08:00             | 05/05 08:00            |                   | no_due_date
        twice        | 04/05 08:00             | 05/05 08:00            | 06/05 08:00       | failed
        """,
        clocks={"reading": reading},
    )


def test_carried_over_dossiers_belong_to_every_period_they_are_open_in(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code   | received_at    | promised_at | finished_at    | verdict
        ended-before   | 03/04 08:00    | 30/05 16:00 | 30/04 23:59:59 | -
        ended-in       | 03/04 08:00    | 30/05 16:00 | 01/05 00:00    | succeeded
        ended-after    | 03/04 08:00    | 30/05 16:00 | 02/06 08:00    | failed
        still-open     | 03/04 08:00    | 30/04 16:00 |                | failed
        last-second    | 31/05 23:59:59 | 30/06 16:00 |                | succeeded
        received-after | 01/06 00:00    | 30/06 16:00 |                | -
        """,
    )


def test_an_unanswered_request_ends_a_dossier_until_the_answer_comes(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | received_at | promised_at | supplement_requested_at | supplement_received_at | supplement_due_at | verdict
        in-april     | 03/04 08:00 | 30/04 16:00 | 20/04 08:00             |                        |                   | -
        in-may       | 03/04 08:00 | 30/04 16:00 | 02/05 08:00             |                        |                   | failed
        answered     | 03/04 08:00 | 30/04 16:00 | 20/04 08:00             | 02/05 08:00            | 12/05 16:00       | failed
        in-june      | 03/04 08:00 | 30/04 16:00 | 20/04 08:00             | 02/06 08:00            | 12/06 16:00       | -
        """,
    )


def test_a_request_does_not_end_what_was_never_received(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | received_at | filed_at    | promised_at | supplement_requested_at | verdict
        received     | 02/05 08:00 | 02/05 08:00 | 10/05 16:00 | 03/05 08:00             | succeeded
        never        |             | 02/05 08:00 | 10/05 16:00 | 03/05 08:00             | no_reception_date
        """,
    )


def test_nothing_after_the_reading_time_is_seen(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code  | received_at | promised_at | finished_at | verdict
        received-then | 20/05 16:30 | 30/05 16:00 |             | succeeded
        not-yet       | 20/05 16:31 | 30/05 16:00 | 25/05 08:00 | -
        ends-later    | 02/05 08:00 | 19/05 16:00 | 21/05 08:00 | failed
        """,
        clocks=MID_MAY,
    )


def test_dossiers_without_a_reception_date_count_where_they_end(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | received_at | filed_at    | promised_at | finished_at | verdict
        ends-here    |             |             | 10/05 16:00 | 09/05 08:00 | succeeded
        ends-before  |             |             | 10/04 16:00 | 09/04 08:00 | -
        open         |             | 02/05 08:00 | 10/05 16:00 |             | no_reception_date
        filed-later  |             | 02/06 08:00 | 10/06 16:00 |             | -
        """,
    )


def test_an_end_that_nobody_dated_leaves_the_dossier_out(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | status | promised_at | done_at     | verdict
        handling     | 4      | 10/06 16:00 |             | succeeded
        done-when    | 9      | 10/06 16:00 |             | no_end_moment
        withdrawn    | 7      | 10/06 16:00 |             | no_end_moment
        done-in-june | 9      | 10/06 16:00 | 09/06 08:00 | succeeded
        """,
    )


def test_without_a_promise_the_legal_limit_is_the_due_date(judged: Judged) -> None:
    # 04/05/2023 is a Thursday; two calendar days later is a Saturday, so the limit goes on to Monday.
    judged(
        "progress.on_time",
        """
        dossier_code | received_at | procedure_code | supplement_requested_at | supplement_received_at | finished_at    | verdict
        days-in      | 04/05 08:00 | WORKING        |                         |                        | 09/05 23:59:59 | succeeded
        days-out     | 04/05 08:00 | WORKING        |                         |                        | 10/05 00:00    | failed
        given-back   | 04/05 08:00 | WORKING        | 05/05 08:00             | 09/05 08:00            | 11/05 23:59:59 | succeeded
        not-more     | 04/05 08:00 | WORKING        | 05/05 08:00             | 09/05 08:00            | 12/05 00:00    | failed
        hours-in     | 04/05 08:00 | HOURS          |                         |                        | 04/05 14:30    | succeeded
        hours-out    | 04/05 08:00 | HOURS          |                         |                        | 04/05 14:30:01 | failed
        calendar     | 04/05 08:00 | DAYS           |                         |                        | 08/05 23:59:59 | succeeded
        calendar-out | 04/05 08:00 | DAYS           |                         |                        | 09/05 00:00    | failed
        a-month      | 04/04 08:00 | MONTH          |                         |                        | 04/05 23:59:59 | succeeded
        no-limit     | 04/05 08:00 | NONE           |                         |                        | 10/05 08:00    | no_due_date
        unknown      | 04/05 08:00 | ELSE           |                         |                        | 10/05 08:00    | no_due_date
        """,
        procedure="""
        procedure_code | limit_amount | limit_unit
        WORKING        | 3            | working_day
        HOURS          | 5            | hour
        DAYS           | 2            | day
        MONTH          | 1            | month
        NONE           |              |
        """,
    )


def test_a_promise_goes_before_the_legal_limit(judged: Judged) -> None:
    judged(
        "progress.on_time",
        """
        dossier_code | promised_at | procedure_code | finished_at | verdict
        later        | 30/05 16:00 | P              | 29/05 08:00 | succeeded
        sooner       | 03/05 16:00 | P              | 04/05 08:00 | failed
        """,
        procedure="""
        procedure_code | limit_amount | limit_unit
        P              | 10           | working_day
        """,
    )
