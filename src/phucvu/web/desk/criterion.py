"""One criterion of an agency: the law, the counts, where points were lost; and the rows behind a count."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from phucvu.main.board import Board
from phucvu.main.criterion_story import criterion_story
from phucvu.main.dossiers import dossiers
from phucvu.main.leader import failed, lost
from phucvu.main.list_columns import STATE_WORDS, cells, columns_of
from phucvu.rubric.wording import wording
from phucvu.web.desk import reach
from phucvu.web.desk.lists import sheet_file
from phucvu.web.office import queries
from phucvu.web.twins import answer, as_json, streamed_csv

Row = dict[str, Any]
PAGE = 200  # rows


def criterion(request: HttpRequest, agency: str, criterion: str, form: str = "html") -> HttpResponse:
    question, board = reach.asked(request, agency)
    row = _row(board, agency, criterion)
    story = criterion_story(replace(question, known_at=board.known_at), criterion)
    target = queries.target(criterion, board.period.last)
    page = {"facts": board.facts, "agency": board.agencies[agency], **story, "row": row}
    more = {
        "board": board,
        "lost_points": lost(row),
        "failed_count": failed(row),
        "target": target,
        "states": STATE_WORDS,
        "state_meaning": wording().meanings[row["state"]].vi,
        "clocks": reach.clocks(request, board.period_name),
    }
    return answer(request, form, "desk/criterion.html", page, **more)


def rows(request: HttpRequest, agency: str, criterion: str, state: str, form: str = "html") -> HttpResponseBase:
    """The rows in one state: a page of them, or all of them as a file."""
    question, board = reach.asked(request, agency)
    row = _row(board, agency, criterion)
    if state not in STATE_WORDS or row["state"] == "not_applicable":
        raise Http404
    found = dossiers(replace(question, known_at=board.known_at), criterion, state).rows  # type: ignore[arg-type]
    columns = columns_of(found)
    name = f"{agency}-{criterion}-{state}-{board.period_name.replace('/', '_')}"
    if form == "json":
        return as_json({"facts": board.facts, "state": state, "count": len(found), "rows": found})
    if form == "csv":
        return streamed_csv(found, f"{name}.csv")
    if form == "xlsx":
        return sheet_file(_heading(board, row, state, len(found)), columns, found, f"{name}.xlsx", board)
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    more = {
        "board": board,
        "row": row,
        "agency": board.agencies[agency],
        "state": state,
        "states": STATE_WORDS,
        "count": len(found),
        "page": page,
        "columns": columns,
        "lines": list(zip(page.object_list, cells(page.object_list, columns), strict=True)),
        "clocks": reach.clocks(request, board.period_name),
    }
    return answer(request, "html", "desk/rows.html", more)


def _row(board: Board, agency: str, criterion: str) -> Row:
    """The agency's score of a criterion by our code. Raises Http404 for a code that the law does not know."""
    found = next((row for row in board.of(agency) if row["criterion"] == criterion), None)
    if found is None:
        raise Http404
    return found


def _heading(board: Board, row: Row, state: str, count: int) -> str:
    name = board.rubric.criterion(row["criterion"]).vi
    return f"{row['agency_name']}: {name}, {STATE_WORDS[state]} ({count} dòng)"
