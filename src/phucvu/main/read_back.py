"""A signed letter beside its edition: what the file says and the edition does not, and the other way round."""

import re
import zipfile
from datetime import date
from html import unescape
from pathlib import Path

from phucvu.main.editions import published
from phucvu.publications.pdf_reading import text_of
from phucvu.publications.read_back import Difference, Printed, codes_in, differences
from phucvu.registry.codes import parse_dossier_code

__all__ = ["Difference", "read_back"]


def read_back(folder: Path | None, edition_id: str, signed: Path, number: str, issued_on: date) -> list[Difference]:
    """Differences between a signed PDF and the edition it is of. Raises UserError when either cannot be read."""
    found = published(folder, edition_id)
    letters = (found.folder / name for name in found.about["files"] if _is_letter(name))
    own = {code for letter in letters for code in codes_in(_words(letter))}
    known = [row["printed_code"] for row in found.overdue]
    printed = Printed(
        number=number,
        issued_on=issued_on,
        appendix=found.appendix,
        official=[row for row in found.official if row["agency_code"] == found.board.province],
        codes=[code for code in known if (parsed := parse_dossier_code(code)) and parsed.normal in own],
        known_codes=known,
    )
    return differences(text_of(signed), printed)


def _is_letter(name: str) -> bool:
    return name.endswith(".docx") and "/" not in name


def _words(letter: Path) -> str:
    """The text of a .docx, its cells and paragraphs apart."""
    with zipfile.ZipFile(letter) as file:
        text = file.read("word/document.xml").decode("utf8")
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"</w:p>", "\n", text)))
