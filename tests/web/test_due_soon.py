"""What is late and what will be: counted here by hand from the exported rows and a calendar on the wall."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from phucvu.main.due import due
from phucvu.main.question import Question
from phucvu.web.desk.due import age_words

As = Callable[[str | None], Client]
AT = "?tai=2023-05-31T16:30"  # a Wednesday
DUE = "/don-vi/H52.67/sap-den-han"
# Working days after Wednesday 31/05/2023: Thursday 1, Friday 2, Monday 5, Tuesday 6, Wednesday 7 June.
LAST = {"1": date(2023, 6, 1), "3": date(2023, 6, 5), "5": date(2023, 6, 7)}


@pytest.fixture
def open_rows(site: Path, as_: As) -> list[dict[str, str]]:
    """Every dossier of Sông Mã that the month counts and that has no result yet."""
    rows = as_("sm").get(f"/don-vi/H52.67/tieu-chi/progress.on_time/counted.json{AT}&ky=2023-05").json()["rows"]
    return [row for row in rows if row["ended_at"] is None]


def test_numbers_are_those_of_a_hand_count(site: Path, as_: As, open_rows: list[dict[str, str]]) -> None:
    found = as_("sm").get(f"{DUE}.json{AT}").json()
    at = datetime.fromisoformat("2023-05-31T16:30:00+07:00")
    due_at = {row["dossier_code"]: datetime.fromisoformat(row["due_at"]) for row in open_rows}
    for days, last in LAST.items():
        by_hand = {code for code, moment in due_at.items() if at <= moment and moment.date() <= last}
        assert {row["dossier_code"] for row in found[days]} == by_hand, days
    late = {code for code, moment in due_at.items() if moment < at}
    assert {row["dossier_code"] for row in found["overdue"] if row["ended_at"] is None} == late


def test_overdue_are_those_of_part_b_of_the_letter(site: Path, as_: As) -> None:
    path = next((site / "editions").glob("2023-05-a48adf89*")) / "du-lieu-mo" / "overdue.csv"
    with path.open(encoding="utf8") as file:
        part_b = {
            row["dossier_code"] for row in csv.DictReader(file) if row["part"] == "B" and row["agency_code"] == "H52.67"
        }
    found = as_("sm").get(f"{DUE}.json{AT}").json()["overdue"]
    assert {row["dossier_code"] for row in found} == part_b
    assert len(part_b) == 82


def test_rows_come_in_order_of_due_with_working_days_left(site: Path, as_: As) -> None:
    found = as_("sm").get(f"{DUE}.json{AT}").json()
    for part in ("overdue", "1", "3", "5"):
        moments = [row["due_at"] for row in found[part]]
        assert moments == sorted(moments)
    assert set(Counter(row["days_left"] for row in found["5"])) <= {0, 1, 2, 3, 4, 5}
    assert all(row["days_left"] <= 0 for row in found["overdue"])


def test_the_age_of_the_data_is_said_first(site: Path, as_: As) -> None:
    page = as_("sm").get(f"{DUE}/?tai=2023-06-01T09:00").content.decode()
    assert "Dữ liệu lấy lúc 06:00 ngày 01/06/2023, cách thời điểm xem (09:00 ngày 01/06/2023) 3 giờ" in page
    assert page.index("Dữ liệu lấy lúc") < page.index("<table")
    today = as_("sm").get(f"{DUE}/").content.decode()
    assert "Xem tại thời điểm lấy dữ liệu" in today  # years old: said, and a way back


@pytest.mark.parametrize("part", ["overdue", "1", "3", "5", "nothing"])
def test_each_part_is_a_page(site: Path, as_: As, part: str) -> None:
    client = as_("sm")
    found = client.get(f"{DUE}.json{AT}").json()
    page = client.get(f"{DUE}/{AT}&nhom={part}").content.decode()
    assert page.count('href="/ho-so/H52') == min(len(found.get(part, found["overdue"])), 200)


def test_files_hold_overdue_and_five_days(site: Path, as_: As) -> None:
    client = as_("sm")
    found = client.get(f"{DUE}.json{AT}").json()
    everything = [row["printed_code"] for row in (*found["overdue"], *found["5"])]
    assert found["count"] == len(everything)
    response = client.get(f"{DUE}.csv{AT}")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [row["printed_code"] for row in csv.DictReader(io.StringIO(text))] == everything
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{DUE}.xlsx{AT}").content)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=6)] == everything


def test_the_province_holds_its_units(site: Path) -> None:
    question = Question(site, "2023-05", as_at="2023-05-31T16:30")
    every, own = due(question, "H52"), due(question, "H52.67")
    assert {row["dossier_code"] for row in own["overdue"]} < {row["dossier_code"] for row in every["overdue"]}


def test_an_agency_nobody_knows_is_not_there(site: Path, as_: As) -> None:
    assert as_("vp").get("/don-vi/H52.999/sap-den-han/").status_code == 404


def test_no_data_at_all_is_said() -> None:
    assert "chưa có lần lấy dữ liệu" in age_words({"extracted_at": None})
