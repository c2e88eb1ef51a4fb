"""How often one may ask for what costs much: settings.RATES by kind. Pages are not counted.

Signing in and one-time codes have limits of their own (ACCOUNT_RATE_LIMITS). Counted in files of the workspace's tmp
folder: all workers see the same count, and none costs a query.
"""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from math import ceil
from pathlib import Path, PurePath
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from phucvu.web.home import workspace
from phucvu.web.pages import told

FOLDER = Path("tmp") / "luot"
NAMED = {"search": "search", "make_codes": "codes"}  # what is sent to these addresses
MADE = {".csv", ".docx", ".json", ".pdf", ".xlsx", ".zip"}  # made anew for whoever asks


class Rates:
    """Refuses with 429 and the seconds to wait (Retry-After)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, asked: Any) -> HttpResponse | None:
        kind = kind_of(request, view)
        if kind not in settings.RATES:
            return None
        most, seconds = settings.RATES[kind]
        window, passed = divmod(time.time(), seconds)
        with suppress(OSError):  # a full disk, or the window just ended: nobody is kept out for that
            if counted(workspace(), f"{kind}-{window:.0f}", _who(request)) > most:
                return _refused(request, ceil(seconds - passed))
        return None


def _refused(request: HttpRequest, wait: int) -> HttpResponse:
    sentence = _("Có quá nhiều yêu cầu liên tiếp. Hãy đợi %(wait)s giây rồi thử lại.") % {"wait": wait}
    response = told(request, sentence, 429)
    response["Retry-After"] = str(wait)
    return response


def kind_of(request: HttpRequest, view: Any) -> str | None:
    """A kind of settings.RATES, by the address and what is sent; None: a page or a form."""
    match, is_sent = request.resolver_match, request.method == "POST"
    if is_sent and hasattr(view, "takes") and request.content_type == "multipart/form-data":
        return "upload"
    if is_sent and match and match.url_name in NAMED:
        return NAMED[match.url_name]
    if request.path.startswith("/api/"):
        return "data"
    ending = PurePath(request.path).suffix
    if ending not in MADE:
        return None
    is_published = hasattr(view, "routed") and view.routed.policy.is_published
    return "data" if is_published or ending in (".json", ".csv") else "export"


def counted(home: Path, window: str, who: str) -> int:
    """The number of this try in a window: one byte more in a file of theirs. Older windows of the kind go."""
    folder = home / FOLDER / window
    if not folder.exists():
        kind, _dash, number = window.rpartition("-")
        for old in folder.parent.glob(f"{kind}-*"):
            if int(old.name.rpartition("-")[2]) < int(number):
                shutil.rmtree(old, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / sha256(who.encode()).hexdigest()[:32]).open("ab") as file:
        file.write(b".")
        file.flush()
        return os.fstat(file.fileno()).st_size


def _who(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"person {request.user.pk}"
    try:
        return f"address {get_adapter().get_client_ip(request)}"
    except PermissionDenied:  # over a socket of the machine
        return "address"
