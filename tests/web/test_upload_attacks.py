"""Files nobody should take in: each is refused with a sentence, and nothing of it stays on the disk."""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from phucvu.main import status
from phucvu.web.office.models import Upload

As = Callable[[str | None], Client]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def zipped(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


REFUSED = {
    "empty": ("a.csv", b"", "trống"),
    "program": ("a.csv", b"MZ" + b"\0" * 400, "không phải"),
    "elf": ("a.jsonl", b"\x7fELF" + b"\1" * 400, "không phải"),
    "shell script": ("a.csv", b"#!/bin/sh\nrm -rf a,b\n", "không phải"),
    "picture": ("danh-sach.xls", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "không phải"),
    "pdf": ("danh-sach.xls", b"%PDF-1.7\n\x00\x01", "không phải"),
    "svg with script": ("a.csv", b"<svg xmlns='x'><script>alert(1)</script></svg>", "mã lệnh"),
    "html with script": ("a.xls", b"<table><tr><td>1</td></tr></table><script>alert(1)</script>", "mã lệnh"),
    "html with handler": ("a.xls", b"<table onclick = 'x()'><tr><td>1</td></tr></table>", "mã lệnh"),
    "html without table": ("a.xls", b"<html><body>xin chao, ban</body></html>", "không phải"),
    "word": ("a.xls", OLE + "WordDocument".encode("utf-16-le"), "không phải"),
    "old macros": ("a.xls", OLE + "_VBA_PROJECT Workbook".encode("utf-16-le"), "macro"),
    "docx": ("a.xlsx", zipped(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")), "không phải"),
    "macros": (
        "a.xlsx",
        zipped(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b""), ("xl/vbaProject.bin", b"1")),
        "macro",
    ),
    "zip with program": ("a.zip", zipped(("a.jsonl", b"{}"), ("b.exe", b"MZ\0\0")), "b.exe"),
    "zip with page": ("a.zip", zipped(("a.html", b"  <script>alert(1)</script>")), "a.html"),
    "zip in zip": ("a.zip", zipped(("a.zip", zipped(("b.jsonl", b"{}")))), "a.zip"),
    "path outside": ("a.zip", zipped(("../../evil.jsonl", b"{}")), "ra ngoài"),
    "path outside, other slash": ("a.zip", zipped(("..\\..\\evil.jsonl", b"{}")), "ra ngoài"),
    "absolute path": ("a.zip", zipped(("/etc/evil.jsonl", b"{}")), "ra ngoài"),
    "drive": ("a.zip", zipped(("C:\\evil.jsonl", b"{}")), "ra ngoài"),
    "bomb": ("a.zip", zipped(("a.jsonl", b" " * (80 << 20))), "phá hoại"),
    "broken zip": ("a.zip", zipped(("a.jsonl", b"{}" * 500))[:-30], "hỏng"),
    "broken gzip": ("a.gz", gzip.compress(b"{}")[:6], "hỏng"),
    "gzip of a program": ("a.gz", gzip.compress(b"MZ\0\0"), "không phải"),
    "prose": ("a.txt", "chỉ là chữ".encode(), "không phải"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_data_is_refused(own_site: Path, as_: As, kind: str) -> None:
    name, content, word = REFUSED[kind]
    version = status.lake_version(own_site)
    response = as_("vp").post("/van-phong/nhap/", {"files": [SimpleUploadedFile(name, content)]})
    assert response.status_code == 400
    assert word in told(response)
    nothing_left(own_site, version)


def test_one_bad_file_keeps_the_good_ones_out(own_site: Path, as_: As) -> None:
    files = [SimpleUploadedFile("a.jsonl", b'{"a": 1}'), SimpleUploadedFile("b.jsonl", b"MZ\0")]
    assert as_("vp").post("/van-phong/nhap/", {"files": files}).status_code == 400
    nothing_left(own_site)


@pytest.mark.parametrize("name", ["../../etc/passwd", "thu muc/a.jsonl", "C:\\Users\\a\\b.jsonl", "/etc/passwd"])
def test_a_path_in_a_name_is_refused(own_site: Path, as_: As, name: str) -> None:
    body = form(name, b'{"a": 1}')
    response = as_("vp").post("/van-phong/nhap/", body, content_type="multipart/form-data; boundary=B")
    assert response.status_code == 400
    assert "đường dẫn thư mục" in told(response)
    nothing_left(own_site)


@pytest.mark.parametrize("name", [".htaccess", ".."])
def test_a_strange_name_is_refused(own_site: Path, as_: As, name: str) -> None:
    response = as_("vp").post(
        "/van-phong/nhap/", form(name, b'{"a": 1}'), content_type="multipart/form-data; boundary=B"
    )
    assert response.status_code == 400
    nothing_left(own_site)


def test_a_file_too_big_is_cut_off_while_it_comes_in(own_site: Path, as_: As, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1 << 20
    files = [SimpleUploadedFile("lon.jsonl", b"{" * (2 << 20)), SimpleUploadedFile("nho.jsonl", b"{}")]
    response = as_("vp").post("/van-phong/nhap/", {"files": files})
    assert response.status_code == 400
    assert "lớn hơn 1 MB" in told(response)
    nothing_left(own_site)


def test_a_request_too_big_is_refused_before_it_is_read(own_site: Path, as_: As) -> None:
    class Unread(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("the body was read")

    length = {"CONTENT_LENGTH": str(3 << 30), "wsgi.input": Unread()}
    response = as_("vp").post("/van-phong/nhap/", content_type="multipart/form-data; boundary=B", **length)
    assert response.status_code == 413
    assert "lớn hơn 1024 MB" in told(response)
    nothing_left(own_site)


@pytest.mark.parametrize("count", [3, 150])
def test_too_many_files_are_refused(own_site: Path, as_: As, settings: Any, count: int) -> None:
    settings.UPLOAD_MAX_FILES = 2
    files = [SimpleUploadedFile(f"{number}.jsonl", b"{}") for number in range(count)]
    response = as_("vp").post("/van-phong/nhap/", {"files": files})
    assert response.status_code == 400
    assert "nhiều lần" in told(response)
    nothing_left(own_site)


def test_two_files_of_one_name_and_none_at_all_are_refused(own_site: Path, as_: As) -> None:
    files = [SimpleUploadedFile("a.jsonl", b"{}"), SimpleUploadedFile("a.jsonl", b"[]")]
    assert "trùng tên" in told(as_("vp").post("/van-phong/nhap/", {"files": files}))
    assert "Chưa chọn tệp" in told(as_("vp").post("/van-phong/nhap/", {}))
    nothing_left(own_site)


def test_without_the_token_of_the_form_nothing_is_kept(own_site: Path, cast: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["vp"], backend="django.contrib.auth.backends.ModelBackend")
    response = client.post("/van-phong/nhap/", {"files": [SimpleUploadedFile("a.jsonl", b"{}")]})
    assert response.status_code == 403
    response = client.post("/van-phong/so-cong-bo/ghi/", {"evidence": "x"})
    assert response.status_code == 403
    nothing_left(own_site)


def told(response: Any) -> str:
    page: str = response.content.decode()
    return page[page.index('role="alert"') :]


def form(name: str, content: bytes) -> bytes:
    head = f'--B\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n--B--\r\n"


def nothing_left(home: Path, version: int | None = None) -> None:
    assert not Upload.objects.exists()
    assert not [path for path in (home / "tmp").glob("uploads/**/*") if path.is_file()]
    assert not list((home / "tmp").glob("uploads/*"))
    if version is not None:
        assert status.lake_version(home) == version
