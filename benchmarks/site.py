"""The site under load: `phucvu serve` over the demo month, 50 requests a second, idle and while an import runs.

Requests are sent at fixed moments whether or not earlier ones were answered, and each is timed from the moment it was
due: a slow answer cannot hide the ones behind it. The sender runs on the same two cores. The imports beside it are
niced, have one thread and follow one another, for what an import costs a site shows most at its end, when a new version
of the lake is there and its scores are to be counted.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import islice
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
SENDERS = 100
IMPORTED, FILES = 5_000, 12  # messages of each import beside it, and how many imports are ready


def run(scale: float = 1) -> dict[str, Any]:
    """p50, p95 and errors of both minutes (``scale`` shortens them)."""
    seconds = max(5, int(SECONDS * scale))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # a count ahead may still write into it
        demo(Path(folder) / "demo")
        workspace = Path(folder) / "demo" / "messages" / "workspace"
        _with_one_thread(workspace / "workspace.yaml")
        files = _files(Path(folder), max(1, int(FILES * scale)))
        with _served(workspace) as address:
            _warm(address)
            idle = _minute(address, seconds)
            with _importing(workspace, files) as imported:
                busy = _minute(address, seconds)
                ended = len(imported)
        return {
            "requests a second": RATE,
            "seconds": seconds,
            "pages": len(PAGES),
            **_told("idle", idle),
            **_told("beside imports", busy),
            "imports that ended meanwhile": ended,
        }


def _files(folder: Path, count: int) -> list[Path]:
    """Messages of their own for each import."""
    whole = folder / "ban-tin.jsonl"
    write_lines(whole, IMPORTED * count)
    files = [folder / f"ban-tin-{number}.jsonl" for number in range(count)]
    with whole.open(encoding="utf8") as lines:
        for file in files:
            file.write_text("".join(islice(lines, IMPORTED)), "utf8")
    return files


def _with_one_thread(settings: Path) -> None:
    """One thread for the engine, in the imports beside as in the site."""
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
def _importing(workspace: Path, files: list[Path]) -> Iterator[list[Path]]:
    """One import after another, niced, one thread each; gives those that ended."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "POLARS_MAX_THREADS", "RAYON_NUM_THREADS"), "1")
    ended: list[Path] = []
    is_over = threading.Event()

    def run_all() -> None:
        for file in files:
            command = ["nice", "-n", "19", str(PROGRAM), "import", str(file), "--workspace", str(workspace)]
            running = subprocess.Popen(
                command, env=os.environ | one, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            while running.poll() is None and not is_over.wait(0.2):
                pass
            if is_over.is_set():
                running.terminate()
                running.wait()
                return
            if running.returncode == 0:
                ended.append(file)

    importing = threading.Thread(target=run_all)
    importing.start()
    try:
        yield ended
    finally:
        is_over.set()
        importing.join()


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


def _minute(address: str, seconds: int) -> list[tuple[float, int]]:
    """Seconds from when each request was due to its whole answer, and its status."""
    with closing(_signed_in(address)) as signed_in:
        cookies = "; ".join(f"{name}={value}" for name, value in signed_in.cookies.items())

    # Each request by a connection of its own, as a proxy or a person who comes by: a kept one stays with one worker. A
    # plain client, for the sender shall not need the cores it measures.
    def ask(due: float, page: str) -> tuple[float, int]:
        try:
            with closing(HTTPConnection(address.removeprefix("http://"), timeout=60)) as line:
                line.request("GET", page, headers={"Cookie": cookies, "Connection": "close"})
                response = line.getresponse()
                response.read()
                return time.perf_counter() - due, response.status
        except (OSError, HTTPException):
            return time.perf_counter() - due, 0

    asked = []
    with ThreadPoolExecutor(SENDERS) as senders:
        begun = time.perf_counter()
        for number in range(RATE * seconds):
            due = begun + number / RATE
            time.sleep(max(0, due - time.perf_counter()))
            asked.append(senders.submit(ask, due, PAGES[number % len(PAGES)]))
        return [each.result() for each in asked]


if __name__ == "__main__":
    for name, value in run(0.2 if "--quick" in sys.argv else 1).items():
        print(f"{name}\t{value}")
