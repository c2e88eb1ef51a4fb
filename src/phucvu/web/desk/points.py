"""A unit's points: all desks at a glance, and one desk with every criterion, place and lost point."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse

from phucvu.main import status, stored
from phucvu.main.board import Board
from phucvu.main.leader import failed, lost
from phucvu.main.official_board import official
from phucvu.main.trend import trend
from phucvu.rubric.wording import wording
from phucvu.scores.rows_out import KEYS
from phucvu.web import home
from phucvu.web.desk import reach
from phucvu.web.ready import ready
from phucvu.web.twins import answer

Row = dict[str, Any]
BY_LAW, BY_LOSS = "luat", "mat-diem"


def desks(request: HttpRequest) -> HttpResponse:
    """The agencies somebody speaks for, or all by level."""
    board = stored.board(home.question(request))
    mine = reach.own(request)
    levels = {
        level: [row for row in board.ranked(level) if mine is None or row["agency_code"] in mine]
        for level in board.levels
    }
    page = {"board": board, "levels": {level: rows for level, rows in levels.items() if rows}}
    more = {"months": status.months(home.workspace()), "clocks": reach.clocks(request, board.period_name)}
    return answer(request, "html", "desk/desks.html", page | more)


def desk(request: HttpRequest, agency: str, form: str = "html") -> HttpResponse:
    """Points and place of one agency; csv: the rows of the contract. Kept as rendered while the lake stays as it is."""
    lake = home.workspace()
    # Read before the board is: a page newer than its key is never asked for again, an older one would stay.
    known = (status.data_state(lake), status.readings_version(lake))
    question, board = reach.asked(request, agency)

    def made() -> tuple[Row, Row]:
        if form == "csv":
            return {"rows": [{key: row[key] for key in KEYS} for row in board.of(agency)]}, {}
        published = official(lake, board.period_name)
        read = {item: row for (code, item), row in published.items() if code == agency}
        rows = [_line(row, read) for row in board.of(agency)]
        page = {
            "facts": board.facts,
            "agency": board.agencies[agency],
            "rows": rows,
            "official": read,
            "trend": trend(question, agency),
        }
        return page, _more(request, board, agency, rows, read)

    return ready(request, form, "desk/desk.html", (question, *known), made, ("ky", "sap", *home.CLOCKS.values()))


def _line(row: Row, read: dict[str, Row]) -> Row:
    """A row of the board with what was lost, and what the portal published of the same item."""
    published = read.get(row["criterion"] or row["group"])
    return row | {"lost": _text(lost(row)), "failed": failed(row), "official": published}


def _more(request: HttpRequest, board: Board, agency: str, rows: list[Row], read: dict[str, Row]) -> Row:
    """What only the page needs: order, groups with their rows, agencies below."""
    below = status.below(home.workspace(), [agency]) - {agency}
    is_wide = agency == board.province
    return {
        "board": board,
        "total": next((row for row in rows if row["group"] == "total"), None),
        "sections": _sections(rows, request.GET.get("sap") == BY_LOSS),
        "order": BY_LOSS if request.GET.get("sap") == BY_LOSS else BY_LAW,
        "below": [] if is_wide else [row for code in board.agencies if code in below and (row := board.total(code))],
        "months": status.months(home.workspace()),
        "clocks": reach.clocks(request, board.period_name),
        "state_words": {state: words.vi for state, words in wording().states.items()},
        "reading": next(iter(read.values()), None),
    }


def _sections(rows: list[Row], is_by_loss: bool) -> list[Row]:
    """Rows as the page lists them: each criterion under its group, or all by what was lost, the most first."""
    criteria = [row for row in rows if row["criterion"]]
    if is_by_loss:
        return sorted(criteria, key=lambda row: -Decimal(row["lost"] or -1))
    sums = [row for row in rows if row["criterion"] is None and row["group"] != "total"]
    return [row for each in sums for row in (each, *(row for row in criteria if row["group"] == each["group"]))]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
