"""The signed PDF: taken by its content, read back beside the edition, differences confirmed with a tick."""

import re
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from office_letters import kept, letter_in

from phucvu.publications.pdf import has_libreoffice, to_pdf
from phucvu.publications.pdf_reading import has_poppler
from phucvu.web.accounts.models import Event, Person
from phucvu.web.office.letters import signed
from phucvu.web.office.models import Publication

As = Callable[[str | None], Client]
needs_pdf = pytest.mark.skipif(
    not (has_libreoffice() and has_poppler()), reason="needs LibreOffice to make a PDF and poppler-utils to read it"
)


@pytest.fixture(scope="session")
def signed_pdf(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """The edition's letter with number and day, as the office would sign it; with words of it changed."""
    made: dict[tuple[tuple[str, str], ...], bytes] = {}

    def pdf(*changed: tuple[str, str]) -> bytes:
        if changed not in made:
            path = tmp_path_factory.mktemp("signed") / "cong-van.docx"
            (letter,) = example.glob("editions/2023-05-a48adf89/cong-van.docx")
            _rewrite(letter, path, changed)
            made[changed] = to_pdf(path).read_bytes()
        return made[changed]

    return pdf


def _rewrite(letter: Path, path: Path, changed: tuple[tuple[str, str], ...]) -> None:
    with zipfile.ZipFile(letter) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                text = re.sub(r" +/VPUB-KSTTHC", " 147/VPUB-KSTTHC", content.decode("utf8"))
                text = re.sub(r"ngày +tháng +năm +", "ngày 05 tháng 6 năm 2023 ", text)
                for was, now in changed:
                    assert was in text
                    text = text.replace(was, now)
                content = text.encode("utf8")
            new.writestr(name, content)


def sign(client: Client, made: Publication, content: bytes | None, **given: Any) -> Any:
    told = {"from_state": "submitted", "number": "147/VPUB-KSTTHC", "issued_on": "2023-06-05", "signer": "Nguyễn Văn A"}
    file = {"file": SimpleUploadedFile("../../ky.pdf", content, "text/html")} if content is not None else {}
    return client.post(f"/van-phong/cong-van/{made.pk}/ghi-ky/", told | given | file, follow=True)


@needs_pdf
def test_a_signed_letter_like_its_edition_is_taken_at_once(
    site: Path, as_: As, cast: dict[str, Person], signed_pdf: Callable[..., bytes]
) -> None:
    made = letter_in("submitted", cast["vp"])
    sign(as_("vp"), made, signed_pdf())
    made.refresh_from_db()
    assert (made.state, made.number, str(made.issued_on)) == ("signed", "147/VPUB-KSTTHC", "2023-06-05")
    assert stat.S_IMODE(kept(made).stat().st_mode) == 0o600
    event = Event.objects.get(act="publication_sign")
    assert event.detail["differences"] == []
    assert event.detail["sha256"] == made.signed_sha256
    page = as_("vp").get(f"/van-phong/cong-van/{made.pk}/").content.decode()
    assert "Nguyễn Văn A" in page
    response = as_("vp").get(f"/van-phong/cong-van/{made.pk}/ban-ky.pdf")
    assert "attachment" in response.headers["Content-Disposition"]
    assert b"".join(response) == signed_pdf()  # type: ignore[arg-type]


@needs_pdf
def test_differences_are_shown_and_need_a_tick(
    site: Path, as_: As, cast: dict[str, Person], signed_pdf: Callable[..., bytes]
) -> None:
    made = letter_in("submitted", cast["vp"])
    content = signed_pdf(("000.00.07.H52-230508-0578", "000.00.07.H52-230508-0579"), (">79,2<", ">72,9<"))
    page = sign(as_("vp"), made, content).content.decode()
    for words in (
        "000.00.07.H52-230508-0578",
        "000.00.07.H52-230508-0579",
        "UBND huyện Thuận Châu",
        "8; 72,9; 94,4; 1",
    ):
        assert words in page
    made.refresh_from_db()
    assert made.state == "submitted"
    hidden = dict(re.findall(r'name="(kept|shown)" value="([0-9a-f]+)"', page))
    assert sign(as_("vp"), made, None, **hidden).status_code == 200  # without the tick
    made.refresh_from_db()
    assert made.state == "submitted"
    other = sign(as_("vp"), made, None, **hidden, confirm="on", number="148/VPUB-KSTTHC").content.decode()
    assert "Số công văn" in other  # another difference than those shown: told again
    made.refresh_from_db()
    assert made.state == "submitted"
    sign(as_("vp"), made, None, **hidden, confirm="on")
    made.refresh_from_db()
    assert made.state == "signed"
    assert len(list(kept(made).parent.glob("*.pdf"))) == 1
    detail = Event.objects.get(act="publication_sign").detail
    assert detail["differing"] == {"figures": 1, "code_missing": 1, "code_extra": 1}


def test_a_scan_is_told_as_unreadable(site: Path, as_: As, cast: dict[str, Person]) -> None:
    made = letter_in("submitted", cast["vp"])
    page = sign(as_("vp"), made, b"%PDF-1.4\nscan\n%%EOF").content.decode()
    assert "Không đọc được chữ" in page
    hidden = dict(re.findall(r'name="(kept|shown)" value="([0-9a-f]+)"', page))
    sign(as_("vp"), made, None, **hidden, confirm="on")
    made.refresh_from_db()
    assert made.state == "signed"


def test_what_is_no_pdf_is_refused_by_its_content(site: Path, as_: As, cast: dict[str, Person]) -> None:
    made = letter_in("submitted", cast["vp"])
    assert "không phải PDF" in sign(as_("vp"), made, b"<html>").content.decode()
    assert "Hãy chọn tệp PDF đã ký" in sign(as_("vp"), made, None).content.decode()
    assert "Hãy chọn tệp PDF đã ký" in sign(as_("vp"), made, None, kept="0" * 64).content.decode()


def test_a_file_too_large_is_refused(
    site: Path, as_: As, cast: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signed, "LARGEST", 10)
    made = letter_in("submitted", cast["vp"])
    assert "lớn hơn 50 MB" in sign(as_("vp"), made, b"%PDF-1.4 but long").content.decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"issued_on": "2023-05-30"}, "trước ngày của số liệu"),
        ({"issued_on": "2999-01-01"}, "ở sau hôm nay"),
        ({"number": "<script>"}, "chỉ gồm chữ, số"),
        ({"kept": "../../x"}, "giá trị hợp lệ"),
    ],
)
def test_wrong_number_and_day_are_told(
    site: Path, as_: As, cast: dict[str, Person], given: dict[str, str], told: str
) -> None:
    made = letter_in("submitted", cast["vp"])
    page = sign(as_("vp"), made, b"%PDF-1.4", **given)
    hidden = dict(re.findall(r'name="(kept|shown)" value="([0-9a-f]+)"', page.content.decode()))
    text = page.content.decode() + sign(as_("vp"), made, None, **hidden | given, confirm="on").content.decode()
    assert told in text
    made.refresh_from_db()
    assert made.state == "submitted"


def test_the_approver_records_no_signing_and_keeps_no_file(site: Path, as_: As, cast: dict[str, Person]) -> None:
    made = letter_in("submitted", cast["vp"])
    assert sign(as_("duyet"), made, b"%PDF-1.4").status_code == 403
    assert not list(Path(kept(made)).rglob("*.pdf"))
