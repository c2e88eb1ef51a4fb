"""The read API: issued editions as JSON, described by OpenAPI at /api/v1/openapi.json."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path
from ninja import NinjaAPI, Path
from ninja.errors import ValidationError

from phucvu import __version__
from phucvu.errors import UserError
from phucvu.web import policies as may
from phucvu.web.policies import Routed, guard
from phucvu.web.public import data, queries
from phucvu.web.public.schemas import (
    AgencyPage,
    CriterionPage,
    Edition,
    Editions,
    Level,
    Overview,
    Problem,
    Ranking,
)

api = NinjaAPI(
    title="Phục Vụ",
    version=__version__,
    description=(
        "Kết quả Bộ chỉ số 766 của các ấn bản đã ban hành. Kỳ ghi như 2023-05, 2026-Q3, 2026; từ–đến ghi "
        "2026-08-01_2026-08-15. Số thập phân là chuỗi; null không phải 0 (xem state). Hỏi quá dày thì nhận 429; "
        "Retry-After cho biết số giây phải đợi."
    ),
    docs_url=None,  # its page loads scripts of another host
    urls_namespace="api",
)
FAULTS: dict[Any, Any] = {400: Problem, 404: Problem, 429: Problem}
PERIOD: Any = Path(..., description="Kỳ, như 2023-05", max_length=40)
CODE: Any = Path(..., max_length=80)


@api.exception_handler(UserError)
def on_user_error(request: HttpRequest, error: UserError) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=400)


@api.exception_handler(ValidationError)
def on_odd_argument(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = ", ".join(dict.fromkeys(str(each["loc"][-1]) for each in error.errors))
    return api.create_response(request, {"detail": f"Tham số {names} không đúng dạng."}, status=400)


@api.get("/editions", response={200: Editions, **FAULTS}, summary="Các ấn bản đã ban hành")
def get_editions(request: HttpRequest) -> Any:
    return data.listed()


@api.get("/editions/{edition_id}", response={200: Edition, **FAULTS}, summary="Một ấn bản và các tệp của nó")
def get_edition(request: HttpRequest, edition_id: str = CODE) -> Any:
    return data.about(queries.publication(edition_id))


@api.get("/periods/{period}", response={200: Overview, **FAULTS}, summary="Tổng quan một kỳ")
def get_overview(request: HttpRequest, period: str = PERIOD) -> Any:
    return data.overview(queries.issued(), period)


@api.get("/periods/{period}/ranking/{level}", response={200: Ranking, **FAULTS}, summary="Xếp hạng một cấp")
def get_ranking(request: HttpRequest, level: Level, period: str = PERIOD) -> Any:
    return data.ranking(queries.issued(), period, level)


@api.get("/periods/{period}/agencies/{code}", response={200: AgencyPage, **FAULTS}, summary="Một đơn vị")
def get_agency(request: HttpRequest, period: str = PERIOD, code: str = CODE) -> Any:
    return data.agency(queries.issued(), period, code)


@api.get("/periods/{period}/criteria/{code}", response={200: CriterionPage, **FAULTS}, summary="Một tiêu chí")
def get_criterion(request: HttpRequest, period: str = PERIOD, code: str = CODE) -> Any:
    return data.criterion(queries.issued(), period, code)


EXAMPLES = {"period": "2023-05", "level": "district", "edition_id": "a48adf897083ba11"}
CODES = {"get_agency": "H52.67", "get_criterion": "online.filed"}


def _root(request: HttpRequest) -> HttpResponse:
    """The API's own address leads to its description."""
    return redirect("api:openapi-json")


def _guarded(pattern: URLPattern) -> URLPattern:
    """A route of the API behind the same policy as the pages; its description is for anyone."""
    is_about = pattern.name in ("openapi-json", "api-root")
    policy = may.ANYONE if is_about else may.PUBLISHED
    view = guard(_root if pattern.name == "api-root" else pattern.callback, policy)
    names = pattern.pattern.regex.groupindex
    example = {name: CODES.get(str(pattern.name), "") if name == "code" else EXAMPLES[name] for name in names}
    view.routed = Routed(policy, example)  # type: ignore[attr-defined]
    return URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)


_routes, _app, _namespace = api.urls
_views = [_guarded(each) for each in _routes if isinstance(each, URLPattern)]
api_patterns: list[URLResolver] = [path("api/v1/", include((_views, _app), namespace=_namespace))]
