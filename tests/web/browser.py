"""The site as people use it: `phucvu serve` as a process over a copy of the example, and the system's Chromium."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PROGRAM = Path(sys.executable).parent / "phucvu"
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
MISSING = "Chromium chưa cài trên máy này."


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
