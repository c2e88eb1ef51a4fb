"""The example from files to figures: imported, counted and scored, it prints what the letter prints."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest

from phucvu.indicators.indicator import Count, Moment
from phucvu.lake.counting import Ground, run
from phucvu.lake.snapshot import Snapshot
from phucvu.registry.calendar import Calendar
from phucvu.registry.charging import assign
from phucvu.registry.period import parse_period
from phucvu.registry.unit_rows import agencies_from_rows
from phucvu.rubric import load
from phucvu.scores.coverage import Coverage
from phucvu.scores.row import PRINTED, ScoreRow
from phucvu.scores.scoring import score
from phucvu.scores.shares import overdue_number, points_share
from phucvu.simulation.arithmetic import one_decimal, percent
from phucvu.simulation.comparison import compare_with_letter
from phucvu.simulation.printed import Example, read_example
from phucvu.simulation.province import solve

from .conftest import EXAMPLE, Demo

PERIOD = parse_period("2023-05")


@pytest.fixture(scope="module")
def example() -> Example:
    return read_example(EXAMPLE)


@pytest.fixture(scope="module")
def snapshot(demo: Demo) -> Snapshot:
    return Snapshot.open(demo.workspace())


class Figures:
    """Counts and scores of the example under one reading."""

    def __init__(self, snapshot: Snapshot, example: Example, reading: str) -> None:
        day, moment = example.as_at.date(), Moment(PERIOD, example.as_at, reading)
        agencies = agencies_from_rows(snapshot.rows("agency"))
        rubric = load().at(day)
        charged = assign(snapshot.origins(), agencies, [], rubric.charging.name, "H52")
        ground = Ground.of(snapshot, day, agencies, [], charged=charged, province_code="H52", calendar=Calendar.load())
        counts = run(snapshot, moment, ground)
        self.counts: dict[tuple[str, str], Count] = {(each.agency_code, each.criterion): each for each in counts}
        self.coverage = Coverage(snapshot.rows("coverage"))
        scored = score(counts, agencies, self.coverage, rubric, moment, str(snapshot.known_at))
        self.rows: dict[tuple[str, str], ScoreRow] = {
            (row.agency_code, row.criterion or row.group): row for row in scored
        }
        self.copies = {row["agency_code"]: row["copies_count"] for row in snapshot.rows("certified_copy")}

    def cells(self, example: Example) -> dict[tuple[str, str], str]:
        cells = {}
        for code in example.rows:
            late = overdue_number(
                self.counts[code, "progress.on_time"], self.coverage.kinds("dossier", code, PERIOD, ("H52",))
            )
            filed = self.rows[code, "online.filed"]
            satisfied = points_share(self.rows[code, "satisfaction"])
            cells[code, "overdue"] = PRINTED.get(late.state, str(late.number))
            cells[code, "filed_online"] = shown(filed.state, filed.ratio)
            cells[code, "satisfaction"] = shown(satisfied.state, satisfied.ratio)
            cells[code, "certified_copies"] = str(self.copies.get(code, "-"))
        points = {item: self.rows["H52", item].points or Decimal(0) for item in ("online", "payment", "digitization")}
        tenths = {("H52", item): comma(one_decimal(int(value * 100))) for item, value in points.items()}
        return cells | tenths | {("H52", "total"): comma(self.rows["H52", "total"].points or Decimal(0))}


def comma(value: Decimal) -> str:
    return str(value).replace(".", ",")


def shown(state: str, ratio: Fraction | None) -> str:
    return comma(percent(ratio)) if state == "measured" and ratio is not None else PRINTED[state]


@pytest.fixture(scope="module", params=["portal", "same_day"])
def figures(snapshot: Snapshot, example: Example, request: pytest.FixtureRequest) -> Figures:
    return Figures(snapshot, example, request.param)


def test_no_row_of_the_example_is_rejected(snapshot: Snapshot) -> None:
    assert snapshot.rejects() == []
    assert len(snapshot.imports()) == 14


def test_the_engine_counts_what_the_solver_planned(figures: Figures, example: Example) -> None:
    for criterion, part in solve(example).parts.items():
        count = figures.counts["H52", criterion]
        assert (count.numerator, count.denominator) == (part.numerator, part.denominator), criterion


def test_the_province_has_the_official_points(figures: Figures, example: Example) -> None:
    assert figures.rows["H52", "total"].points == example.reading["total"]
    for group in ("online", "payment", "digitization"):
        points = figures.rows["H52", group].points
        assert points is not None
        assert one_decimal(int(points * 100)) == example.reading[group]


def test_the_letter_is_printed_but_for_its_own_faults(figures: Figures, example: Example) -> None:
    compared = compare_with_letter(EXAMPLE, figures.cells(example))
    assert not [cell for cell in compared if cell.verdict == "unexpected"]
    assert Counter(cell.verdict for cell in compared) == {"equal": 116, "expected": 9}


def test_states_are_those_of_the_contract(figures: Figures) -> None:
    states = {key: row.state for key, row in figures.rows.items()}
    assert states["H52.X02", "progress.on_time"] == "not_received"  # dossiers without due date
    assert states["H52.X02", "online.filed"] == "measured"
    assert states["H52.X10", "online.filed"] == "no_cases"
    assert states["H52.X18", "online.filed"] == "not_received"
    assert states["H52.X18", "total"] == "not_received"


def test_the_overdue_dossiers_are_the_letters_codes(snapshot: Snapshot, example: Example, figures: Figures) -> None:
    failed = {code: figures.counts[code, "progress.on_time"] for code in example.rows}
    late = {code: count.denominator - count.numerator for code, count in failed.items()}
    assert sum(late.values()) == 375
    assert (late["H52.62"], late["H52.67"], late["H52.68"]) == (12, 243, 29)
    printed = {row["printed_code"] for row in snapshot.rows("dossier")}
    assert {code for _, code in example.lines} <= printed
