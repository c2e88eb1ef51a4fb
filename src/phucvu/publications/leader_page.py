"""The leader's page as a Word file: one A4 sheet by the fonts and margins of Nghị định 30, from plain data."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from docx import Document
from docx.shared import Cm, Pt

from phucvu.publications.template_layout import CENTER, JUSTIFY, LEFT, page, put, run, styles
from phucvu.publications.wording import SIMULATED, moment_words, number
from phucvu.registry.clock import local
from phucvu.scores.printing import shown_percent
from phucvu.scores.row import PRINTED

Row = Mapping[str, Any]
SMALL, HEAD = 9, 12
SIZES = ((10, 50), (9, 60), (8, 72), (7, 10_000))  # type, and how full a sheet may be for it
LONG_NAME = 30  # letters that fit into a cell
WEAK_SHOWN, TARGETS_SHOWN = 4, 5
MARGINS = {"top_margin": 2.0, "bottom_margin": 2.0, "left_margin": 3.0, "right_margin": 1.5}  # cm, the decree's least
TITLE = "TÌNH HÌNH THỰC HIỆN BỘ CHỈ SỐ PHỤC VỤ NGƯỜI DÂN, DOANH NGHIỆP"
LEVELS = {"department": "Sở, ban, ngành", "district": "UBND cấp huyện", "commune": "UBND cấp xã"}


def write_leader_page(told: Row, path: Path) -> None:
    """``told``: what main.leader gives. The same figures as on the screen, each with its source and time."""
    document = Document()
    styles(document)
    section = document.sections[0]
    page(section)
    for name, width in MARGINS.items():
        setattr(section, name, Cm(width))
    size = _size(told)
    _head(document, told)
    _total(document, told, size)
    _groups(document, told, size)
    _units(document, told, size)
    _targets(document, told, size)
    _decisions(document, told, size)
    document.save(str(path))


def _size(told: Row) -> float:
    """The type that lets everything fit on the sheet: by the lines that long names and lists will take."""
    names = [each["agency_name"] for level in told["levels"] for side in ("best", "worst") for each in level[side]]
    long = sum(len(name) > LONG_NAME for name in names)
    words = sum(len(decision_words(row)) for row in told["decisions"])
    load = len(names) + long + words / 40 + 2 * min(len(told["targets"]), TARGETS_SHOWN)
    return next(size for size, most in SIZES if load <= most)


def points(part: Row | None) -> str:
    """53,63; what is printed in its place where there are none."""
    if part is None or part["points"] is None:
        return PRINTED.get(part["state"], "-") if part else PRINTED["not_received"]
    return number(part["points"])


def percent(ratio: str | None) -> str:
    return "" if ratio is None else shown_percent(Fraction(ratio))


def _moment(text: str) -> str:
    return moment_words(local(datetime.fromisoformat(text)))


def _line(document: Any, text: str, size: float, before: float = 2, align: Any = JUSTIFY, **look: bool) -> None:
    paragraph = run(document.add_paragraph(), text, size, **look)
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = Pt(before)


def _table(
    document: Any, widths: Sequence[float], rows: Sequence[Sequence[str]], size: float, words: tuple[int, ...] = (0,)
) -> None:
    """A bordered table; the first row is its heading; ``words``: the columns that are no numbers."""
    table = document.add_table(len(rows), len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)  # the grid too: LibreOffice goes by it
    for at, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
        for column, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = Cm(widths[column])
            put(cell, text, size, LEFT if at and column in words else CENTER, bold=at == 0)


def _head(document: Any, told: Row) -> None:
    facts = told["facts"]
    _line(document, TITLE, HEAD, 0, CENTER, bold=True)
    _line(document, f"{told['province']}, {told['period_words']}", HEAD, 0, CENTER, bold=True)
    if facts["is_simulated"]:
        _line(document, SIMULATED, HEAD, 0, CENTER, bold=True)
    source = (
        f"Số liệu tỉnh tự tính lúc {_moment(facts['as_at'])}; phiên bản dữ liệu {facts['known_at']}; "
        f"cách hiểu “{facts['reading']}”; bộ quy định {facts['rubric_version']}."
    )
    _line(document, source, SMALL, 2, CENTER, italic=True)


def _total(document: Any, told: Row, size: float) -> None:
    _line(document, f"1. {total_words(told)}", size, 4)
    for sentence in (official_words(told), change_words(told)):
        if sentence:
            _line(document, sentence, size)


def total_words(told: Row) -> str:
    total = told["total"]
    most = f"/{number(total['max_points'] or '100', 2)}" if total["points"] is not None else ""
    named = f", xếp loại {total['class']}" if total["class"] else ""
    return f"Tổng điểm (tự tính): {points(total)}{most}{named}."


def official_words(told: Row) -> str:
    """What the portal published, apart from our own; empty where nobody read it."""
    found = told["official"]
    if not found:
        return ""
    total, place = found["total"], found["place"]
    parts = []
    if total and total["value"]:
        parts.append(f"{number(total['value'])} điểm")
    if place and place["value"]:
        parts.append(f"xếp hạng {place['value']}" + (f"/{place['max_value']}" if place["max_value"] else ""))
    read = total or place
    how = f"do {read['read_by']} nhập" if read["source"] == "typed" and read["read_by"] else "của Cổng"
    at = f", đọc lúc {_moment(read['read_at'])}" if read["read_at"] else ""
    return f"Cổng Dịch vụ công quốc gia công bố: {', '.join(parts)} (số liệu {how}{at})."


def change_words(told: Row) -> str:
    change = told["change"]
    if not change:
        return ""
    lacking = f" ({change['lacking']} tiêu chí của tháng đó không có số liệu)" if change["lacking"] else ""
    return f"So với {change['month']} ({number(change['points'])} điểm): {signed(change['difference'])} điểm{lacking}."


def signed(text: str) -> str:
    """+1,20 or -0,35 with a sign that does not break off."""
    value = Decimal(text)
    return f"{'tăng' if value > 0 else 'giảm' if value < 0 else 'bằng'} {number(abs(value))}" if value else "không đổi"


def _groups(document: Any, told: Row, size: float) -> None:
    since = told["since"]["words"]
    head = ("Nhóm tiêu chí", "Tối đa", told["period_words"].capitalize(), since[:1].upper() + since[1:])
    rows = [
        (row["name"], number(row["month"]["max_points"] or "0", 2), points(row["month"]), points(row["year"]))
        for row in told["groups"]
    ]
    _table(document, (6.5, 2.0, 3.5, 4.5), [head, *rows], size)


def _units(document: Any, told: Row, size: float) -> None:
    for level in told["levels"]:
        if not level["best"]:
            continue
        name = LEVELS.get(level["level"], level["level"])
        head = (f"{name}: cao nhất", "Điểm", "Hạng", "Thấp nhất", "Điểm", "Hạng")
        rows = [
            [*_unit(best, level), *_unit(worst, level)]
            for best, worst in zip(level["best"], level["worst"], strict=True)
        ]
        _line(document, "", 3, 0)
        _table(document, (5.2, 1.5, 1.5, 5.3, 1.5, 1.5), [head, *rows], size, (0, 3))
    _line(document, f"2. {weak_words(told)}", size, 4)
    _line(document, told["weak_rule"], SMALL, 0, italic=True)


def _unit(row: Row, level: Row) -> tuple[str, str, str]:
    return row["agency_name"], number(row["points"]), f"{row['place']}/{level['count']}"


def weak_words(told: Row) -> str:
    names = [f"{each['agency_name']} ({each['months']} tháng)" for each in told["weak"]]
    more = f" và {len(names) - WEAK_SHOWN} đơn vị khác" if len(names) > WEAK_SHOWN else ""
    return f"Đơn vị yếu liên tiếp: {', '.join(names[:WEAK_SHOWN]) or 'không có'}{more}."


def _targets(document: Any, told: Row, size: float) -> None:
    if not told["targets"]:
        _line(document, "3. Mục tiêu của tỉnh: chưa nhập.", size, 3)
        return
    _line(document, "3. Tỷ lệ của tỉnh so với mục tiêu:", size, 3)
    words = {True: "đạt", False: "chưa đạt", None: "-"}
    rows = [
        (row["name"], rate(row), percent(row["target"]), f"{words[row['is_met']]} ({row['source']})")
        for row in told["targets"][:TARGETS_SHOWN]
    ]
    _table(document, (6.0, 4.3, 2.2, 4.0), [("Tiêu chí", "Tỷ lệ", "Mục tiêu", "Kết quả"), *rows], size)


def rate(row: Row) -> str:
    """92,85 % (3.157/3.400), or what is printed in its place."""
    if row["ratio"] is None:
        return PRINTED.get(row["state"] or "not_received", "-")
    counts = f" ({number(row['numerator'])}/{number(row['denominator'])})" if row["denominator"] is not None else ""
    return f"{percent(row['ratio'])}{counts}"


def _decisions(document: Any, told: Row, size: float) -> None:
    _line(document, "4. Cần quyết định: các tiêu chí tỉnh mất nhiều điểm nhất", size, 3, bold=True)
    for row in told["decisions"]:
        _line(document, f"- {decision_words(row)}", size, 1)


def decision_words(row: Row) -> str:
    units = "; ".join(
        f"{each['agency_name']} (+{number(each['gain'])} điểm; {number(each['failed'])} chưa đạt)"
        for each in row["units"]
    )
    lacking = "" if row["failed"] is None else f", {number(row['failed'])} trường hợp chưa đạt"
    who = (
        f"Tăng được nhiều nhất nếu đạt đủ: {units}."
        if units
        else "Tính chung cho tỉnh, không có điểm riêng của đơn vị."
    )
    return f"{row['name']}: mất {number(row['lost'])}/{number(row['max_points'], 2)} điểm; {rate(row)}{lacking}. {who}"
