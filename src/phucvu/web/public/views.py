"""Public pages: results of issued editions for everyone, each page with its data."""

from collections.abc import Callable
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localdate

from phucvu.errors import UserError
from phucvu.main import editions
from phucvu.rubric.examples import examples
from phucvu.web.home import clocks_of, workspace
from phucvu.web.policies import PUBLISHED, held, is_public_on
from phucvu.web.public import data, queries
from phucvu.web.public.queries import Issued
from phucvu.web.ready import ready
from phucvu.web.roles import Role
from phucvu.web.twins import answer

Row = dict[str, Any]
Made = tuple[Row, list[Row], Row]  # a page as data, its rows as CSV, what only its template needs


def home(request: HttpRequest) -> HttpResponse:
    """The newest issued period; before the first one, a page that says so. With the public pages off: sign in."""
    roles = held(request)[0]
    if not roles & PUBLISHED.roles and not is_public_on(request):
        return redirect("account_login" if roles == {Role.PUBLIC} else "start")
    try:
        return _overview(request, None, "html")
    except Http404:
        return answer(request, "html", "public/none.html", {})


def overview(request: HttpRequest, period: str, form: str = "html") -> HttpResponse:
    return _overview(request, period, form)


def _overview(request: HttpRequest, period: str | None, form: str) -> HttpResponse:
    def made(issued: Issued) -> Made:
        page = data.overview(issued, period)
        board = issued.of_period(period).board
        return page, [*page["groups"], page["total"]], {"board": board, "charts": _charts(board.edition_id or "")}

    return _of_period(request, form, "public/overview.html", made)


def ranking(request: HttpRequest, period: str, level: str, form: str = "html") -> HttpResponse:
    def made(issued: Issued) -> Made:
        page = data.ranking(issued, period, level)
        return page, page["rows"], {"board": issued.of_period(period).board}

    return _of_period(request, form, "public/ranking.html", made)


def agency(request: HttpRequest, period: str, agency: str, form: str = "html") -> HttpResponse:
    def made(issued: Issued) -> Made:
        page = data.agency(issued, period, agency)
        board = issued.of_period(period).board
        return page, page["rows"], {"board": board, "clocks": clocks_of(board)}

    return _of_period(request, form, "public/agency.html", made)


def criterion(request: HttpRequest, period: str, criterion: str, form: str = "html") -> HttpResponse:
    def made(issued: Issued) -> Made:
        page = data.criterion(issued, period, criterion)
        board = issued.of_period(period).board
        drawn = examples().get(criterion)
        levels = [(level, [row for row in page["rows"] if row["level"] == level]) for level in board.levels]
        more: Row = {"board": board, "levels": levels, "lines": drawn.lines if drawn else []}
        return page, page["rows"], more | {"clocks": clocks_of(board)}

    return _of_period(request, form, "public/criterion.html", made)


def method(request: HttpRequest, form: str = "html") -> HttpResponse:
    """The law of today, or of ?ngay=2026-10-10."""
    try:
        day = date.fromisoformat(request.GET["ngay"]) if request.GET.get("ngay") else localdate()
    except ValueError:
        raise UserError("Ngày cần ghi như 2026-10-10.") from None

    def made() -> Made:
        page = data.method(day)
        return page, data.law_rows(page), {}

    return _ready(request, form, "public/method.html", (day.isoformat(),), made)


def all_editions(request: HttpRequest, form: str = "html") -> HttpResponse:
    def made() -> Made:
        page = data.listed()
        return page, page["editions"], {}

    return _ready(request, form, "public/editions.html", queries.state(), made)


def edition(request: HttpRequest, edition: str, form: str = "html") -> HttpResponse:
    def made() -> Made:
        found = queries.publication(edition)
        page = data.about(found)
        more: Row = {"publication": found, "board": queries.read(found).board}
        return page, page["files"], more | {"address": queries.addressed(found.period)}

    return _ready(request, form, "public/edition.html", queries.state(), made)


def file(request: HttpRequest, edition: str, name: str) -> HttpResponseBase:
    """A file of an issued edition, checked against its hash. Charts are shown, everything else is downloaded."""
    queries.publication(edition)
    try:
        path = editions.file_of(workspace(), edition, name)
    except UserError:
        raise Http404 from None
    is_chart = path.suffix in (".svg", ".png")
    response = FileResponse(path.open("rb"), as_attachment=not is_chart, filename=PurePosixPath(name).name)
    response["Cache-Control"] = "public, max-age=86400, immutable"  # editions never change
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def signed(request: HttpRequest, edition: str) -> HttpResponseBase:
    """The letter as it was signed."""
    found = queries.publication(edition)
    if not found.signed_file:
        raise Http404
    return FileResponse(found.signed_file.open("rb"), as_attachment=True, filename=f"{found.edition_id}-ban-ky.pdf")


def _of_period(request: HttpRequest, form: str, template: str, make: Callable[[Issued], Made]) -> HttpResponse:
    """A page of a period, with the other periods to choose from. ``address``: its period as addresses have it."""

    def made() -> Made:
        issued = queries.issued()
        page, rows, more = make(issued)
        address = queries.addressed(page["facts"]["period"])
        return page, rows, more | {"periods": issued.periods, "address": address}

    return _ready(request, form, template, queries.state(), made)


def _ready(
    request: HttpRequest, form: str, template: str, known: tuple[Any, ...], make: Callable[[], Made]
) -> HttpResponse:
    """Kept as rendered: editions and law stand still, and ``known`` is what may change."""

    def made() -> tuple[Row, Row]:
        page, rows, more = make()
        return (page | {"rows": rows} if form == "csv" else page), more

    return ready(request, form, template, known, made)


def _charts(edition: str) -> list[str]:
    """The charts of an edition that show its groups and rankings."""
    names = editions.published(workspace(), edition).about["files"]
    return [name for name in names if name.startswith("bieu-do/") and name.endswith(".svg")]
