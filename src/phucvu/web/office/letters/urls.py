"""Addresses of the month and the letters."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from phucvu.web import policies as may
from phucvu.web.policies import route


def _soon(request: HttpRequest, **asked: str) -> HttpResponse:
    return HttpResponse(status=501)


urlpatterns: list[URLPattern] = [
    route("van-phong/", _soon, may.OFFICE_WORK, "month"),
    route("van-phong/cong-van/", _soon, may.OFFICE_WORK, "publications"),
]
