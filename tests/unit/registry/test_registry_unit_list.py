"""The unit list: proposed from a first file, read back with its faults told."""

from datetime import date, datetime
from typing import Any

import pytest

from phucvu.errors import UserError
from phucvu.registry.agency import Agency
from phucvu.registry.unit_list import proposed_level, unit_list_rows
from phucvu.registry.unit_rows import UnitListError, agencies_from_rows

SEEN = [
    ("000.00.67.H52", "UBND huyện Sông Mã", 200),
    ("H52.67", "UBND HUYỆN SÔNG MÃ", 2),
    ("H52.67", "Phòng Tư pháp", 30),
    ("H52.07", "Sở GTVT", 5),
    ("H52", "Sở Nội vụ", 4),
    (None, "sở nội vụ", 3),
    ("G22.99", "UBND xã Mường Bú", 1),
    ("000.05.67.H52", None, 4),
    ("H01.05", "UBND tỉnh An Giang", 1),
]


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Sở Y tế", "department"),
        ("Ban Dân tộc", "department"),
        ("Văn phòng UBND tỉnh", "department"),
        ("UBND huyện Mường La", "district"),
        ("TP. Sơn La", "district"),
        ("UBND Phường Việt Trì", "commune"),
        ("Thị trấn Hát Lót", "commune"),
        ("Đặc khu Phú Quốc", "commune"),
        ("Chi nhánh VPĐKĐĐ Mai Sơn", "sub_unit"),
        ("Công an tỉnh", "vertical"),
        ("Sông Mã", None),
    ],
)
def test_levels_proposed(name: str, level: str | None) -> None:
    assert proposed_level(name) == level


def test_the_template_is_filled_from_the_first_file() -> None:
    rows = unit_list_rows(SEEN, "H52")
    table = [(row["agency_code"], row["name"], row["level"], row["parent_code"], row["dossiers_count"]) for row in rows]
    assert table == [
        ("H52", "UBND tỉnh Sơn La", "province", None, 0),
        ("H52.07", "Sở GTVT", "department", "H52", 5),
        ("H52.TAM001", "Sở Nội vụ", "department", "H52", 7),
        ("H52.67", "UBND huyện Sông Mã", "district", "H52", 232),
        ("H52.TAM002", "UBND xã Mường Bú", "commune", "H52", 1),
        ("H52.67.05", "", None, "H52.67", 4),
    ]
    assert [row["agency_code"] for row in rows if row["is_code_made_up"]] == ["H52.TAM001", "H52.TAM002"]
    assert "Phòng Tư pháp" in rows[3]["remark"]


def test_the_order_of_what_was_seen_does_not_matter() -> None:
    assert unit_list_rows(SEEN[::-1], "H52") == unit_list_rows(SEEN, "H52")


def test_once_completed_it_reads_back() -> None:
    rows = [
        row | {"name": row["name"] or "UBND xã Nà Nghịu", "level": row["level"] or "xã"}
        for row in unit_list_rows(SEEN, "H52")
    ]
    agencies = agencies_from_rows(rows)
    assert [agency.code for agency in agencies] == [row["agency_code"] for row in rows]
    assert [agency.official_order for agency in agencies] == [row["official_order"] for row in rows]


def test_a_row_is_read_whatever_form_its_cells_have() -> None:
    typed: dict[str, Any] = {
        "agency_code": "H52.67",
        "printed_code": "000.00.67.H52",
        "name": "UBND huyện Sông Mã",
        "level": "district",
        "official_order": 5,
        "aliases": "Sông Mã; H. Sông Mã",
        "valid_from": datetime(2004, 1, 1),
        "valid_to": date(2025, 6, 30),
        "is_code_made_up": True,
        "parent_code": None,
        "successors": None,
    }
    written = {
        "agency_code": " 000.00.67.h52",
        "printed_code": "000.00.67.H52",
        "name": "UBND  huyện Sông Mã ",
        "level": "Huyện",
        "official_order": "5.0",
        "aliases": "Sông Mã;H. Sông Mã;",
        "valid_from": "01/01/2004",
        "valid_to": "2025-06-30 00:00:00",
        "is_code_made_up": "x",
    }
    expected = Agency(
        "H52.67",
        "UBND huyện Sông Mã",
        "district",
        printed_code="000.00.67.H52",
        aliases=("Sông Mã", "H. Sông Mã"),
        official_order=5,
        valid_from=date(2004, 1, 1),
        valid_to=date(2025, 6, 30),
        is_code_made_up=True,
    )
    assert agencies_from_rows([typed]) == agencies_from_rows([written]) == [expected]


GOOD = {"agency_code": "H52", "name": "UBND tỉnh Sơn La", "level": "tỉnh"}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"name": "Sở Y tế", "level": "sở"}, "Dòng 3: thiếu mã đơn vị"),
        ({"agency_code": "H52.1", "level": "sở"}, "Dòng 3: đơn vị H52.1 thiếu tên"),
        ({"agency_code": "H52.1", "name": "Sở Y tế", "level": "cấp 2"}, "Dòng 3: cấp “cấp 2”"),
        ({"agency_code": "000.00.00.H52", "name": "UBND", "level": "tỉnh"}, "Dòng 3: mã H52 đã có ở dòng 2"),
        (
            {"agency_code": "H52.1", "name": "Sở Y tế", "level": "sở", "parent_code": "H53"},
            "Dòng 3: mã cấp trên H53 không có",
        ),
        (
            {"agency_code": "H52.1", "name": "Sở Y tế", "level": "sở", "successors": "H52;H52.9"},
            "Dòng 3: mã đơn vị kế thừa H52.9 không có",
        ),
        (
            {"agency_code": "H52.1", "name": "Sở Y tế", "level": "sở", "valid_to": "hết năm"},
            "Dòng 3: “hết năm” không phải là ngày",
        ),
        ({"agency_code": "H52.1", "name": "Sở Y tế", "level": "sở", "official_order": "đầu"}, "Dòng 3: thứ tự “đầu”"),
        ({"agency_code": "H52.1", "name": "Sở Y tế", "level": "sở", "parent_code": "H52.1"}, "vòng cấp trên"),
    ],
)
def test_faults_are_sentences_with_their_row(row: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError) as error:
        agencies_from_rows([GOOD, row])
    assert sentence in str(error.value)


def test_all_faults_are_told_at_once_and_empty_rows_passed_over() -> None:
    bad = [{"agency_code": f"H52.{n}", "name": "", "level": "sở"} for n in range(1, 14)]
    with pytest.raises(UnitListError) as error:
        agencies_from_rows([{"agency_code": None, "name": ""}, *bad])
    assert len(error.value.sentences) == 13
    assert error.value.sentences[0].startswith("Dòng 3:")
    assert str(error.value).endswith("… và 3 lỗi khác.")
