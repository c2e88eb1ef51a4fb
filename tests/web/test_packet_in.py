"""A filled packet comes back: shown as judged, then its good rows go in and its faulty ones are told."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db.models import Count
from django.test import Client
from django.utils import timezone
from openpyxl.worksheet.worksheet import Worksheet

from phucvu.web.accounts.models import Event, Person
from phucvu.web.followup.actions import answering
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.followup.models import Answer, Case, Objection, Request
from phucvu.web.office.models import Publication

As = Callable[[str | None], Client]
COLUMNS = {"cause": 10, "words": 11, "step": 12, "number": 13, "on": 14, "channel": 15, "promise": 16}
COLUMNS |= {"objection": 17, "reason": 18, "code": 2}
STAFF = "Thiếu người, người giải quyết vắng"


@pytest.fixture
def asked(issued: Publication, cast: dict[str, Person]) -> Request:
    return next(each for each in open_register(issued, cast["duyet"], None) if each.agency_code == "H52.68")


@pytest.fixture
def address(asked: Request) -> str:
    return f"/don-vi/H52.68/giai-trinh/{asked.pk}/nop/"


@pytest.fixture
def book(site: Path, asked: Request, as_: As) -> openpyxl.Workbook:
    """The workbook of the packet, opened."""
    packet = as_("sc").get(f"/don-vi/H52.68/giai-trinh/{asked.pk}/goi.zip").content
    with zipfile.ZipFile(io.BytesIO(packet)) as archive:
        return openpyxl.load_workbook(io.BytesIO(archive.read("giai-trinh-h52-68.xlsx")))


def fill(book: openpyxl.Workbook, row: int, **cells: Any) -> None:
    """As a person does: row 1 is the first dossier."""
    sheet = book["Giải trình"]
    assert isinstance(sheet, Worksheet)
    for name, value in cells.items():
        sheet.cell(4 + row, COLUMNS[name]).value = value


def saved(book: openpyxl.Workbook) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    file.name = "giải trình đã điền.xlsx"
    file.seek(0)
    return file


def confirm(client: Client, address: str) -> Any:
    page = client.get(address)
    return client.post(address, {"confirm": "1", "sha256": page.context["file"].sha256}, follow=True)


def test_good_rows_go_in_faulty_rows_are_told(book: openpyxl.Workbook, asked: Request, as_: As, address: str) -> None:
    """The bar: three faulty rows, three sentences, nothing of them half-written."""
    today = timezone.localdate()
    for row in range(1, 5):
        fill(book, row, cause=STAFF, words="Cán bộ nghỉ ốm.", number="12/XL", on=today, channel="Văn bản")
    fill(book, 5, cause="Chờ cơ quan khác phối hợp", words="Chờ Sở thẩm định.")
    fill(book, 6, objection="Không thuộc đơn vị", reason="Hồ sơ của Sông Mã.")
    fill(book, 7, cause="Trời mưa", words="Mưa lớn.")
    fill(book, 8, cause=STAFF)
    fill(book, 9, cause=STAFF, words="Nghỉ ốm.", on=today + timedelta(days=3))
    client = as_("sc")
    preview = client.post(address, {"file": saved(book)}, follow=True)
    assert preview.context["counts"] == {"answer": 5, "object": 1, "unchanged": 20, "faulty": 3}
    assert not Answer.objects.exists()
    done = confirm(client, address)
    told = [str(message) for message in done.context["messages"]]
    assert len(told) == 4
    assert "Dòng 11" in told[1] and "“Trời mưa”, không có trong danh sách" in told[1]
    assert "Chưa ghi Giải trình" in told[2]
    assert "tương lai" in told[3]
    states = dict(asked.cases.values_list("state").annotate(n=Count("pk")))
    assert states == {"answered": 5, "objected": 1, "open": 23}
    assert sorted(answer.cases.count() for answer in Answer.objects.all()) == [1, 4]
    assert set(Answer.objects.values_list("origin", flat=True)) == {"packet"}
    assert Event.objects.filter(act="packet.in").count() == 1
    assert client.get(address).context["file"] is None


def test_an_untouched_packet_changes_nothing(
    book: openpyxl.Workbook, asked: Request, as_: As, address: str, cast: dict[str, Person]
) -> None:
    preview = as_("sc").post(address, {"file": saved(book)}, follow=True)
    assert preview.context["counts"] == {"answer": 0, "object": 0, "unchanged": 29, "faulty": 0}
    assert b"confirm" not in preview.content


def test_state_moved_between_preview_and_confirmation(
    book: openpyxl.Workbook, asked: Request, as_: As, address: str, cast: dict[str, Person]
) -> None:
    fill(book, 1, cause=STAFF, words="Nghỉ ốm.")
    fill(book, 2, cause=STAFF, words="Nghỉ ốm.")
    client = as_("sc")
    client.post(address, {"file": saved(book)})
    code = book["Giải trình"].cell(5, 2).value
    case = Case.objects.get(printed_code=code)
    answering.answer(cast["sc"], asked, [case], answering.Given("system", "Lỗi phần mềm."))
    told = [str(message) for message in confirm(client, address).context["messages"]]
    assert "1 hồ sơ giải trình" in told[0]
    assert "rút trả lời" in told[1]
    case.refresh_from_db()
    assert case.answer is not None and case.answer.cause == "system"


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"code": "H52.68-000000-9999", "cause": STAFF, "words": "x"}, "không có trong yêu cầu"),
    ({"code": None, "cause": STAFF, "words": "x"}, "không có mã hồ sơ"),
    ({"words": "Nghỉ ốm."}, "Chưa chọn Nguyên nhân"),
    ({"cause": "Trời mưa", "words": "x"}, "không có trong danh sách"),
    ({"cause": STAFF, "words": "x", "on": "31/02/2026"}, "không phải ngày"),
    ({"cause": STAFF, "words": "x", "on": "hôm qua"}, "không phải ngày"),
    ({"cause": STAFF, "words": "x", "number": "3/XL"}, "chưa ghi Ngày xin lỗi"),
    ({"cause": STAFF, "words": '=HYPERLINK("x")'}, "là công thức"),
    ({"cause": STAFF, "words": "x", "promise": "01/01/2099 10:00"}, "đã giải quyết xong nên không hẹn lại"),
    ({"cause": STAFF, "words": "x", "objection": "Không thuộc đơn vị", "reason": "y"}, "vừa giải trình vừa"),
    ({"objection": "Không thuộc đơn vị"}, "chưa ghi Lý do"),
    ({"reason": "Không phải của chúng tôi"}, "chưa chọn Ý kiến"),
    ({"cause": STAFF, "words": "x" * 5001}, "dài hơn 5000"),
]


def test_every_fault_has_its_sentence(book: openpyxl.Workbook, asked: Request, as_: As, address: str) -> None:
    asked.cases.update(part="A")
    for row, (cells, _) in enumerate(FAULTS, 1):
        fill(book, row, **cells)
    page = as_("sc").post(address, {"file": saved(book)}, follow=True)
    faulty = [row.sentence for row in page.context["rows"] if row.outcome == "faulty"]
    for told, (_, sentence) in zip(faulty, FAULTS, strict=True):
        assert sentence in told


def test_a_new_date_once_and_for_open_dossiers(
    book: openpyxl.Workbook, asked: Request, as_: As, address: str, cast: dict[str, Person]
) -> None:
    asked.cases.update(part="B")
    fill(book, 1, cause=STAFF, words="Nghỉ ốm.", promise="01/06/2099")
    fill(book, 2, cause=STAFF, words="Nghỉ ốm.", promise="01/06/2019 10:00")
    asked.cases.filter(printed_code=book["Giải trình"].cell(7, 2).value).update(new_promises=1)
    fill(book, 3, cause=STAFF, words="Nghỉ ốm.", promise="02/06/2099 10:00")
    client = as_("sc")
    client.post(address, {"file": saved(book)})
    told = [str(message) for message in confirm(client, address).context["messages"]]
    assert "đã qua" in told[1]
    assert "đã hẹn lại 1 lần" in told[2]
    case = asked.cases.get(printed_code=book["Giải trình"].cell(5, 2).value)
    assert case.new_promised_at is not None
    assert timezone.localtime(case.new_promised_at).strftime("%d/%m/%Y %H:%M") == "01/06/2099 17:00"


def test_a_row_twice_and_a_row_of_another_unit(book: openpyxl.Workbook, asked: Request, as_: As, address: str) -> None:
    other = Case.objects.exclude(agency_code="H52.68").first()
    assert other is not None
    fill(book, 1, code=other.printed_code, cause=STAFF, words="x")
    fill(book, 3, code=book["Giải trình"].cell(6, 2).value, cause=STAFF, words="x")
    page = as_("sc").post(address, {"file": saved(book)}, follow=True)
    faulty = [row.sentence for row in page.context["rows"] if row.outcome == "faulty"]
    assert "không thuộc UBND huyện Sốp Cộp" in faulty[0]
    assert "đã có ở dòng 6" in faulty[1]


def test_the_office_brings_a_packet_without_knowing_whose(
    book: openpyxl.Workbook, asked: Request, as_: As, address: str
) -> None:
    fill(book, 1, cause=STAFF, words="Nghỉ ốm.")
    client = as_("vp")
    response = client.post("/van-phong/giai-trinh/nop/", {"file": saved(book)})
    assert response.headers["Location"] == address
    confirm(client, address)
    assert Answer.objects.get().by.username == "vp"


def test_who_only_reads_takes_nothing_in(book: openpyxl.Workbook, asked: Request, as_: As, address: str) -> None:
    fill(book, 1, cause=STAFF, words="Nghỉ ốm.")
    client = as_("kiem_tra")
    client.post(address, {"file": saved(book)})
    done = confirm(client, address)
    assert done.status_code == 400 and "Vai trò của bạn" in done.context["fault"]
    assert not Answer.objects.exists()


def test_another_packet_than_the_page(book: openpyxl.Workbook, asked: Request, as_: As) -> None:
    other = Request.objects.get(agency_code="H52.67")
    page = as_("sm").post(f"/don-vi/H52.67/giai-trinh/{other.pk}/nop/", {"file": saved(book)})
    assert page.status_code == 400 and "yêu cầu hoặc công văn khác" in page.context["fault"]


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (61 * 2**20))
    return file.getvalue()


def entities() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return file.getvalue()


NO_PACKETS = [
    (b"", "tệp rỗng"),
    (b"PK\x03\x04 broken", "không mở được"),
    (b"\xd0\xcf\x11\xe0 old", ".xls cũ"),
    (b"\x89PNG\r\n", "không phải .xlsx"),
    ("Mã hồ sơ,Nguyên nhân,Giải trình\n1,2,3\n".encode(), "không phải bảng giải trình của hệ thống"),
    (b"x" * (5 * 2**20 + 1), "lớn hơn 5 MB"),
    (bomb(), "bung ra quá lớn"),
    (entities(), "khai báo lạ"),
]


def test_what_is_no_packet_is_refused(asked: Request, as_: As, address: str) -> None:
    for content, sentence in NO_PACKETS:
        file = io.BytesIO(content)
        file.name = "giai-trinh.xlsx"
        page = as_("sc").post(address, {"file": file})
        assert page.status_code == 400 and sentence in page.context["fault"]
    assert not Objection.objects.exists()
