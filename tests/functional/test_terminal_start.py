"""Help comes at once: nothing heavy is loaded before a command needs it."""

import subprocess
import sys

import pytest

from phucvu.main.demo import _program

HEAVY = ("duckdb", "pyarrow", "polars", "pandas", "numpy", "deltalake", "narwhals", "docx", "xlsxwriter", "altair")
PRINT_LOADED = """
import sys
sys.argv = ["phucvu", *{words!r}]
from phucvu import cli
try:
    cli.run()
except SystemExit as done:
    print(done.code, *[name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
"""


def loaded(*words: str) -> list[str]:
    """Exit code, then the heavy packages that were loaded."""
    command = [sys.executable, "-c", PRINT_LOADED.format(words=list(words), heavy=HEAVY)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return ran.stderr.splitlines()[-1].split()


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("score", "--help"), ("letter", "--help")])
def test_help_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    assert loaded(*words)[1:] == []


def test_the_check_sees_what_a_command_loads() -> None:
    assert "duckdb" in loaded("score", "--period", "2023-05", "--workspace", "không-có")


def test_the_demo_names_a_program_that_starts_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """After `make demo` on a fresh machine no shell finds `phucvu`: its path is told instead."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    ran = subprocess.run([_program(), "--help"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0 and "serve" in ran.stdout
