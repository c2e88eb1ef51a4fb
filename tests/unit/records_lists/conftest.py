"""Files as offices hand them in, drawn in the tests."""

from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """xlsx(rows, name="list.xlsx", merge=("A1:L1",)): one sheet; or sheets={"A": rows, …}."""

    def make(rows: Rows = (), name: str = "list.xlsx", merge: Sequence[str] = (), **sheets: Rows) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, lines in (sheets or {"Sheet1": rows}).items():
            sheet = book.create_sheet(title)
            for line in lines:
                sheet.append(list(line))
            for area in merge:
                sheet.merge_cells(area)
        book.save(tmp_path / name)
        return tmp_path / name

    return make


@pytest.fixture
def html(tmp_path: Path) -> Callable[..., Path]:
    """html(rows, head="<tr>…</tr>", before="<p>title</p>"): a table saved as .xls, without charset."""

    def make(rows: Rows, head: str = "", before: str = "", name: str = "list.xls", encoding: str = "utf-8") -> Path:
        lines = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
        path = tmp_path / name
        path.write_bytes(f"<html><body>{before}<table border=1>{head}{lines}</table></body></html>".encode(encoding))
        return path

    return make


@pytest.fixture
def text(tmp_path: Path) -> Callable[..., Path]:
    """text("a;b\\n1;2", encoding="utf-8-sig")."""

    def make(content: str, name: str = "list.csv", encoding: str = "utf-8-sig") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding))
        return path

    return make
