"""The national portal as recorded: a server on 127.0.0.1 that answers by what is asked and stops with its test."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

RECORDED = json.loads((Path(__file__).parent / "recorded" / "answers.json").read_text("utf8"))


@dataclass(frozen=True)
class Reply:
    """``cut``: the line breaks after half of the body."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass(frozen=True)
class Asked:
    service: str
    whose: str
    page: int
    body: dict[str, Any]
    agent: str


@dataclass
class Portal:
    """``replies``: by "service.whose.page", used up one after the other before what was recorded."""

    url: str = ""
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    busy: int = 0
    busiest: int = 0

    @property
    def names(self) -> list[str]:
        return [f"{each.service}.{each.whose}.{each.page}" for each in self.asked]

    def reply(self, asked: Asked) -> Reply:
        scripted = self.replies.get(f"{asked.service}.{asked.whose}.{asked.page}")
        if scripted:
            return scripted.pop(0)
        return said(RECORDED[f"{asked.service}.{asked.whose}"])


def said(answer: Any, status: int = 200) -> Reply:
    return Reply(json.dumps(answer, ensure_ascii=False).encode(), status)


def page_of(first: int, count: int) -> Reply:
    """A page of a list of provinces nobody needs but for its length; ids from ``first``."""
    rows = [{"departmentId": f"p{first + n}", "departmentCode": f"H{10 + n % 80}"} for n in range(count)]
    return said({"code": "OK", "data": {"evaluation": rows}})


@contextmanager
def recorded_portal() -> Iterator[Portal]:
    portal = Portal()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(portal))
    portal.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            portal.busy += 1
            portal.busiest = max(portal.busiest, portal.busy)
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            whose = "units" if body.get("rootDepartmentId") else "provinces"
            service = self.path.removeprefix("/api/v1/reporting/evaluation/")
            asked = Asked(service, whose, body["currentPage"], body, self.headers["User-Agent"])
            portal.asked.append(asked)
            reply = portal.reply(asked)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            portal.busy -= 1
            self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
            self.close_connection = reply.cut

        def log_message(self, *words: Any) -> None:
            """Nobody reads it."""

    return Handler
