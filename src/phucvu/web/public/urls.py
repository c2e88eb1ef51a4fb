"""Addresses of the published results, their data, and of the site itself."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from phucvu.web import pages
from phucvu.web import policies as may
from phucvu.web.policies import route


def _soon(request: HttpRequest, **asked: str) -> HttpResponse:
    return HttpResponse(status=501)


urlpatterns: list[URLPattern] = [
    route("", _soon, may.PUBLISHED, "home"),
    route("cach-tinh/", _soon, may.PUBLISHED, "method"),
    route("an-ban/", _soon, may.PUBLISHED, "editions"),
    route("an-ban/<str:edition>/", _soon, may.PUBLISHED, "edition", {"edition": "a48adf897083ba11"}),
    route("vao/", pages.start, may.SIGNED, "start"),
    route("ngon-ngu/", pages.language, may.ANYONE, "language", {}, "POST"),
    route("suc-khoe/", pages.health, may.ANYONE, "health"),
]
