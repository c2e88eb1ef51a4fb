"""The unit list (danh mục đơn vị): a template pre-filled from the first file, and its rows read back.

Rows are plain dicts in the columns of the record ``agency``; the sheet itself is written and read elsewhere.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from phucvu.registry import names
from phucvu.registry.agency import Agency, Level
from phucvu.registry.charging import is_foreign
from phucvu.registry.codes import province_code_of, unit_code
from phucvu.registry.provinces import provinces
from phucvu.registry.tree import LEVELS

OTHERS_SHOWN = 3
MADE_UP = "TAM"  # tạm: a code of our own, until the real one is known
COLUMNS = tuple(name for name in Agency.__dataclass_fields__ if name != "code")
CHECK_LEVEL = "Cấp do phần mềm đề xuất từ tên gọi, đề nghị kiểm tra"
UNKNOWN_LEVEL = "Chưa rõ cấp của đơn vị, đề nghị điền"
CHECK_NAME = "Chưa rõ tên đơn vị, đề nghị điền"
CHECK_CODE = "Mã do phần mềm tạm đặt, đề nghị thay bằng mã thật nếu có"


@cache
def level_rules() -> dict[str, Any]:
    """data/levels.yaml."""
    rules: dict[str, Any] = yaml.safe_load((files("phucvu.registry") / "data" / "levels.yaml").read_text("utf8"))
    return rules


def proposed_level(name: str) -> Level | None:
    """The level a name suggests ("UBND huyện Mường La" is a district); None when it suggests nothing."""
    words = names.plain(name) + " "
    for rule in level_rules()["proposals"]:
        if any(words.startswith(f"{begin} ") for begin in rule["begins"]):
            level: Level = rule["level"]
            return level
    return None


def unit_list_rows(seen: Iterable[tuple[str | None, str | None, int]], province_code: str) -> list[dict[str, Any]]:
    """Rows of a unit list proposed from what the first file says: (prefix code, agency name, dossiers), any order.

    One row per unit code of the province, named as its dossiers most often name it; then one per name that comes
    without a code, under a made-up code. Beside the columns of record ``agency``: ``dossiers_count`` and
    ``remark`` (Vietnamese: what a person must check). Codes of other provinces and ministries are left out.
    """
    named = _named(seen, province_code)
    strays = named.pop(None, Counter())
    rows = [_province_row(province_code)]
    rows += [_row(code, names_met, province_code) for code, names_met in named.items()]
    known = {names.plain(row["name"]) for row in rows}
    unlisted = [(name, count) for name, count in _by_frequency(strays) if names.plain(name) not in known]
    for number, (name, count) in enumerate(unlisted, start=1):
        rows.append(_row(_made_up(province_code, number), Counter({name: count}), province_code))
    return _with_parents(_in_order(rows), province_code)


def _named(seen: Iterable[tuple[str | None, str | None, int]], province_code: str) -> dict[str | None, Counter[str]]:
    """How often each code comes with each name; None: no code, or one that tells no unit of the province."""
    named: dict[str | None, Counter[str]] = defaultdict(Counter)
    for prefix, name, count in seen:
        code = unit_code(prefix)
        if is_foreign(code, province_code):
            continue
        is_ours = province_code_of(code) and code != province_code
        named[code if is_ours else None][(name or "").strip()] += count
    return dict(named)


def _province_row(province_code: str) -> dict[str, Any]:
    spans = [province.full_name for province in provinces() if province.code == province_code]
    row = _row(province_code, Counter({f"UBND {spans[-1] if spans else 'tỉnh'}": 0}), province_code)
    return row | {"level": "province", "unit_group": None, "parent_code": None, "remark": CHECK_LEVEL}


def _row(code: str | None, names_met: Counter[str], province_code: str) -> dict[str, Any]:
    name, *others = [*(name for name, _ in _by_frequency(names_met)), ""]
    level = proposed_level(name) if name else None
    is_made_up = MADE_UP in (code or "")
    return dict.fromkeys(["agency_code", *COLUMNS]) | {
        "agency_code": code,
        "name": name,
        "level": level,
        "parent_code": province_code,
        "unit_group": level_rules()["groups"].get(level),
        "is_code_made_up": is_made_up,
        "dossiers_count": names_met.total(),
        "remark": "; ".join(_remarks(name, level, others, is_made_up)),
    }


def _by_frequency(names_met: Counter[str]) -> list[tuple[str, int]]:
    """Names with their dossiers, the most frequent first; the spellings of one name count together."""
    spelling: dict[str, str] = {}
    total: Counter[str] = Counter()
    for name, count in _ranked(names_met):
        spelling.setdefault(names.plain(name), name)
        total[names.plain(name)] += count
    return _ranked(Counter({spelling[key]: count for key, count in total.items()}))


def _ranked(names_met: Counter[str]) -> list[tuple[str, int]]:
    named = [(name, count) for name, count in names_met.items() if name]
    return sorted(named, key=lambda item: (-item[1], item[0]))


def _remarks(name: str, level: Level | None, others: list[str], is_made_up: bool) -> list[str]:
    """What a person must check. Other names under one code may be other agencies that took part: only named."""
    met = ", ".join(other for other in others[:OTHERS_SHOWN] if other)
    return (
        [CHECK_NAME if not name else CHECK_LEVEL if level else UNKNOWN_LEVEL]
        + [CHECK_CODE] * is_made_up
        + [f"Tên khác đi cùng mã này: {met}"] * bool(met)
    )


def _made_up(province_code: str, number: int) -> str:
    return f"{province_code}.{MADE_UP}{number:03}"


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def place(row: dict[str, Any]) -> tuple[int, bool, str]:
        return LEVELS.index(row["level"]) if row["level"] else len(LEVELS), row["is_code_made_up"], row["agency_code"]

    ordered = sorted(rows, key=place)
    count: Counter[str] = Counter()
    for row in ordered:
        count[row["level"]] += 1
        row["official_order"] = count[row["level"]]
    return ordered


def _with_parents(rows: list[dict[str, Any]], province_code: str) -> list[dict[str, Any]]:
    """A code of more groups hangs on the code it continues (H56.22.17 on H56.22) when that one is in the list."""
    codes = {row["agency_code"] for row in rows}
    for row in rows:
        above = row["agency_code"].rpartition(".")[0]
        if row["level"] != "province":
            row["parent_code"] = above if above in codes else province_code
    return rows
