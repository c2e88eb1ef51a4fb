"""Rows of a unit list read into agencies; every fault is told at once, with its row and its remedy."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from phucvu.errors import UserError
from phucvu.registry.agency import Agency, Level
from phucvu.registry.codes import clean, unit_code
from phucvu.registry.names import plain
from phucvu.registry.tree import LEVELS, AgencyTree
from phucvu.registry.unit_list import level_rules

TOLD = 10  # faults quoted in one message
TRUE_WORDS = frozenset({"true", "1", "x", "co", "dung", "yes"})


class UnitListError(UserError):
    """A unit list that cannot be used; ``sentences`` holds one fault each."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        more = [f"… và {len(sentences) - TOLD} lỗi khác."] if len(sentences) > TOLD else []
        super().__init__("\n".join(["Danh mục đơn vị có lỗi:", *sentences[:TOLD], *more]))


def agencies_from_rows(rows: Iterable[Mapping[str, Any]], first_row: int = 2) -> list[Agency]:
    """Agencies of a unit list in the columns of record ``agency``; values as text or already typed.

    ``first_row``: the number the first row bears in its file, for the sentences. Raises UnitListError naming
    rows without code or name, unknown levels, unreadable dates, repeated codes, missing superiors and circles.
    """
    faults: list[str] = []
    agencies: dict[str, Agency] = {}
    lines: dict[str, int] = {}
    for number, row in enumerate(rows, start=first_row):
        if not any(value not in (None, "") for value in row.values()):
            continue
        try:
            agency = _agency(row)
            _check_new(agency, lines)
        except ValueError as error:
            faults.append(f"Dòng {number}: {error}")
        else:
            agencies[agency.code], lines[agency.code] = agency, number
    faults += _broken_links(agencies, lines) if not faults else []
    if faults:
        raise UnitListError(faults)
    AgencyTree(agencies.values())  # tells circles
    return list(agencies.values())


def _check_new(agency: Agency, lines: dict[str, int]) -> None:
    if agency.code in lines:
        raise ValueError(f"mã {agency.code} đã có ở dòng {lines[agency.code]}. Mỗi đơn vị chỉ ghi một dòng.")


def _broken_links(agencies: dict[str, Agency], lines: dict[str, int]) -> list[str]:
    return [
        f"Dòng {lines[agency.code]}: {what} {code} không có trong danh mục. Hãy thêm đơn vị đó hoặc sửa lại mã."
        for agency in agencies.values()
        for what, codes in (("mã cấp trên", [agency.parent_code]), ("mã đơn vị kế thừa", agency.successors))
        for code in codes
        if code and code not in agencies
    ]


def _agency(row: Mapping[str, Any]) -> Agency:
    text = {name: clean_cell(value) for name, value in row.items()}
    printed = text.get("agency_code") or text.get("printed_code")
    if not printed:
        raise ValueError(
            "thiếu mã đơn vị. Nếu chưa biết mã thật, hãy tạm đặt (ví dụ H52.TAM001) và đánh dấu “Mã tạm đặt”."
        )
    if not text.get("name"):
        raise ValueError(f"đơn vị {printed} thiếu tên.")
    return Agency(
        code=_code(printed),
        name=text["name"],
        level=_level(text.get("level", ""), printed),
        parent_code=_code(text["parent_code"]) if text.get("parent_code") else None,
        short_name=text.get("short_name") or None,
        printed_code=text.get("printed_code") or printed,
        aliases=_split(text.get("aliases", "")),
        official_order=_order(text.get("official_order", "")),
        unit_group=text.get("unit_group") or None,
        valid_from=_day(row.get("valid_from")),
        valid_to=_day(row.get("valid_to")),
        successors=tuple(_code(code) for code in _split(text.get("successors", ""))),
        is_code_made_up=plain(text.get("is_code_made_up", "")) in TRUE_WORDS,
    )


def clean_cell(value: Any) -> str:
    """A cell as text, single blanks."""
    return "" if value is None else " ".join(str(value).split())


def _code(text: str) -> str:
    return unit_code(text) or clean(text)


def _level(text: str, code: str) -> Level:
    known = level_rules()["words"]
    for level in LEVELS:
        if text == level or plain(text) in known[level]:
            found: Level = level  # type: ignore[assignment]
            return found
    choice = "tỉnh, sở, huyện, xã, trực thuộc, ngành dọc"
    raise ValueError(f"cấp “{text}” của đơn vị {code} không có trong danh sách. Hãy ghi một trong: {choice}.")


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _order(text: str) -> int | None:
    if not text:
        return None
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        raise ValueError(f"thứ tự “{text}” phải là số.") from None


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = clean_cell(value)
    if not text:
        return None
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text[:10], form).date()
        except ValueError:
            continue
    raise ValueError(f"“{text}” không phải là ngày dạng 01/07/2025.")
