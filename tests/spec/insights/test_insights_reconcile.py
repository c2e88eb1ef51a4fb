"""Verdicts of the reconciliation by example: our count and points, the portal's, and what is said of them."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from phucvu.insights.evidence import code_of, evidence, traits
from phucvu.insights.reconcile import Alternative, Official, Pair, Verdict, decide, is_explained
from phucvu.rubric import load
from phucvu.scores.row import ScoreRow, State

RUBRIC = load().at(date(2026, 8, 31))
# own: counts points · portal: counts points (- = null, ~ = shows none) · same_day: counts points · verdict
TABLE = """
criterion                       | own           | portal         | same_day      | verdict
progress.on_time                | 332/482 13.78 | 332/482 13.78  |               | equal
progress.on_time                | 332/482 13.78 | 332/482 13.77  |               | rounding
progress.on_time                | 332/482 13.78 | 332/482 13.79  |               | rounding
progress.on_time                | 332/482 13.78 | 332/482 13.80  |               | other_reading
progress.on_time                | 332/482 13.78 | 340/482 14.11  | 340/482 14.11 | other_reading same_day
progress.on_time                | 332/482 13.78 | 340/482 14.11  | 341/482 14.15 | other_count
progress.on_time                | 332/482 13.78 | 340/482 14.10  | 340/482 14.11 | other_count
progress.on_time                | 332/482 13.78 | -   -          |               | not_received portal
progress.on_time                | none          | 332/482 13.78  |               | not_received own
progress.on_time                | none          | -   -          |               | equal
progress.on_time                | 0/0     0.00  | 0/0     0.00   |               | equal
digitization.result             | 0/0     -     | 0/0     -      |               | equal
digitization.result             | 0/0     -     | -   -          |               | equal
digitization.result             | 0/0     -     | 0/0     0.00   |               | other_reading
satisfaction.petition_on_time   | 0/0     6.00  | 0/0     0.00   |               | other_reading
digitization.certified_copy     | 149/150 1.99  | ~       1.99   |               | equal
digitization.certified_copy     | 149/150 1.99  | ~       2.00   |               | other_count
payment.dossiers                | 36/36   6.00  | 36/36   ~      |               | equal
payment.dossiers                | 36/36   6.00  | 35/36   ~      | 35/36   5.83  | other_reading same_day
payment.dossiers                | 36/36   6.00  | 35/36   ~      |               | other_count
"""


def drawn() -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()[1:]]


def numbers(text: str) -> tuple[tuple[int, int] | None, Decimal | None, bool]:
    counts, points = text.split()
    above, _, below = counts.partition("/")
    return (
        None if counts in "-~" else (int(above), int(below)),
        None if points in "-~" else Decimal(points),
        points == "~",
    )


def own(criterion: str | None, text: str) -> ScoreRow:
    counts, points, _ = (None, None, False) if text == "none" else numbers(text)
    state: State = "not_received" if text == "none" else "measured" if counts and counts[1] else "no_cases"
    return ScoreRow(
        period="2026-08",
        as_at=datetime(2026, 8, 31, 23, 59),
        known_at="1",
        reading="portal",
        rubric_version="1",
        agency_code="H44.07",
        agency_name="Sở Công Thương",
        level="department",
        group=criterion.partition(".")[0] if criterion else "progress",
        criterion=criterion,
        numerator=counts[0] if counts else None,
        denominator=counts[1] if counts else None,
        ratio=Fraction(*counts) if counts and counts[1] else None,
        points=points,
        max_points=Decimal(20),
        state=state,
    )


def official(text: str) -> Official:
    counts, points, is_counts_only = numbers(text)
    return Official("H44.07", "Sở Công Thương", "department", points, counts, is_counts_only)


def pair(criterion: str, ours: str, portals: str, same_day: str = "") -> Pair:
    readings = [Alternative("same_day", "Trong ngày", *numbers(same_day)[:2])] if same_day else []
    return Pair(own(criterion, ours), official(portals), readings, criterion=RUBRIC.criterion(criterion))


@pytest.mark.parametrize("line", drawn(), ids=" ".join)
def test_a_verdict(line: list[str]) -> None:
    criterion, ours, portals, same_day, expected = line
    found = decide(pair(criterion, ours, portals, same_day))
    kind, _, rest = expected.partition(" ")
    assert found.kind == kind
    assert rest in ("", found.side, found.agrees_with)
    assert bool(rest) == bool(found.side or (found.kind == "other_reading" and found.agrees_with))


def test_what_the_portal_itself_flags_is_not_searched_further() -> None:
    flagged = replace(official("500/900 3.33"), flags=("NO_NATIONAL_REPORT_DATA",))
    differing = replace(pair("disclosure.synchronised", "500/500 6.00", "1/1 1"), official=flagged)
    assert decide(differing).kind == "portal_flag"
    same = replace(flagged, counts=(500, 500), points=Decimal("6.00"))
    assert decide(replace(differing, official=same)).kind == "equal"


def test_the_rule_of_another_day_is_named() -> None:
    law = Alternative("2024-01-01", "quy định từ 01/01/2024", (0, 0), Decimal("6.00"))
    found = decide(replace(pair("satisfaction.petition_on_time", "0/0 0.00", "0/0 6.00"), laws=[law]))
    assert (found.kind, found.agrees_with) == ("other_reading", "2024-01-01")
    assert is_explained(found, has_evidence=False)


def test_the_rounding_that_the_portal_used_is_named() -> None:
    # 1/16 of 6 points is exactly 0.375; 1/48 of them is exactly 0.125, but 2.08 % of 6 is 0.1248.
    down = decide(pair("disclosure.published_on_time", "1/16 0.38", "1/16 0.37"))
    assert (down.kind, down.agrees_with) == ("rounding", "down")
    first = decide(pair("disclosure.published_on_time", "1/48 0.13", "1/48 0.12"))
    assert (first.kind, first.agrees_with) == ("rounding", "percent_first")
    nobody = decide(pair("progress.on_time", "332/482 13.78", "332/482 13.77"))
    assert (nobody.kind, nobody.agrees_with) == ("rounding", None)


PARTS = [Verdict("equal"), Verdict("other_count")]


@pytest.mark.parametrize(
    ("ours", "portals", "parts", "portal_parts", "kind"),
    [
        ("~ 15.68", "~ 15.68", PARTS, None, "equal"),
        ("~ 15.68", "~ 15.60", PARTS, ["10.60", "5.00"], "parts"),
        ("~ 15.68", "~ 15.60", PARTS, None, "parts"),
        ("~ 15.68", "~ 15.67", PARTS[:1], None, "rounding"),
        ("~ 15.68", "~ 15.60", PARTS[:1], None, "other_reading"),
        ("~ 15.68", "~ 15.60", [], None, "other_count"),
        ("~ 15.68", "~ -", PARTS, None, "not_received"),
    ],
)
def test_a_sum(ours: str, portals: str, parts: list[Verdict], portal_parts: list[str] | None, kind: str) -> None:
    shown = None if portal_parts is None else [Decimal(each) for each in portal_parts]
    summed = replace(own(None, ours), state="measured")
    assert decide(Pair(summed, official(portals), parts=parts, portal_parts=shown)).kind == kind


def test_only_a_trait_that_fits_exactly_is_evidence() -> None:
    rows = [
        {"dossier_code": f"D{n}", "state": "succeeded" if n < 6 else "failed", "reason": None}
        | {"is_synchronised": n != 1 and n != 7, "channel": 2, "agency_code": "A", "prefix_code": "A"}
        for n in range(8)
    ]
    (found,) = evidence((6, 8), (5, 6), rows, [], {})
    assert (found.trait, found.codes) == ("unsynchronised", ("D1", "D7"))
    assert evidence((6, 8), (6, 6), rows, [], {}) == []  # one of the two succeeded: the numerator does not fit
    assert evidence((6, 8), (5, 7), rows, [], {}) == []


def test_rows_left_out_are_evidence_where_the_portal_counts_more() -> None:
    left_out = [{"dossier_code": f"D{n}", "state": "excluded", "reason": "no_due_date"} for n in range(3)]
    reasons = {"no_due_date": "không có ngày hẹn trả", "field_absent": "thiếu trường"}
    (found,) = evidence((6, 8), (7, 11), [], left_out, reasons)
    assert (found.trait, found.count) == ("no_due_date", 3)
    assert evidence((6, 8), (7, 10), [], left_out, reasons) == []
    assert evidence((6, 8), (10, 11), [], left_out, reasons) == []  # more succeed than were added


@pytest.mark.parametrize(
    ("trait", "row"),
    [
        ("unsynchronised", {"is_synchronised": None}),
        ("other_prefix", {"prefix_code": "H44.08", "agency_code": "H44.07"}),
        ("unstructured", {"prefix_code": None}),
        ("no_channel", {"channel": None}),
        ("no_procedure", {"procedure_code": None}),
        ("code_of_another_day", {"code_on": date(2026, 8, 1), "received_at": datetime(2026, 8, 2, 8)}),
        ("in_the_promised_day", {"ended_at": datetime(2026, 8, 2, 16), "due_at": datetime(2026, 8, 2, 11, 30)}),
    ],
)
def test_a_trait(trait: str, row: dict[str, object]) -> None:
    without = dict.fromkeys(row, "x")
    assert traits()[trait].holds(row)
    assert not traits()[trait].holds({})
    assert not traits()[trait].holds({**row, **({"is_synchronised": True} if trait == "unsynchronised" else without)})


def test_every_trait_has_its_example() -> None:
    marked = next(each for each in test_a_trait.pytestmark if each.name == "parametrize")  # type: ignore[attr-defined]
    assert {case[0] for case in marked.args[1]} == set(traits())


def test_a_row_is_known_by_the_code_people_use() -> None:
    assert code_of({"printed_code": None, "dossier_code": "H44.07-260804-0583"}) == "H44.07-260804-0583"
