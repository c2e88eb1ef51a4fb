"""Vietnamese first, English by a switch: every word of the pages is translated, and the compiled file holds it."""

import gettext
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from phucvu.web.office.models import Publication

WEB = Path(__file__).parents[2] / "src" / "phucvu" / "web"
PO = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
As = Callable[[str | None], Client]


def entries() -> Iterator[tuple[str, str]]:
    """(Vietnamese, English) of each entry without plural."""
    for block in re.split(r"\n\n+", PO.read_text("utf8")):
        parts = re.findall(r'^(msgid|msgstr) ((?:".*"\n?)+)', block, re.M)
        if len(parts) == 2:
            vi, en = ("".join(re.findall(r'"(.*)"', text)) for _, text in parts)
            yield _plain(vi), _plain(en)


def _plain(text: str) -> str:
    return text.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


TRANSLATED = dict(entries())


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.html")), ids=lambda path: path.name)
def test_every_word_of_a_page_has_its_english(path: Path) -> None:
    found = re.findall(r"""\{% translate ("[^"]*"|'[^']*')""", path.read_text("utf8"))
    assert not [text[1:-1] for text in found if not TRANSLATED.get(text[1:-1])]


def test_no_entry_is_empty_and_the_compiled_file_is_the_written_one() -> None:
    assert len(TRANSLATED) > 1000
    assert not [vi for vi, en in TRANSLATED.items() if vi and not en]
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert not [vi for vi, en in TRANSLATED.items() if vi and compiled.gettext(vi) != en]


def test_placeholders_survive_translation() -> None:
    def holes(text: str) -> list[str]:
        return sorted(re.findall(r"%\(\w+\)s|\{\w*[^}]*\}", text))

    assert not [vi for vi, en in TRANSLATED.items() if holes(vi) != holes(en)]


def test_an_english_machine_sees_vietnamese_until_somebody_chooses(issued: Publication, public_on: None) -> None:
    page = Client(headers={"accept-language": "en-GB"}).get("/").content.decode()
    assert '<html lang="vi">' in page


def test_a_page_in_english(issued: Publication, public_on: None, as_: As) -> None:
    stranger = as_(None)
    stranger.post("/ngon-ngu/", {"language": "en", "next": "/"})
    page = stranger.get("/").content.decode()
    assert '<html lang="en">' in page
    assert "Ranking" in page or "ranking" in page
