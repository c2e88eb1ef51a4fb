"""Names of agencies brought to one form, so that what people write meets what the unit list says."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from phucvu.registry.codes import clean

TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}  # grave, acute, tilde, hook, dot below
COUNCIL = "uy ban nhan dan"
COUNCIL_OF_PLACE = f"{COUNCIL} "


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load((files("phucvu.registry") / "data" / "names.yaml").read_text("utf8"))
    return rules


@cache
def _abbreviations() -> dict[tuple[str, ...], list[str]]:
    return {tuple(str(short).split()): full.split() for short, full in _rules()["abbreviations"].items()}


@cache
def place_pattern() -> re.Pattern[str]:
    """Finds the words that announce a place (huyện, xã, phường …) in a plain name."""
    rules = _rules()
    before = "".join(rf"(?<!\b{word} )" for word in rules["not_after"])
    return re.compile(rf"\b{before}(?!(?:{'|'.join(rules['not_places'])})\b)(?:{'|'.join(rules['places'])})\b")


def as_written(text: str) -> str:
    """Case, blanks and the seat of tone marks made alike, diacritics kept: "Hoà" and "HÒA" are one, "Hóa" is not."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", clean(text).lower()))
    return " ".join(_tone_last(word) for word in words)


def _tone_last(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    return "".join(sorted(letters, key=lambda letter: letter in TONES))


def strip_diacritics(text: str) -> str:
    """Vietnamese letters without their marks; đ becomes d."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "D")


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """The form compared: no diacritics or case, abbreviations written out, no filler words.

    "Sở Lao động, TBXH" and "Sở Lao động - Thương binh và Xã hội" both give "so lao dong thuong binh xa hoi";
    "UBND H. Mường La" and "HUYỆN MUỖNG LA" both give "huyen muong la".
    """
    words = re.findall(r"[a-z0-9]+", strip_diacritics(clean(text).lower()))
    return _without_fillers(_without_council(" ".join(_written_out(_with_head(words)))))


def _with_head(words: list[str]) -> list[str]:
    """A shortened kind of place, at the head or right after UBND, written out."""
    at = 1 if words[:1] == ["ubnd"] else 4 if words[:4] == COUNCIL.split() else 0
    head = _rules()["heads"].get(words[at]) if at < len(words) - 1 else None
    if head is None or (head == "thi tran" and tuple(words[at : at + 2]) in _abbreviations()):
        return words
    return [*words[:at], *head.split(), *words[at + 1 :]]


def _written_out(words: list[str]) -> list[str]:
    out: list[str] = []
    while words:
        size = next((n for n in (4, 3, 2, 1) if tuple(words[:n]) in _abbreviations()), 0)
        out += _abbreviations()[tuple(words[:size])] if size else words[:1]
        words = words[size or 1 :]
    return out


def _without_council(name: str) -> str:
    """A place stands for its People's Committee: "uy ban nhan dan huyen x" is "huyen x"."""
    rest = name.removeprefix(COUNCIL_OF_PLACE)
    return rest if rest != name and place_pattern().match(rest) else name


def _without_fillers(name: str) -> str:
    place = place_of(name)
    office = name[: len(name) - len(place)].split()
    return " ".join([word for word in office if word not in _rules()["fillers"]] + place.split())


def squeezed(name: str) -> str:
    """A plain name without blanks and doubled letters, to forgive slips of the keyboard."""
    return re.sub(r"(.)\1+", r"\1", name.replace(" ", ""))


def bare(name: str) -> str:
    """A plain place name without its kind: "huyen muong la" gives "muong la"; other names are as they are."""
    match = place_pattern().match(name)
    return name[match.end() :].strip() or name if match else name


def place_of(name: str) -> str:
    """The part of a plain name from the last word that announces a place on; "" when there is none."""
    matches = list(place_pattern().finditer(name))
    return name[matches[-1].start() :] if matches else ""
