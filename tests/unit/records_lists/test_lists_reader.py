"""Traps of real lists, one drawn example each."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from phucvu.errors import UserError
from phucvu.records import lists
from phucvu.records.batch import Batch
from phucvu.records.settings import SourceSettings

HEADINGS = ["STT", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý"]
CODE = "000.00.67.H52-230504-{:04d}"


def line(at: int, **cells: Any) -> list[Any]:
    row = {"order": at, "code": CODE.format(at), "received": "04/05/2023", "promised": "09/05/2023", "ended": None}
    return list((row | cells).values())


def dossiers(path: Path, **options: Any) -> Batch:
    (batch,) = [batch for batch in lists.read(path, **options) if batch.record == "dossier"]
    assert batch.rows_read == batch.table.num_rows + len(batch.rejects)
    return batch


def codes(batch: Batch) -> list[str]:
    return [code[-4:] for code in batch.table["dossier_code"].to_pylist()]


def test_letterhead_group_headings_numbers_sections_pages_and_total(xlsx: Callable[..., Path]) -> None:
    groups = ["STT", "Mã hồ sơ", "Ngày", None, None]
    under = [None, None, "tiếp nhận", "hẹn trả", "kết thúc xử lý"]
    path = xlsx(
        [
            ["UBND TỈNH", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            [],
            ["DANH SÁCH HỒ SƠ"],
            groups,
            under,
            ["(1)", "(2)", "(3)", "(4)", "(5 = 4-3)"],
            ["I", "SỞ TƯ PHÁP"],
            line(1),
            [None] * 5,
            HEADINGS,
            line(2),
            ["Tổng cộng: 2 hồ sơ"],
            ["Người lập biểu", None, None, "THỦ TRƯỞNG ĐƠN VỊ"],
            [None, None, None, "Nguyễn Văn A"],
        ],
        merge=("A3:E3", "A4:A5", "B4:B5", "C4:E4", "A12:E12"),
    )
    batch = dossiers(path)
    assert codes(batch) == ["0001", "0002"]
    assert batch.rows.to_pylist() == [8, 11]
    assert batch.rows_read == 2
    assert batch.table["promised_at"].to_pylist() == [datetime(2023, 5, 9, 23, 59, 59)] * 2


def test_dates_of_one_column_in_every_form_are_one_day(xlsx: Callable[..., Path]) -> None:
    written = ["04/05/2023", "4/5/23", "08:30 04/05/2023", "04/05/2023 08:30:00", "2023-05-04", "20230504083000"]
    written += [45050, 45050.354166, datetime(2023, 5, 4, 8, 30), "2023-05-04T01:30:00Z"]
    batch = dossiers(xlsx([HEADINGS, *(line(at, received=text) for at, text in enumerate(written))]))
    assert {moment.date().isoformat() for moment in batch.table["received_at"].to_pylist()} == {"2023-05-04"}
    assert not batch.findings


def test_words_for_no_date_are_null_and_odd_dates_are_found(xlsx: Callable[..., Path]) -> None:
    ends = ["Chưa kết thúc", "-", "null", "30/02/2023", "04/05/3023", "mai"]
    batch = dossiers(xlsx([HEADINGS, *(line(at, ended=text) for at, text in enumerate(ends, 1))]))
    assert batch.table["finished_at"].null_count == 6
    found = [(finding.kind, finding.row, finding.column) for finding in batch.findings]
    assert found == [("odd_date", row, "Ngày kết thúc xử lý") for row in (5, 6, 7)]


def test_row_without_code_is_rejected_with_its_row_and_heading(xlsx: Callable[..., Path]) -> None:
    batch = dossiers(xlsx([HEADINGS, line(1), line(2, code=None), line(3, code="không có"), line(4)]))
    assert codes(batch) == ["0001", "0004"]
    assert [(reject.row, reject.column) for reject in batch.rejects] == [(3, "Mã hồ sơ"), (4, "Mã hồ sơ")]
    assert batch.rejects[0].sentence == "Không có mã hồ sơ."


def test_findings_of_codes(xlsx: Callable[..., Path]) -> None:
    rows = [
        line(1),
        line(2, code="TN02-CX-17"),
        line(3, code="000.00.17.H11-230504-0003"),
        line(1),
        line(5, received=""),
    ]
    batch = dossiers(xlsx([HEADINGS, *rows]), settings=SourceSettings(province_code="H52"))
    kinds = [(finding.kind, finding.row) for finding in batch.findings]
    assert kinds == [("legacy_code", 3), ("other_province", 4), ("repeated_in_file", 5), ("no_received_at", 6)]
    assert batch.table["printed_code"].to_pylist()[1] == "TN02-CX-17"


def test_columns_the_list_lacks_are_null_and_said_once(xlsx: Callable[..., Path]) -> None:
    batch = dossiers(xlsx([["Mã hồ sơ", "Ngày hẹn trả"], [CODE.format(1), "09/05/2023"], [CODE.format(2), None]]))
    (finding,) = batch.findings
    assert (finding.kind, finding.row) == ("no_received_at", None)
    carried = {name for name in batch.table.column_names if batch.table[name].null_count < 2}
    assert carried == {"dossier_code", "printed_code", "prefix_code", "code_on", "promised_at"}


def test_personal_columns_go_apart_and_into_no_finding(xlsx: Callable[..., Path]) -> None:
    headings = [*HEADINGS, "Chủ hồ sơ", "Số điện thoại", "Trạng thái"]
    path = xlsx([headings, [*line(1), "Lò Thị Hoa", 912345678.0, "lạ lùng"], [*line(2), None, None, "Đang xử lý"]])
    batch, applicants = lists.read(path)
    assert applicants.table.to_pylist()[0]["phone"] == "912345678"
    assert applicants.table.num_rows == 1
    assert applicants.rows_read == 0
    assert "Hoa" not in str(batch.table.to_pylist()) + str(batch.findings)
    assert [finding.kind for finding in batch.findings] == ["unknown_status"]


def test_statuses_of_the_source_win(xlsx: Callable[..., Path]) -> None:
    path = xlsx([[*HEADINGS, "Trạng thái"], [*line(1), "Đã xử lý"], [*line(2), "ĐANG  XỬ LÝ"]])
    mapping = lists.propose(path).mapping | {"statuses": {"Đã xử lý": 9}}
    assert dossiers(path, mapping=mapping).table["status"].to_pylist() == [9, 4]


def test_agency_columns_are_kept_as_written(xlsx: Callable[..., Path]) -> None:
    headings = [*HEADINGS, "Đơn vị tiếp nhận", "Cơ quan/đơn vị", "Phòng ban"]
    batch = dossiers(xlsx([headings, [*line(1), "Trung tâm  PVHCC", "UBND huyện Sông Mã", "Phòng TN&MT"]]))
    row = batch.table.to_pylist()[0]
    assert row["receiving_name"] == "Trung tâm PVHCC"
    assert row["handling_name"] == "UBND huyện Sông Mã"


def test_vertical_merges_name_each_of_their_rows(xlsx: Callable[..., Path]) -> None:
    path = xlsx([["Đơn vị giải quyết", *HEADINGS], ["Sở Y tế", *line(1)], [None, *line(2)]], merge=("A2:A3",))
    assert dossiers(path).table["handling_name"].to_pylist() == ["Sở Y tế"] * 2


def test_equal_headings_with_different_cells_need_a_person(xlsx: Callable[..., Path]) -> None:
    headings = [*HEADINGS[:3], "Ngày hẹn trả", "Ngày hẹn trả"]
    alike = [headings, [1, CODE.format(1), "04/05/2023", "09/05/2023", "09/05/2023"]]
    assert lists.propose(xlsx(alike)).is_certain
    differ = xlsx([headings, [1, CODE.format(1), "04/05/2023", "09/05/2023", "19/05/2023"]], name="differ.xlsx")
    proposal = lists.propose(differ)
    assert "“Ngày hẹn trả” và “Ngày hẹn trả [2]”" in proposal.doubts[0]
    with pytest.raises(UserError, match="Chưa đủ chắc"):
        lists.read(differ)
    decided = proposal.mapping | {
        "columns": proposal.mapping["columns"] | {"Ngày hẹn trả": "promised_at", "Ngày hẹn trả [2]": None}
    }
    assert dossiers(differ, mapping=decided).table["promised_at"].to_pylist()[0].day == 9


def test_receipt_numbers_are_codes_only_when_they_look_it(xlsx: Callable[..., Path]) -> None:
    headings = ["Số biên nhận", "Tên người nộp", "Ngày hẹn trả"]
    assert not lists.propose(xlsx([headings, ["152", "Hoa", "09/05/2023"]])).is_certain
    assert lists.propose(xlsx([headings, [CODE.format(1), "Hoa", "09/05/2023"]], name="b.xlsx")).is_certain


def test_sheets_with_equal_headings_are_read_together_hidden_ones_not(xlsx: Callable[..., Path]) -> None:
    import openpyxl

    path = xlsx(**{"Sở A": [HEADINGS, line(1)], "Sở B": [["DANH SÁCH"], HEADINGS, line(2)], "Ẩn": [HEADINGS, line(3)]})
    book = openpyxl.load_workbook(path)
    book["Ẩn"].sheet_state = "hidden"
    book.save(path)
    batches = [batch for batch in lists.read(path) if batch.record == "dossier"]
    assert [(batch.file, codes(batch)) for batch in batches] == [
        ("list.xlsx [Sở A]", ["0001"]),
        ("list.xlsx [Sở B]", ["0002"]),
    ]


def test_sheet_with_other_headings_is_doubted_and_can_be_chosen(xlsx: Callable[..., Path]) -> None:
    path = xlsx(A=[HEADINGS, line(1), line(2)], B=[["Mã hồ sơ", "Ngày trả"], [CODE.format(3), "01/05/2023"]])
    proposal = lists.propose(path)
    assert "“B”" in proposal.doubts[0]
    assert codes(dossiers(path, mapping=proposal.mapping | {"sheets": ["A"]})) == ["0001", "0002"]


def test_dossier_named_like_a_total_is_a_dossier(xlsx: Callable[..., Path]) -> None:
    headings = ["Tên thủ tục hành chính", *HEADINGS]
    path = xlsx([headings, ["Tổng số kiểm kê đất", *line(1)], ["Tổng số", None, 1]])
    assert codes(dossiers(path)) == ["0001"]


def test_forty_thousand_rows_are_read_whole(text: Callable[..., Path]) -> None:
    rows = "\n".join(f"{at};{CODE.format(at % 9999)}{at // 9999};04/05/2023 08:00;09/05/2023;" for at in range(40_000))
    batch = dossiers(text(";".join(HEADINGS) + "\n" + rows))
    assert batch.rows_read == 40_000
    assert batch.rows[-1].as_py() == 40_001
