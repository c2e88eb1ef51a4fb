"""The pictures of the README, from what `make demo` made: page 1 of the letter, the score table, pages of the site.

`PYTHONPATH=tests python docs/pictures.py demo` (needs pdftoppm and Chromium; the demo's folder is not written into).
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import vl_convert
from rich.console import Console
from rich.table import Table
from rich.terminal_theme import DEFAULT_TERMINAL_THEME

from phucvu.main.question import Question
from phucvu.main.score import OVERVIEW_COLUMNS, overview, score
from web.browser import site_over

ROWS, WIDTH = 18, 140


def letter(demo: Path, target: Path) -> None:
    """The first page as a picture (needs pdftoppm)."""
    pdf = demo / "messages" / "letter" / "cong-van.pdf"
    stem = target.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "70", "-f", "1", "-l", "1", "-singlefile", "-png", pdf, stem], check=True)


def scores(demo: Path, target: Path) -> None:
    """The score table as the terminal shows it."""
    workspace = demo / "messages" / "workspace"
    result = score(Question(workspace, "2023-05", as_at="2023-05-31T16:30"))
    table = Table(title="phucvu score --period 2023-05   (SỐ LIỆU MÔ PHỎNG)", title_justify="left", box=None)
    for key, heading in OVERVIEW_COLUMNS:
        table.add_column(heading, justify="left" if key in ("agency_code", "agency_name", "class") else "right")
    for row in overview(result)[:ROWS]:
        table.add_row(*(str(row.get(key, "")) for key, _ in OVERVIEW_COLUMNS))
    console = Console(record=True, width=WIDTH, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    console.print(table)
    svg = console.export_svg(title="phucvu", theme=DEFAULT_TERMINAL_THEME)
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.S)  # no font is fetched from another host
    target.write_bytes(vl_convert.svg_to_png(svg.replace("Fira Code", "Cousine"), scale=1.2))


def site(demo: Path, folder: Path) -> None:
    """What everybody sees of an issued edition, and what a unit sees of its points."""
    with tempfile.TemporaryDirectory() as made, site_over(demo / "messages" / "workspace", Path(made)) as running:
        for who, path, name in (("", "/", "site"), ("song_ma", "/don-vi/H52.67/?ky=2023-05", "desk")):
            page = running.as_(who)
            page.goto(running.address + path)
            page.screenshot(path=str(folder / f"{name}.png"))


if __name__ == "__main__":
    folder, out = Path(sys.argv[1]), Path(__file__).parent / "images"
    letter(folder, out / "letter.png")
    scores(folder, out / "scores.png")
    site(folder, out)
