"""Bringing files in: somebody of the office sends them, looks, says yes; and takes it back."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from phucvu.main import intake
from phucvu.web.accounts.models import Event
from phucvu.web.office.models import Upload

As = Callable[[str | None], Client]


def sent(client: Client, *files: tuple[str, bytes]) -> Any:
    given = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post("/van-phong/nhap/", {"files": given})


def dossiers(path: Path, name: str) -> tuple[str, bytes]:
    return name, (path.parent / "lists" / "input" / name).read_bytes()


LATE = "ho-so-qua-han-da-xu-ly.xls"


def test_a_list_is_looked_at_taken_in_and_withdrawn(own_site: Path, example: Path, as_: As) -> None:
    office, before = as_("vp"), intake.imports(own_site)
    response = sent(office, dossiers(example.parent, LATE))
    page = office.get(response.headers["Location"]).content.decode()
    assert "chỉ hồ sơ đã giải quyết quá hạn" in page
    assert "<b>251</b> dòng thay đổi điều đã có" in page
    assert intake.imports(own_site) == before  # nothing yet

    work = office.post(response.headers["Location"] + "nhan/").headers["Location"]
    assert office.get(work).headers["Location"] == response.headers["Location"]
    page = office.get(response.headers["Location"]).content.decode()
    assert "<b>251</b> dòng được nhận" in page
    (new,) = [row for row in intake.imports(own_site) if row not in before]
    assert (new["accepted"], new["rejected"]) == (251, 0)
    assert not list((own_site / "tmp" / "uploads").iterdir())
    assert Event.objects.filter(act="import", subject=new["import_id"], by="vp").exists()

    address = f"/van-phong/nhap/cac-lan/{new['import_id']}/rut/"
    assert "như chưa từng có lần nhập này" in office.get(address).content.decode()
    assert office.get(office.post(address).headers["Location"]).headers["Location"] == "/van-phong/nhap/cac-lan/"
    assert intake.imports(own_site) == before
    assert Event.objects.filter(act="work_undo", by="vp").exists()


def test_what_is_previewed_is_what_is_reported(own_site: Path, as_: As) -> None:
    """One row new, one changed, one as before, one without code."""
    office = as_("vp")
    rows = [
        "Mã đơn vị,Kỳ,Chỉ tiêu,Giá trị,Thời điểm đọc,Nguồn",
        "H52,2023-05,total,53.63,2023-05-31T16:30:00,typed",
        "H52,2023-04,total,50,2023-04-30T16:30:00,typed",
        ",2023-04,total,50,2023-04-30T16:30:00,typed",
    ]
    where = sent(office, ("so-lieu.csv", "\n".join(rows).encode())).headers["Location"]
    upload = Upload.objects.get()
    assert upload.work is not None
    preview = upload.work.result
    assert (preview["rows"], preview["new"], preview["changed"], preview["rejected"]) == (3, 1, 1, 1)
    office.post(where + "nhan/")
    upload.refresh_from_db()
    result = upload.work.result
    assert result["accepted"] == preview["new"] + preview["changed"]
    assert (result["unchanged"], result["rejected"]) == (preview["unchanged"], preview["rejected"])
    page = office.get(where).content.decode()
    assert result["rejects"][0]["remedy"] in page
    told = office.get(f"/van-phong/nhap/cac-lan/{result['import_id']}/dong-bi-loai.csv").content.decode("utf-8-sig")
    assert [row["Dòng"] for row in csv.DictReader(io.StringIO(told))] == ["3"]


@pytest.mark.parametrize("name", ["official_reading.csv", "ho-so-huyen.zip"])
def test_the_same_files_again_change_nothing(own_site: Path, example: Path, as_: As, name: str) -> None:
    office = as_("vp")
    where = sent(office, (name, (example.parent / "input" / name).read_bytes())).headers["Location"]
    preview = Upload.objects.get().work.result
    assert preview["new"] == preview["changed"] == 0
    office.post(where + "nhan/")
    result = Upload.objects.get().work.result
    assert (result["accepted"], result["unchanged"]) == (0, preview["unchanged"])


def test_what_is_not_certain_is_asked(own_site: Path, as_: As) -> None:
    office = as_("vp")
    table = "Mã hồ sơ;Ngày tiếp nhận;Hạn trả\n000.00.67.H52-230501-0001;01/05/2023;05/05/2023\n"
    where = sent(office, ("danh-sach.csv", table.encode())).headers["Location"]
    page = office.get(where).content.decode()
    assert "message warning" in page
    assert office.post(where + "nhan/").status_code == 400  # nobody may skip the question
    answers = {"scope": "open", "extracted_at": "2023-05-31T16:30", "period": "2023-05"}
    upload = Upload.objects.get()
    form = office.get(where).context["form"]
    answers |= {name: field.initial or "" for name, field in form.fields.items() if name.startswith("column_")}
    assert office.post(where + "tra-loi/", answers).status_code == 302
    upload.refresh_from_db()
    assert upload.flags["scope"] == "open"
    office.post(where + "nhan/")
    assert Upload.objects.get().state == "accepted"
    assert intake.imports(own_site)[-1]["scope"] == "open"


def test_dropping_leaves_no_file(own_site: Path, example: Path, as_: As) -> None:
    office, before = as_("vp"), intake.imports(own_site)
    where = sent(office, dossiers(example.parent, LATE)).headers["Location"]
    assert list((own_site / "tmp" / "uploads").iterdir())
    office.post(where + "bo/")
    assert not list((own_site / "tmp" / "uploads").iterdir())
    assert office.post(where + "nhan/").status_code == 400
    assert intake.imports(own_site) == before


def test_an_import_brought_in_again_replaces_the_old_one(own_site: Path, example: Path, as_: As) -> None:
    office = as_("vp")
    where = sent(office, dossiers(example.parent, LATE)).headers["Location"]
    office.post(where + "nhan/")
    old = intake.imports(own_site)[-1]
    where = office.post(f"/van-phong/nhap/cac-lan/{old['import_id']}/nhap-lai/").headers["Location"]
    assert office.post(where + "tra-loi/", {"scope": "overdue"}).status_code == 302
    preview = Upload.objects.get(flags__replaces=old["import_id"]).work.result
    office.post(where + "nhan/")
    rows = intake.imports(own_site)
    assert old["import_id"] not in [row["import_id"] for row in rows]
    assert (rows[-1]["scope"], rows[-1]["accepted"]) == ("overdue", preview["new"] + preview["changed"])


def test_who_only_reads_sees_imports_and_changes_none(own_site: Path, as_: As) -> None:
    row = intake.imports(own_site)[0]
    for name in ("duyet", "kiem_tra", "chu_tich"):
        client = as_(name)
        page = client.get("/van-phong/nhap/cac-lan/").content.decode()
        assert row["import_id"] in page
        assert "Rút" not in page
        assert client.post(f"/van-phong/nhap/cac-lan/{row['import_id']}/rut/").status_code == 403
    assert as_("sm").get("/van-phong/nhap/cac-lan/").status_code == 403


def test_what_the_file_lacks_can_be_answered(own_site: Path, as_: As) -> None:
    """A table of published figures without period and reading time is no proposal until somebody says them."""
    office = as_("vp")
    table = "STT\tTên đơn vị\tTổng số hồ sơ xử lý quá hạn\n1\tUBND huyện Sông Mã\t7\n"
    where = sent(office, ("bang.tsv", table.encode())).headers["Location"]
    page = office.get(where).content.decode()
    assert "điền mục “Kỳ”" in page
    assert "--" not in page[page.index("<main") :]
    answers = {"period": "2023-05", "extracted_at": "2023-06-02T09:00"}
    assert office.post(where + "tra-loi/", answers | {"period": "tháng lạ"}).status_code == 400
    assert office.post(where + "tra-loi/", answers).status_code == 302
    office.post(where + "nhan/")
    assert Upload.objects.get().state == "accepted"


def test_answers_can_be_taken_back(own_site: Path, example: Path, as_: As) -> None:
    office = as_("vp")
    where = sent(office, dossiers(example.parent, LATE)).headers["Location"]
    office.post(where + "tra-loi/", {"scope": "all"})
    assert Upload.objects.get().flags == {"scope": "all"}
    office.post(where + "tra-loi/", {"back": "1"})
    assert Upload.objects.get().flags == {}
