"""Bodies really over the limit, against `phucvu serve`: refused with a sentence, not held in memory, nothing kept."""

import os
import re
import select
import shutil
import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from browser import PASSWORD, served, wait_for
from django.conf import settings

MB = 1 << 20
CHUNK = b"a" * MB
DOOR = "/van-phong/nhap/"
HEAD = '--B\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
WHOLE = settings.BODY_MAX["data"] + settings.BODY_FORM  # what the door takes in one request
FEW = 64 * MB  # what may be on its way before the answer is seen


@pytest.fixture(scope="module")
def home(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(example, tmp_path_factory.mktemp("site") / "workspace"))


@pytest.fixture(scope="module")
def host(home: Path) -> Iterator[str]:
    with served(home, "--workers", "1") as address:
        wait_for(urlsplit(address).port)
        yield urlsplit(address).netloc


class Clerk:
    """Somebody of the office, signed in, who sends bodies byte by byte."""

    def __init__(self, host: str) -> None:
        self.host, self.cookies = host, {}
        page = self.ask("GET", "/tai-khoan/dang-nhap/").read().decode()
        form = {"csrfmiddlewaretoken": _token(page), "login": "van_phong", "password": PASSWORD}
        head = {"Content-Type": "application/x-www-form-urlencoded"}
        assert self.ask("POST", "/tai-khoan/dang-nhap/", urlencode(form), head).status == 302
        self.token = _token(self.ask("GET", DOOR).read().decode())

    def ask(self, method: str, address: str, body: str = "", head: dict[str, str] | None = None) -> HTTPResponse:
        calling = HTTPConnection(self.host, timeout=60)
        calling.request(method, address, body, self.head() | (head or {}))
        return self._answer(calling)

    def head(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def send(self, head: dict[str, str], body: Iterator[bytes]) -> tuple[int, str, int]:
        """Status, page, and how many bytes went out before the answer came."""
        calling, sent = HTTPConnection(self.host, timeout=300), 0
        calling.putrequest("POST", DOOR)
        for name, value in {**self.head(), "Content-Type": "multipart/form-data; boundary=B", **head}.items():
            calling.putheader(name, value)
        calling.endheaders()
        for chunk in body:
            if _has_answered(calling.sock):
                break
            try:
                calling.send(chunk)
            except OSError:
                break
            sent += len(chunk)
        response = self._answer(calling)
        return response.status, response.read().decode(), sent

    def _answer(self, calling: HTTPConnection) -> HTTPResponse:
        response = calling.getresponse()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return response

    def file(self, size: int) -> Iterator[bytes]:
        """A form with its token and one file of ``size`` bytes."""
        yield (HEAD.format("csrfmiddlewaretoken", "") + f"{self.token}\r\n").encode()
        yield HEAD.format("files", '; filename="lon.jsonl"').encode()
        for _ in range(size // MB):
            yield CHUNK
        yield b"\r\n--B--\r\n"


def _token(page: str) -> str:
    return re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]


def _has_answered(sock: socket.socket) -> bool:
    return bool(select.select([sock], [], [], 0)[0])


@pytest.fixture(scope="module")
def clerk(host: str) -> Clerk:
    return Clerk(host)


def memory() -> int:
    """Bytes held by this test's own children, the site's processes: the largest of them (VmHWM, its highest)."""
    parents = {int(path.name): _fields(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    family, fresh = set(), {os.getpid()}
    while fresh:
        fresh = {pid for pid, told in parents.items() if int(told.get("PPid", 0)) in fresh} - family
        family |= fresh
    return max(int(parents[pid].get("VmHWM", "0 kB").split()[0]) for pid in family) << 10


def _fields(path: Path) -> dict[str, str]:
    try:
        return dict(line.split(":", 1) for line in (path / "status").read_text().splitlines())
    except OSError:
        return {}


def kept(home: Path) -> list[Path]:
    return [path for path in (home / "tmp" / "uploads").rglob("*") if path.is_file()]


def test_more_than_the_door_takes_is_refused_while_it_is_sent(home: Path, clerk: Clerk) -> None:
    before = memory()
    size = WHOLE + 10 * MB
    status, page, sent = clerk.send({"Content-Length": str(size)}, clerk.file(size))
    assert status == 413
    assert "lớn hơn 1024 MB nên không nhận. Hãy chia nhỏ" in page
    assert sent < FEW
    assert memory() - before < FEW
    assert not kept(home)


def test_a_body_that_does_not_tell_its_length_is_not_read(home: Path, clerk: Clerk) -> None:
    before = memory()
    chunks = (f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in clerk.file(WHOLE + 10 * MB))
    status, page, sent = clerk.send({"Transfer-Encoding": "chunked"}, chunks)
    assert status == 411
    assert "không cho biết độ lớn" in page
    assert sent < FEW
    assert memory() - before < FEW
    assert not kept(home)


def test_a_body_longer_than_it_tells_ends_where_it_said(home: Path, clerk: Clerk) -> None:
    before = memory()
    status, _, sent = clerk.send({"Content-Length": str(3 * MB)}, clerk.file(WHOLE + 10 * MB))
    assert status < 500
    assert sent < FEW
    assert memory() - before < FEW
    assert [path.stat().st_size for path in kept(home) if path.stat().st_size > 3 * MB] == []


def test_a_stranger_s_body_is_not_read_at_all(home: Path, clerk: Clerk, host: str) -> None:
    nobody = Clerk.__new__(Clerk)
    nobody.host, nobody.cookies, nobody.token = host, {}, ""
    status, _, sent = nobody.send({"Content-Length": str(WHOLE)}, nobody.file(WHOLE))
    assert (status, sent < FEW) == (302, True)
    assert not kept(home)


def test_one_file_too_big_goes_through_no_memory_and_stays_on_no_disk(home: Path, clerk: Clerk) -> None:
    """Within what a request may bring: it is read to its end, and told which file it was."""
    before = memory()
    size = settings.UPLOAD_MAX_BYTES + 8 * MB
    length = sum(len(part) for part in clerk.file(0)) + size
    status, page, sent = clerk.send({"Content-Length": str(length)}, clerk.file(size))
    assert (status, sent) == (400, length)
    assert "lớn hơn 512 MB" in page
    assert memory() - before < FEW
    assert not kept(home)
