"""Official tables (CSV) and answers (JSON) into figures. Null stays null; a bad cell is a sentence with its row."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

from phucvu.errors import UserError
from phucvu.records.lists.delimited import text_grid
from phucvu.records.lists.encoding import decode
from phucvu.records.lists.grid import Grid
from phucvu.records.portal.answering import Told, figures
from phucvu.records.portal.figure import Figure
from phucvu.records.portal.index import INDEX
from phucvu.records.portal.layout import Layout, layouts
from phucvu.records.portal.line import Line
from phucvu.records.portal.remarks import OnRemark, Remarks
from phucvu.records.portal.saved import Answer, answers, is_answer
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
    on_remark: OnRemark | None = None,
) -> Iterator[Figure]:
    """Figures of the files, tables first, then answers; a folder stands for its files.

    ``rubric_at``, ``period``, ``read_at``: for files that tell none. ``on_remark`` hears what was odd in answers.
    The day of the rubric is that of the reading: told by the file or its name, else ``read_at``, else ``rubric_at``.
    Raises UserError: no such file, neither a table nor an answer, a cell that cannot be read, a figure told twice
    differently in one file, no day.
    """
    labels = _labels(paths)
    asked = Told(rubric_at, period, read_at)
    saved = [path for path in labels if is_answer(path)]
    for path, label in labels.items():
        if path not in saved:
            yield from _distinct(_figures(path, label, asked))
    yield from _answered({path: labels[path] for path in saved}, asked, on_remark)


def _labels(paths: Iterable[Path]) -> dict[Path, str]:
    """The files, folders opened, each under a name that tells it apart. Raises UserError for a folder without any."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        for each in inside:
            if not each.is_file():
                raise UserError(f"Không có tệp “{each}”. Hãy kiểm tra lại đường dẫn.")
            if each.name != INDEX and not each.name.startswith("."):
                found[each] = None
    if not found:
        raise UserError("Không có tệp số liệu nào của Cổng DVCQG. Hãy chỉ đúng tệp hoặc thư mục có tệp.")
    names = Counter(path.name for path in found)
    return {path: path.name if names[path.name] == 1 else str(path) for path in found}


def _answered(labels: Mapping[Path, str], asked: Told, on_remark: OnRemark | None) -> Iterator[Figure]:
    """Figures of all answers together: one tells the codes of units that another shows by the portal's id only."""
    remarks, found, told = Remarks(on_remark), list[Answer](), dict[str, Told]()
    for path, label in labels.items():
        for answer in answers(path, label, remarks):
            found.append(answer)
            told[label] = _of_name(path.stem, asked)
    yield from figures(found, told, remarks)
    remarks.close()


def _of_name(stem: str, asked: Told) -> Told:
    """What holds for a saved answer by its name and by what was said; the period that was said comes first."""
    day = day_in(stem) or (asked.read_at.date() if asked.read_at else asked.day)
    return Told(day, asked.period or month_in(stem), last_second(named_day(stem)) or asked.read_at)


def _figures(path: Path, label: str, asked: Told) -> Iterator[Figure]:
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
        day = _day(line, told, asked.read_at.date() if asked.read_at else asked.day)
        figure = _figure(line, name, day, month_in(path.stem) or asked.period)
        yield replace(figure, read_at=last_second(named_day(line.text("capture") or path.stem)) or asked.read_at)


def _grid(path: Path) -> Grid:
    try:
        text = decode(path.read_bytes(), path.name)
    except UserError:
        raise UserError(
            f"Tệp “{path.name}” không phải bảng CSV mã UTF-8. Hãy mở bằng Excel, lưu lại dạng “CSV UTF-8” rồi chạy lại."
        ) from None
    return text_grid(text, path)


def _headings(grid: Grid, path: Path) -> list[str]:
    if len(grid.rows) < 2:
        raise UserError(f"Tệp “{path.name}” không có dòng số liệu nào. Hãy tải lại tệp.")
    headings = layouts().canonical([str(cell or "") for cell in grid.rows[0]])
    twice = [heading for heading, number in Counter(headings).items() if heading and number > 1]
    if twice:
        raise UserError(f"Tệp “{path.name}” có hai cột cùng tên: {', '.join(twice)}. Hãy bỏ bớt một cột.")
    return headings


def _figure(line: Line, name: str, day: date, month: str | None) -> Figure:
    layout = layouts().layouts[name]
    code = unit_code(line.text("unit_code")) or line.fail("unit_code", "không phải mã đơn vị (ví dụ H52 hoặc H52.67)")
    group, item = _item(line, layout)
    return Figure(
        file=line.file,
        row=line.number,
        layout=name,
        agency_code=code,
        agency_name=line.text("unit_name") or "",
        level=_level(line, code) or layouts().level_if_unnamed,
        is_level_told=_level(line, code) is not None,
        day=day,
        period=_period(line, month or str(day.year)),
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


def _level(line: Line, code: str) -> Level | None:
    if "." not in code:
        return "province"
    told = line.text("level")
    if told is None:
        return None
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


def day_in(text: str) -> date | None:
    """The first day named (2026-10-10), else the last day of the first month named (2026-08)."""
    month = month_in(text)
    return named_day(text) or (parse_period(month).last if month else None)


def named_day(text: str) -> date | None:
    """The first day named."""
    for found in re.findall(r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)", text):
        try:
            return date.fromisoformat(found)
        except ValueError:
            continue
    return None


def last_second(day: date | None) -> datetime | None:
    """A day of reading without its time is told by its end; a month alone is no time of reading."""
    return datetime.combine(day, time(23, 59, 59)) if day else None


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
