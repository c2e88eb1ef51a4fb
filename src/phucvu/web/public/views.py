"""Public pages: results of issued editions for everyone, each page with its data."""

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
from phucvu.web.roles import Role
from phucvu.web.twins import answer

Row = dict[str, Any]


def home(request: HttpRequest) -> HttpResponse:
    """The newest issued period; before the first one, a page that says so. With the public pages off: sign in."""
    roles = held(request)[0]
    if not is_public_on(request) and not roles & PUBLISHED.roles:
        return redirect("account_login" if roles == {Role.PUBLIC} else "start")
    issued = queries.issued()
    if not issued.by_period:
        return answer(request, "html", "public/none.html", {})
    return _overview(request, issued, None, "html")


def overview(request: HttpRequest, period: str, form: str = "html") -> HttpResponse:
    return _overview(request, queries.issued(), period, form)


def _overview(request: HttpRequest, issued: queries.Issued, period: str | None, form: str) -> HttpResponse:
    page = data.overview(issued, period)
    board = issued.of_period(period).board
    more: Row = {"board": board, "periods": issued.periods, "charts": _charts(board.edition_id or "")}
    return _answer(request, form, "public/overview.html", page, [*page["groups"], page["total"]], **more)


def ranking(request: HttpRequest, period: str, level: str, form: str = "html") -> HttpResponse:
    issued = queries.issued()
    board = issued.of_period(period).board
    page = data.ranking(issued, period, level)
    return _answer(request, form, "public/ranking.html", page, board=board, periods=issued.periods)


def agency(request: HttpRequest, period: str, agency: str, form: str = "html") -> HttpResponse:
    issued = queries.issued()
    page = data.agency(issued, period, agency)
    board = issued.of_period(period).board
    more: Row = {"board": board, "periods": issued.periods, "clocks": clocks_of(board)}
    return _answer(request, form, "public/agency.html", page, **more)


def criterion(request: HttpRequest, period: str, criterion: str, form: str = "html") -> HttpResponse:
    issued = queries.issued()
    page = data.criterion(issued, period, criterion)
    board = issued.of_period(period).board
    drawn = examples().get(criterion)
    levels = [(level, [row for row in page["rows"] if row["level"] == level]) for level in board.levels]
    more: Row = {"board": board, "levels": levels, "lines": drawn.lines if drawn else [], "periods": issued.periods}
    return _answer(request, form, "public/criterion.html", page, **more, clocks=clocks_of(board))


def method(request: HttpRequest, form: str = "html") -> HttpResponse:
    """The law of today, or of ?ngay=2026-10-10."""
    try:
        day = date.fromisoformat(request.GET["ngay"]) if request.GET.get("ngay") else localdate()
    except ValueError:
        raise UserError("Ngày cần ghi như 2026-10-10.") from None
    page = data.method(day)
    return _answer(request, form, "public/method.html", page, data.law_rows(page))


def all_editions(request: HttpRequest, form: str = "html") -> HttpResponse:
    page = data.listed()
    return _answer(request, form, "public/editions.html", page, page["editions"])


def edition(request: HttpRequest, edition: str, form: str = "html") -> HttpResponse:
    found = queries.publication(edition)
    page = data.about(found)
    more: Row = {"publication": found, "board": queries.read(found).board}
    return _answer(request, form, "public/edition.html", page, page["files"], **more)


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


def _answer(
    request: HttpRequest, form: str, template: str, page: Row, rows: list[Row] | None = None, **more: Any
) -> HttpResponse:
    """``rows``: those of the CSV where the page names them otherwise; ``address``: its period as addresses have it."""
    period = page.get("facts", page).get("period")
    if form == "csv" and rows is not None:
        page = page | {"rows": rows}
    return answer(request, form, template, page, **more, address=queries.addressed(period) if period else "")


def _charts(edition: str) -> list[str]:
    """The charts of an edition that show its groups and rankings."""
    names = editions.published(workspace(), edition).about["files"]
    return [name for name in names if name.startswith("bieu-do/") and name.endswith(".svg")]
