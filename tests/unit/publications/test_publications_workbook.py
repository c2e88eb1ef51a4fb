"""The workbook: cached values are the printed ones, and a program that calculates anew gets the same to the cent."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from drawn_month import UNITS, score_row, small_month

from phucvu.publications import pdf, workbook
from phucvu.publications.drafting import all_draft
from phucvu.publications.edition import Edition
from phucvu.publications.formulas import points_formula, sum_formula
from phucvu.publications.inputs import Deadline, EditionInput
from phucvu.rubric import load
from phucvu.scores.arithmetic import points

RUBRIC = load().at(small_month().period.last)
# Makes LibreOffice calculate every formula of a foreign file when it opens it.
ALWAYS_CALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def book_of(edition: Edition) -> Path:
    return next(file.path for file in edition.files if file.path.name == "bang-tinh.xlsx")


def test_the_sheets_are_there_with_title_and_reading_time(edition: Edition) -> None:
    book = openpyxl.load_workbook(book_of(edition))
    assert book.sheetnames == [
        "Toàn tỉnh",
        "Sở, ban, ngành",
        "Phụ lục I",
        "Theo lĩnh vực (mẫu 06)",
        "Số liệu công bố",
        "Nguồn và cách tính",
    ]
    for sheet in book:
        assert "tháng 8/2026, tỉnh Sơn La" in str(sheet["A1"].value)
        assert sheet["A2"].value == "Thời điểm số liệu: 16 giờ 30 phút ngày 31/8/2026"


def test_ratio_points_group_and_total_are_live_formulas_with_the_printed_value_cached(edition: Edition) -> None:
    live = openpyxl.load_workbook(book_of(edition))["Toàn tỉnh"]
    cached = openpyxl.load_workbook(book_of(edition), data_only=True)["Toàn tỉnh"]
    assert [live[f"{column}5"].value for column in "DE"] == [29, 32]
    assert live["F5"].value == '=IF(N(E5)=0,"",D5/E5)'
    for cell in ("I5", "I6", "I7"):
        assert str(live[cell].value).startswith("=")
        assert cached[cell].value == 18.13
    assert live["I6"].value == "=ROUND(SUM(I5),2)"
    assert live["I7"].value == "=ROUND(SUM(I6),2)"


def test_points_that_counts_do_not_give_stay_plain_numbers(month: EditionInput, tmp_path: Path) -> None:
    row = score_row("H52", "Tỉnh Sơn La", "province", "progress.on_time", (29, 32), "18.00", "20")
    group = score_row("H52", "Tỉnh Sơn La", "province", "progress", (0, 0), "18.00", "20")
    empty = replace(row, criterion="online.filed", group="online", ratio=None, points=None, state="no_cases")
    given = replace(month, score_rows=[row, group, empty])
    workbook.write(all_draft(given, Deadline(month.period.last)), "x", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Toàn tỉnh"]
    assert (sheet["I5"].value, sheet["L5"].value) == (18, "điểm theo quy tắc, không có công thức")
    assert (sheet["I7"].value, sheet["J7"].value) == (None, "Không phát sinh")


@pytest.mark.parametrize(("reading", "points", "full_at"), [("portal", "3.16", 1), ("text", "3.95", 0.8)])
def test_thresholds_are_those_of_the_reading(
    month: EditionInput, tmp_path: Path, reading: str, points: str, full_at: float
) -> None:
    row = score_row("H52", "Tỉnh Sơn La", "province", "digitization.dossier", (79, 100), points, "4")
    given = replace(month, score_rows=[row], reading=reading)
    workbook.write(all_draft(given, Deadline(month.period.last)), "x", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Toàn tỉnh"]
    assert sheet["H5"].value == full_at
    assert str(sheet["I5"].value).startswith("=")


def test_flags_are_told_in_words(month: EditionInput, tmp_path: Path) -> None:
    row = replace(month.score_rows[0], flags=("missing:H52.02", "no_due_date:7", "NO_NATIONAL_REPORT_DATA"))
    given = replace(month, score_rows=[row])
    workbook.write(all_draft(given, Deadline(month.period.last)), "x", tmp_path / "a.xlsx")
    text = str(openpyxl.load_workbook(tmp_path / "a.xlsx")["Toàn tỉnh"]["L5"].value)
    assert "chưa nhận số liệu của Sở Nội vụ & Lao động" in text
    assert "không tính 7 hồ sơ: không có ngày hẹn trả" in text
    assert "NO_NATIONAL_REPORT_DATA" in text


def test_form_06_adds_up(edition: Edition) -> None:
    path = book_of(edition)
    live, cached = (openpyxl.load_workbook(path, data_only=only)["Theo lĩnh vực (mẫu 06)"] for only in (False, True))
    assert [cached.cell(5, column).value for column in range(2, 13)] == ["Đất đai", 18, 10, 5, 3, 11, 9, 2, 7, 5, 2]
    assert live["C5"].value == "=SUM(D5:F5)"
    assert live["C7"].value == "=SUM(C5:C6)"
    assert cached["C7"].value == 26


def _cases() -> Iterator[tuple[str, int, int]]:
    """Counts that hit exact ties of every rounding, and many that do not."""
    for code in RUBRIC.criteria:
        for denominator in (32, 48, 64, 80, 96, 160, 375, 400, 500, 800, 1600, 3, 7, 11, 97, 2412, 15287, 184513):
            for numerator in {0, 1, denominator // 3, denominator // 2, denominator - 1, denominator, 29, 17, 6}:
                if numerator <= denominator:
                    yield code, numerator, denominator


CASES = sorted(set(_cases()))


@pytest.mark.skipif(not pdf.has_libreoffice(), reason="LibreOffice chưa được cài trên máy này")
def test_libreoffice_calculates_every_criterion_to_the_printed_cent(tmp_path: Path) -> None:
    path = tmp_path / "goc" / "cong-thuc.xlsx"
    path.parent.mkdir()
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, (code, numerator, denominator) in enumerate(CASES):
            sheet.write_row(at, 0, [numerator, denominator])
            formula = points_formula(RUBRIC.criterion(code), f"A{at + 1}", f"B{at + 1}")
            sheet.write_formula(at, 2, formula, None, -1)  # a wrong value is cached: only calculating repairs it
        sheet.write_formula(0, 3, sum_formula(["0.1", "0.2", "18.13"]), None, -1)
    made = openpyxl.load_workbook(pdf.convert(path, "xlsx", tmp_path, settings=ALWAYS_CALCULATE), data_only=True).active
    assert made is not None
    wrong = []
    for at, (code, numerator, denominator) in enumerate(CASES, 1):
        expected = points(Fraction(numerator, denominator), RUBRIC.criterion(code)).shown
        if Decimal(repr(made.cell(at, 3).value)) != expected:
            wrong.append((code, numerator, denominator, made.cell(at, 3).value, expected))
    assert not wrong
    assert made["D1"].value == 18.43


def test_every_criterion_meets_a_tie_among_the_cases() -> None:
    tied = set()
    for code, numerator, denominator in CASES:
        criterion = RUBRIC.criterion(code)
        thousandths = 1000 * Fraction(criterion.max_points) * numerator / denominator / Fraction(criterion.full_at)
        if thousandths.denominator == 1 and thousandths % 10 == 5:
            tied.add(code)
    assert tied == set(RUBRIC.criteria)
    assert ("progress.on_time", 29, 32) in CASES
    assert points(Fraction(29, 32), RUBRIC.criterion("progress.on_time")).shown == Decimal("18.13")


@pytest.mark.skipif(not pdf.has_libreoffice(), reason="LibreOffice chưa được cài trên máy này")
def test_a_whole_workbook_calculated_anew_keeps_its_cached_values(edition: Edition, tmp_path: Path) -> None:
    anew = pdf.convert(book_of(edition), "xlsx", tmp_path, settings=ALWAYS_CALCULATE)
    live, cached, made = (
        openpyxl.load_workbook(book_of(edition)),
        openpyxl.load_workbook(book_of(edition), data_only=True),
        openpyxl.load_workbook(anew, data_only=True),
    )
    formulas = [(s.title, c.coordinate) for s in live for row in s.iter_rows() for c in row if c.data_type == "f"]
    assert len(formulas) > 20
    for title, at in formulas:
        assert made[title][at].value == pytest.approx(cached[title][at].value, abs=1e-12)


def test_every_unit_with_overdue_dossiers_has_its_own_list(edition: Edition) -> None:
    packets = {file.path.name: file.path for file in edition.files if file.kind == "Danh sách của đơn vị"}
    assert sorted(packets) == ["h52-01.xlsx", "h52-101.xlsx"]
    sheet = openpyxl.load_workbook(packets["h52-01.xlsx"]).active
    assert sheet is not None
    assert [sheet.cell(row, 3).value for row in (5, 6, 7)] == [
        "000.00.01.H52-260803-0002",
        "000.00.01.H52-260802-0001",
        "000.00.01.05.H52-260804-0003",
    ]
    assert sheet["K7"].value == "101/VPUB-KSTTHC"
    assert sheet["L4"].value == "Nguyên nhân quá hạn"
    assert sheet["E5"].number_format == "dd/mm/yyyy hh:mm"
    assert sheet.max_row == 7


def test_the_list_of_all_holds_every_line_under_its_unit(edition: Edition) -> None:
    path = next(file.path for file in edition.files if file.kind == "Danh sách hồ sơ quá hạn")
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    names = [sheet.cell(row, 2).value for row in range(5, sheet.max_row + 1)]
    assert names == ["Sở Tài chính"] * 3 + ["UBND phường Tô Hiệu"]
    assert re.match(r"Trong tháng 8/2026: 4 hồ sơ", str(sheet["A2"].value))
    assert {unit.name for unit in UNITS} >= set(names)
