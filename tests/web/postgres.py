"""A PostgreSQL of one's own on loopback, as long as a command runs: `python tests/web/postgres.py pytest tests/web`.

Started in a scratch folder by the system's own programs and gone afterwards. As root it runs as the user postgres.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = "PostgreSQL chưa cài trên máy này."


def programs() -> Path | None:
    """The newest installed server's folder of programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database. Raises RuntimeError when PostgreSQL is not installed."""
    home = programs()
    if home is None:
        raise RuntimeError(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="phucvu-pg-"))
    owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    if owner:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)
    data, port = folder / "data", _free_port()
    try:
        _run([home / "initdb", "-D", data, "-A", "trust", "-U", "phucvu", "-E", "UTF8", "--no-sync"], owner)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        _run([home / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"], owner)
        try:
            yield f"postgresql://phucvu@127.0.0.1:{port}/postgres"
        finally:
            _run([home / "pg_ctl", "-D", data, "-m", "immediate", "stop"], owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str | Path], owner: dict[str, str]) -> None:
    subprocess.run(
        list(map(str, command)),
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        **owner,  # type: ignore[call-overload]
    )


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def main(command: list[str]) -> int:
    """Run a command with PHUCVU_DATABASE set to a fresh server."""
    try:
        with server() as address:
            return subprocess.run(command, env={**os.environ, "PHUCVU_DATABASE": address}, check=False).returncode
    except RuntimeError as error:
        print(f"SKIPPED: {error}")
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
