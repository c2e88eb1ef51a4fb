"""One edition, one number: its open data, every page with its JSON and CSV, the API, workbook and letter."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from django.test import Client
from lxml import html

from phucvu.main import editions
from phucvu.rubric.loading import load
from phucvu.web.office.models import Publication
from web.conftest import EDITION

Row = dict[str, Any]
Lines = list[list[str]]
STATES = {"no_cases": "(Không phát sinh)", "not_applicable": "-", "not_received": "(Không có số liệu)"}
LEVELS = ("province", "department", "district")
SHEETS = ("Toàn tỉnh", "Sở, ban, ngành", "Cấp huyện")


@pytest.fixture
def stranger(issued: Publication, public_on: None) -> Client:
    return Client(headers={"accept-language": "vi"})


@pytest.fixture
def folder(site: Path) -> Path:
    return editions.published(site, EDITION).folder


@pytest.fixture
def truth(folder: Path) -> list[Row]:
    """The rows of the open data, as any program reads them."""
    return read(folder / "du-lieu-mo" / "scores.csv")


def read(path: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf8"))))


def facts(row: Row) -> tuple[Any, ...]:
    """What a row says, null and empty alike: in CSV they look the same."""
    names = ("agency_code", "group", "criterion", "numerator", "denominator", "ratio", "points", "max_points", "state")
    return tuple("" if row[name] is None else str(row[name]) for name in names)


def in_csv(client: Client, address: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(client.get(f"{address}.csv").content.decode("utf-8-sig"))))


def in_api(client: Client, rest: str) -> Row:
    found: Row = client.get(f"/api/v1/periods/2023-05{rest}").json()
    return found


def tables(client: Client, address: str) -> list[Lines]:
    """The cells of every table of figures on a page, as printed."""
    page = html.fromstring(client.get(f"{address}/").content)
    return [
        [[" ".join(cell.text_content().split()) for cell in line] for line in table.xpath("./tbody/tr")]
        for table in page.xpath("//main//div[@class='scroll']/table")
    ]


def points(row: Row) -> str:
    return row["points"].replace(".", ",") if row["points"] else STATES[row["state"]]


def counts(row: Row) -> list[str]:
    return [f"{int(row[name]):,}".replace(",", ".") if row[name] else "" for name in ("numerator", "denominator")]


def percent(row: Row) -> str:
    if not row["ratio"]:
        return STATES[row["state"]]
    return f"{(Decimal(row['ratio']) * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)} %".replace(".", ",")


def totals(truth: list[Row], level: str) -> list[Row]:
    return [row for row in truth if row["level"] == level and row["group"] == "total"]


def test_an_agency(stranger: Client, truth: list[Row]) -> None:
    """Every agency: every criterion, group and total."""
    for code in dict.fromkeys(row["agency_code"] for row in truth):
        rows = [row for row in truth if row["agency_code"] == code]
        address = f"/ky/2023-05/don-vi/{code}"
        said = [facts(row) for row in rows]
        assert [facts(row) for row in stranger.get(f"{address}.json").json()["rows"]] == said
        assert [facts(row) for row in in_csv(stranger, address)] == said
        assert [facts(row) for row in in_api(stranger, f"/agencies/{code}")["rows"]] == said
        printed = [[*counts(row), percent(row), points(row)] if row["criterion"] else points(row) for row in rows]
        lines = tables(stranger, address)[0]
        assert [line[1:5] if row["criterion"] else line[4] for row, line in zip(rows, lines, strict=True)] == printed


def test_a_criterion(stranger: Client, truth: list[Row]) -> None:
    """Every criterion: every agency, level by level."""
    for name in dict.fromkeys(row["criterion"] for row in truth if row["criterion"]):
        rows = [row for level in LEVELS for row in truth if row["criterion"] == name and row["level"] == level]
        address = f"/ky/2023-05/tieu-chi/{name}"
        said = sorted(map(facts, rows))
        assert sorted(map(facts, stranger.get(f"{address}.json").json()["rows"])) == said
        assert sorted(map(facts, in_csv(stranger, address))) == said
        assert sorted(map(facts, in_api(stranger, f"/criteria/{name}")["rows"])) == said
        lines = [line for table in tables(stranger, address)[: len(LEVELS)] for line in table]
        assert sorted(line[:5] for line in lines) == sorted(
            [row["agency_name"], *counts(row), percent(row), points(row)] for row in rows
        )


@pytest.mark.parametrize("level", LEVELS)
def test_a_ranking(stranger: Client, truth: list[Row], level: str) -> None:
    """Every agency of a level: its total and the points of its groups; places counted here, by hand."""
    rows = {row["agency_code"]: row for row in totals(truth, level)}
    groups = {
        code: {row["group"]: row["points"] or None for row in truth if is_group(row) and row["agency_code"] == code}
        for code in rows
    }
    address = f"/ky/2023-05/xep-hang/{level}"
    as_json = stranger.get(f"{address}.json").json()["rows"]
    assert sorted(map(facts, as_json)) == sorted(map(facts, rows.values()))
    assert {row["agency_code"]: row["groups"] for row in as_json} == groups
    scored = [Decimal(row["points"]) for row in rows.values() if row["points"]]
    for row in as_json:
        better = sum(each > Decimal(row["points"]) for each in scored) if row["points"] else None
        assert row["place"] == (None if better is None else better + 1)
    assert [facts(row) for row in in_csv(stranger, address)] == [facts(row) for row in as_json]
    assert [facts(row) for row in in_api(stranger, f"/ranking/{level}")["rows"]] == [facts(row) for row in as_json]
    for line, row in zip(tables(stranger, address)[0], as_json, strict=True):
        of_groups = [(value or "-").replace(".", ",") for value in groups[row["agency_code"]].values()]
        assert [line[1], line[2], *line[6:]] == [row["agency_name"], points(rows[row["agency_code"]]), *of_groups]


def is_group(row: Row) -> bool:
    return not row["criterion"] and row["group"] != "total"


def test_the_overview(stranger: Client, truth: list[Row], folder: Path) -> None:
    """The province's groups and total, beside each what the portal published, as the office read it."""
    rows = [row for row in truth if row["level"] == "province" and not row["criterion"]]
    official = {row["item"]: row["value"] for row in read(folder / "du-lieu-mo" / "official.csv")}
    address = "/ky/2023-05"
    page = stranger.get(f"{address}.json").json()
    said = [facts(row) for row in rows]
    assert [facts(row) for row in (*page["groups"], page["total"])] == said
    assert [facts(row) for row in in_csv(stranger, address)] == said
    api = in_api(stranger, "")
    assert [facts(row) for row in (*api["groups"], api["total"])] == said
    beside = [(row["official"] or {}).get("value") for row in (*page["groups"], page["total"])]
    assert beside == [official.get(row["group"]) for row in rows]
    for line, row in zip(tables(stranger, address)[0], rows, strict=True):
        assert line[1] == points(row)
        value = official.get(row["group"])
        assert line[4].startswith(value.replace(".", ",") if value else STATES["not_received"])


