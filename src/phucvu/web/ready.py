"""Pages as rendered, given again for as long as all that they show stays the same.

Kept by each worker, the longest unasked going first. What is kept knows no more of a person than its key does: neither
session nor token nor name; the frame of the page, which does, is drawn for every answer.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from phucvu.web.context import site
from phucvu.web.home import workspace
from phucvu.web.twins import answer

Row = dict[str, Any]
Make = Callable[[], tuple[Row, Row]]
SEEN = ("site", "may", "own_agencies")  # of what every page knows (web.context)
SPLIT = "\0"  # between title and content in parts/kept.html


def ready(
    request: HttpRequest, form: str, template: str, known: tuple[Any, ...], make: Make, asked: Iterable[str] = ()
) -> HttpResponse:
    """The page of an address, or its twin.

    ``known``: all that it rests on, as plain values; ``asked``: what the template reads of the address behind “?”.
    ``make`` gives its data and what only the template needs; what it raises is raised and nothing kept.
    """
    known = (str(workspace()), request.path, form, *known)
    if form != "html":
        return _twin(request, form, known, make)
    seen = {name: value for name, value in site(request).items() if name in SEEN}
    seen["request"] = {"path": request.path, "GET": {name: request.GET[name] for name in asked if name in request.GET}}
    title, content = _kept((known, template, get_language(), seen), lambda: _rendered(template, seen, *make()))
    return render(request, "parts/ready.html", {"title": title, "content": content})


def _rendered(template: str, seen: Row, data: Row, more: Row) -> list[str]:
    whole = render_to_string(template, data | more | seen | {"frame": "parts/kept.html", "split": SPLIT})
    return whole.split(SPLIT, 1)


def _twin(request: HttpRequest, form: str, known: tuple[Any, ...], make: Make) -> HttpResponse:
    def made() -> tuple[bytes, dict[str, str]]:
        told = answer(request, form, "", make()[0])
        return told.content, dict(told.headers)

    content, headers = _kept(known, made)
    return HttpResponse(content, headers=headers)


def _kept(known: tuple[Any, ...], make: Callable[[], Any]) -> Any:
    pages, key = caches["pages"], sha256(repr(known).encode()).hexdigest()
    found = pages.get(key)
    if found is None:
        found = make()
        pages.set(key, found)
    return found
