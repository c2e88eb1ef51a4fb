"""Words of ours that come as plain Vietnamese (sentences of the engine, words of tables) in the language of the page.

They are entries of django.po as those of the pages are (gathering.py). A sentence with values stands there with holes,
“Có {0} dòng.”, and is found by the words around them; what fills a hole is told in its turn, or is data.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation.trans_real import translation

LETTERS = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
HOLE = re.compile(r"\{(\w*)\}")
FIGURE = re.compile(r"(?<![\d.])(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+)(?![\d.])")
MOMENT = re.compile(r"(\d\d:\d\d) ngày (\d\d/\d\d/\d{4})")
FORMS = [  # days and figures as sentences are put together from them
    (MOMENT, r"\1, \2"),
    (re.compile(r"ngày (\d+) tháng (\d+) năm (\d{4})"), r"\1/\2/\3"),
    (re.compile(r"từ (\d\S*) đến (\d\S*)"), r"from \1 to \2"),
    (re.compile(r"từ (\d\S*)"), r"from \1"),
    (re.compile(r"tăng (\d\S*)"), r"up \1"),
    (re.compile(r"giảm (\d\S*)"), r"down \1"),
]
NAMED = re.compile(r"(\S+) \((.+)\)")  # 18,57 (Tiến độ giải quyết)
PIECES = re.compile(r"( \+ |, (?![^(]*\)))")
ENDS = re.compile(r"(?<=[.;:!?])\s+")
ONE = re.compile(r"(?<![\d.,:/-])1 (day|hour|minute|month|row|dossier|file|point|code)s\b")
TAIL = (" ", ", ", "; ")  # what such entries begin with follows other words
FEW = 4  # letters around holes: with no more, no data may fill them, lest a name be taken for a sentence


def is_vietnamese(text: str) -> bool:
    return bool(LETTERS.search(text))


def is_english() -> bool:
    """Whether the page is one in English."""
    return (get_language() or "vi").startswith("en")


def told(text: Any) -> SafeString:
    """Words of ours in the language of the page; values in them that are Vietnamese are marked so."""
    if isinstance(text, SafeString):  # told before
        return text
    return mark_safe(_english(str(text))) if is_english() else escape(str(text))


def marked(text: Any) -> SafeString:
    """Words of the data: marked as Vietnamese where the page is not."""
    shown = escape("" if text is None else str(text))
    return mark_safe(f'<span lang="vi">{shown}</span>') if shown and is_english() else shown


def told_plainly(text: Any) -> SafeString:
    """The same where nothing can be marked: attributes, titles, choices."""
    return mark_safe(strip_tags(told(text)))


def told_or_marked(text: Any) -> SafeString:
    """A cell of a list in which words of ours and of the data stand: all but entries with figures is data."""
    if isinstance(text, SafeString) or not is_english() or not is_vietnamese(str(text)):
        return told(text)
    found = _whole(str(text), with_words=False)
    return marked(text) if found is None else mark_safe(ONE.sub(r"1 \1", found))


def figures(text: str) -> str:
    """1.234,5 as the language of the page writes it."""
    return text if not is_english() or any(map(str.isalpha, text)) else _swapped(text)


def _swapped(text: str) -> str:
    return FIGURE.sub(lambda found: found[0].translate(str.maketrans(".,", ",.")), text)


@lru_cache(maxsize=4096)
def _english(text: str) -> str:
    if not is_vietnamese(text):
        return str(escape(figures(text)))
    whole = _whole(text)
    if whole is not None:
        return ONE.sub(r"1 \1", whole)
    pieces = ENDS.split(text)
    found = [_piece(each) for each in pieces]
    if not any(found):
        return str(escape(MOMENT.sub(r"\1, \2", text)))
    return " ".join(each if each is not None else _filled(piece) for each, piece in zip(found, pieces, strict=True))


def _piece(text: str) -> str | None:
    """A part of a text, with or without what ends it."""
    found = _whole(text)
    if found is None and text[-1:] in ".;:!?," and (bare := _whole(text[:-1])) is not None:
        return bare + text[-1]
    return found


def _whole(text: str, with_words: bool = True) -> str | None:
    """A text that is an entry, or one with its holes filled (``with_words`` False: by figures only); None: neither."""
    for form, english in FORMS:
        if found := form.fullmatch(text):
            return str(escape(_swapped(found.expand(english))))
    known = gettext(text)
    if known == text:
        known = law_words().get(text) or parts().get(text) or text
    if known != text:
        return str(escape(known))
    for chunk, pattern, english, is_sure in templates():
        if chunk in text and (values := pattern.fullmatch(text)):
            if not with_words and any(map(str.isalpha, "".join(values.groups()))):
                continue
            filled = {name[1:]: _filled(value) for name, value in values.groupdict().items()}
            if is_sure or not any('lang="vi"' in each for each in filled.values()):
                return _with(english, filled)
    return None


def _with(english: str, filled: Mapping[str, str]) -> str:
    return HOLE.sub(lambda hole: filled[hole[1]], str(escape(english)))


def _filled(value: str) -> str:
    """What fills a hole: words of ours, also several with commas between, or data."""
    told_value = _english(value)
    if not is_vietnamese(value) or told_value != escape(value):
        return told_value
    pieces = PIECES.split(value)
    found = [_named(each) for each in pieces]
    if not any(found):
        return str(marked(value))
    return "".join(each or _filled(piece) for each, piece in zip(found, pieces, strict=True))


def _named(text: str) -> str | None:
    """A word of ours, also one in brackets behind its figure."""
    bracketed = NAMED.fullmatch(text)
    if bracketed and (name := _whole(bracketed[2])):
        return f"{escape(figures(bracketed[1]))} ({name})"
    return _whole(text)


@cache
def templates() -> list[tuple[str, re.Pattern[str], str, bool]]:
    """(longest words, pattern, English, whether data may fill it) of the entries with holes; who says most is first."""
    found = [(vi, en) for vi, en in entries() if HOLE.search(vi)]
    found.sort(key=lambda entry: -_letters(entry[0]))
    return [(max(HOLE.sub("\0", vi).split("\0"), key=len), pattern_of(vi), en, _letters(vi) > FEW) for vi, en in found]


@cache
def parts() -> dict[str, str]:
    """Sentence -> its English, of entries of several sentences without holes: “Chưa rõ. Hãy chọn.” may come apart."""
    return {vi: en for vi, en in entries() if not HOLE.search(vi)}


def entries() -> Iterator[tuple[str, str]]:
    """The Vietnamese entries of django.po and, where English has as many, the single sentences of each."""
    catalog = translation("en")._catalog.items()  # type: ignore[attr-defined]  # Django has no other way to list them
    for vi, en in catalog:
        if isinstance(vi, str) and is_vietnamese(vi):
            yield vi, en
            if vi.startswith(TAIL):
                yield vi.lstrip(" ,;"), en.lstrip(" ,;")
            ours, theirs = ENDS.split(vi), ENDS.split(en)
            if len(ours) == len(theirs) > 1:
                pairs = zip(ours, theirs, strict=True)
                yield from (pair for pair in pairs if is_vietnamese(pair[0]) and _holes(pair[0]) == _holes(pair[1]))


def _holes(text: str) -> list[str]:
    return HOLE.findall(text)


def _letters(template: str) -> int:
    return sum(letter.isalpha() for letter in HOLE.sub("", template))


def pattern_of(template: str) -> re.Pattern[str]:
    """A hole ends where the words after it first stand, the last one at the end; no other way is tried: the text may be
    anybody's, made to have many."""
    first, *rest = HOLE.split(template)
    parts, seen = [re.escape(first)], set[str]()
    for number, (name, words) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
        is_last = 2 * number + 2 == len(rest)
        hole = f"(?P=h{name})" if name in seen else f"(?P<h{name}>{'.*' if is_last else '.*?'})"
        parts.append(f"{hole}{re.escape(words)}" if is_last else f"(?>{hole}{re.escape(words)})")
        seen.add(name)
    return re.compile("".join(parts), re.DOTALL)


@cache
def law_words() -> dict[str, str]:
    """Vietnamese -> English of the law's own tables (rubric/*.yaml), which hold both."""
    found: dict[str, str] = {}
    for path in files("phucvu.rubric").iterdir():
        if path.name.endswith(".yaml"):
            _pairs(yaml.safe_load(path.read_text("utf8")), found)
    return found


def _pairs(table: Any, found: dict[str, str]) -> None:
    if isinstance(table, dict) and isinstance(table.get("vi"), str) and "en" in table:
        found[table["vi"]] = table["en"]
    for each in table.values() if isinstance(table, dict) else table if isinstance(table, list) else ():
        if isinstance(each, dict | list):
            _pairs(each, found)