def test_the_workbook(truth: list[Row], folder: Path) -> None:
    """Every line of its sheets of levels, as Excel shows it."""
    law = load().at(date(2023, 5, 31))
    book = openpyxl.load_workbook(folder / "bang-tinh.xlsx", data_only=True)
    lines = [dict(zip(*pair, strict=True)) for name in SHEETS for pair in _lines(book[name])]
    names = {code: each.vi for code, each in law.criteria.items()} | {each.code: each.vi for each in law.groups}
    names["total"] = "Tổng điểm"
    assert [(line["Mã đơn vị"], line["Nhóm, tiêu chí"]) for line in lines] == [
        (row["agency_code"], names[row["criterion"] or row["group"]]) for row in truth
    ]
    for line, row in zip(lines, truth, strict=True):
        assert _number(line["Điểm"]) == _number(row["points"]), row
        if row["criterion"]:
            assert (_number(line["Tử số"]), _number(line["Mẫu số"])) == (
                _number(row["numerator"]),
                _number(row["denominator"]),
            ), row


def _lines(sheet: Any) -> Iterable[tuple[Any, Any]]:
    rows = sheet.iter_rows(min_row=4, values_only=True)
    headings = next(rows)
    return ((headings, row) for row in rows)


def _number(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value)).quantize(Decimal("0.01"))


def test_the_letter(folder: Path) -> None:
    """Appendix I cell by cell; the list of Appendix II is that of the open data."""
    cells = read(folder / "du-lieu-mo" / "appendix-1.csv")
    columns = list(dict.fromkeys(row["column"] for row in cells))
    values = {(row["agency_name"], row["column"]): _as_printed(row) for row in cells}
    names = list(dict.fromkeys(row["agency_name"] for row in cells))
    tables_ = docx.Document(str(folder / "cong-van.docx")).tables
    first = next(each for each in tables_ if each.rows[0].cells[1].text == "Tên cơ quan, đơn vị")
    printed = {line[1]: line[2:] for line in ([cell.text for cell in row.cells] for row in first.rows)}
    assert {name: printed[name] for name in names} == {
        name: [values[name, column] for column in columns] for name in names
    }
    overdue = read(folder / "du-lieu-mo" / "overdue.csv")
    whole = {cell.text for each in tables_ for row in each.rows for cell in row.cells}
    codes = {row["printed_code"] for row in overdue}
    assert len(codes) == len(overdue) == 375
    assert codes <= whole
    by_unit = Counter(row["agency_code"] for row in overdue)
    codes_of = {row["agency_name"]: row["agency_code"] for row in cells}
    assert {name: cells[0] for name, cells in printed.items() if by_unit[codes_of.get(name, "")]} == {
        name: str(by_unit[code]) for name, code in codes_of.items() if by_unit[code]
    }


def _as_printed(row: Row) -> str:
    return row["value"].replace(".", ",") if row["value"] else STATES[row["state"]]


def test_a_number_changed_would_be_seen(truth: list[Row]) -> None:
    """What rows are compared by: a hundredth of a point, an empty cell for a zero, another state."""
    row = truth[0]
    for changed in ({"points": "0.96"}, {"numerator": ""}, {"state": "no_cases"}):
        assert facts(row | changed) != facts(row)
