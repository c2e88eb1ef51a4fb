"""The produced letter, read again from its .docx: the appendices agree with each other, with the list of dossiers that
the program prints, and with the lake as the plain reference judges it."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.table import Table

from phucvu.indicators.indicator import Moment
from phucvu.indicators.reference_dossier import DossierJudge
from phucvu.lake.snapshot import Snapshot
from phucvu.records.lifecycle import READINGS
from phucvu.registry.calendar import Calendar
from phucvu.registry.codes import parse_dossier_code
from phucvu.registry.period import parse_period
from phucvu.simulation.printed import Example, read_example

from .conftest import EXAMPLE, Demo, Ran

Run = Callable[..., Ran]
AS_AT = "2023-05-31T16:30"
CODE = re.compile(r"\d{3}\.\d{2}\.\w+\.H52-\d{6}-\d+")
UNIT = re.compile(r"\d+\. (?P<name>.+) \((?P<count>[\d.]+) hồ sơ\)")
PART = re.compile(r"(?P<part>A|B1|B2|B)\. .+: (?P<count>[\d.]+) hồ sơ")


@dataclass
class Printed:
    """What stands on paper. ``lines``: (unit, part, code) in order; ``said``: counts printed beside units and parts."""

    body: str = ""
    first: dict[str, list[str]] = field(default_factory=dict)
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    said: dict[tuple[str, ...], int] = field(default_factory=dict)

    def count(self, *key: str) -> int:
        return sum(line[: len(key)] == key for line in self.lines)


def read_letter(path: Path) -> Printed:
    printed, appendix = Printed(), ""
    for block in docx.Document(str(path)).iter_inner_content():
        if not isinstance(block, Table):
            appendix = block.text if block.text in ("Phụ lục I", "Phụ lục II") else appendix
            printed.body += "" if appendix else block.text + "\n"
        elif appendix == "Phụ lục I":
            printed.first |= {cells[1]: cells[2:] for cells in map(texts, block.rows[1:]) if len(set(cells)) > 1}
        elif appendix == "Phụ lục II":
            read_lines(block, printed)
    return printed


def texts(row: Any) -> list[str]:
    return [cell.text for cell in row.cells]


def read_lines(table: Table, printed: Printed) -> None:
    unit = part = ""
    for cells in map(texts, table.rows[1:]):
        if found := UNIT.fullmatch(cells[0]):
            unit = found["name"]
            printed.said[(unit,)] = int(found["count"])
        elif found := PART.fullmatch(cells[0]):
            part = found["part"]
            printed.said[unit, part] = int(found["count"])
        else:
            printed.lines += [(unit, part, code) for cell in cells for code in CODE.findall(cell)]


@pytest.fixture(scope="module", params=["messages", "lists"])
def variant(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def printed(demo: Demo, variant: str) -> Printed:
    return read_letter(demo.letter(variant) / "cong-van.docx")


@pytest.fixture(scope="module")
def example() -> Example:
    return read_example(EXAMPLE)


def test_every_code_stands_once_and_the_sum_is_375(printed: Printed, example: Example) -> None:
    codes = [code for _, _, code in printed.lines]
    assert len(codes) == len(set(codes)) == 375
    assert set(codes) == {code for _, code in example.lines}


def test_the_appendices_agree_with_each_other(printed: Printed) -> None:
    lines = {unit: printed.count(unit) for unit, *_ in printed.lines}
    counts = {name: cells[0] for name, cells in printed.first.items() if name != "Tổng cộng"}
    assert {name for name, text in counts.items() if text not in ("0", "(Không có số liệu)")} == set(lines)
    assert all(counts[name] == str(number) for name, number in lines.items())
    assert printed.first["Tổng cộng"][0] == "375"
    assert all(printed.count(*key) == number for key, number in printed.said.items())


def test_units_stand_in_official_order_in_both(printed: Printed, example: Example) -> None:
    units = {unit["agency_code"]: unit["name"] for unit in example.units}
    official = [
        units[code] for level in ("department", "district") for code in example.rows if example.levels[code] == level
    ]
    names = [name for name in printed.first if name != "Tổng cộng"]
    assert names == official
    assert list(dict.fromkeys(unit for unit, *_ in printed.lines)) == [each for each in names if printed.count(each)]


def test_the_program_lists_the_same_dossiers(demo: Demo, variant: str, printed: Printed, run: Run) -> None:
    ran = run(
        "dossiers", "--workspace", demo.workspace(variant).path, "--period", "2023-05", "--as-at", AS_AT,
        "--criterion", "progress.on_time", "--state", "failed", "--format", "json",
    )  # fmt: skip
    assert {(row["agency_name"], row["printed_code"]) for row in ran.json} == {
        (unit, code) for unit, _, code in printed.lines
    }
    assert len(ran.json) == 375


def judged(demo: Demo, variant: str, example: Example) -> dict[str, DossierJudge]:
    """Every overdue dossier of the lake by its printed code, as the plain reference sees it."""
    snapshot = Snapshot.open(demo.workspace(variant))
    nothing: dict[str, Any] = defaultdict(lambda: None)
    procedures = {row["procedure_code"]: row for row in snapshot.rows("procedure")}
    moment, calendar = Moment(parse_period("2023-05"), example.as_at, "portal"), Calendar.load()
    portal = next(each for each in READINGS if each.name == "portal")
    judges = {
        row["printed_code"]: DossierJudge(row, moment, portal, procedures.get(row["procedure_code"], nothing), calendar)
        for row in snapshot.rows("dossier")
    }
    return {code: judge for code, judge in judges.items() if judge.scope() == "in" and judge.is_overdue()}


def test_the_lake_says_the_same_and_gives_each_its_part(
    demo: Demo, variant: str, printed: Printed, example: Example
) -> None:
    overdue = judged(demo, variant, example)
    assert {code for _, _, code in printed.lines} == set(overdue)
    for _, part, code in printed.lines:
        judge = overdue[code]
        is_settled = judge.ended_at is not None and judge.end_kind != "supplement"
        due = judge.due()
        assert due is not None
        assert part == ("A" if is_settled else "B1" if due >= judge.moment.period.start else "B2"), code
    assert {part for _, part, _ in printed.lines} == {"A", "B1", "B2"}


def test_lines_of_a_part_are_sorted_by_code(printed: Printed) -> None:
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for unit, part, code in printed.lines:
        parsed = parse_dossier_code(code)
        assert parsed is not None
        groups[unit, part].append(parsed.normal)
    assert all(codes == sorted(codes) for codes in groups.values())


def test_points_and_places_are_the_official_ones(printed: Printed, demo: Demo, variant: str, run: Run) -> None:
    for words in ("53,63/100 điểm", "33/63", "6,7/12", "4,0/10", "52/63", "5,4/22"):
        assert words in printed.body
    words = ("score", "--workspace", demo.workspace(variant).path, "--period", "2023-05", "--agency", "H52")
    rows = run(*words, "--as-at", AS_AT, "--format", "json").json
    own = {row["points"].replace(".", ",") for row in rows if row["criterion"] is None and row["points"]}
    if variant == "messages":
        assert "9,57" in own
    # The total was simulated to equal the official one.
    whole = "\n".join([printed.body, *(text for cells in printed.first.values() for text in cells)])
    assert [text for text in own - {"53,63"} if re.search(rf"(?<!\d){text}(?!\d)", whole)] == []


def test_the_body_counts_what_appendix_two_lists(printed: Printed) -> None:
    settled = sum(part == "A" for _, part, _ in printed.lines)
    units = len({unit for unit, *_ in printed.lines})
    assert f"có 375 hồ sơ quá hạn tại {units} cơ quan, đơn vị" in printed.body
    assert f"{settled} hồ sơ đã giải quyết xong nhưng trễ hạn và {375 - settled} hồ sơ đang giải quyết" in printed.body
