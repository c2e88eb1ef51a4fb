"""How wide a line of Times New Roman Bold is: lines under names have the length the decree wants."""

import unicodedata
from functools import cache
from importlib.resources import files

import yaml

POINTS_PER_EM = 1000


@cache
def _widths() -> dict[str, int]:
    text = (files("phucvu.publications") / "times_bold.yaml").read_text("utf8")
    by_width: dict[int, str] = yaml.safe_load(text)
    return {letter: width for width, letters in by_width.items() for letter in letters}


def width_cm(text: str, size: float) -> float:
    """Width in cm of one line at ``size`` points. Diacritics take no room of their own."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    letters = [letter for letter in plain if not unicodedata.combining(letter)]
    return sum(_widths().get(letter, 556) for letter in letters) / POINTS_PER_EM * size / 72 * 2.54
