"""What a list covers is proposed with reasons; certain only when the title says it and the rows agree."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phucvu.records import lists
from phucvu.records.lists.title import extracted_in, kind_in, period_in, whole_period

HEADINGS = ["STT", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày có kết quả"]


def rows(*ends: str | None, unit: str = "67") -> list[list[Any]]:
    return [
        [at, f"000.00.{unit}.H52-230504-{at:04d}", "04/05/2023", "09/05/2023", end] for at, end in enumerate(ends, 1)
    ]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("DANH SÁCH HỒ SƠ ĐÃ XỬ LÝ QUÁ HẠN", "overdue_late"),
        ("Hồ sơ đang giải quyết quá hạn", "overdue_open"),
        ("HO SO DANG XU LY QUA HAN", "overdue_open"),
        ("Hồ sơ trễ hạn", "overdue"),
        ("Hồ sơ đang xử lý", "open"),
        ("Danh sách hồ sơ tiếp nhận", None),
    ],
)
def test_kind_in_a_title(title: str, kind: str | None) -> None:
    assert kind_in(title) == kind


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Từ ngày 01/05/2023 đến ngày 31/05/2023", "2023-05"),
        ("(tu ngay 1/5/2023 den het ngay 15/5/2023)", "2023-05-01/2023-05-15"),
        ("Từ ngày: 01/07/2026 - Đến ngày: 30/09/2026", "2026-Q3"),
        ("01/01/2025 - 31/12/2025", "2025"),
        ("TRONG THÁNG 5/2023", "2023-05"),
        ("tháng 05 năm 2023", "2023-05"),
        ("Quý III/2026", "2026-Q3"),
        ("6 tháng đầu năm 2025", "2025-H1"),
        ("Tuần 35/2026", "2026-W35"),
        ("Năm 2024", "2024"),
        ("Sơn La, ngày 31 tháng 13 năm 2023", "2023"),
        ("Danh sách hồ sơ", None),
    ],
)
def test_period_in_a_title(title: str, name: str | None) -> None:
    found = period_in(title)
    assert (found.name if found else None) == name


@given(first=st.dates(date(2020, 1, 1), date(2030, 12, 31)), days=st.integers(0, 800))
def test_any_span_in_a_title_is_read_back(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    found = period_in(f"Từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}")
    assert found == whole_period(first, last)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("xuất lúc 16:30 ngày 31/05/2023", datetime(2023, 5, 31, 16, 30)),
        ("Thời điểm xuất báo cáo: 31/05/2023 16:30:05", datetime(2023, 5, 31, 16, 30, 5)),
        ("(Số liệu tại thời điểm 16h30' ngày 31/5/2023)", datetime(2023, 5, 31, 16, 30)),
        ("Số liệu tính đến 31/05/2023", datetime(2023, 5, 31, 23, 59, 59)),
        ("Từ ngày 01/05/2023 đến ngày 31/05/2023", None),
    ],
)
def test_moment_of_extraction_in_a_text(text: str, moment: datetime | None) -> None:
    assert extracted_in(text) == moment


def test_title_and_rows_that_agree_are_certain(html: Callable[..., Path]) -> None:
    head = "".join(
        f"<tr><td colspan=5>{line}</td></tr>"
        for line in ("HỒ SƠ QUÁ HẠN ĐÃ GIẢI QUYẾT", "Tháng 5/2023", "Ngày xuất: 01/06/2023 08:15")
    )
    proposal = lists.scope_proposal(html([HEADINGS, *rows("10/05/2023", "11/05/2023")], head))
    assert proposal.is_certain
    assert proposal.scope.kind == "overdue_late"
    assert proposal.scope.periods == ("2023-05",)
    assert proposal.scope.agencies == ("H52.67",)
    assert proposal.scope.extracted_at == datetime(2023, 6, 1, 8, 15)
    assert len(proposal.reasons) == 4


def test_title_the_rows_deny_is_not_believed(xlsx: Callable[..., Path]) -> None:
    path = xlsx([["HỒ SƠ QUÁ HẠN"], HEADINGS, *rows("05/05/2023", "11/05/2023")])
    proposal = lists.scope_proposal(path)
    assert not proposal.is_certain
    assert "1 trên 2 hồ sơ kết thúc đúng hạn" in proposal.reasons[0]


@pytest.mark.parametrize(
    ("ends", "kind"),
    [
        (["10/05/2023"] * 5, "overdue_late"),
        ([None] * 5, "open"),
        (["10/05/2023"] * 4, "all"),
        (["08/05/2023"] * 5, "all"),
    ],
)
def test_rows_alone_propose_and_never_are_certain(xlsx: Callable[..., Path], ends: list[str], kind: str) -> None:
    path = xlsx([HEADINGS, *rows(*ends)])
    assert lists.propose_scope(path).kind == kind
    assert not lists.is_scope_certain(path)


def test_overdue_list_without_ends_is_open(xlsx: Callable[..., Path]) -> None:
    assert lists.propose_scope(xlsx([["Hồ sơ quá hạn"], HEADINGS, *rows(None, None)])).kind == "overdue_open"


def test_period_and_time_from_rows_and_file(xlsx: Callable[..., Path]) -> None:
    path = xlsx([HEADINGS, *rows(None), *rows("20/05/2023", unit="68")])
    book = openpyxl.load_workbook(path)
    for saved_at, expected in ((datetime(2023, 6, 2, 3), datetime(2023, 6, 2, 10)), (datetime(2023, 5, 1), None)):
        book.properties.modified = saved_at
        path = path.with_stem(f"saved{saved_at:%m}")
        _save_as_is(book, path, saved_at)
        scope = lists.propose_scope(path)
        assert scope.periods == ("2023-05",)
        assert scope.agencies == ("*",)
        assert scope.extracted_at == expected


def _save_as_is(book: openpyxl.Workbook, path: Path, saved_at: datetime) -> None:
    """openpyxl writes the moment of saving; a file saved in May says May."""
    book.save(path.with_suffix(".tmp"))
    with zipfile.ZipFile(path.with_suffix(".tmp")) as source, zipfile.ZipFile(path, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "docProps/core.xml":
                stamp = saved_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
            target.writestr(info, data)


def test_rows_over_several_months_name_no_period(xlsx: Callable[..., Path]) -> None:
    path = xlsx([HEADINGS, *rows("10/05/2023", "10/07/2023")])
    assert lists.propose_scope(path).periods == ("*",)
