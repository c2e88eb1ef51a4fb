"""`phucvu import --source portal --fetch`: the portal asked politely, every answer kept as it came.

One request at a time, with a pause between; the client says who it is; 403 and 429 stop everything at once. The only
module under main that imports an HTTP client.
"""

import fcntl
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import httpx

from phucvu import __version__
from phucvu.errors import UserError
from phucvu.lake.workspace import SETTINGS, Workspace
from phucvu.main.kept_answers import Kept, NotKeptError
from phucvu.main.official_files import FOLDER
from phucvu.main.workspace import open_workspace
from phucvu.records.portal.index import rows_of
from phucvu.records.portal.requests import Request, requests, written
from phucvu.registry.clock import now
from phucvu.registry.codes import unit_code
from phucvu.registry.period import Period, parse_period

OnStep = Callable[[int, int | None, str], None]
Ask = Callable[[Request, int], bytes]  # a request and its page -> the bytes of the answer

RETRIES = (2, 5, 15)  # pauses before asking again, in pauses between requests
REFUSALS = {403: "từ chối truy cập", 429: "quá nhiều yêu cầu"}
CODES = ("departmentCode", "unitCode", "code")  # names of one thing in the answers
ID = "departmentId"


@dataclass(frozen=True)
class Fetched:
    """``files``: every answer kept and the index; ``sentences``: what a person should know of the fetch."""

    folder: Path
    files: tuple[Path, ...]
    sentences: tuple[str, ...]


def fetch(
    folder: Path | None,
    period: str | None,
    portal_url: str | None,
    on_step: OnStep,
    sleep: Callable[[float], None] = time.sleep,
    at: Callable[[], datetime] = now,
) -> Fetched:
    """Ask the portal for a period: all provinces, and the units of our own.

    An unfinished reading of the same day goes on where it stopped. Raises UserError without address or period, when
    the portal refuses (403, 429) or cannot be reached; what was answered until then is kept.
    """
    workspace = open_workspace(folder)
    if period is None:
        raise UserError("Tải số liệu của Cổng cần biết kỳ. Hãy thêm --period, ví dụ --period 2026-08.")
    wanted, address = parse_period(period), _address(workspace, portal_url)
    requests(wanted, "provinces")  # raises UserError for a period the portal does not know
    with _alone(workspace):
        reading = Kept(_reading(workspace, wanted, at()))
        before = len(reading.entries)
        with _client(workspace) as client:
            asked = _Asked(client, address, _number(workspace, "portal_pause_seconds"), reading, sleep, at, on_step)
            has_units = _walk(asked.answer, wanted, workspace.settings["province_code"])
    return Fetched(reading.folder, reading.files, tuple(_sentences(reading, before, has_units, workspace)))


def _sentences(reading: "Kept", before: int, has_units: bool, workspace: Workspace) -> Iterator[str]:
    went_on = f" ({before} câu trả lời có từ lần trước)" if before else ""
    yield f"Đã giữ {len(reading.entries)} câu trả lời của Cổng DVCQG{went_on} trong {reading.folder}."
    if not has_units:
        code = workspace.settings["province_code"]
        yield f"Không thấy {code} trong các câu trả lời nên chưa hỏi được số liệu đơn vị; chỉ có số liệu các tỉnh."


# ---- what is asked


def _walk(ask: Ask, period: Period, province_code: str) -> bool:
    """Ask everything, page by page. False: our province was not among the answers, so its units were not asked."""
    answers = [page for request in requests(period, "provinces") for page in _pages(ask, request)]
    root = _root(answers, province_code)
    for request in requests(period, "units", root) if root else ():
        list(_pages(ask, request))
    return bool(root)


def _pages(ask: Ask, request: Request) -> Iterator[bytes]:
    """Answers until a page is not full or tells nothing new: nobody promised that pages are respected."""
    seen: set[str] = set()
    for page in range(1, 1_000):
        content = ask(request, page)
        yield content
        rows = rows_of(content)
        names = {str(row.get(ID) or json.dumps(row, sort_keys=True)) for row in rows}
        if len(rows) < written().page_size or names <= seen:
            return
        seen |= names


def _root(answers: list[bytes], province_code: str) -> str | None:
    """The portal's own id of a province."""
    for content in answers:
        for row in rows_of(content):
            codes = {unit_code(str(row[name])) for name in CODES if row.get(name)}
            if province_code in codes and row.get(ID):
                return str(row[ID])
    return None


# ---- which reading


