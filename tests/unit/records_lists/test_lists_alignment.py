"""Twelve headings over eleven cells."""

from collections.abc import Callable
from pathlib import Path

import pytest

from phucvu.errors import UserError
from phucvu.records import lists

HEADINGS = [
    "STT",
    "Đơn vị tiếp nhận",
    "Lĩnh vực",
    "Mã hồ sơ",
    "Trạng thái",
    "Địa chỉ",
    "Chủ hồ sơ",
    "Ngày nhận",
    "Ngày hẹn trả",
]
ROW = ["1", "Sở Y tế", "Y tế", "H52.67-230504-0001", "Đang xử lý", "Bản Hẹo", "Lò Thị Hoa", "04/05/2023", "09/05/2023"]


def listed(html: Callable[..., Path], omitted: str, times: int = 3) -> Path:
    rows = [[cell for cell, heading in zip(ROW, HEADINGS, strict=True) if heading != omitted] for _ in range(times)]
    return html([HEADINGS, *rows])


def test_the_cells_tell_which_one_is_missing(html: Callable[..., Path]) -> None:
    proposal = lists.propose(listed(html, "Trạng thái"))
    assert proposal.is_certain
    assert proposal.mapping["omitted"] == "Trạng thái"
    assert any("9 tiêu đề" in sentence and "8 ô" in sentence for sentence in proposal.sentences)


def test_names_that_cannot_be_told_apart_are_left_empty(html: Callable[..., Path]) -> None:
    path = listed(html, "Địa chỉ")
    proposal = lists.propose(path)
    assert proposal.is_certain
    batches = list(lists.read(path))
    row = batches[0].table.to_pylist()[0]
    assert (row["dossier_code"], row["status"], row["received_at"].day) == ("H52.67-230504-0001", 4, 4)
    assert row["receiving_name"] == "Sở Y tế"
    assert "applicant" not in [batch.record for batch in batches]


def test_agency_that_may_be_a_field_needs_a_person(html: Callable[..., Path]) -> None:
    path = listed(html, "Lĩnh vực")
    proposal = lists.propose(path)
    assert "omitted" in proposal.doubts[0]
    with pytest.raises(UserError, match="9 tiêu đề nhưng mỗi dòng có 8 ô"):
        lists.read(path)
    (batch, _) = lists.read(path, proposal.mapping | {"omitted": "Lĩnh vực"})
    row = batch.table.to_pylist()[0]
    assert (row["receiving_name"], row["field_name"], row["status"]) == ("Sở Y tế", None, 4)


def test_one_of_two_dates_is_never_guessed(html: Callable[..., Path]) -> None:
    proposal = lists.propose(listed(html, "Ngày hẹn trả"))
    assert "“Ngày nhận”, “Ngày hẹn trả”" in proposal.doubts[0]


def test_as_many_cells_as_headings_need_no_alignment(html: Callable[..., Path]) -> None:
    assert lists.propose(html([HEADINGS, ROW])).mapping["omitted"] is None
