"""How much a request may bring: settings.BODY_MAX by what its address takes, refused before a byte of it is read.

An address takes a form; one that takes files says so (``takes``), and who may not come is refused before (policies).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from phucvu.web.pages import told

View = Callable[..., HttpResponseBase]


def takes(what: str, handler: Callable[[HttpRequest], FileUploadHandler] | None = None) -> Callable[[View], View]:
    """A view that takes what BODY_MAX names so; ``handler`` receives the files. The token of the form is checked."""

    def taking(view: View) -> View:
        checked = csrf_protect(view)

        @csrf_exempt  # the token lies in the body, which is read only here
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **asked: Any) -> HttpResponseBase:
            refusal = refused(request, what)
            if refusal:
                return refusal
            if handler:
                request.upload_handlers = [handler(request)]
            try:
                bool(request.POST)
            except TooManyFilesSent:
                return told(request, _("Gửi quá nhiều tệp một lần. Hãy chia thành nhiều lần."), 400)
            except SuspiciousOperation:
                return told(request, _("Biểu mẫu gửi quá nhiều ô một lần. Hãy chia thành nhiều lần."), 400)
            return checked(request, *args, **asked)

        limited.takes = what  # type: ignore[attr-defined]
        return limited

    return taking


def refused(request: HttpRequest, what: str = "form") -> HttpResponse | None:
    """By the length the request tells; one that tells none is not read at all."""
    most = settings.BODY_MAX[what]
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        return told(request, _("Yêu cầu không cho biết độ lớn nên không nhận. Hãy gửi lại bằng trình duyệt."), 411)
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if length.isdigit() and int(length) > most + settings.BODY_FORM:
        size = max(most, settings.BODY_FORM) >> 20
        sentence = _("Nội dung gửi lên lớn hơn %(size)s MB nên không nhận. Hãy chia nhỏ rồi gửi từng phần.")
        return told(request, sentence % {"size": size}, 413)
    return None


class Bodies:
    """Every address that says nothing of files takes a form; before the check of its token reads the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, asked: Any) -> HttpResponse | None:
        return None if hasattr(view, "takes") else refused(request)
