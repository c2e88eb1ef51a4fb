"""Which agency a dossier is charged to."""

from datetime import date
from typing import Any

import pytest

from phucvu.errors import UserError
from phucvu.registry.agency import Agency
from phucvu.registry.charging import Assignment, Move, Origin, assign, charging_rules, is_foreign, month_days, moved
from phucvu.registry.resolve import AgencyMapping

ORIGINS = [
    Origin(1, "H52.67", "Trung tâm PVHCC", "Sở Nội vụ", "2023-05"),
    Origin(2, "G22.99", None, "UBND huyện Mường La", "2023-05"),
    Origin(3, None, None, "xã Tân Lập", "2023-05"),
    Origin(4, "H52.67", None, "UBND xã Sông Mã", "2025-08"),  # the district is gone, the commune handles
    Origin(5, "H01.05", None, None, "2023-05"),
    Origin(6, None, None, None, "unknown"),
]


def charged(cast: list[Agency], rule: str, mappings: list[AgencyMapping] | None = None) -> dict[int, Assignment]:
    return {row.origin_id: row for row in assign(ORIGINS, cast, mappings or [], rule, "H52")}


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("prefix_first", ["H52.67", "H52.64", None, "H52.104", None, None]),
        ("handling_first", ["H52.21", "H52.64", None, "H52.104", None, None]),
        ("receiving_first", ["H52.67", "H52.64", None, "H52.104", None, None]),
        ("prefix_only", ["H52.67", None, None, None, None, None]),
    ],
)
def test_rules(cast: list[Agency], rule: str, codes: list[str | None]) -> None:
    assert [row.agency_code for row in charged(cast, rule).values()] == codes


def test_the_agencies_are_kept_apart_and_the_deciding_source_is_named(cast: list[Agency]) -> None:
    row = charged(cast, "prefix_first")[1]
    assert (row.prefix_agency_code, row.handling_agency_code, row.receiving_agency_code) == ("H52.67", "H52.21", None)
    assert (row.source, row.how, row.score) == ("prefix", "code", 100)


def test_the_undecided_say_why(cast: list[Agency]) -> None:
    rows = charged(cast, "prefix_first")
    assert [(rows[n].source, rows[n].how) for n in (3, 5, 6)] == [
        (None, "ambiguous"),
        (None, "unknown"),
        (None, "no_text"),
    ]
    assert {candidate.code for candidate in rows[3].candidates} == {"H52.62.1", "H52.67.1"}
    assert [rows[n].is_foreign for n in (1, 2, 5, 6)] == [False, False, True, False]


def test_rows_of_a_table_do_as_well(cast: list[Agency]) -> None:
    row: dict[str, Any] = {"origin_id": 9, "prefix_code": "H52.67", "received_month": "2023-05", "dossiers": 7}
    assert assign([row], cast, [], "prefix_first", "H52")[0].agency_code == "H52.67"


def test_an_unknown_rule_is_a_sentence(cast: list[Agency]) -> None:
    with pytest.raises(UserError, match="prefix_first"):
        assign(ORIGINS, cast, [], "by_magic", "H52")


def test_every_rule_asks_known_sources_once() -> None:
    assert all(
        len(set(order)) == len(order) and set(order) <= {"prefix", "handling", "receiving"}
        for order in charging_rules().values()
    )


def test_what_a_correction_moves(cast: list[Agency]) -> None:
    before = charged(cast, "prefix_first").values()
    after = charged(
        cast, "prefix_first", [AgencyMapping("H52.67", "H52.64"), AgencyMapping("xã Tân Lập", "H52.67.1")]
    ).values()
    counts = {1: 10, 2: 99, 3: 25, 4: 3}
    assert moved(before, after, counts) == [
        Move(None, "H52.67.1", 25, (3,)),
        Move("H52.67", "H52.64", 10, (1,)),
        Move("H52.104", "H52.64", 3, (4,)),
    ]
    assert moved(before, before, counts) == []


@pytest.mark.parametrize(
    ("month", "born_on", "code"),
    [("2025-03", "2025-03-01", "H52.27"), ("2025-03", "2025-03-15", "H52.27"), ("2025-02", "2025-03-15", None)],
)
def test_an_agency_born_in_mid_month_answers_for_that_month(month: str, born_on: str, code: str | None) -> None:
    new = Agency("H52.27", "Sở Nông nghiệp và Môi trường", "department", valid_from=date.fromisoformat(born_on))
    assert assign([Origin(1, "H52.27", None, None, month)], [new], [], "prefix_first", "H52")[0].agency_code == code


def test_one_that_ended_in_mid_month_still_answers_for_it() -> None:
    old = Agency("H52.07", "Sở Y tế", "department", valid_to=date(2025, 3, 14), successors=("H52.08",))
    new = Agency("H52.08", "Sở Sức khỏe", "department")
    months = [Origin(n, "H52.07", None, None, f"2025-0{n}") for n in (2, 3, 4)]
    rows = assign(months, [old, new], [], "prefix_first", "H52")
    assert [(row.agency_code, row.how) for row in rows] == [
        ("H52.07", "code"),
        ("H52.07", "code"),
        ("H52.08", "successor"),
    ]


def test_a_decision_holds_for_the_whole_month_of_its_first_day(cast: list[Agency]) -> None:
    months = [Origin(n, "H52.67", None, None, f"2023-0{n}") for n in (4, 5)]
    rows = assign(months, cast, [AgencyMapping("H52.67", "H52.64", date(2023, 5, 20))], "prefix_first", "H52")
    assert [row.agency_code for row in rows] == ["H52.67", "H52.64"]


@pytest.mark.parametrize(
    ("prefix", "province", "foreign"),
    [
        ("H52.67", "H52", False),
        ("H28.05", "H44", False),
        ("H28.05", "H52", True),
        ("G22.99", "H52", False),
        (None, "H52", False),
    ],
)
def test_foreign_prefixes(prefix: str | None, province: str, foreign: bool) -> None:
    assert is_foreign(prefix, province) is foreign


def test_days_of_a_month() -> None:
    first, last = month_days("2024-02")
    assert (str(first), str(last)) == ("2024-02-01", "2024-02-29")
    assert month_days("unknown") == month_days(None) == (None, None)
