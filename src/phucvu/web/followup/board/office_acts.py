"""What the office's lists share: an act told back on the list it came from, or its fault above the list."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from phucvu.errors import UserError
from phucvu.web.followup.board.filtering import M, ticked


def done(request: HttpRequest, page: str, act: Callable[[], str], keys: tuple[str, ...] = ()) -> HttpResponse:
    """Do it and say so on the list, with the list's filter; what went wrong is said there too, nothing was written."""
    try:
        messages.success(request, act())
    except UserError as problem:
        messages.error(request, str(problem))
    query = QueryDict(request.POST.get("loc", ""))
    kept = urlencode({key: query[key] for key in keys if query.get(key)})
    return HttpResponseRedirect(f"{reverse(page)}?{kept}" if kept else reverse(page))


def picked(data: QueryDict, shown: QuerySet[M], name: str) -> list[M]:
    """The rows ticked, or all of the list as it was shown."""
    if data.get("chon") != "loc":
        return ticked(data, shown, name)
    found: list[M] = list(shown)
    if data.get("so") != str(len(found)):
        raise UserError(f"Danh sách nay có {len(found)} dòng, lúc mở trang là {data.get('so') or '?'}. Hãy xem lại.")
    return found
