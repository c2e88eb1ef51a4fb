"""Accounts from a list in Excel: template, preview, confirmation; the good rows in, the faulty ones told."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from phucvu.web.accounts.in_bulk import HEADINGS
from phucvu.web.accounts.models import Event, Person, Post
from web.conftest import SONG_MA

As = Callable[[str | None], Client]
BULK, PREVIEW = "/tai-khoan/danh-sach/", "/tai-khoan/danh-sach/xem/"
GOOD = ["lan", "Nguyễn Thị Lan", "0912345678", "Cán bộ đơn vị", SONG_MA, None]


def book(*rows: list[object], headings: list[str] = HEADINGS) -> bytes:
    made, file = Workbook(), BytesIO()
    sheet = made.active
    assert sheet is not None
    for row in (headings, *rows):
        sheet.append(row)
    made.save(file)
    return file.getvalue()


def send(client: Client, content: bytes, name: str = "ds.xlsx") -> str:
    response = client.post(BULK, {"file": SimpleUploadedFile(name, content)}, follow=True)
    return response.content.decode()


@pytest.fixture
def admin(site: Path, as_: As) -> Client:
    return as_("quan_tri")


def test_the_template_is_the_list_and_knows_roles_and_agencies(admin: Client) -> None:
    response = admin.get("/tai-khoan/danh-sach/mau.xlsx")
    sheets = load_workbook(BytesIO(response.content)).worksheets
    assert [cell.value for cell in sheets[0][1]] == HEADINGS
    values = {cell for row in sheets[1].iter_rows(values_only=True) for cell in row}
    assert {"Thủ trưởng đơn vị", SONG_MA} <= values


def test_nothing_is_written_before_the_confirmation(admin: Client) -> None:
    before = Person.objects.count(), Post.objects.count()
    page = send(admin, book(GOOD))
    assert "1 dòng mới" in page
    assert (Person.objects.count(), Post.objects.count()) == before
    admin.post(PREVIEW)
    lan = Person.objects.get(username="lan")
    assert lan.held()[1] == {SONG_MA}
    assert not lan.has_usable_password()
    assert Event.objects.get(act="accounts_taken_in").detail == {"new": 1, "change": 0, "same": 0, "faulty": 0}
    assert admin.post(PREVIEW).headers["Location"] == BULK


def test_good_rows_go_in_and_faulty_ones_are_told_with_their_row(admin: Client) -> None:
    page = send(
        admin,
        book(
            GOOD,
            ["sm", "Tên Mới", "", "Cán bộ đơn vị", SONG_MA, None],
            ["vp", "VP", "", "Văn phòng (chuẩn bị)", "", ""],
            ["có dấu", "", "x", "vua", "H99", "hôm qua"],
            ["bich", "Lê Bích", "", "unit_head", "", "01/01/2020"],
            ["lan", "Nguyễn Thị Lan", "0912345678", "unit_head", SONG_MA, None],
            ["lan", "Nguyễn Thị Lan", "0912345678", "unit_head", SONG_MA, None],
        ),
    )
    assert "2 dòng mới, 1 dòng thay đổi, 1 dòng không đổi, 3 dòng lỗi" in page
    for said in ("chữ không dấu", "Không có vai trò “vua”", "Không đọc được ngày", "đã qua", "Trùng dòng 7"):
        assert said in page
    admin.post(PREVIEW)
    assert Person.objects.get(username="sm").full_name == "Tên Mới"
    assert Post.objects.filter(person__username="sm").count() == 1
    assert Post.objects.filter(person__username="lan").count() == 2
    assert not Person.objects.filter(username="bich").exists()


def test_the_administrator_gets_no_post_through_a_list(admin: Client) -> None:
    assert "Không ai tự giao vai trò cho mình" in send(admin, book(["quan_tri", "QUAN TRI", "", "approver", "", None]))
    admin.post(PREVIEW)
    assert Post.objects.filter(person__username="quan_tri").count() == 1


def test_formulas_are_text_and_never_names(admin: Client) -> None:
    page = send(admin, book(["hoa", '=HYPERLINK("http://x","Hoa")', "", "", "", None]))
    assert "1 dòng lỗi" in page
    assert "=HYPERLINK(&quot;" in page


def test_what_changed_since_the_preview_is_judged_anew(admin: Client) -> None:
    send(admin, book(GOOD))
    Person.objects.create(username="lan", full_name="Khác", is_active=False)
    admin.post(PREVIEW)
    assert not Post.objects.filter(person__username="lan").exists()
    assert Event.objects.get(act="accounts_taken_in").detail["faulty"] == 1


def test_a_list_may_be_dropped(admin: Client) -> None:
    send(admin, book(GOOD))
    admin.post(PREVIEW, {"cancel": "1"})
    assert not Person.objects.filter(username="lan").exists()
    assert not Event.objects.filter(act="accounts_taken_in").exists()


def bomb() -> bytes:
    file = BytesIO(book(GOOD))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        for number in range(7):
            packed.writestr(f"xl/media/{number}.bin", b"\0" * 10_000_000)
    return file.getvalue()


def other_zip() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    return file.getvalue()


def broken() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("xl/workbook.xml", "<không phải xml")
        packed.writestr("[Content_Types].xml", "<Types")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "rỗng"),
        ("tài khoản,họ tên\nlan,Lan".encode(), "không phải .xlsx"),
        (b"MZ\x90\x00 a program", "không phải .xlsx"),
        (other_zip(), "không phải .xlsx"),
        (bomb(), "phình quá lớn"),
        (broken(), "Không mở được tệp"),
        (book(GOOD)[:-200], "không phải .xlsx"),
        (b"x" * 5_000_001, "lớn hơn 5 MB"),
        (book(), "không có dòng nào"),
        (book(GOOD, headings=["a", "b", "c", "d", "e", "f"]), "Dòng đầu phải là các cột"),
        (book(*[[f"ten{n}", "Lan", "", "", "", None] for n in range(2001)]), "2.000 dòng"),
    ],
    ids=["empty", "csv", "program", "docx", "bomb", "broken", "cut", "large", "no rows", "headings", "long"],
)
def test_another_kind_of_file_is_refused_whatever_its_name(admin: Client, content: bytes, said: str) -> None:
    assert said in send(admin, content)
    assert admin.get(PREVIEW).status_code == 302
