"""A mail server on loopback, just enough of SMTP to take a letter, or to refuse an address."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

REFUSED = "khong-co@"  # no such mailbox here


@dataclass
class Server:
    """What it took, and how often somebody called."""

    port: int
    taken: list[EmailMessage] = field(default_factory=list)
    calls: int = 0


class _Session(socketserver.StreamRequestHandler):
    """One conversation."""

    def handle(self) -> None:
        told: Server = self.server.told  # type: ignore[attr-defined]
        told.calls += 1
        self.say("220 loopback")
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith("RCPT") and REFUSED in line:
                self.say("550 no such mailbox")
            elif word.startswith("DATA"):
                self.say("354 go on")
                told.taken.append(message_from_bytes(self.body(), policy=policy.default))  # type: ignore[arg-type]
                self.say("250 taken")
            elif word.startswith("QUIT"):
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def smtp_server() -> Iterator[Server]:
    """A server that runs until the block ends; its port is free again then."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session) as listening:
        listening.daemon_threads = True
        told = Server(listening.server_address[1])
        listening.told = told  # type: ignore[attr-defined]
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        try:
            yield told
        finally:
            listening.shutdown()
