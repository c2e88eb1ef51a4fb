"""The site as people use it: `phucvu serve` as a process over a copy of the example, and the system's Chromium."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

PROGRAM = Path(sys.executable).parent / "phucvu"
PROGRAM_AHEAD = Path(__file__).with_name("serve_ahead.py")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
MISSING = "Chromium chưa cài trên máy này."
PASSWORD = "phuc-vu-thu-nghiem"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1366, "height": 900}
TALL = 3000  # px
SLOW = 120_000  # ms; two workers share two cores with the rest of the tests
expect.set_options(timeout=SLOW)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def served(workspace: Path, *options: str, ahead: Path | None = None) -> Iterator[str]:
    """The address of a site that runs until the block ends. ``ahead``: the file that says how far its clock is."""
    program = [str(PROGRAM)] if ahead is None else [sys.executable, str(PROGRAM_AHEAD), str(ahead)]
    command = [*program, "serve", "--workspace", str(workspace), "--port", "0", *options]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PHUCVU_HOME": ""})
    told: list[str] = []
    try:
        yield _address(running, told)
    finally:
        running.terminate()
        running.wait(timeout=60)


def wait_for(port: int | None) -> None:
    """Until somebody listens at a port of this machine."""
    for _ in range(600):
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", port or 0)).close()
        time.sleep(0.1)


def _address(running: "subprocess.Popen[str]", told: list[str]) -> str:
    assert running.stderr is not None
    for line in running.stderr:
        told.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise AssertionError("".join(told))


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser that asks nobody but who it is told to."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Site:
    """The site in a browser: whoever signs in has a window of their own."""

    address: str
    browser: Browser
    pictures: Path
    workspace: Path
    ahead: Path
    asked: list[str] = field(default_factory=list)
    windows: dict[str, Page] = field(default_factory=dict)

    def as_(self, name: str) -> Page:
        """The window of somebody ("" = a stranger), signed in once."""
        if name not in self.windows:
            page = self.browser.new_context(locale="vi-VN", viewport=DESKTOP).new_page()
            page.set_default_timeout(SLOW)
            page.on("request", self._note)
            self.windows[name] = page
            if name:
                self._sign_in(page, name)
        return self.windows[name]

    def _sign_in(self, page: Page, name: str) -> None:
        page.goto(f"{self.address}/vao/")
        page.get_by_label("Tên đăng nhập").or_(page.locator("input[name=login]")).first.fill(name)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(re.compile(r"/(van-phong|don-vi|lanh-dao|tai-khoan|nhat-ky)/"))

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)

    def picture(self, page: Page, name: str) -> None:
        """The page from its top, long lists cut off."""
        size = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], TALL)}
        page.screenshot(path=str(self.pictures / f"{name}.png"), full_page=True, clip=clip)  # type: ignore[arg-type]

    def seen(self, page: Page, name: str) -> None:
        """The page as it stands, folded parts open: axe finds no serious fault (WCAG 2.2 AA), nothing but tables in
        their own box is wider than a phone. A picture of either width is kept."""
        self.picture(page, name)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        found = Axe().run(page, options={"runOnly": RULES})
        serious = [each for each in found.response["violations"] if each["impact"] in ("serious", "critical")]
        assert not serious, [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in serious]
        page.set_viewport_size(PHONE)
        self.picture(page, f"{name}-dien-thoai")
        width = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size(DESKTOP)
        assert width <= PHONE["width"], f"{page.url}: {width}"

    def later(self, days: int) -> None:
        """The site's clock stands so many days ahead of the machine's."""
        self.ahead.write_text(str(days), "utf8")


def follow(page: Page, *links: str) -> None:
    """Click links, one page after the other."""
    for words in links:
        with page.expect_navigation():
            page.get_by_role("link", name=words, exact=True).first.click()


@contextmanager
def site_over(example: Path, folder: Path, has_own_clock: bool = False) -> Iterator[Site]:
    """Over a copy of the example; nothing asked of another host. PHUCVU_PICTURES: where the pictures are kept."""
    workspace = shutil.copytree(example, folder / "workspace")
    pictures = Path(os.environ.get("PHUCVU_PICTURES") or folder / "pictures")
    pictures.mkdir(parents=True, exist_ok=True)
    ahead = folder / "days-ahead"
    ahead.write_text("0", "utf8")
    with served(workspace, ahead=ahead if has_own_clock else None) as address, opened() as browser:
        made = Site(address, browser, pictures, workspace, ahead)
        yield made
        elsewhere = [each for each in made.asked if not each.startswith((address, "data:"))]
        assert made.asked and not elsewhere, elsewhere
