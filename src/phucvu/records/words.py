"""Words and numbers of the sources turned into the codes of the message lists (words.yaml)."""

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

import yaml

# What the lists leave open: payment 3 is one vendor's "not recorded as online".
RANGES = {"status": range(1, 11), "channel": range(1, 4), "payment": range(4), "rating": range(1, 4)}
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u00ad"))


def clean(text: str) -> str | None:
    """One text of a source: NFC, single blanks, no invisible characters; blank, "null" and "-" are None."""
    return _clean_short(text) if len(text) <= LONGEST_KEPT else _clean(text)


def _clean(text: str) -> str | None:
    plain = " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())
    return None if plain in ("", "-", "null", "NULL", "None") else plain


LONGEST_KEPT = 100  # names and codes come back again and again, remarks do not
_clean_short = lru_cache(maxsize=50_000)(_clean)


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Lower case without diacritics and punctuation, single blanks: what words are compared by."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    bare = bare.lower().replace("đ", "d")
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


@cache
def _meanings() -> dict[str, dict[str, int]]:
    lists = yaml.safe_load((files("phucvu.records") / "words.yaml").read_text("utf8"))
    coded = {name: {word: code for code, words in lists[name].items() for word in words} for name in RANGES}
    coded["flag"] = dict.fromkeys(lists["yes"], 1) | dict.fromkeys(lists["no"], 0)
    return coded


def code_of(kind: str, text: str | None, extra: Mapping[str, int] | None = None) -> int | None:
    """The code that a word or number means in list ``kind`` (status, channel, payment, rating); None if unknown.

    ``extra``: the source's own meanings, by text as written; they win over the common ones.
    """
    if text is None:
        return None
    if extra and text in extra:
        return extra[text]
    number = whole_number(text)
    if number is not None:
        return number if number in RANGES[kind] else None
    return _meanings()[kind].get(folded(text))


def flag_of(text: str | None) -> bool | None:
    """0/1, True/False, Có/Không and the like; None when absent or something else."""
    code = None if text is None else _meanings()["flag"].get(folded(text))
    return None if code is None else bool(code)


def whole_number(text: str) -> int | None:
    """A whole number as sources write it: 12, "012", "12.0", "12.000", "12,000 đ"; None when it is none."""
    if len(text) <= 18 and text.isascii() and text.isdecimal():
        return int(text)
    bare = text.strip().removesuffix("đ").removesuffix("VND").strip()
    if bare.isascii() and bare.removeprefix("-").isdecimal():
        return int(bare) if len(bare) <= 18 else None
    return _grouped(bare)


def _grouped(text: str) -> int | None:
    """12.000 and 1,234,567 are groups of thousands (Vietnamese and English); 12.0 and 12.00 are a float's zeros."""
    for mark in ".,":
        head, *rest = text.split(mark)
        digits = head.removeprefix("-")
        if not rest or not (digits.isascii() and digits.isdecimal()):
            continue
        if all(len(group) == 3 and group.isascii() and group.isdecimal() for group in rest) and len(digits) <= 3:
            return int(head + "".join(rest)) if len(text) <= 24 else None
        if len(rest) == 1 and rest[0].strip("0") == "" and len(digits) <= 18:
            return int(head)
    return None
