"""The register in real Chromium: the demo month from the letter being issued to the report, and each of its pages.

What the letter demands is counted here from the list that the letter itself carries; the clock of the site moves on,
no row is edited (serve_ahead.py).
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from phucvu.publications.pdf import has_libreoffice
from phucvu.registry.clock import now
from web import office_in_browser as month
from web import register_in_browser as acts
from web.browser import MISSING, Site, chromium, follow, site_over

pytestmark = pytest.mark.skipif(chromium() is None, reason=MISSING)
SONG_MA, SILENT = "H52.67", "H52.65"
BOARD, REPORT = "Bảng theo dõi các đơn vị", "Kết quả từng đơn vị"


@pytest.fixture(scope="module")
def site(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_over(example, tmp_path_factory.mktemp("register"), has_own_clock=True) as made:
        yield made


PAGES = {
    "van_phong": [
        *("Giải trình", "Giải trình > UBND huyện Sông Mã", "Giải trình > Báo cáo Chủ tịch", "Giải trình > Ý kiến"),
        *("Giải trình > Gia hạn", "Giải trình > Hẹn lại đã qua", "Giải trình > Nguồn thay đổi"),
        *("Giải trình > Sửa dữ liệu", "Giải trình > Nhắc đơn vị", "Giải trình > Nhắc đơn vị > Liên hệ của đơn vị"),
        *("Giải trình > Nộp thay đơn vị", "Giải trình > Xin lỗi đã gửi"),
    ],
    "song_ma": [
        *("Giải trình", "Giải trình > 01/MP-VPUB", "Giải trình > 01/MP-VPUB > quá trình giải trình"),
        *("Giải trình > 01/MP-VPUB > Nộp bảng đã điền", "Giải trình > 01/MP-VPUB > Phiếu xin lỗi (Mẫu 04)"),
    ],
}
EACH = [(name, links) for name, walks in PAGES.items() for links in walks]


@pytest.mark.parametrize(("name", "links"), EACH)
def test_pages_are_reached_by_links_accessible_and_fit_a_phone(site: Site, name: str, links: str) -> None:
    page = site.as_(name)
    page.goto(f"{site.address}/vao/")
    follow(page, *links.split(" > "))
    site.seen(page, f"{name}-{links.replace(' > ', '-').replace('/', '-')}")


def test_an_answer_is_given_by_keyboard_alone(site: Site) -> None:
    page = site.as_("sop_cop")
    follow(page, "Giải trình", "01/MP-VPUB")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    _tab_to(page, "input[name=ho-so]")
    page.keyboard.press("Space")
    _tab_to(page, "summary")
    page.keyboard.press("Enter")
    _tab_to(page, "select[name=tra-loi-cause]")
    page.keyboard.press("ArrowDown")
    _tab_to(page, "textarea[name=tra-loi-words]")
    page.keyboard.type("Cán bộ phụ trách nghỉ ốm, chưa bố trí người thay.")
    _tab_to(page, "button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Đã giải trình cho 1 hồ sơ")
    _tab_to(page, "input[name=ho-so]")
    page.keyboard.press("Space")
    _tab_to(page, "button.danger")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Đã rút trả lời của 1 hồ sơ")


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there; wherever it stops on the way, one sees it."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(`main ${selector}`)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", selector
            return
    raise AssertionError(f"Tab does not come to {selector}")


def test_the_demo_month_from_the_letter_to_the_report(site: Site, example: Path) -> None:
    if not has_libreoffice():
        pytest.skip("LibreOffice chưa cài trên máy này: không có bản PDF để ký.")
    names, demanded = _names(example), _issue(site)
    assert (len(demanded), demanded.total(), demanded[SONG_MA]) == (13, 375, 243)
    office = site.as_("van_phong")
    follow(office, "Giải trình")
    asked = {names[code]: [str(count)] * 2 for code, count in demanded.items()}
    assert _table(office, BOARD, 3, 5) == asked | {"Cộng": ["375", "375"]}
    repeated, foreign = acts.object_to_two(site, names[SONG_MA])
    first, second = acts.answer_in_two_groups(site)
    assert first + second == 243 - 2
    acts.sign(site, 241)
    acts.decide(site, repeated, foreign)
    returned = acts.return_one_group(site, names[SONG_MA])
    assert {returned, 241 - returned} == {first, second}
    acts.accept(site, names[SONG_MA], 241 - returned)
    acts.answer_again(site, returned)
    acts.sign(site, returned)
    acts.accept(site, names[SONG_MA], returned)
    now_theirs = demanded - Counter({SONG_MA: 2}) + Counter({acts.SOP_COP: 1})
    for code in now_theirs.keys() - {SONG_MA, SILENT}:
        acts.by_document(site, names[code], now_theirs[code])
        acts.accept(site, names[code], now_theirs[code])
    site.later(days=2)
    _report(site, names, demanded, now_theirs)


def _names(example: Path) -> dict[str, str]:
    """Code -> name, of the units that the office imported."""
    with (example.parent / "input" / "units.csv").open(encoding="utf8") as handle:
        return {row["agency_code"]: row["name"] for row in csv.DictReader(handle)}


def _issue(site: Site) -> Counter[str]:
    """The letter, to be answered by the end of tomorrow, made and issued by two people; what it demands of whom."""
    office, approver = site.as_("van_phong"), site.as_("lanh_dao_van_phong")
    month.withdraw_what_is_issued(site, approver)
    letter = month.make_letter(site, office, deadline=f"{now().date() + timedelta(days=1)}")
    follow(office, "Rà soát trước công bố")
    site.seen(office, "ra-soat")
    office.goto(letter)
    month.check_and_submit(office)
    month.sign(site, office, acts.NUMBER, f"{now().date()}")
    month.issue(site, approver, letter)
    acts.opened(approver, "Dữ liệu mở và biểu đồ")
    with approver.expect_download() as loading:
        approver.get_by_role("link", name="du-lieu-mo/overdue.csv").click()
    with loading.value.path().open(encoding="utf-8-sig") as handle:
        return Counter(row["agency_code"] for row in csv.DictReader(handle))


def _table(page: Page, label: str, start: int, end: int) -> dict[str, list[str]]:
    """Unit -> what stands in these columns of a table."""
    rows = page.get_by_role("region", name=label).locator("tbody tr")
    cells = rows.evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))")
    return {row[0]: row[start:end] for row in cells}


def _report(site: Site, names: dict[str, str], listed: Counter[str], demanded: Counter[str]) -> None:
    """Explained 100 % but for the silent unit; apologised for what Sông Mã answered; page and data alike."""
    page = site.as_("chu_tich")
    follow(page, "Giải trình")
    site.seen(page, "theo-doi")
    states = {unit: state for unit, (state,) in _table(page, BOARD, 1, 2).items() if state}
    silent = f"quá hạn, chưa trả lời còn {listed[SILENT]} hồ sơ"
    assert states == {
        name: silent if code == SILENT else "đã trả lời đủ" for code, name in names.items() if listed[code]
    }
    follow(page, "Báo cáo Chủ tịch")
    site.seen(page, "bao-cao-giai-trinh")
    explained = demanded - Counter({SILENT: demanded[SILENT]})
    apologised = Counter({SONG_MA: 241})
    lines = {names[code]: _line(listed[code], demanded[code], explained[code], apologised[code]) for code in listed}
    lines[names[SONG_MA]][8], lines[names[SONG_MA]][10] = "1", "1"  # an objection accepted, a dossier transferred
    lines["Tổng cộng"] = _line(375, 374, 374 - listed[SILENT], 241)
    lines["Tổng cộng"][8], lines["Tổng cộng"][10] = "1", "1"
    assert _table(page, REPORT, 1, 13) == lines
    expect(page.locator("blockquote")).to_contain_text(f": {names[SILENT]} ({listed[SILENT]} hồ sơ).")
    follow(page, "dữ liệu (.json)")
    told = json.loads(page.locator("body").inner_text())
    assert [each["agency_code"] for each in told["silent"]] == [SILENT]
    assert {row["agency_code"]: row["explained"] for row in told["rows"]} == {code: explained[code] for code in listed}


def _line(listed: int, demanded: int, explained: int, apologised: int) -> list[str]:
    """A unit's columns of the report: then late, returned, objections accepted and refused, transferred, changed."""
    shares = [
        f"{Decimal(100 * each) / demanded:.1f}".removesuffix(".0").replace(".", ",") for each in (explained, apologised)
    ]
    return [str(listed), str(demanded), str(explained), shares[0], str(apologised), shares[1], *"000000"]
