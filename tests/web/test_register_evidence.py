"""Files with an answer: kept as they came and given back to those who may see them; attacks stay outside."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from registering import ANSWER, act, boxes, opened, said, states

from phucvu.web.accounts.models import Person
from phucvu.web.followup.models import Answer, Case, Evidence, Request
from phucvu.web.office.models import Publication

As = Callable[[str | None], Client]
PDF, PNG, JPEG = b"%PDF-1.7\n%%EOF\n", b"\x89PNG\r\n\x1a\n" + bytes(20), b"\xff\xd8\xff\xe0" + bytes(20)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def office(*parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for part in ("[Content_Types].xml", *parts):
            file.writestr(part, "<x/>")
    return made.getvalue()


DOCX, XLSX = office("word/document.xml"), office("xl/workbook.xml")


@pytest.fixture
def sc(issued: Publication, cast: dict[str, Person]) -> Request:
    return opened(issued, cast["duyet"])["H52.68"]


@pytest.fixture
def case(sc: Request) -> Case:
    return sc.cases.all()[0]


def send(client: Client, asked: Request, case: Case, *files: tuple[str, bytes]) -> Any:
    brought = [SimpleUploadedFile(name, content) for name, content in files]
    return act(client, asked, "tra-loi", **ANSWER, **boxes(case), **{"tra-loi-proofs": brought})


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_five_kinds_are_kept_and_given_back(sc: Request, case: Case, as_: As, settings: Any) -> None:
    files = [("Biên bản.pdf", PDF), ("ảnh.png", PNG), ("ảnh.jpeg", JPEG), ("bc.docx", DOCX), ("bang.xlsx", XLSX)]
    assert send(as_("sc"), sc, case, *files).status_code == 200
    kept = list(Evidence.objects.order_by("pk"))
    assert [each.name for each in kept] == ["Biên bản.pdf", "ảnh.png", "ảnh.jpg", "bc.docx", "bang.xlsx"]
    for each, (_, sent) in zip(kept, files, strict=True):
        path = Path(settings.MEDIA_ROOT) / str(each.file.name)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert each.name not in str(path)
        response = as_("sc").get(f"/giai-trinh/tep/{each.pk}/")
        assert content(response) == sent
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
    assert "Biên bản.pdf" in said(as_("vp").get(f"/van-phong/giai-trinh/{sc.pk}/"))


def test_only_those_who_may_see_the_case_get_the_file(sc: Request, case: Case, as_: As) -> None:
    send(as_("sc"), sc, case, ("a.pdf", PDF))
    address = f"/giai-trinh/tep/{Evidence.objects.get().pk}/"
    codes = {name: as_(name).get(address).status_code for name in (None, "sc", "sm", "vp", "chu_tich", "quan_tri")}
    assert codes == {None: 302, "sc": 200, "sm": 404, "vp": 200, "chu_tich": 200, "quan_tri": 403}
    assert as_("vp").get("/giai-trinh/tep/999999/").status_code == 404


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("a.pdf", SVG),
        ("a.png", b"<html><script>alert(1)</script></html>"),
        ("a.docx", PDF.replace(b"%PDF", b"MZ\x90\x00")),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.zip", office("readme.txt")),
        ("a.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin")),
        ("a.docx", office("word/document.xml", "word/run.exe")),
        ("a.pdf", b""),
        ("a.pdf", b" %PDF-1.7"),
    ],
)
def test_what_it_holds_counts_and_not_its_name(sc: Request, case: Case, as_: As, name: str, sent: bytes) -> None:
    response = send(as_("sc"), sc, case, ("good.pdf", PDF), (name, sent))
    assert response.status_code == 400
    assert "Tệp minh chứng cần chọn lại" in said(response)
    assert (states(sc), Answer.objects.count(), Evidence.objects.count()) == ({"open": 29}, 0, 0)


def test_too_many_and_too_big_are_refused(sc: Request, case: Case, as_: As, settings: Any) -> None:
    assert "nhiều nhất 5 tệp" in said(send(as_("sc"), sc, case, *[(f"{n}.pdf", PDF) for n in range(6)]))
    settings.EVIDENCE_MAX_BYTES = 1 << 20
    assert "lớn hơn 1 MB" in said(send(as_("sc"), sc, case, ("to.pdf", PDF + bytes(1 << 20))))
    settings.BODY_MAX = settings.BODY_MAX | {"evidence": 1 << 20}
    response = send(as_("sc"), sc, case, ("to.pdf", PDF + bytes(7 << 20)))
    assert response.status_code == 413
    assert "Hãy chia nhỏ" in said(response)
    assert states(sc) == {"open": 29}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\bc.pdf", "bc.pdf"),
        ("bc.pdf.exe", "bc.pdf.pdf"),
        ("bc\u202egnp.pdf", "bcgnp.pdf"),
        ("<script>.pdf", "-script-.pdf"),
        ("x" * 240 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_names_are_cleaned(sc: Request, case: Case, as_: As, settings: Any, name: str, kept: str) -> None:
    send(as_("sc"), sc, case, (name, PDF))
    made = Evidence.objects.get()
    assert made.name == kept
    assert (Path(settings.MEDIA_ROOT) / str(made.file.name)).resolve().is_relative_to(settings.MEDIA_ROOT)


def test_a_file_changed_on_the_disk_is_not_given_out(sc: Request, case: Case, as_: As, settings: Any) -> None:
    send(as_("sc"), sc, case, ("a.pdf", PDF))
    made = Evidence.objects.get()
    path = Path(settings.MEDIA_ROOT) / str(made.file.name)
    path.write_bytes(PDF + b"more")
    response = as_("sc").get(f"/giai-trinh/tep/{made.pk}/")
    assert (response.status_code, "không còn như khi gửi" in said(response)) == (400, True)
    path.unlink()
    assert "Không còn tệp" in said(as_("sc").get(f"/giai-trinh/tep/{made.pk}/"))


def test_a_refused_answer_leaves_no_file(sc: Request, case: Case, as_: As, settings: Any) -> None:
    send(as_("sc"), sc, case, ("a.pdf", PDF))
    send(as_("sc"), sc, case, ("b.pdf", PDF))
    kept = [path for path in Path(settings.MEDIA_ROOT).rglob("evidence/*") if path.is_file()]
    assert len(kept) == Evidence.objects.count() == 1
