"""Addresses of the register: the unit's requests, the office's board, documents, messages."""

from typing import Any

from phucvu.web.followup.board.urls import urlpatterns as board
from phucvu.web.followup.papers.urls import urlpatterns as papers
from phucvu.web.followup.reminding.urls import urlpatterns as reminding

urlpatterns: list[Any] = [
    *papers,
    *board,
    *reminding,
]  # papers first: their addresses are narrower than acts on a request
