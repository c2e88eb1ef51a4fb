"""What of a page a reader of English cannot read: Vietnamese outside of elements marked ``lang="vi"``."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

LETTERS = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I)
HEARD = ("title", "aria-label", "alt", "placeholder", "label")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SILENT = ("script", "style")
OURS = re.compile("Phục Vụ")  # the product's own name


class _Page(HTMLParser):
    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.found: list[str] = []
        longest_first = sorted({*names} - {""}, key=len, reverse=True)
        self.names = re.compile("|".join(map(re.escape, longest_first)) or "$^")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        lang = given.get("lang") or (self.open[-1][1] if self.open else None)
        if lang != "vi":
            heard = [given[name] or "" for name in HEARD if name in given]
            heard += [given.get("value") or ""] if given.get("type") in ("submit", "button", "reset") else []
            self.found += [f"{tag}: {text}" for text in heard if LETTERS.search(self.names.sub("", text))]
        if tag not in VOID:
            self.open.append((tag, lang))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, lang = self.open[-1] if self.open else ("", None)
        if lang == "vi" or tag in SILENT:
            return
        text = OURS.sub("", self.names.sub("", data) if tag in ("title", "option") else data)
        if LETTERS.search(text):
            self.found.append(f"{tag}: {' '.join(data.split())}")


def vietnamese_left(page: str, names: Iterable[str] = ()) -> list[str]:
    """Texts of a page that hold Vietnamese letters. ``names``: words of the data, which a title or an attribute, where
    nothing can be marked, may hold; elsewhere they are marked."""
    reader = _Page([*names, "Phục Vụ"])
    reader.feed(page)
    return list(dict.fromkeys(reader.found))
