"""Whether the public pages are on, known to every request (asked once, when a policy wants to know)."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse

from phucvu.web.office.queries import is_public_on


class Published:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.is_public_on = cache(is_public_on)  # type: ignore[attr-defined]
        return self.get_response(request)
