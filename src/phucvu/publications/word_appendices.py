"""The two appendices as WordprocessingML: Phụ lục I, and Phụ lục II in its three forms."""

from collections.abc import Callable, Iterator
from itertools import islice

from phucvu.publications.appendix_one import AppendixOne
from phucvu.publications.appendix_two import AppendixTwo, Form, UnitLines
from phucvu.publications.inputs import OverdueLine
from phucvu.publications.word_table import Align, Row, TableColumn, paragraph, table
from phucvu.publications.wording import number, roman, table_moment

PORTRAIT, LANDSCAPE = 16.0, 24.7  # cm of text between the margins of the template
WIDE_FROM = 7  # columns of Phụ lục I that no longer stand on a portrait page
SMALL = 10  # points of the form "columns": three codes of 25 letters stand side by side unbroken
SHORT_CODE = 25
EXPLAINED = "đã giải trình tại {}"


def text_width(is_landscape: bool) -> float:
    return LANDSCAPE if is_landscape else PORTRAIT


def is_wide(first: AppendixOne) -> bool:
    """Whether Phụ lục I needs landscape pages."""
    return len(first.columns) >= WIDE_FROM


def first_xml(first: AppendixOne) -> Iterator[str]:
    """Phụ lục I: one table, a heading row per group, numbers from 1 in each, sums where they mean something."""
    rest = text_width(is_wide(first)) - 1.2
    name = max(rest * 0.37, 4.6)
    width = (rest - name) / len(first.columns)
    columns = [TableColumn("STT", 1.2, "center"), TableColumn("Tên cơ quan, đơn vị", name)]
    yield from table([*columns, *(TableColumn(c.title, width, "center") for c in first.columns)], _first_rows(first))


def _first_rows(first: AppendixOne) -> Iterator[Row]:
    for place, (name, rows) in enumerate(first.groups.items(), 1):
        yield Row((f"{roman(place)}. {name}",), is_heading=True, is_bold=True)
        for row in rows:
            yield Row((str(row.number), row.name, *(cell.text for cell in row.cells)))
    if any(column.has_total for column in first.columns):
        totals = ["" if total is None else number(total) for total in first.totals]
        yield Row(("", "Tổng cộng", *totals), is_bold=True)


def second_xml(second: AppendixTwo, list_names: dict[str, str]) -> Iterator[str]:
    """Phụ lục II in its form; ``list_names``: code of the unit -> file of its own list (form summary)."""
    if second.form == "summary":
        yield from _summary(second, list_names)
        return
    for place, (name, units) in enumerate(second.groups.items(), 1):
        yield paragraph(f"{roman(place)}. {name.upper()}", "b")
        yield from FORMS[second.form](units)


def _heading(unit: UnitLines) -> Row:
    return Row((f"{unit.number}. {unit.name} ({number(len(unit.lines))} hồ sơ)",), is_heading=True, is_bold=True)


FULL: list[tuple[str, float, Align]] = [
    ("STT", 1.1, "center"),
    ("Mã hồ sơ", 5.2, "left"),
    ("Thủ tục hành chính", 6.2, "left"),
    ("Ngày tiếp nhận", 2.5, "center"),
    ("Hạn trả", 2.5, "center"),
    ("Ngày kết thúc", 2.5, "center"),
    ("Thời gian trễ", 2.2, "center"),
    ("Ghi chú", 2.5, "left"),
]


def _full(units: list[UnitLines]) -> Iterator[str]:
    yield from table([TableColumn(*column) for column in FULL], _full_rows(units))


def _full_rows(units: list[UnitLines]) -> Iterator[Row]:
    for unit in units:
        yield _heading(unit)
        place = 0
        for heading, lines in unit.parts.items():
            yield Row((f"{heading}: {number(len(lines))} hồ sơ",), is_heading=True)
            for line in lines:
                place += 1
                yield Row(_full_cells(place, line))


def _full_cells(place: int, line: OverdueLine) -> tuple[str, ...]:
    return (
        str(place),
        line.printed_code,
        line.procedure_name or "",
        table_moment(line.received_at),
        table_moment(line.due_at or line.promised_at),
        table_moment(line.ended_at),
        line.late_text,
        EXPLAINED.format(line.explained_in) if line.explained_in else "",
    )


def _columns(units: list[UnitLines]) -> Iterator[str]:
    longest = max(len(line.printed_code) for unit in units for line in unit.lines)
    across = 3 if longest <= SHORT_CODE else 2
    pair = [TableColumn("STT", 0.9, "center", SMALL), TableColumn("Mã hồ sơ", PORTRAIT / across - 0.9, "left", SMALL)]
    yield from table(pair * across, _column_rows(units, across))


def _column_rows(units: list[UnitLines], across: int) -> Iterator[Row]:
    for unit in units:
        yield _heading(unit)
        place = 0
        for heading, lines in unit.parts.items():
            yield Row((f"{heading}: {number(len(lines))} hồ sơ",), is_heading=True)
            numbered = iter([(str(place + i), line.printed_code) for i, line in enumerate(lines, 1)])
            place += len(lines)
            while chunk := list(islice(numbered, across)):
                cells = [text for pair in chunk for text in pair]
                yield Row((*cells, *[""] * (2 * across - len(cells))))


FORMS: dict[Form, Callable[[list[UnitLines]], Iterator[str]]] = {"full": _full, "columns": _columns}

SUMMARY: list[tuple[str, float, Align]] = [
    ("STT", 1.1, "center"),
    ("Tên cơ quan, đơn vị", 4.6, "left"),
    ("Tổng số", 1.5, "center"),
    ("Đã giải quyết, trễ hạn", 1.9, "center"),
    ("Đang giải quyết, quá hạn", 1.9, "center"),
    ("Trong đó kỳ trước chuyển sang", 1.9, "center"),
    ("Tệp danh sách của đơn vị", 3.1, "left"),
]


def _summary(second: AppendixTwo, list_names: dict[str, str]) -> Iterator[str]:
    yield from table([TableColumn(*column) for column in SUMMARY], _summary_rows(second, list_names))


def _summary_rows(second: AppendixTwo, list_names: dict[str, str]) -> Iterator[Row]:
    for place, (name, units) in enumerate(second.groups.items(), 1):
        yield Row((f"{roman(place)}. {name}",), is_heading=True, is_bold=True)
        for unit in units:
            yield Row((str(unit.number), unit.name, *_counts([unit]), list_names.get(unit.agency_code, "")))
    yield Row(("", "Tổng cộng", *_counts(second.units), ""), is_bold=True)


def _counts(units: list[UnitLines]) -> list[str]:
    """Total, settled late, open, of these carried over ("" where nobody knows which are)."""
    carried = sum(unit.count_open(False) for unit in units)
    is_unknown = any(unit.count_open(None) for unit in units)
    numbers = [sum(len(unit.lines) for unit in units), *(sum(unit.count(part) for unit in units) for part in "AB")]
    return [*(number(value) for value in numbers), "" if is_unknown else number(carried)]
