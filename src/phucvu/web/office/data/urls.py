"""Addresses of the office's data."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from phucvu.web import policies as may
from phucvu.web.policies import route


def _soon(request: HttpRequest, **asked: str) -> HttpResponse:
    return HttpResponse(status=501)


urlpatterns: list[URLPattern] = [
    route("van-phong/nhap/", _soon, may.PREPARING, "uploads"),
    route("van-phong/kiem-tra/", _soon, may.OFFICE_WORK, "checks"),
    route("van-phong/don-vi-chua-ro/", _soon, may.PREPARING, "undecided"),
    route("van-phong/so-cong-bo/", _soon, may.PREPARING, "official"),
]
