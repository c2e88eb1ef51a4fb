"""Official figures typed or pasted by somebody who reads them on the portal, and those known of a period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from phucvu.main.board import rubric_of
from phucvu.main.units import units_of
from phucvu.main.workspace import open_snapshot, open_workspace
from phucvu.records.words import folded
from phucvu.registry.period import parse_period
from phucvu.registry.provinces import provinces_on
from phucvu.rubric.law import Rubric

RECORD = "official_reading"
TOTAL, PLACE = "total", "place"
WORDS = {TOTAL: ("Tổng điểm", "Tổng", "Điểm tổng"), PLACE: ("Xếp hạng", "Hạng", "Thứ hạng")}
EMPTY = ("", "-", "–", "(Không phát sinh)", "(Không có số liệu)")
Values = dict[str, tuple[str, str]]  # item -> value, maximum; decimal point


@dataclass(frozen=True)
class Item:
    """Something the portal shows for a province: ``code`` as in our tables, ``max_value`` by the law or by count."""

    code: str
    name: str
    max_value: str
    is_group: bool = False


def items(period: str) -> list[Item]:
    """What can be typed for a period, in the order of its law: total, place, groups with their criteria."""
    rubric = _rubric(period)
    of_groups = [item for group in rubric.groups for item in _of_group(group)]
    provinces = len(provinces_on(parse_period(period).last))
    total = sum((group.max_points for group in rubric.groups), Decimal(0))
    return [
        Item(TOTAL, WORDS[TOTAL][0], plain(total), True),
        Item(PLACE, WORDS[PLACE][0], str(provinces)),
        *of_groups,
    ]


def plain(number: Decimal) -> str:
    """12.50 -> 12.5"""
    return f"{number.normalize():f}"


def understood(text: str, period: str) -> tuple[Values, list[str]]:
    """Lines pasted from a table (name or code, points, maximum; tabs between), and sentences on the others.

    Empty cells and dashes are no figures.
    """
    known = _by_words(period)
    values: Values = {}
    sentences = []
    for at, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not any(cells):
            continue
        item, figures = _parted(cells, known)
        if item and (not figures or figures[0] in EMPTY):
            continue
        if sentence := _fault(item, cells, figures, values):
            sentences.append(f"Dòng {at}: {sentence}")
        elif item:
            values[item.code] = _figures(item, figures)
    return values, sentences


def rows(province: str, period: str, values: Values, read: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of the record from typed values. ``read``: read_at, read_by, evidence."""
    told = {"agency_code": province, "period": parse_period(period).name, "state": "measured", "source": "typed"}
    return [
        told | {"item": item, "value": value, "max_value": maximum or None, **read}
        for item, (value, maximum) in values.items()
    ]


def known(folder: Path | None, period: str) -> list[dict[str, Any]]:
    """The official figures of a period in the lake, of the province and its agencies, with their names."""
    province = open_workspace(folder).settings["province_code"]
    snapshot = open_snapshot(folder, None)
    units = units_of(snapshot, province)
    names = {item.code: item.name for item in items(period)}
    order = {code: place for place, code in enumerate(names)}
    found = [
        row | {"item_name": names.get(row["item"], row["item"]), "agency": _agency(row, units.by_code)}
        for row in snapshot.rows(RECORD, period=parse_period(period).name)
        if row["agency_code"].split(".")[0] == province
    ]
    return sorted(found, key=lambda row: (row["agency_code"], order.get(row["item"], len(order)), _time(row)))


def number(text: str) -> Decimal | None:
    """6,7 or 6.7; None for anything that is no number from 0 on."""
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found >= 0 else None


def _time(row: dict[str, Any]) -> str:
    return str(row["read_at"] or "")


def _agency(row: dict[str, Any], by_code: Mapping[str, Any]) -> str:
    agency = by_code.get(row["agency_code"])
    return str(agency.name if agency else row["agency_name"] or row["agency_code"])


def _rubric(period: str) -> Rubric:
    asked = parse_period(period)
    return rubric_of(asked, asked.end)


def _of_group(group: Any) -> Iterable[Item]:
    yield Item(group.code, group.vi, plain(group.max_points), True)
    for criterion in group.criteria:
        yield Item(criterion.code, criterion.vi, plain(criterion.max_points))


def _by_words(period: str) -> dict[str, Item]:
    """Codes of ours and of the portal, and names, without regard to case."""
    rubric = _rubric(period)
    found: dict[str, Item] = {}
    for item in reversed(items(period)):  # where a group and its criterion share a word, the group is meant
        group, criterion = rubric.find_group(item.code), rubric.find_criterion(item.code)
        portal = group.portal_codes if group else (criterion.portal_code,) if criterion else WORDS[item.code]
        found |= {folded(word): item for word in (item.code, item.name, *portal) if word}
    return found


def _parted(cells: list[str], known: Mapping[str, Item]) -> tuple[Item | None, list[str]]:
    """The item a line names, and the cells after its name; a number of the line may stand before."""
    for place, cell in enumerate(cells):
        if item := known.get(folded(cell)):
            return item, cells[place + 1 :]
    return None, cells[1:]


def _fault(item: Item | None, cells: list[str], figures: list[str], values: Values) -> str:
    """Why a line with figures is not taken."""
    if item is None:
        return f"không rõ “{cells[0][:60]}” là chỉ tiêu nào." if any(map(number, figures)) else ""
    if item.code in values:
        return f"“{item.name}” đã có ở dòng trên."
    if any(number(part) is None for part in figures[0].split("/")):
        return f"“{figures[0][:20]}” không phải số điểm."
    return ""


def _figures(item: Item, figures: list[str]) -> tuple[str, str]:
    value, _, beside = figures[0].partition("/")
    maximum = number(beside or next(iter(figures[1:]), ""))
    return plain(number(value) or Decimal(0)), item.max_value if maximum is None else plain(maximum)
