"""Addresses of people and the log."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from phucvu.web import policies as may
from phucvu.web.policies import route


def _soon(request: HttpRequest, **asked: str) -> HttpResponse:
    return HttpResponse(status=501)


urlpatterns: list[URLPattern] = [
    route("tai-khoan/", _soon, may.PEOPLE, "people"),
    route("tai-khoan/toi/", _soon, may.SIGNED, "me"),
    route("nhat-ky/", _soon, may.LOG, "log"),
]
