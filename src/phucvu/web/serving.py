"""Starting the site: tables brought up to date in a process of their own, then gunicorn.

Nothing here opens the lake: gunicorn forks its workers from this process, and deltalake used before a fork panics.
"""

import errno
import ipaddress
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from phucvu.errors import UserError

THREADS = 4  # of each worker: reading a board or sending a file leaves room for others


def serve(home: Path, host: str, port: int, workers: int) -> None:
    """Serve the workspace until told to stop. Raises UserError when the port is taken."""
    _environment(home)
    listening = _listen(host, port)
    address = f"http://{host if ':' not in host else f'[{host}]'}:{listening.getsockname()[1]}/"
    for line in _prepared("--demo" if _is_loopback(host) else ""):
        print(line, file=sys.stderr)
    print(f"Phục Vụ chạy tại {address} (Ctrl+C để dừng)", file=sys.stderr, flush=True)
    _Site(home, listening, workers).run()


def first_administrator(home: Path, name: str) -> None:
    """Open the first administrator's account, print the one-time code. Raises UserError when there is one already."""
    _environment(home)
    for line in _prepared("--first-administrator", name):
        print(line, file=sys.stderr)


def _environment(home: Path) -> None:
    os.environ["PHUCVU_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phucvu.web.settings")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(host: str, port: int) -> socket.socket:
    """The listening socket, taken before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        reason = {errno.EADDRINUSE: "đã có chương trình khác dùng", errno.EACCES: "không có quyền dùng"}
        why = reason.get(error.errno or 0, "không nghe được")
        raise UserError(f"Cổng {port} của {host} {why}. Hãy chọn cổng khác bằng --port.") from None
    return listening


def _prepared(*words: str) -> list[str]:
    """Bring the tables up to date (and more, by the words) in a process of its own; what it tells the person."""
    command = [sys.executable, "-m", "phucvu.web.prepare", *filter(None, words)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    told = json.loads(ran.stdout) if ran.stdout else {}
    if ran.returncode or "error" in told:
        raise UserError(told.get("error") or "Không chuẩn bị được cơ sở dữ liệu của trang. Hãy xem lỗi ở trên.")
    return list(told["lines"])


class _Site(BaseApplication):  # type: ignore[misc]
    """gunicorn, told by code. No access log: addresses of pages hold dossier codes."""

    def __init__(self, home: Path, listening: socket.socket, workers: int) -> None:
        self.home, self.listening, self.workers = home, listening, workers
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": f"fd://{self.listening.fileno()}",
            "workers": self.workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "preload_app": False,
            "timeout": 300,
            "graceful_timeout": 30,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "loglevel": "warning",
            "proc_name": "phucvu",
        }
        if Path("/dev/shm").is_dir():
            chosen["worker_tmp_dir"] = "/dev/shm"
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """In each worker."""
        from phucvu.web.following import follow
        from phucvu.web.wsgi import application

        follow(self.home)
        return application
