"""The official figures of a period: typed from the portal, pasted, or sent as saved answers; each with its evidence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from functional.recorded_portal import RECORDED
from phucvu.main import intake, official_typed
from phucvu.web.office.models import Mark, Upload

As = Callable[[str | None], Client]
PAGE = "/van-phong/so-cong-bo/"
PDF = b"%PDF-1.7\n" + b"0" * 100
ASKED = {"ky": "2023-05", "read_at": "2023-06-01T08:00", "evidence": "Công văn 12, mục 1"}


def figures(home: Path, item: str) -> list[dict[str, Any]]:
    return [row for row in official_typed.known(home, "2023-05") if row["item"] == item]


def test_what_is_known_stands_with_who_read_it_when(site: Path, as_: As) -> None:
    page = as_("vp").get(PAGE + "?ky=2023-05").content.decode()
    assert "53,63" in page
    assert "16:30 ngày 31/05/2023" in page
    assert "Công văn công bố kết quả tháng 5/2023, mục 1" in page
    assert "nhập tay" in page


def test_typed_figures_are_looked_at_and_taken_in(own_site: Path, as_: As) -> None:
    office = as_("vp")
    file = SimpleUploadedFile("man-hinh.pdf", PDF)
    typed = ASKED | {"value_total": "54,1", "max_total": "100", "value_place": "30", "max_place": "63"}
    where = office.post(PAGE + "ghi/", typed | {"evidence_file": file}).headers["Location"]
    page = office.get(where).content.decode()
    assert "54.1" in page
    assert len(figures(own_site, "total")) == 1  # nothing before yes
    office.post(where + "nhan/")

    old, new = figures(own_site, "total")
    assert (old["value"], new["value"], new["max_value"]) == ("53.63", "54.1", "100")
    assert (new["read_by"], new["source"]) == ("vp", "typed")
    assert f"{new['read_at']}" == "2023-06-01 08:00:00"
    assert not [row for row in figures(own_site, "online") if row["read_by"] == "vp"]  # an empty cell is no zero
    assert Mark.objects.get().step == "reading"
    assert intake.imports(own_site)[-1]["files"] == ["so-lieu-cong-bo.csv"]


def test_evidence_is_kept_and_given_back_to_those_who_read_all(own_site: Path, as_: As, settings: Any) -> None:
    office = as_("vp")
    typed = ASKED | {"value_total": "54,1", "max_total": "100"}
    file = SimpleUploadedFile("man hinh.pdf", PDF, content_type="text/html")
    where = office.post(PAGE + "ghi/", typed | {"evidence_file": file}).headers["Location"]
    office.post(where + "nhan/")
    (kept,) = (Path(settings.MEDIA_ROOT) / "evidence").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    address = f"{PAGE}minh-chung/{kept.stem}/"
    assert address in office.get(PAGE + "?ky=2023-05").content.decode()
    response = office.get(address)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content) == PDF
    assert as_("kiem_tra").get(address).status_code == 200
    assert as_("sm").get(address).status_code == 403
    assert office.get(f"{PAGE}minh-chung/{'0' * 64}/").status_code == 404
    assert office.get(f"{PAGE}minh-chung/*/").status_code == 404


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"value_total": "101", "max_total": "100"}, "Lớn hơn tối đa"),
        ({"value_total": "-1", "max_total": "100"}, "Không phải số"),
        ({"value_total": "năm", "max_total": "100"}, "Không phải số"),
        ({"value_total": "NaN", "max_total": "100"}, "Không phải số"),
        ({"value_place": "1,5", "max_place": "63"}, "Hạng là số nguyên"),
        ({"value_total": "", "max_total": "100"}, "Chưa điền điểm nào"),
        ({"value_total": "50", "evidence": ""}, "Cần minh chứng"),
        ({"value_total": "50", "read_at": ""}, "id_read_at_error"),
        ({"value_total": "50", "file": b"<svg><script>1</script></svg>"}, "Minh chứng phải là tệp PDF"),
        ({"value_total": "50", "file": b"MZ\0\0"}, "Minh chứng phải là tệp PDF"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_kept(
    own_site: Path, as_: As, settings: Any, given: dict[str, Any], word: str
) -> None:
    content = given.pop("file", None)
    file = {"evidence_file": SimpleUploadedFile("a.pdf", content)} if content else {}
    response = as_("vp").post(PAGE + "ghi/", ASKED | given | file)
    assert response.status_code == 400
    assert word in response.content.decode()
    assert not Upload.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).glob("evidence/*"))


def test_evidence_too_big_is_refused_before_it_is_read(own_site: Path, as_: As, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 1 << 20
    file = SimpleUploadedFile("a.pdf", PDF + b"0" * (2 << 20))
    response = as_("vp").post(PAGE + "ghi/", ASKED | {"value_total": "5", "evidence_file": file})
    assert response.status_code == 400
    assert "lớn hơn 1 MB" in response.content.decode()
    settings.BODY_MAX = settings.BODY_MAX | {"proof": 1 << 20}
    file = SimpleUploadedFile("a.pdf", PDF + b"0" * (8 << 20))
    assert as_("vp").post(PAGE + "ghi/", ASKED | {"evidence_file": file}).status_code == 413
    assert not Upload.objects.exists()


PASTED = """STT\tTên nhóm\tĐiểm\tTối đa
1\tTổng điểm\t53,63\t100
Hạng\t33/63
online\t6,7\t12
Thanh toán trực tuyến\t-
Chỉ tiêu lạ\t3
progress.on_time\tnăm
"""


def test_a_pasted_table_fills_the_form_and_says_what_it_did_not_understand(site: Path, as_: As) -> None:
    response = as_("vp").post(PAGE + "dan/", {"ky": "2023-05", "table": PASTED})
    page = response.content.decode()
    form = response.context["form"]
    assert form["value_total"].value() == "53,63"
    assert (form["value_place"].value(), form["max_place"].value()) == ("33", "63")
    assert (form["value_online"].value(), form["max_online"].value()) == ("6,7", "12")
    assert form["value_payment"].value() == ""  # a dash is no zero
    assert "Hiểu 3 dòng" in page
    assert "Dòng 6: không rõ “Chỉ tiêu lạ”" in page
    assert "Dòng 7: “năm” không phải số điểm" in page


def test_a_paste_nobody_understands_is_told(site: Path, as_: As) -> None:
    page = as_("vp").post(PAGE + "dan/", {"ky": "2023-05", "table": "<script>alert(1)</script>"}).content.decode()
    assert "Không hiểu dòng nào" in page
    assert "<script>alert" not in page


def test_saved_answers_come_in_like_other_files(own_site: Path, as_: As) -> None:
    office = as_("vp")
    file = SimpleUploadedFile("tra-loi.json", json.dumps(RECORDED["service-results.provinces"]).encode())
    where = office.post("/van-phong/nhap/", {"files": [file]}).headers["Location"]
    office.post(where + "tra-loi/", {"period": "2026-08", "extracted_at": "2026-09-01T08:00"})
    assert "do Cổng DVCQG công bố; " not in office.get(where).content.decode()
    assert "số liệu do Cổng DVCQG công bố" in office.get(where).content.decode()
    office.post(where + "nhan/")
    page = office.get(PAGE + "?ky=2026-08").content.decode()
    assert "77,4" in page
    assert "Cổng DVCQG" in page
    assert "80,12" not in page  # another province's


def test_only_the_preparing_office_types(own_site: Path, as_: As) -> None:
    for name in ("duyet", "kiem_tra", "sm"):
        assert as_(name).post(PAGE + "ghi/", ASKED).status_code == 403
        assert as_(name).post(PAGE + "dan/", ASKED).status_code == 403
