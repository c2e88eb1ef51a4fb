"""The health of workspace and site: states in words, remedies, and the same as data."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from phucvu.web.accounts.models import Person
from phucvu.web.office.models import Upload, Work

As = Callable[[str | None], Client]
PAGE, DATA = "/van-phong/suc-khoe/", "/van-phong/suc-khoe.json"


def rows(client: Client) -> dict[str, dict[str, str]]:
    return {row["check"]: row for row in client.get(DATA).json()["rows"]}


def test_states_stand_in_words_with_remedies(site: Path, as_: As) -> None:
    page = as_("vp").get(PAGE).content.decode()
    for words in ("Kho dữ liệu đủ tệp", "Tốt", "Cần xem", "Chưa có bản sao lưu nào", "phucvu backup"):
        assert words in page


def test_the_site_tells_of_itself(site: Path, as_: As, cast: dict[str, Person]) -> None:
    Work.objects.create(kind="letter", by=cast["vp"], state="running")
    Upload.objects.create(by=cast["vp"], names=["a.xlsx"])
    found = rows(as_("kiem_tra"))
    assert found["works"]["state"] == "ok"
    assert found["works"]["sentence"].startswith("1 việc đang chạy")
    assert found["uploads"]["sentence"].startswith("1 lần")
    assert found["database"]["sentence"].endswith(("SQLite.", "PostgreSQL."))


def test_stopped_work_is_a_warning_with_a_remedy(site: Path, as_: As, cast: dict[str, Person]) -> None:
    work = Work.objects.create(kind="letter", by=cast["vp"], state="running")
    Work.objects.filter(pk=work.pk).update(seen_at=timezone.now() - timedelta(hours=1))
    found = rows(as_("quan_tri"))["works"]
    assert found["state"] == "warning"
    assert found["remedy"]


def test_a_damaged_lake_is_a_row_and_no_fault(own_site: Path, as_: As) -> None:
    (own_site / "lake" / "manifest.json").unlink()
    found = rows(as_("quan_tri"))
    assert any(row["state"] == "error" for row in found.values()) or "lake" in found


@pytest.mark.parametrize("address", ["/van-phong/", "/don-vi/H52.67/", "/don-vi/H52.67/diem.json", "/lanh-dao/"])
def test_a_manifest_cut_short_is_a_sentence(own_site: Path, as_: As, address: str) -> None:
    manifest = own_site / "lake" / "manifest.json"
    manifest.write_text(manifest.read_text("utf8")[:50], "utf8")
    response = as_("vp").get(address)
    told = response.json()["detail"] if address.endswith(".json") else response.content.decode()
    assert response.status_code == 400
    assert "manifest.json bị hỏng. Hãy phục hồi từ bản sao lưu" in told
    assert as_(None).get("/suc-khoe/").status_code == 503
    lake = rows(as_("quan_tri"))["lake"]
    assert (lake["state"], "bị hỏng" in lake["sentence"]) == ("error", True)


@pytest.mark.parametrize("name", ["sm", "sm_truong"])
def test_units_do_not_see_it(site: Path, as_: As, name: str) -> None:
    assert as_(name).get(PAGE).status_code == 403
    assert as_(None).get(DATA).status_code == 302
