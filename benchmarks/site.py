"""The site under load: `phucvu serve` over the demo month, 50 requests a second, idle and while an import runs.

Requests are sent at fixed moments whether or not earlier ones were answered, and each is timed from the moment it was
due: a slow answer cannot hide the ones behind it. The sender runs on the same two cores. The import beside it is niced
and has one thread; what its end costs, when the scores of a new version are counted, shows only if it ends in time.
"""

import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from benchmarks.import_messages import write_lines
from phucvu.main.demo import demo

PROGRAM = Path(sys.executable).parent / "phucvu"
RATE, SECONDS = 50, 60
USER, PASSWORD = "song_ma", "phuc-vu-thu-nghiem"
PUBLIC = ("/", "/ky/2023-05/xep-hang/district/", "/ky/2023-05/don-vi/H52.67/", "/ky/2023-05/tieu-chi/online.filed/")
PAGES = (*PUBLIC, "/don-vi/H52.67/?ky=2023-05", "/ky/2023-05/xep-hang/district.json", "/an-ban/", "/ky/2023-05.json")
IMPORTED = 100_000  # messages of the import beside it


def run(scale: float = 1) -> dict[str, Any]:
    """p50, p95 and errors of both minutes (``scale`` shortens them)."""
    seconds = max(5, int(SECONDS * scale))
    with tempfile.TemporaryDirectory() as folder:
        demo(Path(folder) / "demo")
        workspace = Path(folder) / "demo" / "messages" / "workspace"
        _with_one_thread(workspace / "workspace.yaml")
        lines = Path(folder) / "ban-tin.jsonl"
        write_lines(lines, int(IMPORTED * max(scale, 0.2)))
        with _served(workspace) as address:
            _warm(address)
            idle = asyncio.run(_minute(address, seconds))
            with _importing(workspace, lines) as importing:
                busy = asyncio.run(_minute(address, seconds))
                is_over = importing.poll() is not None
        return {
            "requests a second": RATE,
            "seconds": seconds,
            "pages": len(PAGES),
            **_told("idle", idle),
            **_told("beside an import", busy),
            "import ended before the minute": str(is_over),
        }


def _with_one_thread(settings: Path) -> None:
    """The engine of the import beside; scores are counted once and stored, so the pages hardly feel it."""
    told = yaml.safe_load(settings.read_text("utf8")) | {"threads": 1}
    settings.write_text(yaml.safe_dump(told, allow_unicode=True), "utf8")


def _told(name: str, answers: list[tuple[float, int]]) -> dict[str, Any]:
    times = sorted(took for took, _ in answers)
    return {
        f"{name}: requests": len(answers),
        f"{name}: errors": sum(code != 200 for _, code in answers),
        f"{name}: p50, ms": statistics.median(times) * 1000,
        f"{name}: p95, ms": times[int(len(times) * 0.95)] * 1000,
        f"{name}: slowest, ms": times[-1] * 1000,
    }


@contextmanager
def _served(workspace: Path) -> Iterator[str]:
    command = [str(PROGRAM), "serve", "--workspace", str(workspace), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        try:
            found = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in running.stderr)
            yield next(each[0] for each in found if each)
        finally:
            running.terminate()


@contextmanager
def _importing(workspace: Path, lines: Path) -> Iterator["subprocess.Popen[bytes]"]:
    one = dict.fromkeys(("OMP_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS"), "1")
    command = ["nice", "-n", "19", str(PROGRAM), "import", str(lines), "--workspace", str(workspace)]
    running = subprocess.Popen(command, env=os.environ | one, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield running
    finally:
        running.terminate()
        running.wait()


def _warm(address: str) -> None:
    """Every page once on every worker, as after a quiet minute of a real day."""
    with closing(_signed_in(address)) as client:
        for page in PAGES * 8:  # each time a new connection, for a kept one stays with its worker
            client.get(page, headers={"Connection": "close"}).raise_for_status()


def _signed_in(address: str) -> httpx.Client:
    client = httpx.Client(base_url=address, follow_redirects=True, timeout=60)
    page = client.get("/vao/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token
    form = {"login": USER, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    client.post(page.url.path, data=form, headers={"Referer": address}).raise_for_status()
    return client


async def _minute(address: str, seconds: int) -> list[tuple[float, int]]:
    """Seconds from when each request was due to its whole answer, and its status."""
    with closing(_signed_in(address)) as signed_in:
        cookies = dict(signed_in.cookies)
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=100)
    async with httpx.AsyncClient(base_url=address, cookies=cookies, limits=limits, timeout=60) as client:
        begun = time.perf_counter()
        asked = [_ask(client, begun + number / RATE, number) for number in range(RATE * seconds)]
        return await asyncio.gather(*asked)


async def _ask(client: httpx.AsyncClient, due: float, number: int) -> tuple[float, int]:
    await asyncio.sleep(max(0, due - time.perf_counter()))
    try:
        response = await client.get(PAGES[number % len(PAGES)])
        return time.perf_counter() - due, response.status_code
    except httpx.HTTPError:
        return time.perf_counter() - due, 0


if __name__ == "__main__":
    for name, value in run(0.2 if "--quick" in sys.argv else 1).items():
        print(f"{name}\t{value}")
