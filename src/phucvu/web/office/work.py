"""Long work, run within the request."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from phucvu.errors import UserError
from phucvu.web.accounts.models import Person
from phucvu.web.office.models import Work

OnStep = Callable[[int, int | None, str], None]
Doing = Callable[[Any, OnStep], dict[str, Any]]
SILENT = timedelta(minutes=10)
KINDS: dict[str, Doing] = {}


def register(kind: str) -> Callable[[Doing], Doing]:
    """Make a function the way to do a kind of work: ``(work, on_step) -> result``; result["where"]: page to go to."""

    def registered(function: Doing) -> Doing:
        KINDS[kind] = function
        return function

    return registered


def start(kind: str, by: Person, arguments: dict[str, Any], request: HttpRequest | None = None) -> Work:
    """Do the work and keep how it ended."""
    work = Work.objects.create(kind=kind, by=by, arguments=arguments, state="running")
    try:
        work.result = KINDS[kind](work, lambda done, total, text: None)
        work.state = "done"
    except UserError as problem:
        work.state, work.sentence = "failed", str(problem)
    work.save()
    return work


def state_of(work: Work) -> str:
    """waiting, running, done, failed; stopped: no sign of life for ten minutes."""
    is_open = work.state in ("waiting", "running")
    return "stopped" if is_open and timezone.now() - work.seen_at > SILENT else work.state
