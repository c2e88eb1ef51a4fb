"""Catalogue totals drawn small: what they give on every engine and the reference, and when they hold."""

from datetime import date
from decimal import Decimal

import pytest
from drawn import COMMUNE, PROVINCE, TOWN, count_on, ground, moment, table

from phucvu.indicators import reference
from phucvu.indicators.indicator import Count
from phucvu.indicators.reference_totals import share
from phucvu.indicators.totals import CRITERIA, REACHED, TOO_SMALL, TOTAL, with_totals
from phucvu.records.choices import choices
from phucvu.records.schema import record_type
from phucvu.registry.agency import Agency
from phucvu.registry.period import parse_period
from phucvu.rubric import load
from phucvu.scores.coverage import Coverage
from phucvu.scores.row import ScoreRow
from phucvu.scores.scoring import score

TOTALS = f"""
agency_code | period  | criterion                         | total_count | reached_count
{PROVINCE}  | 2023-05 | online.offered                    | 56          | 40
{PROVINCE}  | 2023-05 | online.in_use                     | 1968        |
{PROVINCE}  | 2023-05 | disclosure.complete               | 89          | 89
{PROVINCE}  | 2023-05 | payment.procedures                | 310         |
{PROVINCE}  | 2023-05 | payment.integrated                | 310         |
{PROVINCE}  | 2023-05 | digitization.population_procedure | 1301        |
{COMMUNE}   | 2023-05 | online.in_use                     | 385         |
{TOWN}      | 2023-05 | online.in_use                     | 0           |
{TOWN}      | 2023-06 | payment.procedures                | 9           |
"""
DOSSIERS = """
dossier_code | origin_id | procedure_code | channel | fee_total | payment_channel | uses_population_data
first        | 1         | P              | 2       | 5         | 1               | yes
again        | 1         | P              | 2       | 5         | 1               | yes
elsewhere    | 3         | Q              | 2       | 5         | 2               | no
on-paper     | 3         | R              | 1       | 5         | 0               | yes
nameless     | 1         |                | 2       | 5         | 1               | yes
"""


def tables(totals: str = TOTALS) -> dict[str, list[dict[str, object]]]:
    return {"catalogue_total": table("catalogue_total", totals), "dossier": table("dossier", DOSSIERS)}


def test_totals_are_the_denominators_and_dossiers_tell_the_numerators_they_can(real_engine: str) -> None:
    counts = _all_counts(real_engine)
    found = {(each.agency_code, each.criterion): each.instead for each in counts if each.instead}
    shares = {key: (each.numerator, each.denominator, *each.flags) for key, each in found.items()}
    assert shares == {
        (PROVINCE, "online.offered"): (40, 56, TOTAL, REACHED),
        (PROVINCE, "online.in_use"): (2, 1968, TOTAL),
        (PROVINCE, "disclosure.complete"): (89, 89, TOTAL, REACHED),
        (PROVINCE, "payment.procedures"): (2, 310, TOTAL),
        (PROVINCE, "payment.integrated"): (0, 0, TOTAL),
        (PROVINCE, "digitization.population_procedure"): (2, 1301, TOTAL),
        (COMMUNE, "online.in_use"): (1, 385, TOTAL),
        (TOWN, "online.in_use"): (0, 0, TOTAL, TOO_SMALL),
    }
    base = ground()
    world = reference.World(tables(), base.assignment, base.closure, PROVINCE, base.calendar, base.readings)
    for (agency, criterion), each in found.items():
        plain = share(world, moment(), agency, criterion)
        assert plain == (None if each.excluded else (each.numerator, each.denominator))
    assert share(world, moment(), TOWN, "payment.procedures") is None


def _all_counts(engine: str) -> list[Count]:
    from drawn import arrow, opened

    from phucvu.lake.counting import TABLES, count_frames

    run, given = opened(engine), tables()
    frames = {record: run.table(arrow(record, given.get(record, []))) for record in TABLES}
    return count_frames(run, frames, moment(), ground())


def test_without_totals_nothing_stands_in() -> None:
    counted = count_on("duckdb", {"dossier": table("dossier", DOSSIERS)}, moment(), ground())
    assert not [each for each in counted if each.instead]


