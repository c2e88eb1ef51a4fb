"""The letter's wizard: what is proposed, what it would print, the edition made, the same one made again."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from office_letters import ASKED, EDITION, OWN_PROFILE, letter_in, own_profile

from phucvu.main.editions import editions
from phucvu.main.intake import imports, undo
from phucvu.publications.pdf_reading import has_poppler
from phucvu.web.accounts.models import Event, Person
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.followup.models import Request
from phucvu.web.office.models import Publication, Work

As = Callable[[str | None], Client]
NEW = "/van-phong/cong-van/moi/"


def test_the_reading_time_and_the_own_profile_are_proposed(own_site: Path, as_: As) -> None:
    own_profile(own_site)
    page = as_("vp").get(NEW + "?ky=2023-05").content.decode()
    assert 'value="2023-05-31T16:30"' in page
    assert f'<option value="{OWN_PROFILE}" selected>' in page
    assert "Theo văn bản" in page  # a named reading of the law


def test_the_preview_tells_columns_sources_and_deadline(own_site: Path, as_: As) -> None:
    own_profile(own_site)
    page = as_("vp").get(NEW, ASKED).content.decode()
    assert "375" in page
    assert "17:00 ngày 13/06/2023" in page
    assert "2 đơn vị in “(Không có số liệu)”" in page  # of the overdue column
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert not Publication.objects.exists()


def test_units_silent_until_the_last_deadline_are_offered(
    own_site: Path, issued: Publication, as_: As, cast: dict[str, Person]
) -> None:
    open_register(issued, cast["duyet"], None)
    assert "Có thể nêu" not in as_("vp").get(NEW, ASKED).content.decode()
    Request.objects.filter(agency_code="H52.68").update(deadline_at=timezone.now() - timedelta(days=1))
    page = as_("vp").get(NEW, ASKED).content.decode()
    assert "Có thể nêu trong công văn này:" in page
    assert "Các đơn vị chưa giải trình theo" in page and "UBND huyện Sốp Cộp (29 hồ sơ)" in page


def test_a_deadline_on_a_day_off_is_warned_of(site: Path, as_: As) -> None:
    page = as_("vp").get(NEW, ASKED | {"profile": "vpubnd", "on": "2023-06-11"}).content.decode()
    assert "không phải ngày làm việc (Chủ nhật)" in page


def test_the_same_edition_made_again_is_the_same_letter(own_site: Path, as_: As, cast: dict[str, Person]) -> None:
    own_profile(own_site)
    known, before = letter_in("withdrawn", cast["duyet"]), len(editions(own_site))  # withdrawn before it was issued
    typed = {"on": "2023-06-13", "at": "17:00"}  # what would be proposed
    page = as_("vp").post(NEW, ASKED | typed, follow=True).content.decode()
    assert "Ấn bản như vậy đã có" in page
    made = Publication.objects.get()
    assert (made.pk, made.edition_id) == (known.pk, EDITION)
    assert (made.state, made.prepared_by.username) == ("draft", "vp")
    assert len(editions(own_site)) == before


def test_another_deadline_is_another_edition(own_site: Path, as_: As) -> None:
    own_profile(own_site)
    page = as_("vp").post(NEW, ASKED | {"on": "2023-06-17"}, follow=True).content.decode()
    made = Publication.objects.get()
    assert made.edition_id != EDITION
    assert (made.state, made.prepared_by.username) == ("draft", "vp")
    assert Event.objects.get(act="publication_made").detail["edition"] == made.edition_id
    assert made.deadline == "2023-06-17"
    assert "Hạn báo cáo 17/6/2023 không phải ngày làm việc" in page
    assert {row["edition_id"] for row in editions(own_site)} == {EDITION, made.edition_id}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"ky": "tháng năm"}, "Không hiểu kỳ"),
        ({"profile": "../workspace.yaml"}, "Hãy chọn"),
        ({"profile": "profiles/../../x.yaml"}, "Hãy chọn"),
        ({"reading": "khac"}, "Hãy chọn"),
        ({"as_at": "2022-01-01T00:00"}, "ở trước kỳ"),
        ({"at": "17:00"}, "hãy ghi cả ngày"),
    ],
)
def test_wrong_answers_are_told_and_make_nothing(site: Path, as_: As, wrong: dict[str, str], told: str) -> None:
    response = as_("vp").post(NEW, ASKED | {"profile": "vpubnd"} | wrong)
    assert response.status_code == 200
    assert told in response.content.decode()
    assert not Work.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("duyet", 403), ("sm", 403), ("kiem_tra", 403), (None, 302)])
def test_only_the_office_prepares(site: Path, as_: As, name: str | None, status: int) -> None:
    assert as_(name).get(NEW).status_code == status
    assert as_(name).post(NEW, ASKED).status_code == status


def test_the_page_of_a_letter_tells_its_facts_files_and_history(site: Path, as_: As, cast: dict[str, Person]) -> None:
    made = letter_in("draft", cast["vp"])
    page = as_("vp").get(f"/van-phong/cong-van/{made.pk}/").content.decode()
    for words in (
        EDITION,
        "16:30 ngày 31/05/2023",
        "cong-van.docx",
        "don-vi/h52-67.xlsx",
        "trước 17:00 ngày 13/06/2023",
    ):
        assert words in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "Đã soát xong" in page
    assert "Đã soát xong" not in as_("duyet").get(f"/van-phong/cong-van/{made.pk}/").content.decode()


def test_files_are_downloaded_and_no_others(site: Path, as_: As, cast: dict[str, Person]) -> None:
    at = f"/van-phong/cong-van/{letter_in('draft', cast['vp']).pk}"
    response = as_("vp").get(f"{at}/tep/cong-van.docx")
    assert "attachment" in response.headers["Content-Disposition"]
    assert b"".join(response).startswith(b"PK")  # type: ignore[arg-type]
    assert as_("vp").get(f"{at}/tep/../../workspace.yaml").status_code == 400
    assert as_("vp").get(f"{at}/ban-ky.pdf").status_code == 404
    assert as_("sm").get(f"{at}/tep/cong-van.docx").status_code == 403


@pytest.mark.skipif(not has_poppler(), reason="needs poppler-utils (pdftoppm)")
def test_pages_are_shown_as_pictures(own_site: Path, as_: As, cast: dict[str, Person]) -> None:
    if not list(own_site.glob("editions/*/cong-van.pdf")):
        pytest.skip("the example was made without LibreOffice: no PDF to show")
    at = f"/van-phong/cong-van/{letter_in('draft', cast['vp']).pk}/trang"
    assert b"".join(as_("vp").get(f"{at}/1.png")).startswith(b"\x89PNG")  # type: ignore[arg-type]
    assert as_("vp").get(f"{at}/999.png").status_code == 404


def test_a_correction_is_an_edition_of_its_own(own_site: Path, as_: As, cast: dict[str, Person]) -> None:
    own_profile(own_site)
    old = letter_in("issued", cast["vp"], approved_by=cast["duyet"])
    undo(own_site, imports(own_site)[-1]["import_id"])  # the data changed since
    given = {"from_state": "issued", "reason": "Nhập nhầm tệp"}
    page = as_("vp").post(f"/van-phong/cong-van/{old.pk}/dinh-chinh/", given, follow=True).content.decode()
    new = Publication.objects.exclude(pk=old.pk).get()
    assert (new.replaces_id, new.state, new.reason) == (old.pk, "draft", "Nhập nhầm tệp")
    assert "Công văn đính chính (.docx)" in page
    response = as_("vp").get(f"/van-phong/cong-van/{new.pk}/dinh-chinh.docx")
    assert b"".join(response).startswith(b"PK")  # type: ignore[arg-type]
    old.refresh_from_db()
    assert old.state == "issued"  # until the new one is issued
    again = as_("vp").post(f"/van-phong/cong-van/{old.pk}/dinh-chinh/", given, follow=True).content.decode()
    assert "đã có bản đính chính đang làm" in again


def test_a_letter_that_cannot_be_made_is_told(site: Path, as_: As, cast: dict[str, Person]) -> None:
    old = letter_in("issued", cast["vp"])  # its profile is not in the workspace any more
    given = {"from_state": "issued", "reason": "Thử"}
    page = as_("vp").post(f"/van-phong/cong-van/{old.pk}/dinh-chinh/", given, follow=True).content.decode()
    assert "Không có hồ sơ phát hành" in page
    assert Publication.objects.count() == 1
