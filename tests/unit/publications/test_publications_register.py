"""Papers of the register from plain data, read again: workbook and report of a unit, apologies, the final report."""

import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from docx import Document

from phucvu.publications import apology, explanation_report, explanation_sheet, register_report
from phucvu.publications.apology import Slip
from phucvu.publications.explanation_report import CauseCount, ListedDossier, UnitReport
from phucvu.publications.explanation_sheet import ExplanationSheet, Mark
from phucvu.publications.register_document import Frame

FRAME = Frame(
    issuing="UBND XÃ MẪU", number="        /BC-UBND", place="Xã Mẫu", addressee="Văn phòng UBND tỉnh", office="CHỦ TỊCH"
)


def texts(content: bytes) -> list[str]:
    document = Document(io.BytesIO(content))
    boxes = [paragraph for table in document.tables for cell in table._cells for paragraph in cell.paragraphs]
    return [paragraph.text for paragraph in [*document.paragraphs, *boxes]]


def test_the_workbook_holds_values_lists_and_its_mark() -> None:
    row = {"place": 1, "code": "H52.1-230504-0001", "words": "=1+1", "apology_on": date(2023, 5, 12)}
    lists = {"cause": ["Một", "Hai"], "objection": ["Không"]}
    given = ExplanationSheet(Mark(7, "a" * 16, "H52.1"), "Tên", "Ghi chú", [row], lists, is_simulated=True)
    book = openpyxl.load_workbook(io.BytesIO(explanation_sheet.write(given)))
    sheet: Any = book["Giải trình"]
    assert (sheet["B5"].value, sheet["K5"].value, sheet["K5"].data_type) == ("H52.1-230504-0001", "=1+1", "s")
    assert sheet["N5"].value == datetime(2023, 5, 12) and sheet["A2"].value == "SỐ LIỆU MÔ PHỎNG. Ghi chú"
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules == {"J5:J205": "'Danh mục'!$A$2:$A$3", "Q5:Q205": "'Danh mục'!$B$2:$B$2"}
    assert [cell.value for cell in book["phucvu"][1]] == ["phucvu-giai-trinh", 7, "a" * 16, "H52.1"]


def test_the_units_report_leaves_number_and_day_open() -> None:
    causes = [CauseCount("Thiếu người", 2, 1)]
    dossiers = [ListedDossier(f"H52.1-{place}", "Thủ tục", "A", "Thiếu người") for place in range(3)]
    written = texts(
        explanation_report.write(UnitReport(FRAME, "UBND xã Mẫu", "tháng 5/2023", "Công văn số 1", causes, dossiers))
    )
    assert "Số:         /BC-UBND" in written
    assert "Xã Mẫu, ngày      tháng      năm      " in written
    assert "Thực hiện Công văn số 1, UBND xã Mẫu báo cáo giải trình 3 hồ sơ quá hạn như sau:" in written
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in written and "Kính gửi: Văn phòng UBND tỉnh" in written


@pytest.mark.parametrize(("new", "words"), [(datetime(2026, 6, 5, 17), "17 giờ 00 phút ngày 05/6/2026"), (None, "")])
def test_an_apology_of_an_open_dossier_has_a_new_date_and_no_names(new: datetime | None, words: str) -> None:
    slip = Slip(FRAME, "UBND xã Mẫu", "H52.1-1", "Thủ tục", None, datetime(2026, 5, 5, 17), "Nghỉ ốm", new)
    text = "\n".join(texts(apology.write([slip, slip])))
    assert text.count("PHIẾU XIN LỖI") == 2
    assert "Của ông/bà, tổ chức: ....." in text and "Lý do: Nghỉ ốm." in text
    assert ("hẹn lại thời gian trả kết quả" in text) is bool(new) and words in text


COUNTS = dict.fromkeys((key for key, _ in register_report.COLUMNS), 0)


def test_no_rate_where_nothing_was_demanded() -> None:
    nothing = COUNTS | {"explained_ratio": None, "apologised_ratio": None}
    some = COUNTS | {"demanded": 3, "explained": 2, "explained_ratio": 2 / 3}
    assert register_report.shown(nothing, "explained_ratio") == "-"
    assert register_report.shown(some, "explained_ratio") == "66,7"
    assert register_report.shown(some, "apologised_ratio") == "0"
