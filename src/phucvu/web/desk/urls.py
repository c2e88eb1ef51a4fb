"""Addresses of a unit's desk, of single dossiers and of the leader's page."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from phucvu.web import policies as may
from phucvu.web.policies import route


def _soon(request: HttpRequest, **asked: str) -> HttpResponse:
    return HttpResponse(status=501)


urlpatterns: list[URLPattern] = [
    route("don-vi/", _soon, may.DESKS, "desks"),
    route("don-vi/<str:agency>/", _soon, may.OWN_AGENCY, "desk", {"agency": "H52.67"}),
    route("ho-so/", _soon, may.DESKS, "search"),
    route("lanh-dao/", _soon, may.READERS, "leader"),
]
