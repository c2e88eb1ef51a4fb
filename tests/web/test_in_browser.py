"""The demo month as people use it, in real Chromium: looking, answering a call, the office's month from file to issue.

One site (`phucvu serve`, a process of its own, long work in further processes) and one browser for the whole file. The
browser keeps note of every address it asked for: none is of another host (seen to when the site is put away).
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from functional.conftest import finished, message, process, write_messages
from phucvu.publications.pdf import has_libreoffice
from web import office_in_browser as month
from web.browser import MISSING, PASSWORD, SLOW, Site, chromium, follow, site_over

pytestmark = pytest.mark.skipif(chromium() is None, reason=MISSING)


@pytest.fixture(scope="module")
def site(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_over(example, tmp_path_factory.mktemp("site")) as made:
        yield made


def test_from_the_overview_to_one_dossier_by_links_alone(site: Site) -> None:
    """Overview, agency, criterion, its dossiers, one dossier: the last three only for whoever may read them."""
    page = site.as_("song_ma")
    follow(page, "Kết quả")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tỉnh Sơn La")
    expect(page.get_by_text("53,63/100").first).to_be_visible()
    site.seen(page, "tong-quan")
    follow(page, "Xem xếp hạng UBND cấp huyện", "UBND huyện Sông Mã")
    expect(page.get_by_role("heading", level=1)).to_contain_text("UBND huyện Sông Mã")
    site.seen(page, "don-vi")
    follow(page, "Hồ sơ giải quyết đúng hạn")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hồ sơ giải quyết đúng hạn")
    site.seen(page, "tieu-chi")
    counted = page.locator("tr", has=page.get_by_role("link", name="UBND huyện Sông Mã", exact=True)).locator("td")
    succeeded, of = (int(each.replace(".", "")) for each in counted.all_inner_texts()[:2])
    assert of - succeeded == 243
    follow(page, "Danh sách UBND huyện Sông Mã")
    site.seen(page, "tieu-chi-don-vi")
    follow(page, "Danh sách không đạt")
    expect(page.get_by_text("Tất cả 243 dòng")).to_be_visible()
    site.seen(page, "danh-sach")
    code = page.locator("tbody th a").first.inner_text()
    follow(page, code)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{code}: QUÁ HẠN")
    site.seen(page, "ho-so")


def test_a_stranger_is_led_to_no_list_of_dossiers_and_a_unit_to_its_own_alone(site: Site) -> None:
    desks = "main a[href^='/don-vi/'], main a[href^='/ho-so/']"
    for name, of_agency, of_criterion in (("", 0, 0), ("song_ma", 1, 1), ("sop_cop", 0, 1), ("chu_tich", 1, 31)):
        page = site.as_(name)
        page.goto(f"{site.address}/ky/2023-05/don-vi/H52.67/")
        expect(page.locator(desks)).to_have_count(of_agency)
        page.goto(f"{site.address}/ky/2023-05/tieu-chi/progress.on_time/")
        expect(page.locator(desks)).to_have_count(of_criterion)
    foreign = site.as_("song_ma").goto(f"{site.address}/don-vi/H52.68/")
    assert foreign is not None
    assert foreign.status == 404


def test_a_caller_is_answered_from_a_pasted_code(site: Site) -> None:
    page = site.as_("van_phong")
    page.goto(f"{site.address}/ho-so/")
    page.locator("main textarea, main input[type=text], main input[type=search]").first.fill(
        "000.00.67.H52-230516-0273"
    )
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("/ho-so/H52.67-230516-0273/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("000.00.67.H52-230516-0273")


PAGES = {
    "": ["/", "/ky/2023-05/xep-hang/district/", "/ky/2023-05/don-vi/H52.67/", "/cach-tinh/", "/an-ban/"],
    "song_ma": [
        *("/don-vi/H52.67/?ky=2023-05", "/don-vi/H52.67/sap-den-han/?tai=2023-05-31T16:30"),
        *("/don-vi/H52.67/tieu-chi/progress.on_time/?ky=2023-05", "/ho-so/", "/ho-so/H52.67-230516-0273/"),
    ],
    "van_phong": [
        *("/van-phong/?ky=2023-05", "/van-phong/nhap/", "/van-phong/kiem-tra/", "/van-phong/so-cong-bo/?ky=2023-05"),
        *(
            "/van-phong/cong-van/",
            "/van-phong/cong-van/moi/?ky=2023-05",
            "/van-phong/muc-tieu/",
            "/van-phong/suc-khoe/",
        ),
    ],
    "chu_tich": ["/lanh-dao/?ky=2023-05"],
    "quan_tri": ["/tai-khoan/", "/tai-khoan/mo/", "/tai-khoan/danh-sach/"],
    "giam_sat": ["/nhat-ky/", "/tai-khoan/toi/"],
}
EACH = [(name, path) for name, paths in PAGES.items() for path in paths]


@pytest.mark.parametrize(("name", "path"), EACH)
def test_pages_are_accessible_and_fit_a_phone(site: Site, name: str, path: str) -> None:
    page = site.as_(name)
    response = page.goto(site.address + path)
    assert response is not None
    assert response.status == 200
    site.seen(page, f"trang{re.sub('[^a-z0-9]+', '-', path)}{name}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_looks_have_enough_contrast(site: Site, scheme: str) -> None:
    page = site.browser.new_context(color_scheme=scheme).new_page()  # type: ignore[arg-type]
    page.goto(site.address)
    found = Axe().run(page, options={"runOnly": ["color-contrast"]})
    assert not found.response["violations"]
    site.picture(page, f"mau-{scheme}")


def test_pages_work_without_javascript(site: Site) -> None:
    page = site.browser.new_context(java_script_enabled=False, locale="vi-VN").new_page()
    page.goto(f"{site.address}/vao/")
    page.locator("input[name=login]").fill("song_ma")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("UBND huyện Sông Mã")


def test_the_keyboard_reaches_the_content_first(site: Site) -> None:
    page = site.as_("")
    page.goto(site.address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_office_s_month_from_upload_to_issued(site: Site, example: Path) -> None:
    """Upload with preview, the official reading, the letter, checked, submitted, signed, issued by another person."""
    if not has_libreoffice():
        pytest.skip("LibreOffice chưa cài trên máy này: không có bản PDF để ký.")
    office, approver = site.as_("van_phong"), site.as_("lanh_dao_van_phong")
    month.withdraw_what_is_issued(site, approver)
    month.upload(site, office, example.parent / "input" / "petitions.csv")
    month.type_the_reading(site, office)
    letter = month.make_letter(site, office)
    month.check_and_submit(office)
    month.sign(site, office, "148/VPUB-KSTTHC", "2023-06-02")
    month.issue(site, approver, letter)
    stranger = site.as_("")
    stranger.goto(site.address)
    expect(stranger.get_by_text("53,63/100").first).to_be_visible()


def test_a_nightly_import_reaches_the_pages_by_itself(site: Site, tmp_path: Path) -> None:
    """By the terminal, without the site: nobody restarts it."""
    page = site.as_("van_phong")
    desks = f"{site.address}/don-vi/H52.67/"
    page.goto(desks)
    shown = page.get_by_label("Kỳ")
    expect(shown.first).to_have_value("2023-05")
    late = message("000.00.67.H52-230602-9999", "20230602", "20230610", "20230609")
    words = ("import", write_messages(tmp_path / "dem.jsonl", [late]), "--workspace", site.workspace)
    assert finished(process(*words, "--extracted-at", "2023-06-30T23:00")).code == 0
    until = time.monotonic() + SLOW / 1000
    while shown.first.input_value() != "2023-06" and time.monotonic() < until:
        time.sleep(0.5)
        page.goto(desks)
    expect(shown.first).to_have_value("2023-06")
