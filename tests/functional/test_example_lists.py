"""The example with nothing but two overdue lists and what was published: counts, never rates."""

from decimal import Decimal
from pathlib import Path

import pytest

from phucvu.indicators.indicator import Moment
from phucvu.lake.counting import Ground, run
from phucvu.lake.intake import ImportSpec, store
from phucvu.lake.snapshot import Snapshot
from phucvu.lake.workspace import Workspace
from phucvu.records import sources
from phucvu.registry.charging import assign
from phucvu.registry.period import parse_period
from phucvu.registry.unit_rows import agencies_from_rows
from phucvu.rubric import load
from phucvu.scores.coverage import Coverage
from phucvu.scores.scoring import score
from phucvu.scores.shares import overdue_number
from phucvu.simulation.printed import Example, read_example
from phucvu.simulation.son_la import write_lists

FOLDER = Path(__file__).parents[2] / "examples" / "son-la-2023-05"
PERIOD = parse_period("2023-05")


@pytest.fixture(scope="module")
def example() -> Example:
    return read_example(FOLDER)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("lists")
    workspace = Workspace.create(folder / "workspace", "H52", simulated=True)
    for file in write_lists(FOLDER, folder / "files").files:
        spec = ImportSpec(file.source, file.scope, file.mapping, [file.path])
        result = store(workspace, spec, sources.read([file.path], file.record or file.source, file.mapping))
        assert result.rejected == 0
    return Snapshot.open(workspace)


def test_overdue_dossiers_are_counted_and_rates_are_not_received(snapshot: Snapshot, example: Example) -> None:
    day, moment = example.as_at.date(), Moment(PERIOD, example.as_at, "portal")
    agencies, rubric = agencies_from_rows(snapshot.rows("agency")), load().at(day)
    charged = assign(snapshot.origins(), agencies, [], rubric.charging.name, "H52")
    ground = Ground.of(snapshot, day, agencies, [], charged=charged, province_code="H52")
    counts = {(each.agency_code, each.criterion): each for each in run(snapshot, moment, ground)}
    coverage = Coverage(snapshot.rows("coverage"))
    rows = score(counts.values(), agencies, coverage, rubric, moment, str(snapshot.known_at))
    assert {row.state for row in rows if row.criterion == "progress.on_time"} == {"not_received"}
    for code in example.rows:
        late = overdue_number(counts[code, "progress.on_time"], coverage.kinds("dossier", code, PERIOD))
        expected = None if code in ("H52.X02", "H52.X18") else len(example.codes.get(code, []))
        assert late.number == expected, code


def test_the_lists_hold_the_letters_codes_settled_and_open(snapshot: Snapshot, example: Example) -> None:
    dossiers = snapshot.rows("dossier")
    assert {row["printed_code"] for row in dossiers} == {code for _, code in example.lines}
    is_open = [row["finished_at"] is None for row in dossiers]
    assert 50 < sum(is_open) < 200
    assert all(row["is_synchronised"] is None and row["channel"] is None for row in dossiers)


def test_the_pasted_table_gives_every_cell_of_appendix_one(snapshot: Snapshot, example: Example) -> None:
    items = {"overdue": "overdue", "filed_online": "filed_online_ratio", "satisfaction": "satisfaction_ratio"}
    items |= {"certified_copies": "certified_copies"}
    read = {(row["agency_code"], row["item"]): row for row in snapshot.rows("official_reading")}
    for code, row in example.rows.items():
        for column, item in items.items():
            found = read[code, item]
            value = None if found["value"] is None else Decimal(found["value"])
            assert value == row.number(column), (row.name, column)
            assert found["read_at"] == example.as_at
    assert read["H52.X02", "overdue"]["state"] == "not_received"
    assert read["H52.X01", "certified_copies"]["state"] == "not_applicable"
