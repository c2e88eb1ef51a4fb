"""The workbook of the example: every number is the one that `phucvu score` prints, and calculating it changes none."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from phucvu.lake.snapshot import Snapshot
from phucvu.publications import pdf
from phucvu.registry.calendar import Calendar
from phucvu.rubric import load

from .conftest import Demo, Ran

Run = Callable[..., Ran]
PERIOD = ("--period", "2023-05", "--as-at", "2023-05-31T16:30", "--format", "json")
# Makes LibreOffice calculate every formula of a foreign file when it opens it.
ALWAYS_CALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
LEVELS = ("Toàn tỉnh", "Sở, ban, ngành", "Cấp huyện")
ANSWERS = ("received_at", "accepted_at", "not_accepted_at", "refused_at", "supplement_requested_at")
Key = tuple[str, str]


@pytest.fixture(scope="module", params=["messages", "lists"])
def variant(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def book_of(demo: Demo, variant: str) -> Path:
    return demo.letter(variant) / "bang-tinh.xlsx"


def in_book(path: Path) -> dict[Key, dict[str, Any]]:
    """(agency, name of criterion, group or total) -> the cells of its line as any reader sees them."""
    book = openpyxl.load_workbook(path, data_only=True)
    found = {}
    for name in LEVELS:
        rows = book[name].iter_rows(min_row=4, values_only=True)
        headings = next(rows)
        for row in rows:
            line = dict(zip(headings, row, strict=True))
            found[str(line["Mã đơn vị"]), str(line["Nhóm, tiêu chí"])] = line
    return found


def on_terminal(demo: Demo, variant: str, run: Run) -> dict[Key, dict[str, Any]]:
    law = load().at(date(2023, 5, 31))
    rows = run("score", "--workspace", demo.workspace(variant).path, *PERIOD).json
    return {(row["agency_code"], name_of(law, row)): row for row in rows}


def name_of(law: Any, row: dict[str, Any]) -> str:
    if row["criterion"]:
        return str(law.criterion(row["criterion"]).vi)
    return "Tổng điểm" if row["group"] == "total" else str(law.group(row["group"]).vi)


def decimal(value: Any, places: str) -> Decimal | None:
    return None if value in (None, "") else Decimal(repr(value)).quantize(Decimal(places))


def given(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def test_every_number_is_that_of_the_terminal(demo: Demo, variant: str, run: Run) -> None:
    book, terminal = in_book(book_of(demo, variant)), on_terminal(demo, variant, run)
    assert set(book) == set(terminal)
    assert len(book) > 700
    wrong = []
    for key, row in terminal.items():
        line = book[key]
        pairs = {
            "points": (decimal(line["Điểm"], "0.01"), given(row["points"])),
            "ratio": (decimal(line["Tỷ lệ"], "0.000001"), given(row["ratio"] if row["criterion"] else None)),
            "numerator": (line["Tử số"], row["numerator"]),
            "denominator": (line["Mẫu số"], row["denominator"]),
            "max": (decimal(line["Điểm tối đa"], "0.01"), given(row["max_points"])),
        }
        wrong += [(key, name, *pair) for name, pair in pairs.items() if pair[0] != pair[1]]
    assert wrong == []


@pytest.mark.skipif(not pdf.has_libreoffice(), reason="LibreOffice chưa được cài trên máy này")
def test_libreoffice_calculates_the_same(demo: Demo, tmp_path: Path) -> None:
    path = book_of(demo, "messages")
    anew = pdf.convert(path, "xlsx", tmp_path, settings=ALWAYS_CALCULATE)
    opened = partial(openpyxl.load_workbook, data_only=True)
    live, cached, made = openpyxl.load_workbook(path), opened(path), opened(anew)
    formulas = [(s.title, c.coordinate) for s in live for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert len(formulas) > 500
    wrong = [
        (title, at, cached[title][at].value, made[title][at].value)
        for title, at in formulas
        if made[title][at].value != pytest.approx(cached[title][at].value, abs=1e-12)
    ]
    assert wrong == []


def waited_too_long(demo: Demo, unit: str) -> int:
    """Dossiers filed online in May and not received, refused or given back within 8 working hours, one by one."""
    calendar, as_at, first, late = Calendar.load(), datetime(2023, 5, 31, 16, 30), datetime(2023, 5, 1), 0
    for row in Snapshot.open(demo.workspace()).rows("dossier"):
        filed = row["filed_at"]
        if row["channel"] == 2 and row["prefix_code"] == unit and filed and first <= filed <= as_at:
            answers = [row[name] for name in ANSWERS if row[name] and row[name] <= as_at]
            late += min(answers, default=as_at) > calendar.add_working_hours(filed, 8)
    return late


def test_late_reception_stands_beside_appendix_one(demo: Demo) -> None:
    """Outside the score: counted from the messages; lists do not say when a dossier was filed."""
    sheet = openpyxl.load_workbook(book_of(demo, "messages"), data_only=True)["Phụ lục I"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    (column,) = [i for i, heading in enumerate(rows[0]) if "chậm tiếp nhận" in str(heading)]
    late = {row[1]: row[column] for row in rows[1:] if row[1]}
    assert late["UBND huyện Sông Mã"] == waited_too_long(demo, "H52.67") > 20
    assert late["Sở Tài chính"] == 0  # sent everything, and that is nothing
    assert late["Ban quản lý các khu công nghiệp"] == "(Không có số liệu)"
    without = openpyxl.load_workbook(book_of(demo, "lists"), data_only=True)["Phụ lục I"]
    assert not any("chậm tiếp nhận" in str(cell.value) for cell in without[4])
