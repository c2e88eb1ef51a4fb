"""Heading rows of real exports: each list maps to its columns, each report is refused by its name."""

import csv
import random
from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phucvu.errors import UserError
from phucvu.records.lists.headings import meaning, words
from phucvu.records.lists.mapping import is_personal, list_columns, type_of
from phucvu.records.lists.proposing import propose
from phucvu.records.lists.reader import read

LINES = list(csv.DictReader((Path(__file__).parent / "heading_sets.csv").open(encoding="utf8")))
SETS = {name: list(lines) for name, lines in groupby(LINES, key=lambda line: line["set"])}
LISTS = {name: lines for name, lines in SETS.items() if lines[0]["kind"] in ("dossier list", "overdue list")}
REFUSED = {
    "payment list": "biên lai",
    "satisfaction list": "đánh giá hài lòng",
    "summary report": "báo cáo tổng hợp",
    "766 report": "766",
}


def cell(column: str, at: int) -> object:
    """A cell as such a column holds them, not the same in any two rows."""
    if column == "dossier_code":
        return f"000.00.67.H52-230504-{at:04d}"
    if type_of(column) == "moment":
        return f"{at + 1:02d}/05/2023 08:30"
    return {"status": "Đang xử lý", "phone": f"09120000{at:02d}"}.get(column, f"Chữ {at}" if column else None)


@pytest.mark.parametrize("name", LISTS)
def test_real_list_maps_every_column_and_is_certain(name: str, xlsx: Callable[..., Path]) -> None:
    headings = [line["heading"] for line in LISTS[name]]
    targets = [line["column"] for line in LISTS[name]]
    path = xlsx([headings, *([cell(column, at) for column in targets] for at in range(3))])

    mapping = propose(path)

    assert mapping.is_certain, (mapping.doubts, mapping.missing)
    assert [mapping.columns[heading] or "" for heading in headings] == targets
    batches = list(read(path, mapping))
    assert batches[0].table.num_rows == 3
    assert ("applicant" in [batch.record for batch in batches]) == any(map(is_personal, targets))


@pytest.mark.parametrize(
    "name", [name for name, lines in SETS.items() if lines[0]["kind"] in REFUSED and name != "E31"]
)
def test_report_is_refused_by_its_name(name: str, xlsx: Callable[..., Path]) -> None:
    headings = [line["heading"] for line in SETS[name]]
    path = xlsx([headings, ["1", "Sở Tư pháp", *range(len(headings) - 2)]])
    with pytest.raises(UserError, match=REFUSED[SETS[name][0]["kind"]]):
        propose(path)


def test_points_of_units_are_a_unit_table(xlsx: Callable[..., Path]) -> None:
    headings = [line["heading"] for line in SETS["E31"]]
    mapping = propose(xlsx([headings, [1, "STP", "Sở Tư pháp", "H52.16", "SO", 1, 9, 20, 6, 5, 4, 3, 18, 56, 1]]))
    assert mapping.kind == "unit_table"
    assert mapping.columns["TDGQ"] == "progress"


def test_register_without_codes_is_read_by_nobody(xlsx: Callable[..., Path]) -> None:
    headings = [line["heading"] for line in SETS["E23"]]
    mapping = propose(xlsx([["Từ ngày 01/05/2014 đến ngày 31/05/2014"], headings, ["1", "Nguyễn Văn A", *["x"] * 8]]))
    assert not mapping.is_certain
    assert "mã hồ sơ" in mapping.missing[0]


def test_every_heading_leads_to_a_column_of_the_schemas() -> None:
    assert set(words()["columns"]) <= list_columns()


@pytest.mark.parametrize(
    "heading",
    [
        "MÃ HỒ SƠ",
        "ma ho so",
        "Mã  hồ\nsơ",
        "Ma\u0303 h\u00f4\u0300 s\u01a1",
        "Mã hồ sơ (*)",
        "Thông tin / Mã hồ sơ",
        "Mã_hồ_sơ",
    ],
)
def test_heading_in_any_writing_is_the_code(heading: str) -> None:
    assert meaning(heading).column == "dossier_code"


@pytest.mark.parametrize("heading", ["Hạn xử lý", "Còn lại", "Quá hạn"])
def test_deadline_of_a_step_is_not_the_promise(heading: str) -> None:
    assert meaning(heading).column is None


@given(order=st.permutations(range(7)))
def test_order_of_columns_changes_nothing(order: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    headings = ["STT", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Chủ hồ sơ", "Trạng thái"]
    rows = [
        headings,
        ["1", "H52.67-230504-0062", "04/05/2023", "9/5/23", "10:15 10/05/2023", "Bà Hoa", "Đã trả kết quả"],
    ]
    path = tmp_path_factory.mktemp("order") / f"{random.random()}.csv"
    path.write_text("\n".join(",".join(row[at] for at in order) for row in rows), "utf8")

    batch, applicants = read(path)

    (row,) = batch.table.to_pylist()
    assert row["dossier_code"] == "H52.67-230504-0062"
    assert row["received_at"] == datetime(2023, 5, 4)
    assert row["promised_at"] == datetime(2023, 5, 9, 23, 59, 59)
    assert row["finished_at"] == datetime(2023, 5, 10, 10, 15)
    assert row["status"] == 10
    assert applicants.table.to_pylist()[0]["owner_name"] == "Bà Hoa"


def test_report_of_three_merged_rows_is_refused_too(xlsx: Callable[..., Path]) -> None:
    path = xlsx(
        [
            ["BÁO CÁO TIẾN ĐỘ GIẢI QUYẾT"],
            ["STT", "Đơn vị", "Tiếp nhận", None, None, "Đã xử lý", None],
            [None, None, "Tổng số", "Trong kỳ", None, "Trước hạn", "Quá hạn"],
            [None, None, None, "Trực tuyến", "Trực tiếp", None, None],
            ["(1)", "(2)", "(3=4+5)", "(4)", "(5)", "(6)", "(7)"],
            [1, "Sở Y tế", 10, 4, 6, 3, 7],
        ],
        merge=("A1:G1", "A2:A4", "B2:B4", "C2:E2", "D3:E3", "F2:G2", "C3:C4", "F3:F4", "G3:G4"),
    )
    with pytest.raises(UserError, match="766"):
        propose(path)
