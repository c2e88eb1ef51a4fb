"""Rows of small tables that contradict themselves: told with file and row, kept as they are."""

from pathlib import Path

import pytest

from phucvu.records import own_tables
from phucvu.records.lists import read_template, write_template
from phucvu.records.own_tables import write_table

ROWS = [
    ("petition", {"petition_code": "P", "received_at": "2026-08-03", "answered_at": "2026-08-02"}, "days_out_of_order"),
    ("petition", {"petition_code": "P", "received_at": "2026-08-03", "answered_at": "2026-08-03"}, None),
    (
        "petition",
        {"petition_code": "P", "answered_at": "2026-08-03", "published_at": "2026-08-02"},
        "days_out_of_order",
    ),
    ("petition", {"petition_code": "P", "kind": "Cán bộ"}, None),
    ("petition", {"petition_code": "P", "kind": "Khiếu nại"}, "not_a_choice"),
    ("online_service", {"service_code": "S", "level": "Toàn trình"}, None),
    ("online_service", {"service_code": "S", "level": "5"}, "not_a_choice"),
    ("procedure", {"procedure_code": "P", "limit_unit": "ngày làm việc", "online_level": "Một phần"}, None),
    ("procedure", {"procedure_code": "P", "limit_unit": "tuần"}, "not_a_choice"),
    ("certified_copy", {"communes_giving_count": "2", "communes_count": "2"}, None),
    ("certified_copy", {"communes_giving_count": "3", "communes_count": "2"}, "part_above_whole"),
    ("national_report", {"received_count": "-1"}, "negative_number"),
    ("national_report", {"received_count": "0"}, None),
    ("national_report", {"period": "tháng tám"}, "unread_period"),
    ("catalogue_total", {"reached_count": "9", "total_count": "8"}, "part_above_whole"),
    ("catalogue_total", {"criterion": "TTHC có phí, đạt là đã tích hợp thanh toán"}, None),
    ("catalogue_total", {"criterion": "TTHC"}, "not_a_choice"),
]
KEYS = {"agency_code": "H52", "period": "2026-08", "criterion": "online.offered"}


@pytest.mark.parametrize(("record", "cells", "expected"), ROWS)
def test_a_row_as_a_clerk_writes_it(tmp_path: Path, record: str, cells: dict[str, str], expected: str | None) -> None:
    labels = {heading.name: heading.label for heading in own_tables.template(record)}
    row = {name: value for name, value in KEYS.items() if name in labels} | cells
    path = tmp_path / "bang.csv"
    text = [";".join(labels[name] for name in row), ";".join(row.values())]
    path.write_text("\n".join(text), encoding="utf-8-sig")
    (batch,) = own_tables.read(path, record)
    found = [(each.kind, each.row) for each in batch.findings]
    assert found == ([(expected, 1)] if expected else [])
    assert batch.table.num_rows == 1


def test_words_of_a_form_saved_as_csv_become_values(tmp_path: Path) -> None:
    path = tmp_path / "thu-tuc.csv"
    path.write_text("Mã TTHC;Đơn vị thời hạn;Mức độ DVCTT\n1.000001;ngày làm việc;Toàn trình\n", encoding="utf-8-sig")
    (batch,) = own_tables.read(path, "procedure")
    (row,) = batch.table.to_pylist()
    assert (row["limit_unit"], row["online_level"], batch.findings) == ("working_day", 4, ())


def test_a_form_in_excel_is_checked_alike(tmp_path: Path) -> None:
    path = tmp_path / "tong-so.xlsx"
    write_template("catalogue_total", path, [KEYS | {"total_count": 8, "reached_count": 9}])
    (batch,) = read_template(path, "catalogue_total")
    assert [each.kind for each in batch.findings] == ["part_above_whole"]
    assert batch.table.to_pylist()[0]["criterion"] == "online.offered"
    write_table("catalogue_total", batch.table, tmp_path / "tong-so.csv")
    (again,) = own_tables.read(tmp_path / "tong-so.csv")
    assert again.table.equals(batch.table)
