"""The site as people use it: `phucvu serve` as a process over a copy of the example, and the system's Chromium."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Request, sync_playwright

PROGRAM = Path(sys.executable).parent / "phucvu"
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
MISSING = "Chromium chưa cài trên máy này."
PASSWORD = "phuc-vu-thu-nghiem"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1366, "height": 900}
SLOW = 60_000  # ms; two workers share two cores with the rest of the tests


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def served(workspace: Path, *words: str) -> Iterator[str]:
    """The address of a site that runs until the block ends."""
    command = [str(PROGRAM), "serve", "--workspace", str(workspace), "--port", "0", *words]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PHUCVU_HOME": ""})
    told: list[str] = []
    try:
        yield _address(running, told)
    finally:
        running.terminate()
        running.wait(timeout=60)


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
        page.screenshot(path=str(self.pictures / f"{name}.png"), full_page=True)


@contextmanager
def site_over(example: Path, folder: Path) -> Iterator[Site]:
    """Over a copy of the example; nothing asked of another host. PHUCVU_PICTURES: where the pictures are kept."""
    workspace = shutil.copytree(example, folder / "workspace")
    pictures = Path(os.environ.get("PHUCVU_PICTURES") or folder / "pictures")
    pictures.mkdir(parents=True, exist_ok=True)
    with served(workspace) as address, opened() as browser:
        made = Site(address, browser, pictures, workspace)
        yield made
        elsewhere = [each for each in made.asked if not each.startswith((address, "data:"))]
        assert made.asked and not elsewhere, elsewhere
