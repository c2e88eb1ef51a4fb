"""Published figures: unit tables as pasted, and the province's own points."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from phucvu.errors import UserError
from phucvu.records import lists
from phucvu.records.batch import Scope
from phucvu.records.lists.reading import parse_figure

SCOPE = Scope("all", periods=("2023-05",), extracted_at=datetime(2023, 5, 31, 16, 30))
CODES = {"Sở Tư pháp": "H52.16", "UBND huyện Sông Mã": "H52.67"}
TABLE = (
    "Một số tiêu chí tháng 5/2023\n"
    "STT\tTên đơn vị\tTổng số hồ sơ xử lý quá hạn\tTỷ lệ hồ sơ nộp trực tuyến (%)\tMức độ hài lòng (%)\t"
    "Số lượng chứng thực điện tử\n"
    "(1)\t(2)\t(3)\t(4)\t(5)\t(6)\n"
    "I\tCác sở\t\t\t\t\n"
    "1\tSở Tư pháp\t7\t85,2\t33,3\t-\n"
    "2\tSở Kế hoạch\t<i>(Không có số liệu)</i>\t0\t(Không phát sinh)\tx\n"
    "3\tUBND huyện Sông Mã\t1.244\t83\t100\t\n"
    "Tổng cộng\t\t1251\t\t\t\n"
)


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        ("16,7", ("16.7", None, "measured")),
        ("67", ("67", None, "measured")),
        (67.0, ("67", None, "measured")),
        (85.2, ("85.2", None, "measured")),
        ("100,00 %", ("100.00", None, "measured")),
        ("0", ("0", None, "measured")),
        ("1.244", ("1244", None, "measured")),
        ("53,63/100", ("53.63", "100", "measured")),
        ("33/63", ("33", "63", "measured")),
        ("-", (None, None, "not_applicable")),
        ("(Không có số liệu)", (None, None, "not_received")),
        ("<i>(Không phát sinh)</i>", (None, None, "no_cases")),
        ("", (None, None, None)),
        ("khá", (None, None, None)),
    ],
)
def test_printed_figure(cell: Any, figure: tuple[str | None, str | None, str | None]) -> None:
    assert parse_figure(cell) == figure


def read_units(path: Path) -> tuple[dict[tuple[str, str], tuple[str | None, str]], Any]:
    mapping = lists.with_reading(lists.propose(path).mapping, path, SCOPE, CODES.get)
    (batch,) = lists.read(path, mapping)
    return {(r["agency_code"], r["item"]): (r["value"], r["state"]) for r in batch.table.to_pylist()}, batch


def test_unit_table_keeps_the_four_states_apart(text: Callable[..., Path]) -> None:
    figures, batch = read_units(text(TABLE, name="units.tsv"))
    assert figures == {
        ("H52.16", "overdue"): ("7", "measured"),
        ("H52.16", "filed_online_ratio"): ("85.2", "measured"),
        ("H52.16", "satisfaction_ratio"): ("33.3", "measured"),
        ("H52.16", "certified_copies"): (None, "not_applicable"),
        ("Sở Kế hoạch", "overdue"): (None, "not_received"),
        ("Sở Kế hoạch", "filed_online_ratio"): ("0", "measured"),
        ("Sở Kế hoạch", "satisfaction_ratio"): (None, "no_cases"),
        ("H52.67", "overdue"): ("1244", "measured"),
        ("H52.67", "filed_online_ratio"): ("83", "measured"),
        ("H52.67", "satisfaction_ratio"): ("100", "measured"),
    }
    assert [(finding.kind, finding.row) for finding in batch.findings] == [("unknown_agency", 6), ("odd_number", 6)]
    row = batch.table.to_pylist()[0]
    assert (row["period"], row["read_at"], row["source"]) == ("2023-05", SCOPE.extracted_at, "typed")
    assert batch.rows_read == 3


def test_unit_table_covers_official_readings_of_the_period_in_its_title(text: Callable[..., Path]) -> None:
    scope = lists.propose_scope(text(TABLE, name="units.tsv"))
    assert (scope.records, scope.periods, scope.extracted_at) == (("official_reading",), ("2023-05",), None)


def test_unit_table_without_time_or_period_asks_for_it(text: Callable[..., Path]) -> None:
    path = text(TABLE, name="units.tsv")
    mapping = lists.propose(path).mapping
    with pytest.raises(UserError, match="--extracted-at"):
        lists.read(path, mapping)
    for scope, flag in (
        (replace(SCOPE, periods=("*",)), "--period"),
        (replace(SCOPE, extracted_at=None), "--extracted-at"),
    ):
        with pytest.raises(UserError, match=flag):
            lists.with_reading(mapping, path, scope, CODES.get)


def test_repeated_item_is_doubted(text: Callable[..., Path]) -> None:
    path = text("Đơn vị\tHồ sơ quá hạn\tSố hồ sơ quá hạn\nSở Tư pháp\t1\t2\n", name="units.tsv")
    assert "lặp lại" in lists.propose(path).doubts[0]


LINES = """Số liệu tại thời điểm 16h30' ngày 31/5/2023, tháng 5/2023
1. Tổng số điểm tỉnh đạt: 53,63/100 điểm, xếp hạng 33/63 tỉnh, thành phố
- Dịch vụ công trực tuyến đạt 6,7/12 điểm;
- Thanh toán trực tuyến đạt 4,0/10 điểm, xếp thứ 52/63 tỉnh, thành phố;
"""
POINTS = {"total": ("53.63", "100"), "place": ("33", "63"), "online": ("6.7", "12"), "payment": ("4.0", "10")}
POINTS["payment.place"] = ("52", "63")


def read_province(path: Path) -> dict[str, tuple[str, str]]:
    mapping = lists.with_reading(lists.propose(path).mapping, path, SCOPE, CODES.get, province_code="H52")
    (batch,) = lists.read(path, mapping)
    assert set(batch.table["agency_code"].to_pylist()) == {"H52"}
    return {row["item"]: (row["value"], row["max_value"]) for row in batch.table.to_pylist()}


def test_lines_pasted_from_a_letter(text: Callable[..., Path]) -> None:
    path = text(LINES, name="letter.txt")
    assert read_province(path) == POINTS
    scope = lists.propose_scope(path)
    assert (scope.periods, scope.extracted_at) == (("2023-05",), datetime(2023, 5, 31, 16, 30))


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 0, 1)])
def test_table_of_points_in_any_order_of_columns(xlsx: Callable[..., Path], order: tuple[int, ...]) -> None:
    rows = [
        ["Chỉ tiêu", "Điểm đạt được", "Điểm tối đa", "Xếp hạng"],
        ["Tổng điểm", "53,63", 100, "33/63"],
        ["Dịch vụ công trực tuyến", "6,7", 12, None],
        ["Thanh toán trực tuyến", "4,0", 10, "52/63"],
    ]
    assert read_province(xlsx([[row[at] for at in order] for row in rows])) == POINTS


def test_prose_is_no_reading(text: Callable[..., Path]) -> None:
    assert not lists.looks_like_list(text("Năm nay tiến độ tốt.\nHọp lúc 8/10.\n", name="x.txt"))
