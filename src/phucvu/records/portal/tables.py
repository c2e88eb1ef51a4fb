"""Official tables (CSV) into figures. Empty cells are null; what cannot be read is a sentence with file and row."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from phucvu.errors import UserError
from phucvu.records.lists.delimited import text_grid
from phucvu.records.lists.encoding import decode
from phucvu.records.lists.grid import Grid
from phucvu.records.portal.figure import Figure, Remark
from phucvu.records.portal.layout import Layout, layouts
from phucvu.records.portal.line import Line
from phucvu.registry.agency import Level
from phucvu.registry.codes import unit_code
from phucvu.registry.period import parse_period

ALL = "all"
OWN = "*"  # in counts: the criterion that the row names


def read(
    paths: Iterable[Path],
    rubric_at: date | None = None,
    *,
    period: str | None = None,
    read_at: datetime | None = None,
    on_remark: Callable[[Remark], None] | None = None,
) -> Iterator[Figure]:
    """Figures of the files, row by row. ``rubric_at``, ``period``, ``read_at``: of those that tell none themselves.

    ``on_remark`` is told what is odd and no fault; a table has nothing of the kind.

    Raises UserError: no such file, not such a table, a cell that cannot be read, a row told twice, no day.
    """
    distinct = list(dict.fromkeys(paths))
    names = Counter(path.name for path in distinct)
    for path in distinct:
        label = path.name if names[path.name] == 1 else str(path)
        figures = _figures(path, label, rubric_at, period)
        yield from _distinct(figure if figure.read_at else replace(figure, read_at=read_at) for figure in figures)


def _figures(path: Path, label: str, rubric_at: date | None, period: str | None) -> Iterator[Figure]:
    grid = _grid(path)
    headings = _headings(grid, path)
    name = layouts().recognise(headings, path.name)
    told = day_in(path.stem)
    for number, cells, count in zip(grid.numbers[1:], grid.rows[1:], grid.counts[1:], strict=True):
        if count != len(headings):
            raise UserError(
                f"Tệp “{label}”, dòng {number}: có {count} ô, dòng tiêu đề có {len(headings)}. "
                "Dòng bị cắt hoặc thừa dấu phân cách; hãy tải lại tệp."
            )
        texts = [None if cell is None or cell == "null" else str(cell) for cell in cells]
        line = Line(label, number, dict(zip(headings, texts, strict=True)))
        figure = _figure(line, name, _day(line, told, rubric_at), month_in(path.stem) or period)
        yield replace(figure, read_at=_read_at(line.text("capture") or path.stem))


def _grid(path: Path) -> Grid:
    if not path.is_file():
        raise UserError(f"Không có tệp “{path}”. Hãy kiểm tra lại đường dẫn.")
    try:
        text = decode(path.read_bytes(), path.name)
    except UserError:
        raise UserError(
            f"Tệp “{path.name}” không phải bảng CSV mã UTF-8. Hãy mở bằng Excel, lưu lại dạng “CSV UTF-8” rồi chạy lại."
        ) from None
    if text.lstrip().startswith(("{", "[")):
        raise UserError(
            f"Tệp “{path.name}” là JSON; lệnh này chỉ đọc bảng CSV. Hãy chép số liệu vào bảng CSV có dòng tiêu đề."
        )
    return text_grid(text, path)


def _headings(grid: Grid, path: Path) -> list[str]:
    if len(grid.rows) < 2:
        raise UserError(f"Tệp “{path.name}” không có dòng số liệu nào. Hãy tải lại tệp.")
    headings = layouts().canonical([str(cell or "") for cell in grid.rows[0]])
    twice = [heading for heading, number in Counter(headings).items() if heading and number > 1]
    if twice:
        raise UserError(f"Tệp “{path.name}” có hai cột cùng tên: {', '.join(twice)}. Hãy bỏ bớt một cột.")
    return headings


def _figure(line: Line, name: str, day: date, period: str | None) -> Figure:
    layout = layouts().layouts[name]
    code = unit_code(line.text("unit_code")) or line.fail("unit_code", "không phải mã đơn vị (ví dụ H52 hoặc H52.67)")
    group, item = _item(line, layout)
    return Figure(
        file=line.file,
        row=line.number,
        layout=name,
        agency_code=code,
        agency_name=line.text("unit_name") or "",
        level=_level(line, code),
        day=day,
        period=_period(line, period or str(day.year)),
        scope=line.text("scope") or ALL,
        item=item,
        group=group,
        points=line.points("score"),
        max_points=line.points("max_score"),
        counts={
            (item if key == OWN and item != group else key): line.pair(pair) for key, pair in layout.counts.items()
        },
        flags=tuple(filter(None, [line.text("data_quality_status")])),
    )


def _item(line: Line, layout: Layout) -> tuple[str, str]:
    """Portal codes of the group and of what the row is about."""
    if layout.item is None:
        return layout.group or "", layout.group or ""
    item = line.text(layout.item) or line.fail(layout.item, "để trống")
    group = line.text("group") or ""
    return group, group if item == layout.sum_word else item


def _period(line: Line, otherwise: str) -> str:
    """Of the column period ("month 2026-08"), else the month in the file's name, else the year read."""
    told = (line.text("period") or otherwise).split(" ")[-1]
    try:
        return parse_period(told).name
    except UserError:
        line.fail("period", "không phải kỳ (ví dụ month 2026-08)")


def _level(line: Line, code: str) -> Level:
    if "." not in code:
        return "province"
    told = line.text("level")
    if told is None:
        return layouts().level_if_unnamed
    return layouts().levels.get(told.upper()) or line.fail("level", f"không thuộc {', '.join(layouts().levels)}")


def _day(line: Line, told: date | None, rubric_at: date | None) -> date:
    """The column capture, else the file's name, else what the person said."""
    capture = line.text("capture")
    day = day_in(capture) or line.fail("capture", "không phải ngày dạng 2026-10-10") if capture else told or rubric_at
    if day is None:
        raise UserError(
            f"Không biết ngày của số liệu trong tệp “{line.file}” (dòng {line.number}). Hãy thêm --rubric-at, ví dụ "
            "--rubric-at 2026-10-10, hoặc đặt ngày vào tên tệp."
        )
    return day


def _read_at(told: str) -> datetime | None:
    """Last second of the day of reading; a month alone is the period, not when it was read."""
    day = _named_day(told)
    return datetime.combine(day, time(23, 59, 59)) if day else None


def day_in(text: str) -> date | None:
    """The first day named (2026-10-10), else the last day of the first month named (2026-08)."""
    month = month_in(text)
    return _named_day(text) or (parse_period(month).last if month else None)


def _named_day(text: str) -> date | None:
    for found in re.findall(r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)", text):
        try:
            return date.fromisoformat(found)
        except ValueError:
            continue
    return None


def month_in(text: str) -> str | None:
    """The month named in a text that names no day."""
    found = re.search(r"(?<!\d)20\d\d-(0[1-9]|1[0-2])(?![\d-])", text)
    return found[0] if found else None


def _distinct(figures: Iterable[Figure]) -> Iterator[Figure]:
    """The same figure told twice in one file cannot both be true."""
    seen: dict[Sequence[object], int] = {}
    for figure in figures:
        key = (*figure.subject, figure.group, figure.item)
        if key in seen:
            raise UserError(
                f"Tệp “{figure.file}”: dòng {seen[key]} và dòng {figure.row} cùng nói về {figure.agency_code} "
                f"{figure.item}. Nếu là hai lần đọc, hãy thêm cột capture ghi ngày đọc; nếu không, hãy bỏ một dòng."
            )
        seen[key] = figure.row
        yield figure
