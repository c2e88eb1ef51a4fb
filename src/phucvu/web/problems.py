"""What the engine says of a person's mistake (UserError) becomes a page with that sentence, not a fault."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from phucvu.errors import UserError
from phucvu.web.pages import told


class Sentences:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, UserError):
            return told(request, str(exception), 400)
        return None
