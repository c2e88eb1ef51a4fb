"""Behind a number: the criterion told, and the rows in each state as page, Excel, CSV and JSON."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from phucvu.publications.list_sheet import list_sheet

As = Callable[[str | None], Client]
AT = "?ky=2023-05&tai=2023-05-31T16:30"
CRITERION = "/don-vi/H52.67/tieu-chi/progress.on_time"
LATE = 243  # overdue dossiers of Sông Mã


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def body(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def test_criterion_is_told_from_law_to_points(site: Path, as_: As) -> None:
    page = text_of(as_("sm"), CRITERION + "/" + AT)
    assert "20 điểm nhân với tỷ lệ hồ sơ đúng hạn" in page
    assert "3.157/3.400" in page
    assert "18,570588, làm tròn thành 18,57" in page
    assert "không có ngày tiếp nhận (10)" in page
    assert "thủ tục mô phỏng 1661) 81" in page  # where most was lost


def test_criterion_has_a_twin(site: Path, as_: As) -> None:
    told = as_("sm").get(CRITERION + ".json" + AT).json()
    assert told["failed"] == LATE
    assert told["lost_by_procedure"][0]["failed"] == 81
    assert "dossiers" not in told


@pytest.mark.parametrize(("state", "count"), [("failed", LATE), ("excluded", 10), ("counted", 3400)])
def test_every_file_has_all_rows_that_the_page_states(site: Path, as_: As, state: str, count: int) -> None:
    client, address = as_("sm"), f"{CRITERION}/{state}"
    stated = f"{count:,}".replace(",", ".")
    assert f"Tất cả {stated} dòng" in text_of(client, address + "/" + AT)
    told = client.get(address + ".json" + AT).json()
    assert told["count"] == len(told["rows"]) == count
    table = list(csv.DictReader(io.StringIO(body(client, address + ".csv" + AT).decode("utf-8-sig"))))
    assert [row["dossier_code"] for row in table] == [row["dossier_code"] for row in told["rows"]]
    sheet = openpyxl.load_workbook(io.BytesIO(body(client, address + ".xlsx" + AT))).worksheets[0]
    codes = [row[0].value for row in sheet.iter_rows(min_row=6)]
    assert codes == [row["printed_code"] for row in told["rows"]]
    assert sheet["A3"].value == "SỐ LIỆU MÔ PHỎNG"


def test_pages_hold_two_hundred_rows(site: Path, as_: As) -> None:
    client = as_("sm")
    first, second = (client.get(f"{CRITERION}/failed/{AT}&trang={page}").content.decode() for page in (1, 2))
    assert first.count('href="/ho-so/H52') == 200
    assert second.count('href="/ho-so/H52') == LATE - 200
    assert client.get(f"{CRITERION}/failed/{AT}&trang=nhiều").status_code == 200


@pytest.mark.parametrize(
    "criterion",
    ["disclosure.complete", "payment.procedures", "digitization.certified_copy", "satisfaction.petition_on_time"],
)
def test_rows_that_are_no_dossiers_have_their_own_columns(site: Path, as_: As, criterion: str) -> None:
    for state in ("counted", "failed"):
        address = f"/don-vi/H52/tieu-chi/{criterion}/{state}"
        told = as_("vp").get(f"{address}.json{AT}").json()
        page = as_("vp").get(f"{address}/{AT}").content.decode()
        assert page.count("<tr>") - page.count("<thead><tr>") == min(len(told["rows"]), 200)


def test_no_column_tells_of_a_person(site: Path, as_: As) -> None:
    rows = as_("sm").get(f"{CRITERION}/failed.json{AT}").json()["rows"]
    assert not [key for key in rows[0] if re.search("applicant|owner|phone|identity|email|address", key)]


def test_a_criterion_that_does_not_apply_has_no_list(site: Path, as_: As) -> None:
    assert "không tính tiêu chí này" in text_of(as_("sm"), f"/don-vi/H52.67/tieu-chi/online.offered/{AT}")
    assert as_("sm").get(f"/don-vi/H52.67/tieu-chi/online.offered/failed/{AT}").status_code == 404


@pytest.mark.parametrize("ending", ["/", ".json", ".csv", ".xlsx"])
def test_a_foreign_list_is_not_there(site: Path, as_: As, ending: str) -> None:
    assert as_("sc").get(f"{CRITERION}/failed{ending}{AT}").status_code == 404


def test_a_cell_that_looks_like_a_formula_stays_text() -> None:
    evil = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"]
    sheet = openpyxl.load_workbook(io.BytesIO(list_sheet(["=1+1"], ["a", "b", "c", "d"], [evil]))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
    assert [cell.value for cell in cells][-4:] == evil
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
