"""Lists of dossiers into batches: every row a record or a reject, applicants apart, absent columns null."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from phucvu.errors import UserError
from phucvu.records.batch import Batch
from phucvu.records.lists.grid import Grid
from phucvu.records.lists.grids import open_grids
from phucvu.records.lists.layout import Layout, find_layout, layout_at, record_rows
from phucvu.records.lists.mapping import Mapping
from phucvu.records.lists.part import Part, part_batches
from phucvu.records.lists.proposing import propose
from phucvu.records.settings import SourceSettings

ROWS_PER_BATCH = 50_000
OnStep = Callable[[int, int | None, str], None]


@dataclass(frozen=True)
class Table:
    """A grid that a mapping fits, under the name its rows are reported by."""

    file: str
    grid: Grid
    layout: Layout


def read(
    path: Path,
    mapping: Mapping | None = None,
    settings: SourceSettings | None = None,
    on_step: OnStep | None = None,
) -> Iterator[Batch]:
    """Batches of records dossier and applicant of one file, in the order of its rows.

    Without a mapping one is proposed and must be certain. A dossier batch stands for its records and rejects
    (``rows_read``); headings, totals and section lines are no rows. Raises UserError when nothing can be read.
    """
    mapping = certain(propose(path), path) if mapping is None else mapping
    if mapping.kind != "dossier_list":
        raise UserError(f"Tệp “{path.name}” là bảng theo đơn vị, không phải danh sách hồ sơ.")
    if "dossier_code" not in mapping.columns.values():
        raise UserError(f"Quy đổi cột của tệp “{path.name}” chưa có cột mã hồ sơ (dossier_code).")
    settings = settings or SourceSettings()
    settings = replace(settings, statuses={**settings.statuses, **mapping.statuses})
    yield from _batches(fitting(path, mapping), mapping, settings, on_step)


def _batches(
    tables: list[Table], mapping: Mapping, settings: SourceSettings, on_step: OnStep | None
) -> Iterator[Batch]:
    total, seen, done = sum(len(table.grid.rows) for table in tables), set[str](), 0
    for table in tables:
        places = mapping.positions(table.layout)
        if "dossier_code" not in places:
            raise UserError(
                f"Bảng “{table.file}” không có ô nào cho cột mã hồ sơ; hãy xem lại mục “omitted” của quy đổi."
            )
        headings = {column: mapping.heading_of(column) or column for column in places}
        positions = list(record_rows(table.grid, table.layout, places["dossier_code"]))
        for start in range(0, max(len(positions), 1), ROWS_PER_BATCH):
            chunk = positions[start : start + ROWS_PER_BATCH]
            rows = [table.grid.rows[at] for at in chunk]
            numbers = [table.grid.numbers[at] for at in chunk]
            yield from part_batches(Part(table.file, settings, places, headings, rows, numbers, start == 0), seen)
            done += len(chunk)
            if on_step:
                on_step(done, total, table.file)


def certain(mapping: Mapping, path: Path) -> Mapping:
    """The mapping itself when it is certain. Raises UserError with every doubt else."""
    if mapping.is_certain:
        return mapping
    reasons = " ".join((*mapping.missing, *mapping.doubts))
    raise UserError(f"Chưa đủ chắc để đọc tệp “{path.name}”. {reasons}")


def fitting(path: Path, mapping: Mapping) -> list[Table]:
    """The sheets a mapping is for. Raises UserError when there are none, naming the headings that are missing."""
    grids = [grid for grid in open_grids(path) if _is_asked(grid, mapping)]
    found = [(grid, layout) for grid in grids if (layout := _layout(grid, mapping)) and mapping.fits(layout)]
    if not found:
        raise _unfit(path, grids, mapping)
    is_one = len(found) == 1
    return [Table(path.name if is_one else f"{path.name} [{grid.name}]", grid, layout) for grid, layout in found]


def _is_asked(grid: Grid, mapping: Mapping) -> bool:
    return grid.name in mapping.sheets if mapping.sheets else not grid.is_hidden


def _layout(grid: Grid, mapping: Mapping) -> Layout | None:
    """Where the mapping's headings stand: in its row when they still do, else searched for."""
    if mapping.heading_row in grid.numbers:
        layout = layout_at(grid, grid.numbers.index(mapping.heading_row), mapping.heading_rows)
        if mapping.fits(layout):
            return layout
    return find_layout(grid, set(mapping.columns).__contains__) or find_layout(grid)


def _unfit(path: Path, grids: list[Grid], mapping: Mapping) -> UserError:
    layouts = [layout for grid in grids if (layout := find_layout(grid))]
    used = [heading for heading, column in mapping.columns.items() if column]
    gone = [h for h in used if not any(layout.position(h) is not None for layout in layouts)]
    names = ", ".join(f"“{heading}”" for heading in gone or used)
    return UserError(
        f"Tệp “{path.name}” không còn các cột {names} như trong quy đổi đã lưu. "
        "Hãy kiểm tra đúng tệp chưa, hoặc bỏ quy đổi cũ để hệ thống đề xuất lại."
    )
