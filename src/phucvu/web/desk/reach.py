"""What whoever asks may see of the desks: the agencies they speak for and those below, or all."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from phucvu.main import status, stored
from phucvu.main.board import Board
from phucvu.main.question import Question
from phucvu.web import home
from phucvu.web.policies import held
from phucvu.web.roles import WIDE


def own(request: HttpRequest) -> frozenset[str] | None:
    """The agencies whose rows somebody may see; None: every agency's."""
    roles, agencies = held(request)
    return None if roles & WIDE else status.below(home.workspace(), agencies)


def is_own(request: HttpRequest, agencies: Iterable[str | None]) -> bool:
    """Whether one of these agencies is somebody's own, or below it."""
    mine = own(request)
    return mine is None or bool(mine & set(agencies))


def asked(request: HttpRequest, agency: str) -> tuple[Question, Board]:
    """The question of a page and its stored board. Raises Http404 for an agency that the board does not know."""
    question = home.question(request, agency)
    board = stored.board(question)
    if not board.knows(agency):
        raise Http404
    return question, board


def clocks(request: HttpRequest, period: str, **more: str) -> str:
    """The tail of a link that keeps period, clocks and reading of the page one comes from."""
    kept = {key: request.GET[key] for key in home.CLOCKS.values() if request.GET.get(key)}
    return "?" + urlencode({"ky": period} | kept | more)
