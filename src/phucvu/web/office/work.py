"""Long work, done by a process of its own: ``python -m phucvu.web.office.work <id>``.

A web worker never does it itself, and is never forked with the lake open: a fresh interpreter is started, which tells
how far it is in its row (models.Work). Kinds of work register themselves where their views are.
"""

import logging
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from phucvu.errors import UserError

OnStep = Callable[[int, int | None, str], None]
Doing = Callable[[Any, OnStep], dict[str, Any]]
KINDS: dict[str, Doing] = {}
SILENT = timedelta(minutes=10)  # without a sign of life work is told as stopped
OFTEN = 0.5  # seconds between two rows of progress
BEAT = 60  # seconds between two signs of life of work that tells no progress
FAULT = (
    "Việc bị dừng vì lỗi của chương trình; dữ liệu không bị ghi dở. "
    "Hãy xem lại kết quả, thử lại, hoặc báo người quản trị."
)
STOPPED = "Việc đã dừng giữa chừng (máy chủ tắt hoặc khởi động lại). Dữ liệu không bị ghi dở; hãy làm lại việc này."
log = logging.getLogger(__name__)


def register(kind: str) -> Callable[[Doing], Doing]:
    """Make a function the way to do a kind of work: ``(work, on_step) -> result``; result["where"]: page to go to."""

    def registered(function: Doing) -> Doing:
        KINDS[kind] = function
        return function

    return registered


def start(kind: str, by: Any, arguments: dict[str, Any], request: HttpRequest | None = None) -> Any:
    """A new row of work, its event, and its process once both are kept. Returns the row."""
    from phucvu.web.accounts import audit
    from phucvu.web.office.models import Work

    with transaction.atomic():
        work = Work.objects.create(kind=kind, by=by, arguments=arguments)
        audit.record(request or by, f"work_{kind}", str(work.pk), arguments=arguments)
    if settings.WORK_INLINE:
        run(str(work.pk))
        work.refresh_from_db()
    else:
        transaction.on_commit(lambda: _launch(str(work.pk)))
    return work


def run(work_id: str) -> None:
    """Do the work of a row, and keep how it ended. Work that was begun before is not done again."""
    from phucvu.web.office.models import Work

    rows = Work.objects.filter(pk=work_id)
    if not rows.filter(state="waiting").update(state="running", seen_at=timezone.now()):
        return
    work = rows.get()
    try:
        result = _way(work.kind)(work, _telling(work_id))
    except UserError as problem:
        _keep(work_id, state="failed", sentence=str(problem))
    except Exception as problem:  # whatever it is, its row must say that it ended
        _log(work, problem)
        _keep(work_id, state="failed", sentence=FAULT)
    else:
        _keep(work_id, state="done", result=result)


def state_of(work: Any) -> str:
    """waiting, running, done, failed; stopped: no sign of life for ten minutes."""
    is_open = work.state in ("waiting", "running")
    return "stopped" if is_open and timezone.now() - work.seen_at > SILENT else str(work.state)


def _way(kind: str) -> Doing:
    from django.urls import get_resolver

    _ = get_resolver().url_patterns  # every view is loaded, and with them every kind of work
    return KINDS[kind]


def _telling(work_id: str) -> OnStep:
    last = 0.0

    def on_step(done: int, total: int | None, text: str) -> None:
        nonlocal last
        if time.monotonic() - last >= OFTEN:
            last = time.monotonic()
            _keep(work_id, done=done, total=total, text=text[:200])

    return on_step


def _keep(work_id: str, **values: Any) -> None:
    from phucvu.web.office.models import Work

    Work.objects.filter(pk=work_id).update(seen_at=timezone.now(), **values)


def _log(work: Any, problem: Exception) -> None:
    """Where it went wrong and what kind of fault; not its words, which may quote a cell."""
    place = "".join(traceback.format_tb(problem.__traceback__))
    log.error("work %s (%s): %s\n%s", work.pk, work.kind, type(problem).__name__, place)


def _launch(work_id: str) -> None:
    home = {"PHUCVU_HOME": str(settings.HOME)} if settings.HOME else {}
    process = subprocess.Popen(
        [sys.executable, "-m", "phucvu.web.office.work", work_id],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # what it has to say of faults goes to standard error, the server's log
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE} | home,
        start_new_session=True,
    )
    threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves no zombie


def _beat(work_id: str, ended: threading.Event) -> None:
    while not ended.wait(BEAT):
        _keep(work_id)
    connection.close()


def main(work_id: str) -> None:
    """What the process does: be nice to those who read pages, tell that it lives, work."""
    os.nice(10)
    django.setup()
    ended = threading.Event()
    beat = threading.Thread(target=_beat, args=(work_id, ended), daemon=True)
    beat.start()
    try:
        run(work_id)
    finally:
        ended.set()
        beat.join(5)


if __name__ == "__main__":
    from phucvu.web.office.work import main as work_main  # the module by its own name: there kinds register

    work_main(sys.argv[1])
