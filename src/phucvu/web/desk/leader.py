"""The leader's page: on the screen, as Word, as PDF; all three print the same data."""

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse

from phucvu.main import status, stored
from phucvu.main.board import Board
from phucvu.main.leader import leader as leaders_page
from phucvu.publications import leader_page as words
from phucvu.publications.pdf import has_libreoffice, to_pdf
from phucvu.web import home
from phucvu.web.desk import reach
from phucvu.web.desk.lists import attached
from phucvu.web.office import queries
from phucvu.web.twins import answer

Row = dict[str, Any]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def leader(request: HttpRequest, form: str = "html") -> HttpResponse:
    question = home.question(request)
    board = stored.board(question)
    told = leaders_page(question, _targets(board))
    if form in ("docx", "pdf"):
        return _document(told, form)
    more = {
        "board": board,
        "months": status.months(home.workspace()),
        "has_pdf": has_libreoffice(),
        "clocks": reach.clocks(request, board.period_name),
        "sentences": {
            "total": words.total_words(told),
            "official": words.official_words(told),
            "change": words.change_words(told),
            "weak": words.weak_words(told),
        },
        "targets_told": [(row, words.rate(row), words.percent(row["target"])) for row in told["targets"]],
        "decisions_told": [(row, words.decision_words(row)) for row in told["decisions"]],
    }
    return answer(request, form, "desk/leader.html", told, **more)


def _targets(board: Board) -> list[Row]:
    """The province's targets that hold on the period's last day."""
    found = {code: queries.target(code, board.period.last) for code in board.rubric.criteria}
    return [
        {"criterion": code, "ratio": str(target.ratio), "source": target.source}
        for code, target in found.items()
        if target
    ]


def _document(told: Row, form: str) -> HttpResponse:
    """Raises UserError where LibreOffice is missing."""
    name = f"trang-lanh-dao-{told['facts']['period'].replace('/', '_')}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.docx"
        words.write_leader_page(told, path)
        if form == "pdf":
            return attached(to_pdf(path).read_bytes(), f"{name}.pdf", "application/pdf")
        return attached(path.read_bytes(), f"{name}.docx", DOCX)
