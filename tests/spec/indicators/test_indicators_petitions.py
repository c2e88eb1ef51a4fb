"""Petitions (phản ánh, kiến nghị) by example. 05/05/2023 is a Friday; no holidays follow in May."""

from collections.abc import Callable

Judged = Callable[..., None]


def test_answered_within_fifteen_working_days_refused_within_two(judged: Judged) -> None:
    judged(
        "satisfaction.petition_on_time",
        """
        petition_code  | received_at | answered_at       | refused_at     | verdict
        fifteenth-day  | 05/05 08:00 | 26/05 23:59:59    |                | succeeded
        sixteenth-day  | 05/05 08:00 | 29/05 00:00       |                | failed
        second-day     | 05/05 08:00 |                   | 09/05 16:00    | succeeded
        third-day      | 05/05 08:00 |                   | 10/05 08:00    | failed
        refused-first  | 05/05 08:00 | 15/05 08:00       | 10/05 08:00    | failed
        answered-first | 05/05 08:00 | 08/05 08:00       | 15/05 08:00    | succeeded
        open-late      | 05/05 08:00 |                   |                | failed
        open-in-time   | 15/05 08:00 |                   |                | succeeded
        answers-june   | 05/05 08:00 | 02/06 08:00       |                | failed
        """,
        record="petition",
    )


def test_open_petitions_are_measured_at_the_reading_time(judged: Judged) -> None:
    table = """
    petition_code | received_at | verdict
    last-day      | 05/05 08:00 | {}
    """
    for as_at, verdict in (("26/05 23:59:59", "succeeded"), ("27/05 00:00", "failed")):
        judged("satisfaction.petition_on_time", table.format(verdict), record="petition", clocks={"as_at": as_at})


def test_asking_within_five_publishing_within_two(judged: Judged) -> None:
    judged(
        "satisfaction.petition_on_time",
        """
        petition_code | received_at | asked_at    | answered_at | published_at | verdict
        asked-fifth   | 05/05 08:00 | 12/05 16:00 | 22/05 08:00 |              | succeeded
        asked-sixth   | 05/05 08:00 | 15/05 08:00 | 22/05 08:00 |              | failed
        public-second | 05/05 08:00 |             | 12/05 08:00 | 16/05 16:00  | succeeded
        public-third  | 05/05 08:00 |             | 12/05 08:00 | 17/05 08:00  | failed
        public-unsaid | 05/05 08:00 |             | 12/05 08:00 |              | succeeded
        """,
        record="petition",
    )


def test_a_due_moment_of_the_source_goes_before_the_limits(judged: Judged) -> None:
    judged(
        "satisfaction.petition_on_time",
        """
        petition_code | received_at | due_at      | answered_at | refused_at  | verdict
        sooner        | 05/05 08:00 | 10/05 16:00 | 11/05 08:00 |             | failed
        longer        | 05/05 08:00 | 30/05 16:00 | 30/05 15:00 |             | succeeded
        refused       | 05/05 08:00 | 30/05 16:00 |             | 29/05 08:00 | succeeded
        open          | 05/05 08:00 | 30/06 16:00 |             |             | succeeded
        """,
        record="petition",
    )


def test_petitions_received_or_handled_in_the_period(judged: Judged) -> None:
    judged(
        "satisfaction.petition_on_time",
        """
        petition_code | received_at | due_at      | answered_at | verdict
        ended-before  | 03/04 08:00 |             | 28/04 08:00 | -
        carried-over  | 24/04 08:00 |             | 05/05 08:00 | succeeded
        june          | 01/06 08:00 |             |             | -
        no-date       |             |             |             | no_reception_date
        no-date-ended |             |             | 05/05 08:00 | no_due_date
        no-date-due   |             | 10/05 16:00 | 05/05 08:00 | succeeded
        """,
        record="petition",
    )


def test_settled_well_is_neither_disliked_nor_repeated_nor_late(judged: Judged) -> None:
    judged(
        "satisfaction.petition_handling",
        """
        petition_code  | received_at | answered_at | disliked_at | repeats_code   | verdict
        good           | 05/05 08:00 | 08/05 08:00 |             |                | succeeded
        late           | 03/05 08:00 | 29/05 08:00 |             |                | failed
        disliked       | 05/05 08:00 | 08/05 08:00 | 09/05 08:00 |                | failed
        disliked-june  | 05/05 08:00 | 08/05 08:00 | 01/06 08:00 |                | succeeded
        repeated       | 05/05 08:00 | 08/05 08:00 |             |                | failed
        repeating      | 10/05 08:00 | 11/05 08:00 |             | repeated       | succeeded
        repeated-june  | 05/05 08:00 | 08/05 08:00 |             |                | succeeded
        repeating-june | 01/06 08:00 |             |             | repeated-june  | -
        all-three      | 03/05 08:00 | 29/05 08:00 | 30/05 08:00 |                | failed
        april          | 28/04 08:00 | 08/05 08:00 |             |                | -
        no-date        |             | 08/05 08:00 |             |                | -
        """,
        record="petition",
    )