def _reading(workspace: Workspace, period: Period, at: datetime) -> Path:
    """The folder of today's unfinished reading, else of a new one."""
    home = workspace.path / FOLDER / period.name
    today = sorted(home.glob(f"{at:%Y%m%d}T*"))
    if today and not _is_finished(Kept(today[-1]), period, workspace.settings["province_code"]):
        return today[-1]
    name = f"{at:%Y%m%dT%H%M%S}"
    return home / (f"{name}-{len(today) + 1}" if (home / name).exists() else name)


def _is_finished(reading: Kept, period: Period, province_code: str) -> bool:
    try:
        _walk(reading.answer, period, province_code)
    except NotKeptError:
        return False
    return True


@contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """One fetch at a time: two would ask twice as fast."""
    home = workspace.path / FOLDER
    home.mkdir(mode=0o700, exist_ok=True)
    with (home / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError("Đang có một lần tải số liệu của Cổng khác. Hãy chờ lần đó xong rồi chạy lại.") from None
        yield


# ---- how it is asked


@dataclass
class _Asked:
    """Asks what is not kept yet, one request after the other."""

    client: httpx.Client
    address: str
    pause: float
    reading: Kept
    sleep: Callable[[float], None]
    at: Callable[[], datetime]
    on_step: OnStep
    sent: int = 0

    def answer(self, request: Request, page: int) -> bytes:
        self.on_step(len(self.reading.entries), None, "Hỏi Cổng DVCQG")
        try:
            return self.reading.answer(request, page)
        except NotKeptError:
            response = self._response(request, page)
        self.reading.keep(request, page, response.status_code, response.content, self.at())
        status = response.status_code
        if status in REFUSALS:
            self._stop(request, f"trả lời {status} ({REFUSALS[status]}) nên đã dừng ngay")
        if status >= 300:
            target = response.headers.get("location")
            self._stop(request, f"trả lời {status}" + (f", chuyển sang {target} (không theo)" if target else ""))
        return response.content

    def _response(self, request: Request, page: int) -> httpx.Response:
        """The answer; after a failure of line or server asked again a few times, each time later."""
        why = ""
        for times in (1 if self.sent else 0, *RETRIES):
            if times:
                self.sleep(self.pause * times)
            self.sent += 1
            try:
                response = self.client.post(f"{self.address}{request.path}", json=request.body(page))
            except httpx.RequestError as problem:
                why = f"không trả lời được ({_words(problem)})"
                continue
            if response.status_code < 500:
                return response
            why = f"báo lỗi {response.status_code}"
        self._stop(request, f"{why}, đã hỏi {1 + len(RETRIES)} lần")

    def _stop(self, request: Request, why: str) -> NoReturn:
        usable = self.reading.usable
        how = (
            f"Đã giữ {usable} câu trả lời trong {self.reading.folder}; chưa nhập gì. Chạy lại đúng lệnh này trong ngày "
            "để hỏi tiếp phần còn thiếu"
        )
        part = f", hoặc nhập phần đã có: phucvu import --source portal {self.reading.folder}" if usable else ""
        raise UserError(f"Cổng {self.address} {why} khi hỏi {request.service}. {how}{part}.")


def _words(problem: httpx.RequestError) -> str:
    if isinstance(problem, httpx.TimeoutException):
        return "quá thời gian chờ"
    return "không nối được" if isinstance(problem, httpx.ConnectError) else "đứt kết nối giữa chừng"


def _client(workspace: Workspace) -> httpx.Client:
    seconds = _number(workspace, "portal_timeout_seconds")
    # No compression: the bytes that came are the bytes kept. No redirects: another host was not asked.
    headers = {"User-Agent": f"phucvu/{__version__}", "Accept": "application/json", "Accept-Encoding": "identity"}
    return httpx.Client(timeout=seconds, headers=headers, follow_redirects=False)


def _address(workspace: Workspace, given: str | None) -> str:
    address = str(given or workspace.settings["portal_url"] or "").strip().rstrip("/")
    where = f"dòng portal_url trong {workspace.path / SETTINGS}, hoặc tùy chọn --portal-url"
    if not address:
        raise UserError(f"Chưa biết địa chỉ của Cổng DVCQG. Hãy ghi vào {where}.")
    if not _is_address(address):
        raise UserError(f"Địa chỉ Cổng “{address}” không đúng. Hãy sửa {where}, bắt đầu bằng https://.")
    return address


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _number(workspace: Workspace, setting: str) -> float:
    value = workspace.settings[setting]
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise UserError(f"{setting} trong {workspace.path / SETTINGS} phải là số giây, ví dụ {setting}: 2.")
    return float(value)
