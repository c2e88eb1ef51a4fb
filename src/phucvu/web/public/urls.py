"""Addresses of the published results, their data, and of the site itself."""

from collections.abc import Mapping
from typing import Any

from django.urls import URLPattern

from phucvu.web import pages
from phucvu.web import policies as may
from phucvu.web.policies import View, route
from phucvu.web.public import views
from phucvu.web.public.api import api_patterns

MAY = {"period": "2023-05"}
EDITION = {"edition": "a48adf897083ba11"}


def _page(address: str, view: View, name: str, example: Mapping[str, Any] | None = None) -> list[URLPattern]:
    """A page for everyone and its twins: address/, address.json, address.csv."""
    twins = [
        route(f"{address}.{form}", view, may.PUBLISHED, f"{name}_{form}", example, form=form)
        for form in ("json", "csv")
    ]
    return [route(f"{address}/", view, may.PUBLISHED, name, example), *twins]


urlpatterns: list[Any] = [
    route("", views.home, may.ANYONE, "home"),
    *_page("ky/<str:period>", views.overview, "overview", MAY),
    *_page("ky/<str:period>/xep-hang/<str:level>", views.ranking, "ranking", {**MAY, "level": "district"}),
    *_page("ky/<str:period>/don-vi/<str:agency>", views.agency, "agency", {**MAY, "agency": "H52.67"}),
    *_page(
        "ky/<str:period>/tieu-chi/<str:criterion>", views.criterion, "criterion", {**MAY, "criterion": "online.filed"}
    ),
    *_page("cach-tinh", views.method, "method"),
    *_page("an-ban", views.all_editions, "editions"),
    *_page("an-ban/<str:edition>", views.edition, "edition", EDITION),
    route(
        "an-ban/<str:edition>/tep/<path:name>",
        views.file,
        may.PUBLISHED,
        "edition_file",
        {**EDITION, "name": "du-lieu-mo/scores.csv"},
    ),
    route("an-ban/<str:edition>/ban-ky.pdf", views.signed, may.PUBLISHED, "edition_signed", EDITION),
    *api_patterns,
    route("vao/", pages.start, may.SIGNED, "start"),
    route("ngon-ngu/", pages.language, may.ANYONE, "language", {}, "POST"),
    route("suc-khoe/", pages.health, may.ANYONE, "health"),
]
