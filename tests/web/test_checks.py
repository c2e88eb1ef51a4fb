"""What is odd in the data: looked through by the office, ticked, taken along as a table."""

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

from django.test import Client

from phucvu.main import check
from phucvu.web.accounts.models import Event
from phucvu.web.office.models import Mark

As = Callable[[str | None], Client]


def test_findings_stand_by_severity_with_their_dossiers(own_site: Path, as_: As) -> None:
    page = as_("vp").get("/van-phong/kiem-tra/").content.decode()
    rows = check.check(own_site)
    for row in rows:
        assert f"{row['title']}: {row['count']}" in page
        assert row["codes"][0] in page
    assert f'href="/ho-so/{rows[0]["codes"][0]}/"' in page
    assert page.index("Cảnh báo") < page.index("Lưu ý")
    assert "--template" not in page


def test_the_tables_hold_every_code(own_site: Path, as_: As) -> None:
    rows = check.check(own_site, everything=True)
    told = as_("duyet").get("/van-phong/kiem-tra.json").json()
    assert told["rows"] == rows
    text = as_("vp").get("/van-phong/kiem-tra.csv").content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == sum(max(len(row["codes"]), 1) for row in rows)


def test_a_version_is_looked_through_once(own_site: Path, as_: As) -> None:
    office = as_("vp")
    shutil.rmtree(own_site / "tmp" / "soat", ignore_errors=True)
    office.get("/van-phong/kiem-tra/")
    (kept,) = (own_site / "tmp" / "soat").glob("*.json")
    kept.write_text('{"rows": []}')
    assert "Không thấy điều gì bất thường" in office.get("/van-phong/kiem-tra/").content.decode()


def test_looking_through_is_ticked_for_a_period(own_site: Path, as_: As) -> None:
    office = as_("vp")
    response = office.post("/van-phong/da-soat/checks/", {"ky": "2023-05"})
    assert response.headers["Location"] == "/van-phong/kiem-tra/?ky=2023-05"
    mark = Mark.objects.get()
    assert (mark.period, mark.step, mark.by.username) == ("2023-05", "checks", "vp")
    assert Event.objects.filter(act="mark", subject="2023-05 checks").exists()
    assert "Đã soát: VP" in office.get(response.headers["Location"]).content.decode()
    assert office.post("/van-phong/da-soat/letter/", {"ky": "2023-05"}).status_code == 404
    assert office.post("/van-phong/da-soat/checks/", {"ky": "tháng nào"}).status_code == 400


def test_only_the_preparing_office_ticks(own_site: Path, as_: As) -> None:
    assert "Đã soát cho kỳ" not in as_("duyet").get("/van-phong/kiem-tra/").content.decode()
    assert as_("duyet").post("/van-phong/da-soat/checks/").status_code == 403
    assert as_("sm").get("/van-phong/kiem-tra/").status_code == 403
    assert not Mark.objects.exists()
