"""The workspace the site is of, and the period a page is about."""

from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from phucvu.errors import UserError
from phucvu.main import stored
from phucvu.main.board import Board
from phucvu.main.question import Question
from phucvu.main.status import months
from phucvu.registry.period import parse_period


def workspace() -> Path:
    """The folder of the workspace served."""
    assert settings.HOME is not None, "PHUCVU_HOME"
    return Path(settings.HOME)


def period_of(request: HttpRequest) -> str:
    """The period asked for (?ky=2023-05), else the last month with dossiers. Raises UserError on an unreadable one."""
    asked = request.GET.get("ky") or request.POST.get("ky")
    if asked:
        return parse_period(asked).name
    known = months(workspace())
    if not known:
        raise UserError("Kho chưa có hồ sơ nào. Hãy nhập dữ liệu trước.")
    return known[-1]


def question(request: HttpRequest, agency: str | None = None) -> Question:
    """What a page asks of the lake: its period, and the clocks and reading where the address gives them."""
    asked = {name: request.GET.get(key) or None for name, key in CLOCKS.items()}
    return Question(workspace(), period_of(request), agency, **asked)


CLOCKS = {"as_at": "tai", "known_at": "phien-ban", "reading": "cach-hieu"}


def clocks_of(board: Board) -> str:
    """The tail of a link to pages of the lake that are to show the figures of this board: its clocks and reading."""
    return "?" + urlencode({"ky": board.period_name} | {key: getattr(board, name) for name, key in CLOCKS.items()})


def board(request: HttpRequest) -> Board:
    """The stored scores that a page is about."""
    return stored.board(question(request))
