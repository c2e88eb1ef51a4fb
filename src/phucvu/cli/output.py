"""How results and sentences are printed: one JSON document, CSV, or a table that reads well."""

import csv
import json
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from phucvu.cli.options import Format

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00")
Row = Mapping[str, Any]
Columns = Sequence[tuple[str, str]]  # (key, heading)


def say(sentence: str) -> None:
    """One sentence for the person, on standard error."""
    Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print(sentence)


def is_terminal() -> bool:
    """True when a person can be asked: both standard input and error are terminals."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def print_json(document: Any) -> None:
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def print_rows(rows: Sequence[Row], columns: Columns, form: Format, title: str = "", empty: str = "") -> None:
    """Rows of equal keys. JSON and CSV carry every key; the table only ``columns``; ``empty``: said in its place."""
    if form is Format.json:
        print_json(list(rows))
    elif form is Format.csv:
        _print_csv(rows)
    elif empty and not rows:
        say(empty)
    else:
        _print_table(rows, columns, title)


def print_document(document: Mapping[str, Any], form: Format) -> bool:
    """A result that is more than its rows: one JSON document, or its ``rows`` as CSV. False: a person wants a table."""
    if form is Format.json:
        print_json(document)
    elif form is Format.csv:
        _print_csv(document["rows"])
    return form is not Format.table


def _print_csv(rows: Sequence[Row]) -> None:
    if not rows:
        return
    writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _flat(value) for key, value in row.items()} for row in rows)


def _flat(value: Any) -> Any:
    """A CSV cell: null is empty, lists and maps are joined."""
    if isinstance(value, Mapping):
        return ";".join(f"{key}={item}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ";".join(map(str, value))
    return "" if value is None else value


def _print_table(rows: Sequence[Row], columns: Columns, title: str) -> None:
    table = Table(title=title or None, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for key, heading in columns:
        numeric = all(_is_number(row.get(key)) for row in rows)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_shown(row.get(key)) for key, _ in columns))
    # A pipe has no width: never cut what a script may read.
    width = None if sys.stdout.isatty() else 200
    Console(highlight=False, markup=False, width=width).print(table)


def _is_number(value: Any) -> bool:
    text = str(value if value is not None else "").replace(",", "").replace(".", "").replace("%", "").strip("-")
    return text.isdigit() or text == "" or text.startswith("(")


def _shown(value: Any) -> str:
    """A cell as people write it: thousands apart, moments as 31/05/2023 16:30."""
    if value is None:
        return ""
    if isinstance(value, str) and MOMENT.fullmatch(value):
        return f"{datetime.fromisoformat(value):%d/%m/%Y %H:%M}"
    return f"{value:,}".replace(",", ".") if isinstance(value, int) and not isinstance(value, bool) else str(value)
