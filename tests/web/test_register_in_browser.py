"""The register in real Chromium: 13 units and 375 cases, from the issued letter to the report, counted by hand.

Sông Mã answers its 243 in two groups, objects to one line as repeated and to one as not its own; the head signs by
document; the office returns one group and accepts the rest; one unit stays silent until the deadline has passed.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from web.browser import MISSING, Site, chromium, site_over

pytestmark = pytest.mark.skipif(chromium() is None, reason=MISSING)
SILENT = "H52.65"
WORDS = "Cán bộ phụ trách nghỉ ốm, chưa bố trí người thay."


@pytest.fixture(scope="module")
def site(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_over(example, tmp_path_factory.mktemp("register")) as made:
        yield made


def rows_of(site: Site, sql: str) -> list[tuple[Any, ...]]:
    """Counted by hand, in the site's own database."""
    with closing(sqlite3.connect(site.workspace / "web.sqlite3", timeout=30)) as database:
        found = database.execute(sql).fetchall()
        database.commit()
    return found


def test_from_the_issued_letter_to_the_report(site: Site) -> None:
    assert rows_of(site, "SELECT count(*) FROM followup_request") == [(13,)]
    assert rows_of(site, "SELECT count(*) FROM followup_case") == [(375,)]
    numbers = dict(rows_of(site, "SELECT agency_code, id FROM followup_request"))
    repeated, foreign = _object(site)
    _answer_in_two_groups(site)
    _sign(site)
    _decide(site, numbers["H52.67"], repeated, foreign)
    _return_one_group(site, numbers["H52.67"])
    _answer(site.as_("song_ma"), "trang-thai=returned")
    _sign(site)
    _accept(site, numbers["H52.67"])
    numbers = dict(rows_of(site, "SELECT agency_code, id FROM followup_request"))
    for agency, number in numbers.items():
        if agency not in ("H52.67", SILENT):
            _by_document(site, number)
            _accept(site, number)
    passed = datetime.now() - timedelta(days=1)
    rows_of(site, f"UPDATE followup_request SET deadline_at = '{passed:%F %T}' WHERE agency_code = '{SILENT}'")
    _report(site)


def _request(site: Site, query: str = "") -> Page:
    page = site.as_("song_ma")
    number = rows_of(site, "SELECT id FROM followup_request WHERE agency_code = 'H52.67'")[0][0]
    page.goto(f"{site.address}/don-vi/H52.67/giai-trinh/{number}/?{query}")
    return page


def _opened(page: Page, words: str) -> Locator:
    """A folded part of a page, unfolded."""
    part = page.locator("details", has=page.locator("summary", has_text=words))
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part


def _object(site: Site) -> tuple[str, str]:
    """The codes of the line said to be repeated and of the one that belongs elsewhere."""
    codes = []
    for kind, reason in (("repeated", "Đã có ở công văn trước."), ("not_ours", "Hồ sơ của huyện Sốp Cộp.")):
        page = _request(site, "trang-thai=open")
        box = page.locator("input[name=ho-so]").first
        codes.append(str(box.get_attribute("aria-label")))
        box.check()
        part = _opened(page, "Có ý kiến về các hồ sơ đã chọn")
        part.locator("select[name=y-kien-kind]").select_option(kind)
        part.locator("textarea[name=y-kien-reason]").fill(reason)
        part.get_by_role("button", name="Gửi ý kiến").click()
        expect(page.get_by_role("status")).to_be_visible()
    return codes[0], codes[1]


