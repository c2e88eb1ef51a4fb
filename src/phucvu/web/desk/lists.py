"""Lists as Excel files: what the list is of, then every row as text."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse

from phucvu.main.board import Board
from phucvu.main.list_columns import Columns, cell
from phucvu.publications.list_sheet import list_sheet
from phucvu.publications.wording import SIMULATED
from phucvu.web.tags import moment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_file(
    heading: str, columns: Columns, rows: Iterable[Mapping[str, Any]], name: str, board: Board
) -> HttpResponse:
    lines = [heading, facts_line(board), *([SIMULATED] if board.is_simulated else [])]
    made = list_sheet(lines, [words for _, words in columns], ([cell(row, key) for key, _ in columns] for row in rows))
    return attached(made, name, XLSX)


def facts_line(board: Board) -> str:
    return (
        f"Kỳ {board.period_name}; số liệu lúc {moment(board.as_at)}; phiên bản dữ liệu {board.known_at}; "
        f"cách hiểu “{board.reading}”; quy định {board.rubric_version}."
    )


def attached(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be downloaded."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
