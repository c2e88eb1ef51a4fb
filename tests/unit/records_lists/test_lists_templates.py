"""The office's forms: written, filled in, read back."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from phucvu.errors import UserError
from phucvu.records import lists, sources
from phucvu.records.schema import record_types

UNITS = [
    {"agency_code": "H52", "name": "UBND tỉnh Sơn La", "level": "province", "remark": "Kiểm tra"},
    {
        "agency_code": "H52.67",
        "printed_code": "000.00.67.H52",
        "name": "UBND huyện Sông Mã",
        "level": "district",
        "parent_code": "H52",
        "official_order": 3,
        "valid_to": date(2025, 6, 30),
        "is_code_made_up": False,
    },
]


@pytest.mark.parametrize("record", sorted(record_types()))
def test_every_record_has_a_form_that_is_read_back_empty(record: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    lists.write_template(record, path)
    assert lists.template_record(path) == record
    (batch,) = lists.read(path)
    assert (batch.record, batch.rows_read) == (record, 0)


def test_unit_list_comes_back_as_it_was_filled(tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    lists.write_template("agency", path, UNITS)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [sheet["A1"].value, sheet["F2"].value] == ["Mã đơn vị (dạng chuẩn)", "Tỉnh"]
    assert [cell.value for cell in sheet[1]][-1] == "Cần kiểm tra"
    assert {str(rule.sqref) for rule in sheet.data_validations.dataValidation} == {"F2:F20001", "M2:M20001"}
    (batch,) = lists.read(path)
    for written, back in zip(UNITS, batch.table.to_pylist(), strict=True):
        assert {name: back[name] for name in written if name != "remark"} == {
            name: value for name, value in written.items() if name != "remark"
        }


def test_filled_by_hand_with_words_codes_and_days(tmp_path: Path) -> None:
    path = tmp_path / "units.xlsx"
    lists.write_template("agency", path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[1]}
    filled = {
        "Mã đơn vị (dạng chuẩn)": "000.00.67.H52",
        "Tên đơn vị": "Sông Mã",
        "Cấp": "huyện",
        "Đến ngày": "30/6/2025",
    }
    for heading, value in filled.items():
        sheet.cell(2, places[heading], value)
    sheet.cell(3, places["Tên đơn vị"], "Thiếu mã")
    sheet.cell(4, places["Mã đơn vị (dạng chuẩn)"], "H52.68")
    sheet.cell(4, places["Đến ngày"], "31/02/2025")
    book.save(path)

    (batch,) = lists.read_template(path, "agency")

    first = batch.table.to_pylist()[0]
    assert (first["agency_code"], first["level"], first["valid_to"]) == ("H52.67", "district", date(2025, 6, 30))
    assert [(reject.row, reject.column) for reject in batch.rejects] == [(3, "Mã đơn vị (dạng chuẩn)")]
    assert "Mã đơn vị" in batch.rejects[0].sentence
    assert [(finding.kind, finding.row, finding.column) for finding in batch.findings] == [("odd_date", 4, "Đến ngày")]


def test_form_goes_through_the_front_door(tmp_path: Path) -> None:
    path = tmp_path / "ratings.xlsx"
    row = {"dossier_code": "H52.67-230504-0001", "rated_at": datetime(2023, 5, 6, 9), "rating": 3}
    lists.write_template("rating", path, [row])
    assert openpyxl.load_workbook(path).worksheets[0]["C2"].value == "Không hài lòng"
    (batch,) = sources.read([path])
    assert batch.table.to_pylist() == [row]
    assert lists.propose_scope(path).records == ("rating",)


def test_unknown_record_and_foreign_workbook(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="agency_mapping"):
        lists.write_template("agencies", tmp_path / "x.xlsx")
    lists.write_template("rating", tmp_path / "x.xlsx")
    with pytest.raises(UserError, match="“Mã đơn vị"):
        list(lists.read_template(tmp_path / "x.xlsx", "agency"))


def test_form_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Không ghi được"):
        lists.write_template("rating", tmp_path / "none" / "x.xlsx")