def _answer_in_two_groups(site: Site) -> None:
    days = rows_of(site, "SELECT received_at FROM followup_case WHERE agency_code = 'H52.67' ORDER BY received_at")
    middle = str(days[len(days) // 2][0])[:10]
    for query in (f"trang-thai=open&den={middle}", "trang-thai=open"):
        _answer(_request(site, query), None)


def _answer(page: Page, query: str | None) -> None:
    """All of the filter, in one group."""
    if query is not None:
        page.goto(f"{page.url.split('?')[0]}?{query}")
    page.locator("#chon-loc").check()
    part = _opened(page, "Giải trình cho các hồ sơ đã chọn")
    part.locator("select[name=tra-loi-cause]").select_option("staff")
    part.locator("textarea[name=tra-loi-words]").fill(WORDS)
    part.locator("input[name=tra-loi-apology_number]").fill("12/TL-UBND")
    part.locator("input[name=tra-loi-apology_on]").fill("2023-06-05")
    part.locator("select[name=tra-loi-apology_channel]").select_option("paper")
    part.get_by_role("button", name="Gửi giải trình").click()
    expect(page.get_by_role("status")).to_contain_text("Đã giải trình cho")


def _sign(site: Site) -> None:
    page = site.as_("song_ma_truong")
    number = rows_of(site, "SELECT id FROM followup_request WHERE agency_code = 'H52.67'")[0][0]
    page.goto(f"{site.address}/don-vi/H52.67/giai-trinh/{number}/")
    page.locator("input[name=ky-number]").fill("45/BC-UBND")
    page.locator("input[name=ky-on]").fill("2023-06-09")
    page.get_by_role("button", name="Ký các nhóm đã chọn").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ký giải trình")
    site.picture(page, "giai-trinh-da-ky")


def _decide(site: Site, number: int, repeated: str, foreign: str) -> None:
    """The repeated line is left out; the foreign one goes to Sốp Cộp."""
    page = site.as_("van_phong")
    for code, button in ((repeated, "Chấp nhận ý kiến"), (foreign, "Chuyển đơn vị khác")):
        page.goto(f"{site.address}/van-phong/y-kien/")
        page.get_by_label(code, exact=True).check()
        page.locator("main form textarea[name$=reason]").last.fill("Đã đối chiếu với công văn trước.")
        if button.startswith("Chuyển"):
            page.locator("main form select[name$=agency]").last.select_option("H52.68")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("status")).to_be_visible()
    states = dict(rows_of(site, "SELECT printed_code, state || ' ' || agency_code FROM followup_case"))
    assert (states[repeated], states[foreign]) == ("removed H52.67", "open H52.68")


def _return_one_group(site: Site, number: int) -> None:
    page = site.as_("van_phong")
    page.goto(f"{site.address}/van-phong/giai-trinh/{number}/")
    page.locator("input[name=nhom]").first.check()
    page.locator("#chon-nhom").check()
    page.locator("textarea[name=tra-lai-reason]").fill("Nêu rõ đã bố trí ai thay.")
    page.get_by_role("button", name="Trả lại đơn vị").click()
    expect(page.get_by_role("status")).to_be_visible()
    site.picture(page, "xem-xet")
    _accept(site, number)


def _accept(site: Site, number: int) -> None:
    """Everything that is signed and waits."""
    page = site.as_("van_phong")
    page.goto(f"{site.address}/van-phong/giai-trinh/{number}/?trang-thai=signed")
    page.locator("#chon-loc").check()
    page.get_by_role("button", name="Chấp nhận giải trình").click()
    expect(page.get_by_role("status")).to_be_visible()


def _by_document(site: Site, number: int) -> None:
    """A unit that answers on paper: the office records the signed document."""
    page = site.as_("van_phong")
    page.goto(f"{site.address}/van-phong/giai-trinh/{number}/?trang-thai=open")
    page.locator("#chon-loc").check()
    part = _opened(page, "Ghi giải trình theo văn bản của đơn vị")
    part.locator("select[name=van-ban-cause]").select_option("system")
    part.locator("textarea[name=van-ban-words]").fill("Lỗi đồng bộ giữa hai phần mềm.")
    part.locator("input[name=van-ban-document_number]").fill("9/BC")
    part.locator("input[name=van-ban-document_on]").fill("2023-06-08")
    part.get_by_role("button", name="Ghi giải trình").click()
    expect(page.get_by_role("status")).to_be_visible()


def _report(site: Site) -> None:
    """Explained: all but the silent unit's; the figures are those counted by hand in the database."""
    (silent,) = rows_of(site, f"SELECT count(*) FROM followup_case WHERE agency_code = '{SILENT}'")[0]
    (explained,) = rows_of(site, "SELECT count(*) FROM followup_case WHERE state IN ('accepted', 'closed')")[0]
    (apologised,) = rows_of(site, "SELECT count(*) FROM followup_case WHERE apology_source != ''")[0]
    assert (explained, apologised) == (375 - 1 - silent, 241)
    page = site.as_("chu_tich")
    letter = rows_of(site, "SELECT id FROM office_publication")[0][0]
    page.goto(f"{site.address}/van-phong/giai-trinh/{letter}/bao-cao/")
    site.picture(page, "bao-cao-giai-trinh")
    expect(page.get_by_text(f"{explained}/374", exact=True)).to_be_visible()
    expect(page.get_by_text(f"{apologised}/374", exact=True)).to_be_visible()
    expect(page.locator("tr.sum").first).to_contain_text("375")
    told = page.request.get(f"{site.address}/van-phong/giai-trinh/{letter}/bao-cao.json").json()
    assert [each["agency_code"] for each in told["silent"]] == [SILENT]
    board = page.request.get(f"{site.address}/van-phong/giai-trinh.json").json()
    units = {row["agency_code"]: row for row in board["rows"]}
    for code, row in units.items():
        assert row["explained"] == (0 if code == SILENT else row["demanded"]), code
    assert sum(row["demanded"] for row in units.values()) == 374
