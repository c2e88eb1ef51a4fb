"""The consolidated report: the same numbers on the page, in .docx, .xlsx and .json; silence, lateness, no rate of 0."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from docx import Document

from phucvu.publications.register_report import COLUMNS, shown
from phucvu.web.accounts.models import Person
from phucvu.web.followup.actions import answering, objecting
from phucvu.web.followup.models import Answer, Case, Line, Request
from phucvu.web.followup.papers.report import report, silent
from phucvu.web.office.models import Publication

As = Callable[[str | None], Client]
UNITS = {"H52.67": ("UBND huyện Sông Mã", 3), "H52.68": ("UBND huyện Sốp Cộp", 4), "H52.66": ("UBND huyện Mai Sơn", 2)}


@pytest.fixture
def asked(issued: Publication) -> dict[str, Request]:
    """Three units with nine dossiers, drawn; the deadline passed yesterday."""
    found = {}
    for agency, (name, count) in UNITS.items():
        due = timezone.now() - timedelta(days=1)
        made = Request.objects.create(publication=issued, agency_code=agency, agency_name=name, deadline_at=due)
        for place in range(count):
            code = f"{agency}-230504-000{place}"
            case = Case.objects.create(dossier_code=code, printed_code=code, agency_code=agency, part="A", request=made)
            Line.objects.create(case=case, request=made, part="A", agency_code=agency)
        found[agency] = made
    return found


@pytest.fixture
def lived(asked: dict[str, Request], cast: dict[str, Person]) -> dict[str, Request]:
    """Sốp Cộp answered in time for two (accepted), late for one, and one objection was accepted; Mai Sơn objected."""
    of = asked["H52.68"]
    first, second, third, fourth = of.cases.all()
    today = timezone.localdate()
    apology = {"apology_number": "1/XL", "apology_on": today, "apology_channel": "paper"}
    made = answering.answer(cast["sc"], of, [first, second], answering.Given("staff", "Nghỉ ốm.", **apology))
    Answer.objects.filter(pk=made.pk).update(at=of.deadline_at - timedelta(days=1))
    answering.sign(cast["vp"], [made], "9/BC-UBND", date(2023, 6, 8))
    answering.accept(cast["vp"], [first, second])
    answering.answer(cast["sc"], of, [third], answering.Given("system", "Lỗi đồng bộ."))
    [objection] = objecting.object_to(cast["sc"], of, [fourth], "not_overdue", "Đã xong đúng hạn.")
    objecting.decide(cast["vp"], [objection], True, "Có bằng chứng.")
    return asked


def test_the_numbers_are_those_of_the_register(site: Path, issued: Publication, lived: dict[str, Request]) -> None:
    found = report(issued, timezone.now())
    row = next(row for row in found["rows"] if row["agency_code"] == "H52.68")
    assert (row["listed"], row["demanded"], row["explained"], row["apologised"]) == (4, 3, 2, 2)
    assert (row["late"], row["objections_accepted"], row["removed"]) == (1, 1, 1)
    assert found["total"]["listed"] == 9 and found["total"]["demanded"] == 8
    assert sum(each["count"] for each in found["causes"]) == found["total"]["answered"] == 3


def test_silent_units_are_offered_to_the_next_letter(
    site: Path, issued: Publication, lived: dict[str, Request], cast: dict[str, Person]
) -> None:
    """Whoever objected in time was not silent; whoever spoke late was, and it is said that they spoke."""
    found = report(issued, timezone.now())
    assert [each["agency_code"] for each in found["silent"]] == ["H52.67", "H52.66"]
    assert found["silent_sentence"] == (
        "Các đơn vị chưa giải trình theo công văn số 147/VPUB-KSTTHC ngày 02/6/2023: "
        "UBND huyện Sông Mã (3 hồ sơ); UBND huyện Mai Sơn (2 hồ sơ)."
    )
    made = objecting.object_to(cast["vp"], lived["H52.66"], [lived["H52.66"].cases.first()], "repeated", "Lặp.")
    assert "UBND huyện Mai Sơn (2 hồ sơ, trả lời sau hạn)" in report(issued, timezone.now())["silent_sentence"]
    type(made[0]).objects.update(at=timezone.now() - timedelta(days=3))
    assert [each["agency_code"] for each in silent(issued, timezone.now())] == ["H52.67"]
    assert silent(issued, timezone.now() - timedelta(days=4)) == []


def test_nothing_demanded_has_no_rate(
    site: Path, issued: Publication, asked: dict[str, Request], cast: dict[str, Person]
) -> None:
    of = asked["H52.66"]
    made = objecting.object_to(cast["vp"], of, list(of.cases.all()), "repeated", "Lặp.")
    objecting.decide(cast["vp"], made, True, "Đúng là lặp.")
    row = next(row for row in report(issued, timezone.now())["rows"] if row["agency_code"] == "H52.66")
    assert row["explained_ratio"] is None and shown(row, "explained_ratio") == "-"


def test_page_docx_xlsx_and_json_say_the_same(
    site: Path, issued: Publication, lived: dict[str, Request], as_: As
) -> None:
    client, base = as_("chu_tich"), f"/van-phong/giai-trinh/{issued.pk}/bao-cao"
    data = client.get(f"{base}.json").json()
    expected = [[row["agency_name"], *(shown(row, key) for key, _ in COLUMNS)] for row in data["rows"]]
    expected.append(["Tổng cộng", *(shown(data["total"], key) for key, _ in COLUMNS)])
    assert _docx_rows(client.get(f"{base}.docx").content) == expected
    assert [[name, *cells] for name, cells in client.get(f"{base}/").context["table"]] == expected
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{base}.xlsx").content))
    rows = list(book["Đơn vị"].iter_rows(min_row=5, values_only=True))
    for row, told in zip(rows, [*data["rows"], data["total"]], strict=True):
        assert list(row[2:]) == ["-" if told[key] is None else told[key] for key, _ in COLUMNS]
    cases = openpyxl.load_workbook(io.BytesIO(client.get(f"/van-phong/giai-trinh/{issued.pk}/ho-so.xlsx").content))
    told = list(cases["Hồ sơ"].iter_rows(values_only=True))
    assert str(told[0][0]).startswith("SỐ LIỆU MÔ PHỎNG")
    assert [row[0] for row in told[3:]] == [each["dossier_code"] for each in data["cases"]]
    assert len(data["cases"]) == 9


def _docx_rows(content: bytes) -> list[list[str]]:
    document = Document(io.BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "SỐ LIỆU MÔ PHỎNG" in text and "2/8 hồ sơ (25%)" in text and "UBND huyện Sông Mã (3 hồ sơ)" in text
    return [[cell.text for cell in row.cells][1:] for row in document.tables[-1].rows[1:]]


def test_who_may_read_it(site: Path, issued: Publication, as_: As) -> None:
    address = f"/van-phong/giai-trinh/{issued.pk}/bao-cao/"
    assert as_("vp").get(address).status_code == 404  # no register of this letter
    assert as_("sc").get(address).status_code == 403


def test_moments_are_those_of_vietnam(site: Path, issued: Publication, asked: dict[str, Request]) -> None:
    at = timezone.make_aware(datetime(2023, 6, 13, 0, 30))
    found: dict[str, Any] = report(issued, at)
    assert found["at"] == "2023-06-13T00:30:00+07:00"
    assert found["at_words"] == "0 giờ 30 phút ngày 13/6/2023"
