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
from playwright.sync_api import Page, expect

from functional.conftest import finished, message, process, write_messages
from phucvu.publications.pdf import has_libreoffice
from web.browser import DESKTOP, MISSING, PASSWORD, PHONE, SLOW, Site, chromium, site_over

pytestmark = pytest.mark.skipif(chromium() is None, reason=MISSING)


@pytest.fixture(scope="module")
def site(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_over(example, tmp_path_factory.mktemp("site")) as made:
        yield made


def test_a_citizen_goes_from_the_overview_to_a_criterion(site: Site) -> None:
    page = site.as_("")
    page.goto(site.address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tỉnh Sơn La")
    expect(page.get_by_text("53,63/100").first).to_be_visible()
    site.picture(page, "tong-quan")
    page.get_by_role("link", name="Xem xếp hạng UBND cấp huyện").click()
    page.get_by_role("link", name="UBND huyện Sông Mã").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("UBND huyện Sông Mã")
    page.get_by_role("link", name="Hồ sơ giải quyết đúng hạn").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hồ sơ giải quyết đúng hạn")
    site.picture(page, "tieu-chi")


def test_a_unit_goes_from_its_points_to_one_dossier(site: Site) -> None:
    page = site.as_("song_ma")
    page.goto(f"{site.address}/don-vi/H52.67/?ky=2023-05&tai=2023-05-31T16:30")
    site.picture(page, "don-vi")
    page.get_by_role("link", name="Hồ sơ giải quyết đúng hạn").first.click()
    expect(page.get_by_text("243").first).to_be_visible()
    page.locator("a[href*='/tieu-chi/progress.on_time/failed/']").first.click()
    page.locator("main a[href^='/ho-so/H52']").first.click()
    expect(page.get_by_text("QUÁ HẠN").first).to_be_visible()
    site.picture(page, "ho-so")
    foreign = page.goto(f"{site.address}/don-vi/H52.68/")
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


def test_the_office_s_month_from_upload_to_issued(site: Site, example: Path) -> None:
    """Upload with preview, the official reading, the letter, checked, submitted, signed, issued by another person."""
    if not has_libreoffice():
        pytest.skip("LibreOffice chưa cài trên máy này: không có bản PDF để ký.")
    office, approver = site.as_("van_phong"), site.as_("lanh_dao_van_phong")
    _withdraw_what_is_issued(site, approver)
    _upload(site, office, example.parent / "input" / "petitions.csv")
    _type_the_reading(site, office)
    number = _make_letter(site, office)
    for button in ("Đã soát xong", "Trình ký"):
        office.get_by_role("button", name=button).click()
        expect(office.get_by_role("button", name=button)).to_have_count(0)
    _sign(site, office)
    approver.goto(f"{site.address}/van-phong/cong-van/{number}/")
    if (confirm := approver.get_by_label("Vẫn ban hành")).count():
        confirm.check()
    approver.get_by_role("button", name="Ban hành").click()
    expect(approver.get_by_text("Đã ban hành").first).to_be_visible()
    site.picture(approver, "ban-hanh")
    stranger = site.as_("")
    stranger.goto(site.address)
    expect(stranger.get_by_text("53,63/100").first).to_be_visible()


def _withdraw_what_is_issued(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/van-phong/cong-van/")
    page.get_by_role("link", name="a48adf897083ba11").first.click()
    form = page.locator("form", has=page.get_by_role("button", name="Rút"))
    form.get_by_label("Lý do").fill("Thử lập lại từ đầu.")
    form.get_by_role("button", name="Rút").click()
    expect(page.get_by_text("Đã rút").first).to_be_visible()


def _upload(site: Site, page: Page, path: Path) -> None:
    page.goto(f"{site.address}/van-phong/nhap/")
    page.get_by_label("Tệp").set_input_files(str(path))
    page.get_by_role("button", name="Gửi và xem trước").click()
    accept = page.get_by_role("button", name="Nhập", exact=True)
    expect(accept).to_be_visible(timeout=SLOW)
    site.picture(page, "xem-truoc")
    accept.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhập dữ liệu", timeout=SLOW)


def _type_the_reading(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/van-phong/so-cong-bo/?ky=2023-05")
    page.get_by_text("Dán một bảng từ Cổng hoặc Excel").click()
    page.get_by_label("Bảng đã dán").fill("Tổng điểm\t53,63\t100\nDịch vụ công trực tuyến\t6,7\t12")
    page.get_by_role("button", name="Xem hiểu thế nào").click()
    expect(page.get_by_text("Hiểu 2 dòng")).to_be_visible()
    page.locator("input[name=read_at]").fill("2023-05-31T16:40")
    page.locator("input[name=evidence]").fill("Ảnh chụp trang kết quả, lưu tại văn phòng")
    page.locator("main form").last.get_by_role("button", name="Xem trước").click()
    accept = page.get_by_role("button", name="Nhập", exact=True)
    expect(accept).to_be_visible(timeout=SLOW)
    accept.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhập dữ liệu", timeout=SLOW)


def _make_letter(site: Site, page: Page) -> str:
    page.goto(f"{site.address}/van-phong/cong-van/moi/?ky=2023-05")
    page.locator("input[name=as_at]").first.fill("2023-05-31T16:30")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("375").first).to_be_visible()
    page.get_by_role("button", name="Lập ấn bản").click()
    page.wait_for_url(re.compile(r"/van-phong/cong-van/\d+/"), timeout=SLOW)
    site.picture(page, "cong-van")
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def _sign(site: Site, page: Page) -> None:
    """The letter as it came back from the signer: here the edition's own PDF, without number and day on it."""
    with page.expect_download() as loading:
        page.locator("a[href$='cong-van.pdf']").first.click()
    signed = site.pictures / "ban-ky.pdf"
    loading.value.save_as(signed)
    form = page.locator("form", has=page.get_by_role("button", name="Ghi việc ký"))
    form.get_by_label("Số, ký hiệu").fill("148/VPUB-KSTTHC")
    form.get_by_label("Ngày ban hành").fill("2023-06-02")
    form.get_by_label("Người ký").fill("Phó Chánh Văn phòng")
    form.get_by_label("Bản PDF đã ký").set_input_files(str(signed))
    form.get_by_role("button", name="Ghi việc ký").click()
    expect(page.get_by_text("Bản ký khác ấn bản")).to_be_visible(timeout=SLOW)  # number and day are not on it
    site.picture(page, "ban-ky-khac")
    form.get_by_label("Tôi đã xem các điểm khác").check()
    form.get_by_role("button", name="Ghi việc ký").click()
    expect(page.get_by_role("button", name="Ghi việc ký")).to_have_count(0)


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
    """axe finds no serious fault (WCAG 2.2 AA); nothing but tables in their own box is wider than the screen."""
    page = site.as_(name)
    response = page.goto(site.address + path)
    assert response is not None
    assert response.status == 200
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    serious = [each for each in found.response["violations"] if each["impact"] in ("serious", "critical")]
    assert not serious, [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in serious]
    page.set_viewport_size(PHONE)
    site.picture(page, f"dien-thoai{re.sub('[^a-z0-9]+', '-', path)}{name}")
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(DESKTOP)
    assert width <= PHONE["width"]


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
