"""Words of ours that pages show and no template or gettext call holds: `make words` adds them to those for translation.

They stand in tables of words (YAML) and, in Vietnamese as the terminal shows them, in the code of the engine and of the
site: every text with Vietnamese letters of the modules below. A text with values has numbered holes: “Có {0} dòng.”
"""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from phucvu.web.told import is_vietnamese

ROOT = Path(str(files("phucvu")))
TABLES = ("records/checks.yaml", "records/schemas/*.yaml", "web/followup/states.yaml", "publications/profiles/*.yaml")
WORDS = ("vi", "remedy", "title")  # in tables: these keys, and plain words under the keys of SAID
SAID = ("states", "causes", "objections", "channels")
CODE = (
    *("web/*/*.py", "web/*/*/*.py", "web/*.py"),
    *("main/board.py", "main/check.py", "main/doctor.py", "main/dossier*.py", "main/due.py", "main/edition_input.py"),
    *("main/editions.py", "main/explain.py", "main/figures.py", "main/intake.py", "main/leader.py", "main/letter*.py"),
    *("main/list_columns.py", "main/mappings.py", "main/month.py", "main/official*.py", "main/preview.py"),
    *(
        "main/proposing.py",
        "main/score.py",
        "main/correcting.py",
        "main/question.py",
        "main/stored*.py",
        "main/undecided.py",
    ),
    *("main/units.py", "main/workspace.py", "main/lookup.py", "main/status.py"),
    *("lake/editions.py", "lake/intake.py", "lake/manifest.py", "lake/snapshot.py", "lake/workspace.py", "lake/raw.py"),
    *("publications/leader_page.py", "publications/pdf*.py", "publications/read_back.py", "publications/wording.py"),
    *(
        "publications/edition.py",
        "publications/register_report.py",
        "publications/profile.py",
        "publications/drafting.py",
        "publications/units.py",
    ),
    *("records/archives.py", "records/batch.py", "records/cells.py", "records/checks.py", "records/moments.py"),
    *("records/own_tables.py", "records/row_checks.py", "records/sources.py", "records/table_files.py"),
    *("records/words.py", "records/lists/*.py", "records/messages/*.py", "records/portal/*.py"),
    *("registry/*.py", "scores/*.py"),
)
# Documents, the terminal, the API's description, headings of files, names of the simulated people.
ELSEWHERE = (
    *("web/accounts/demo.py", "web/followup/diagram.py", "web/gathering.py", "web/told.py"),
    *("web/followup/papers/packets.py", "web/followup/terminal.py"),
    *("web/prepare.py", "web/public/api.py", "web/serving.py", "web/settings.py", "web/desk/lists.py"),
    "records/words.py",
)


PATTERN = re.compile(r"\\|\(\?|%H|\{\}|   |^ Hãy $")  # searched for or printed by programs, not said


def gathered() -> list[str]:
    """Every such text, once, in the order of the files."""
    return [text for text in dict.fromkeys([*_of_tables(), *_of_code()]) if _is_said(text)]


def _is_said(text: str) -> bool:
    is_word = " " in text or not (text.isupper() or all(map(is_vietnamese, text)))  # PHỤLỤCI and àảãáạ are none
    return is_word and not PATTERN.search(text)


def _of_tables() -> Iterator[str]:
    for pattern in TABLES:
        for path in sorted(ROOT.glob(pattern)):
            yield from filter(is_vietnamese, _said(yaml.safe_load(path.read_text("utf8"))))


def _said(table: Any) -> Iterator[str]:
    for key, value in table.items() if isinstance(table, dict) else ((None, each) for each in table):
        if key in WORDS and isinstance(value, str):
            yield value
        elif key in SAID:
            yield from value.values()
        if isinstance(value, dict | list):
            yield from _said(value)


def _of_code() -> Iterator[str]:
    left_out = {ROOT / name for name in ELSEWHERE}
    paths = dict.fromkeys(path for pattern in CODE for path in sorted(ROOT.glob(pattern)))
    for path in paths:
        if path not in left_out and path.parent.name != "migrations":
            yield from filter(is_vietnamese, _texts(ast.parse(path.read_text("utf8"))))


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts of a syntax tree but docstrings; those with values as templates."""
    if isinstance(node, ast.JoinedStr):
        numbers = count()
        yield "".join(
            str(each.value) if isinstance(each, ast.Constant) else f"{{{next(numbers)}}}" for each in node.values
        )
        yield from (text for each in node.values if isinstance(each, ast.FormattedValue) for text in _texts(each.value))
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    body = getattr(node, "body", None)
    skipped = body[0] if isinstance(body, list) and body and _is_docstring(body[0]) else None
    for each in ast.iter_child_nodes(node):
        if each is not skipped:
            yield from _texts(each)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def main(path: str) -> None:
    """A module for makemessages to read; it is not kept."""
    Path(path).write_text("".join(f"_({text!r})\n" for text in gathered()), "utf8")


if __name__ == "__main__":
    main(sys.argv[1])