@pytest.mark.parametrize(
    ("total", "reached", "expected"),
    [(5, 5, (5, 5)), (5, 0, (0, 5)), (5, 6, None), (0, 0, (0, 0)), (None, 3, None), (5, None, None), (5, -1, None)],
)
def test_a_share_needs_both_numbers_and_never_passes_the_whole(
    total: int | None, reached: int | None, expected: tuple[int, int] | None
) -> None:
    row = {"agency_code": PROVINCE, "period": "2023-05", "criterion": "online.offered"}
    row |= {"total_count": total, "reached_count": reached}
    (found,) = with_totals([], [row], parse_period("2023-05"), {})
    assert found.instead is not None
    told = None if found.instead.excluded else (found.instead.numerator, found.instead.denominator)
    assert told == expected


def test_the_last_month_speaks_and_communes_do_not_add_up() -> None:
    rows = table(
        "catalogue_total",
        "agency_code | period | criterion | total_count | reached_count\n"
        + """
        H52.1.1 | 2023-04 | payment.integrated | 385 | 100
        H52.1.1 | 2023-06 | payment.integrated | 386 | 120
        H52.1.1 | 2023-07 | payment.integrated | 400 | 400
        """.strip(),
    )
    (found,) = with_totals([], rows, parse_period("2023-Q2"), {})
    assert found.agency_code == COMMUNE
    assert found.instead == Count(COMMUNE, "payment.integrated", 120, 386, {}, (TOTAL, REACHED))


def test_every_criterion_with_a_total_can_be_chosen_in_the_form() -> None:
    kind = record_type("catalogue_total")
    assert set(choices(kind.name, kind.column("criterion"))) == set(CRITERIA)


# ---- when they hold: only where the lists were not received

H52 = Agency("H52", "UBND tỉnh Sơn La", "province")
ON = date(2026, 8, 31)


def row(criterion: str, count: Count, *records: str) -> ScoreRow:
    covered = [{"record": name, "agency_code": "H52", "period": "2026-08", "kind": "all"} for name in records]
    at = moment("2026-08", "31/08/2026")
    rows = score([count], [H52], Coverage(covered), load().at(ON), at, "1")
    return next(each for each in rows if each.criterion == criterion)


def stand_in(criterion: str, *flags: str, own: tuple[int, int] = (0, 0)) -> Count:
    return Count("H52", criterion, *own, {}, (), Count("H52", criterion, 40, 100, {}, (TOTAL, *flags)))


def test_a_list_received_goes_before_a_total_even_when_it_is_empty() -> None:
    lists = ("procedure_authority", "procedure")
    listed = row("online.offered", stand_in("online.offered", REACHED, own=(60, 80)), *lists)
    assert (listed.numerator, listed.denominator, listed.flags) == (60, 80, ())
    empty = row("online.offered", stand_in("online.offered", REACHED), *lists)
    assert (empty.state, empty.points) == ("no_cases", Decimal("0.00"))


def test_a_total_stands_in_and_says_so() -> None:
    told = row("online.offered", stand_in("online.offered", REACHED))
    assert (told.state, told.numerator, told.denominator, told.points) == ("measured", 40, 100, Decimal("1.00"))
    assert told.flags == (TOTAL, REACHED)
    assert "Chưa nhận đủ danh mục: mẫu số lấy từ tổng số do đơn vị nhập." in told.trace


def test_where_dossiers_tell_the_numerator_they_must_have_been_received() -> None:
    counted = stand_in("payment.procedures")
    assert row("payment.procedures", counted).state == "not_received"
    assert row("payment.procedures", counted, "dossier").points == Decimal("1.00")
    assert row("payment.procedures", stand_in("payment.procedures", REACHED)).points == Decimal("1.00")


def test_a_wrong_total_is_not_used() -> None:
    wrong = Count("H52", "payment.integrated", 0, 0, {"field_absent": 1}, (TOTAL, TOO_SMALL))
    told = row("payment.integrated", Count("H52", "payment.integrated", 0, 0, {}, (), wrong))
    assert (told.state, told.points) == ("not_received", None)
    assert TOO_SMALL in told.flags
