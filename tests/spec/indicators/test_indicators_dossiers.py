"""The other criteria over dossiers by example."""

from collections.abc import Callable

from phucvu.indicators.indicator import Count

Judged = Callable[..., None]
Counted = Callable[..., Count]


def test_filed_online_counts_what_was_received_in_the_period(judged: Judged) -> None:
    judged(
        "online.filed",
        """
        dossier_code | received_at | channel | verdict
        online       | 02/05 08:00 | 2       | succeeded
        direct       | 02/05 08:00 | 1       | failed
        post         | 02/05 08:00 | 3       | failed
        unsaid       | 02/05 08:00 |         | failed
        first-second | 01/05 00:00 | 2       | succeeded
        eve          | 30/04 23:59:59 | 2    | -
        carried-over | 28/04 08:00 | 2       | -
        no-date      |             | 2       | -
        """,
    )


def test_synchronised_counts_what_was_received_in_the_period(counted: Counted) -> None:
    dossiers = """
    dossier_code | received_at | is_synchronised
    A            | 02/05 08:00 | yes
    B            | 02/05 08:00 | no
    C            | 02/05 08:00 |
    D            | 28/04 08:00 | yes
    """
    assert counted("disclosure.synchronised", dossier=dossiers).numerator == 1


def test_payment_leaves_out_what_owes_no_fee(judged: Judged) -> None:
    judged(
        "payment.dossiers",
        """
        dossier_code | procedure_code | fee_total | payment_channel | verdict
        national     | FEE            | 15000     | 1               | succeeded
        own-gateway  | FEE            | 15000     | 2               | succeeded
        not-online   | FEE            | 15000     | 0               | failed
        unrecorded   | FEE            | 15000     | 3               | failed
        fees-unsaid  | FEE            |           | 1               | succeeded
        all-zero     | FEE            | 0         | 1               | -
        no-fee       | FREE           | 15000     | 1               | -
        field-absent | FEE            | 15000     |                 | field_absent
        unknown-free | UNKNOWN        | 0         | 0               | -
        unknown-fee  | UNKNOWN        | 15000     | 0               | failed
        unknown      | UNKNOWN        |           | 1               | field_absent
        """,
        procedure="""
        procedure_code | has_fee
        FEE            | yes
        FREE           | no
        """,
    )


def test_yes_or_no_fields_of_the_dossier(judged: Judged) -> None:
    fields = {
        "digitization.result": "has_result_file",
        "digitization.reused": "has_reused_component",
        "digitization.personal_store": "uses_personal_store",
        "digitization.population_dossier": "uses_population_data",
    }
    for criterion, field in fields.items():
        judged(
            criterion,
            f"""
            dossier_code | received_at | status | {field} | verdict
            yes          | 02/05 08:00 | 4      | yes     | succeeded
            no           | 02/05 08:00 | 4      | no      | failed
            absent       | 02/05 08:00 | 4      |         | field_absent
            carried-over | 28/04 08:00 | 4      | yes     | succeeded
            no-date      |             | 4      | yes     | no_reception_date
            no-end       | 02/05 08:00 | 10     | yes     | no_end_moment
            june         | 02/06 08:00 | 4      | yes     | -
            """,
        )


def test_a_digitised_dossier_has_its_components_and_a_due_result(judged: Judged) -> None:
    judged(
        "digitization.dossier",
        """
        dossier_code | procedure_code | done_at     | refused_at  | has_components | has_result_file | verdict
        both         | P              | 09/05 08:00 |             | yes            | yes             | succeeded
        no-result    | P              | 09/05 08:00 |             | yes            | no              | failed
        no-files     | P              | 09/05 08:00 |             | no             | yes             | failed
        no-files-so  | P              | 09/05 08:00 |             | no             |                 | failed
        result-when  | P              | 09/05 08:00 |             | yes            |                 | field_absent
        files-when   | P              | 09/05 08:00 |             |                | yes             | field_absent
        open         | P              |             |             | yes            | no              | succeeded
        open-unsaid  | P              |             |             | yes            |                 | succeeded
        done-in-june | P              | 09/06 08:00 |             | yes            | no              | succeeded
        refused      | P              |             | 09/05 08:00 | yes            | no              | succeeded
        oral         | ORAL           | 09/05 08:00 |             | yes            | no              | succeeded
        undescribed  | ELSE           | 09/05 08:00 |             | yes            | no              | failed
        """,
        procedure="""
        procedure_code | result_in_writing
        P              | yes
        ORAL           | no
        """,
    )


def test_satisfied_is_neither_late_nor_disliked_nor_complained_about(judged: Judged) -> None:
    judged(
        "satisfaction.receiving",
        """
        dossier_code | promised_at | finished_at | verdict
        on-time      | 10/05 16:00 | 09/05 08:00 | succeeded
        late         | 10/05 16:00 | 11/05 08:00 | failed
        no-due-date  |             | 09/05 08:00 | succeeded
        disliked     | 10/05 16:00 | 09/05 08:00 | failed
        liked        | 10/05 16:00 | 09/05 08:00 | succeeded
        disliked-aft | 10/05 16:00 | 09/05 08:00 | succeeded
        petitioned   | 10/05 16:00 | 09/05 08:00 | failed
        petition-now | 10/05 16:00 | 09/05 08:00 | failed
        petition-aft | 10/05 16:00 | 09/05 08:00 | succeeded
        both         | 10/05 16:00 | 11/05 08:00 | failed
        """,
        clocks={"as_at": "20/05 16:30"},
        rating="""
        dossier_code | rated_at    | rating
        disliked     | 10/05 08:00 | 1
        disliked     | 10/05 09:00 | 3
        disliked     | 10/05 10:00 | 3
        liked        | 10/05 08:00 | 2
        disliked-aft | 20/05 16:31 | 3
        both         | 12/05 08:00 | 3
        """,
        petition="""
        petition_code | dossier_code | received_at
        1             | petition-now | 20/05 16:30
        2             | petitioned   | 12/05 08:00
        3             | petition-aft | 20/05 16:31
        4             |              | 12/05 08:00
        5             | both         | 12/05 08:00
        """,
    )


def test_nothing_to_count_is_nothing_of_nothing(counted: Counted) -> None:
    assert counted("progress.on_time") == Count("H52.1.1", "progress.on_time", 0, 0, {})


def test_all_and_none(counted: Counted) -> None:
    dossiers = "dossier_code | channel\n" + "\n".join(f"{n} | {{}}" for n in range(3))
    everything, nothing = (counted("online.filed", dossier=dossiers.replace("{}", way)) for way in ("2", "1"))
    assert (everything.numerator, everything.denominator) == (3, 3)
    assert (nothing.numerator, nothing.denominator) == (0, 3)


def test_a_field_that_no_row_carries_is_absent_not_zero(counted: Counted) -> None:
    found = counted("digitization.reused", dossier="dossier_code\nA\nB")
    assert (found.denominator, found.excluded) == (0, {"field_absent": 2})
