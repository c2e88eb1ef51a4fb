"""The register in a browser, act by act: Sông Mã objects, answers in groups and signs; the office decides."""

from itertools import accumulate

from playwright.sync_api import Locator, Page, expect

from web.browser import Site, follow

SOP_COP = "H52.68"
NUMBER = "148/VPUB-KSTTHC"


def opened(page: Page, words: str) -> Locator:
    """A folded part of a page, unfolded."""
    part = page.locator("details", has=page.locator("summary", has_text=words))
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part


def in_state(page: Page, words: str) -> None:
    """The tab of the cases in one state."""
    page.locator(".tabs a", has_text=words).click()
    expect(page.locator(".tabs a[aria-current]", has_text=words)).to_be_visible()


def of_unit(site: Site, name: str = "song_ma") -> Page:
    """Sông Mã's page of what the letter demands."""
    page = site.as_(name)
    follow(page, "Giải trình", NUMBER)
    return page


def object_to_two(site: Site, agency: str) -> tuple[str, str]:
    """The codes of the line said to be repeated and of the one that belongs elsewhere."""
    page, codes = of_unit(site), []
    expect(page.get_by_role("heading", level=1)).to_contain_text(agency)
    in_state(page, "Chưa giải trình (243)")
    for kind, reason in (("repeated", "Đã có ở công văn trước."), ("not_ours", "Hồ sơ của huyện Sốp Cộp.")):
        box = page.locator("input[name=ho-so]").first
        codes.append(str(box.get_attribute("aria-label")))
        box.check()
        part = opened(page, "Có ý kiến về các hồ sơ đã chọn")
        part.locator("select[name=y-kien-kind]").select_option(kind)
        part.locator("textarea[name=y-kien-reason]").fill(reason)
        part.get_by_role("button", name="Gửi ý kiến").click()
        expect(page.get_by_role("status")).to_be_visible()
    return codes[0], codes[1]


def answer_in_two_groups(site: Site) -> tuple[int, int]:
    """Those received until the day by which half came in, then the rest; how many each."""
    page = of_unit(site)
    in_state(page, "Chưa giải trình (241)")
    days = page.locator("#loc-ngay option").evaluate_all("days => days.map(day => [day.value, Number(day.text)])")
    came_in = list(accumulate(count for _, count in days))
    half = next(day for (day, _), count in zip(days, came_in, strict=True) if count >= came_in[-1] / 2)
    page.get_by_label("đến ngày").fill(half)
    page.get_by_role("button", name="Lọc").click()
    first = answer(page)
    follow(page, "Bỏ lọc")
    in_state(page, "Chưa giải trình")
    return first, answer(page)


def answer(page: Page) -> int:
    """One group of all that are shown; how many they are."""
    shown = int(page.locator("label[for=chon-loc]").inner_text().split()[3])
    page.locator("#chon-loc").check()
    part = opened(page, "Giải trình cho các hồ sơ đã chọn")
    part.locator("select[name=tra-loi-cause]").select_option("staff")
    part.locator("textarea[name=tra-loi-words]").fill("Cán bộ phụ trách nghỉ ốm, chưa bố trí người thay.")
    part.locator("input[name=tra-loi-apology_number]").fill("12/TL-UBND")
    part.locator("input[name=tra-loi-apology_on]").fill("2023-06-05")
    part.locator("select[name=tra-loi-apology_channel]").select_option("paper")
    part.get_by_role("button", name="Gửi giải trình").click()
    expect(page.get_by_role("status")).to_contain_text(f"Đã giải trình cho {shown} hồ sơ")
    return shown


def sign(site: Site, count: int) -> None:
    """The head signs every group that waits, by the number of a document."""
    page = of_unit(site, "song_ma_truong")
    page.locator("input[name=ky-number]").fill("45/BC-UBND")
    page.locator("input[name=ky-on]").fill("2023-06-09")
    site.seen(page, f"cho-ky-{count}")
    page.get_by_role("button", name="Ký các nhóm đã chọn").click()
    expect(page.get_by_role("status")).to_contain_text(f"Đã ký giải trình của {count} hồ sơ")


def decide(site: Site, repeated: str, foreign: str) -> None:
    """The repeated line is left out; the foreign one goes to Sốp Cộp."""
    page = site.as_("van_phong")
    follow(page, "Giải trình", "Ý kiến")
    site.seen(page, "y-kien")
    for code, button in ((repeated, "Chấp nhận ý kiến"), (foreign, "Chuyển đơn vị khác")):
        page.get_by_label(code, exact=True).check()
        page.locator("main form textarea[name$=reason]").last.fill("Đã đối chiếu với công văn trước.")
        if button.startswith("Chuyển"):
            page.locator("main form select[name$=agency]").last.select_option(SOP_COP)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_text("Không có ý kiến nào chờ quyết định.")).to_be_visible()


def review(site: Site, agency: str, state: str) -> Page:
    """The office's page of one unit, its cases in one state."""
    page = site.as_("van_phong")
    follow(page, "Giải trình", agency)
    in_state(page, state)
    return page


def return_one_group(site: Site, agency: str) -> int:
    """How many went back to the unit."""
    page = review(site, agency, "Thủ trưởng đã ký, chờ văn phòng (241)")
    page.locator("input[name=nhom]").first.check()
    page.locator("#chon-nhom").check()
    page.locator("textarea[name=tra-lai-reason]").fill("Nêu rõ đã bố trí ai thay.")
    site.seen(page, "xem-xet")
    page.get_by_role("button", name="Trả lại đơn vị").click()
    expect(page.get_by_role("status")).to_contain_text("Đã trả lại giải trình của")
    return int(page.get_by_role("status").inner_text().split()[6])


def accept(site: Site, agency: str, count: int) -> None:
    """Everything that is signed and waits."""
    page = review(site, agency, f"Thủ trưởng đã ký, chờ văn phòng ({count})")
    page.locator("#chon-loc").check()
    page.get_by_role("button", name="Chấp nhận giải trình").click()
    expect(page.get_by_role("status")).to_contain_text(f"Đã chấp nhận giải trình của {count} hồ sơ")


def answer_again(site: Site, count: int) -> None:
    page = of_unit(site)
    in_state(page, f"Văn phòng trả lại ({count})")
    site.seen(page, "bi-tra-lai")
    assert answer(page) == count


def by_document(site: Site, agency: str, count: int) -> None:
    """A unit that answers on paper: the office records the signed document."""
    page = review(site, agency, f"Chưa giải trình ({count})")
    page.locator("#chon-loc").check()
    part = opened(page, "Ghi giải trình theo văn bản của đơn vị")
    part.locator("select[name=van-ban-cause]").select_option("system")
    part.locator("textarea[name=van-ban-words]").fill("Lỗi đồng bộ giữa hai phần mềm.")
    part.locator("input[name=van-ban-document_number]").fill("9/BC")
    part.locator("input[name=van-ban-document_on]").fill("2023-06-08")
    part.get_by_role("button", name="Ghi giải trình").click()
    expect(page.get_by_role("status")).to_be_visible()
