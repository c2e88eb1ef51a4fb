"""The office's month in a browser, act by act: data in, the official reading, the letter made, signed, issued."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from web.browser import SLOW, Site


def withdraw_what_is_issued(site: Site, page: Page) -> None:
    """The letter that a simulated workspace starts with, so that the month is done from its beginning."""
    page.goto(f"{site.address}/van-phong/cong-van/")
    page.get_by_role("link", name="a48adf897083ba11").first.click()
    form = page.locator("form", has=page.get_by_role("button", name="Rút"))
    form.get_by_label("Lý do").fill("Thử lập lại từ đầu.")
    form.get_by_role("button", name="Rút").click()
    expect(page.get_by_text("Đã rút").first).to_be_visible()


def upload(site: Site, page: Page, path: Path) -> None:
    page.goto(f"{site.address}/van-phong/nhap/")
    page.get_by_label("Tệp").set_input_files(str(path))
    page.get_by_role("button", name="Gửi và xem trước").click()
    accept = page.get_by_role("button", name="Nhập", exact=True)
    expect(accept).to_be_visible()
    site.seen(page, "xem-truoc")
    accept.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhập dữ liệu")


def type_the_reading(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/van-phong/so-cong-bo/?ky=2023-05")
    page.get_by_text("Dán một bảng từ Cổng hoặc Excel").click()
    page.get_by_label("Bảng đã dán").fill("Tổng điểm\t53,63\t100\nDịch vụ công trực tuyến\t6,7\t12")
    page.get_by_role("button", name="Xem hiểu thế nào").click()
    expect(page.get_by_text("Hiểu 2 dòng")).to_be_visible()
    page.locator("input[name=read_at]").fill("2023-05-31T16:40")
    page.locator("input[name=evidence]").fill("Ảnh chụp trang kết quả, lưu tại văn phòng")
    site.seen(page, "so-cong-bo")
    page.locator("main form").last.get_by_role("button", name="Xem trước").click()
    accept = page.get_by_role("button", name="Nhập", exact=True)
    expect(accept).to_be_visible()
    accept.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhập dữ liệu")


def make_letter(site: Site, page: Page, deadline: str = "") -> str:
    """The address of the letter made. ``deadline``: a day of one's own, as 2023-06-13."""
    page.goto(f"{site.address}/van-phong/cong-van/moi/?ky=2023-05")
    page.locator("input[name=as_at]").first.fill("2023-05-31T16:30")
    page.locator("input[name=on]").first.fill(deadline)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("375").first).to_be_visible()
    site.seen(page, "lap-cong-van")
    page.get_by_role("button", name="Lập ấn bản").click()
    page.wait_for_url(re.compile(r"/van-phong/cong-van/\d+/"), timeout=2 * SLOW)
    site.seen(page, "cong-van")
    return page.url


def check_and_submit(page: Page) -> None:
    for button in ("Đã soát xong", "Trình ký"):
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("button", name=button)).to_have_count(0)


def sign(site: Site, page: Page, number: str, on: str) -> None:
    """The letter as it came back from the signer: here the edition's own PDF, without number and day on it."""
    with page.expect_download() as loading:
        page.locator("a[href$='cong-van.pdf']").first.click()
    signed = site.pictures / "ban-ky.pdf"
    loading.value.save_as(signed)
    form = page.locator("form", has=page.get_by_role("button", name="Ghi việc ký"))
    form.get_by_label("Số, ký hiệu").fill(number)
    form.get_by_label("Ngày ban hành").fill(on)
    form.get_by_label("Người ký").fill("Phó Chánh Văn phòng")
    form.get_by_label("Bản PDF đã ký").set_input_files(str(signed))
    form.get_by_role("button", name="Ghi việc ký").click()
    expect(page.get_by_text("Bản ký khác ấn bản")).to_be_visible()  # number and day are not on it
    site.seen(page, "ban-ky-khac")
    form.get_by_label("Tôi đã xem các điểm khác").check()
    form.get_by_role("button", name="Ghi việc ký").click()
    expect(page.get_by_role("button", name="Ghi việc ký")).to_have_count(0)


def issue(site: Site, page: Page, letter: str) -> None:
    page.goto(letter)
    if (confirm := page.get_by_label("Vẫn ban hành")).count():
        confirm.check()
    page.get_by_role("button", name="Ban hành").click()
    expect(page.get_by_text("Đã ban hành").first).to_be_visible()
    site.seen(page, "ban-hanh")
