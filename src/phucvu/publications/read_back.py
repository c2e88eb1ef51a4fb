"""A signed or hand-edited letter read back: its text beside what the edition holds."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from phucvu.publications.appendix_one import OVERDUE
from phucvu.publications.wording import number as written
from phucvu.registry.codes import clean, parse_dossier_code

Row = dict[str, Any]
Kind = Literal["unreadable", "number", "issued_on", "total", "figures", "code_missing", "code_extra"]
KINDS: dict[Kind, str] = {
    "unreadable": "Không đọc được chữ",
    "number": "Số công văn",
    "issued_on": "Ngày ban hành",
    "total": "Số tổng",
    "figures": "Số liệu Phụ lục I",
    "code_missing": "Mã hồ sơ thiếu trong bản ký",
    "code_extra": "Mã hồ sơ không có trong ấn bản",
}
LEAST_LETTERS = 40  # below, a PDF is a scan without a text layer
CODE = re.compile(r"(?:[A-Z0-9]+\.)*[A-Z0-9]+-\d{6}-\d{4,7}(?!\d)")
FIGURE = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?|[-–]")


@dataclass(frozen=True)
class Difference:
    """``place``: where; ``expected``: what the edition says; ``found``: what the file says, empty when nothing."""

    kind: Kind
    place: str
    expected: str
    found: str = ""

    @property
    def title(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True)
class Printed:
    """What the letter should say. ``appendix``, ``official``: rows of the open data. ``codes``: as the edition's own
    letter prints them (a summary prints none); ``known_codes``: all of its list."""

    number: str
    issued_on: date
    appendix: list[Row]
    official: list[Row]
    codes: list[str]
    known_codes: list[str]


def differences(text: str, printed: Printed) -> list[Difference]:
    """Where the text of a file and the edition differ; one line "unreadable" when the file has no text."""
    whole = clean(text)
    if sum(letter.isalpha() for letter in whole) < LEAST_LETTERS:
        return [Difference("unreadable", "Cả tệp", "chữ đọc được", "không đọc được chữ (bản quét ảnh?)")]
    packed = whole.replace(" ", "")
    return [
        *_head(packed, printed),
        *_official(packed, printed),
        *_appendix(text, printed.appendix),
        *_codes(whole, packed, printed),
    ]


def _packed(text: str) -> str:
    return clean(text).replace(" ", "")


def _head(packed: str, printed: Printed) -> Iterable[Difference]:
    number = _packed(printed.number)
    number = number if "/" in number else f"{number}/"
    if not re.search(rf"(?<!\d){re.escape(number)}", packed):
        yield Difference("number", "Công văn", printed.number)
    day = printed.issued_on
    if not re.search(rf"NGÀY0?{day.day}THÁNG0?{day.month}NĂM{day.year}", packed):
        yield Difference("issued_on", "Công văn", f"{day:%d/%m/%Y}")


def _official(packed: str, printed: Printed) -> Iterable[Difference]:
    """The province's total and place: the portal's, printed as “53,63/100”, “33/63”."""
    for row in printed.official:
        if row["item"] not in {"total", "place"} or not (row["value"] and row["max_value"]):
            continue
        expected = "/".join(written(Decimal(row[name])) for name in ("value", "max_value"))
        if not re.search(rf"(?<![\d,.]){re.escape(expected)}(?!\d)", packed):
            yield Difference("total", "Tổng điểm" if row["item"] == "total" else "Thứ hạng", expected)


def _appendix(text: str, cells: list[Row]) -> Iterable[Difference]:
    lines = _section(text)
    numbered = [line for line in lines if re.match(r"\s*\d{1,3}\s+\S", line)]
    units = _by_unit(cells)
    line_of = _lines_of(numbered, [name for name, _ in units])
    for name, of_unit in units:
        expected = [shown for cell in of_unit if (shown := _shown(cell))]
        found = _figures(line_of(name), name)
        if found != expected:
            yield Difference("figures", f"Phụ lục I, {name}", "; ".join(expected), "; ".join(found))
    yield from _total(lines, cells)


def _section(text: str) -> list[str]:
    """The lines of Phụ lục I; all lines where its heading is not found."""
    lines = text.splitlines()
    heads = [_packed(line) for line in lines]
    first = heads.index("PHỤLỤCI") if "PHỤLỤCI" in heads else 0
    last = heads.index("PHỤLỤCII", first) if "PHỤLỤCII" in heads[first:] else len(lines)
    return lines[first:last]


def _by_unit(cells: list[Row]) -> list[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = {}
    for cell in cells:
        found.setdefault(cell["agency_name"], []).append(cell)
    return list(found.items())


def _lines_of(numbered: list[str], names: list[str]) -> Callable[[str], str]:
    """The line of each unit: by place when all rows are there (a long name stands on several lines), else by name."""
    if len(numbered) == len(names):
        by_place = dict(zip(names, numbered, strict=True))
        return lambda name: by_place[name]
    by_name = {name: next((line for line in numbered if _packed(name) in _packed(line)), "") for name in names}
    return lambda name: by_name[name]


def _shown(cell: Row) -> str:
    """A cell as one figure; words in its place may stand on several lines and are not compared."""
    if cell["value"]:
        return written(Decimal(cell["value"]))
    return "-" if cell["state"] == "not_applicable" else ""


def _figures(line: str, name: str) -> list[str]:
    """The figures of a row behind its number and name."""
    names = clean(name).split()
    words = [word for word in line.split()[1:] if clean(word) not in names]
    return [word.replace("–", "-") for word in words if FIGURE.fullmatch(word)]


def _total(lines: list[str], cells: list[Row]) -> Iterable[Difference]:
    counts = [int(cell["value"]) for cell in cells if cell["column"] == OVERDUE and cell["value"]]
    if not counts:
        return
    expected = written(sum(counts))
    line = next((line for line in lines if "TỔNGCỘNG" in _packed(line)), "")
    found = _figures(line, "")
    if expected not in found:
        yield Difference("total", "Phụ lục I, tổng số hồ sơ quá hạn", expected, "; ".join(found))


def _codes(whole: str, packed: str, printed: Printed) -> Iterable[Difference]:
    found = {_normal(code): code for code in CODE.findall(whole)}
    for code in dict.fromkeys(printed.codes):
        if _normal(code) not in found and _packed(code) not in packed:
            yield Difference("code_missing", "Phụ lục II", code)
    known = {_normal(code) for code in printed.known_codes}
    for normal, code in found.items():
        if normal not in known:
            yield Difference("code_extra", "Phụ lục II", "", code)


def _normal(code: str) -> str:
    parsed = parse_dossier_code(code)
    return parsed.normal if parsed else code


def codes_in(text: str) -> set[str]:
    """Dossier codes of a text, in normal form."""
    return {_normal(code) for code in CODE.findall(clean(text))}
