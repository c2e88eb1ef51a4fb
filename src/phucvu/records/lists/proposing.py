"""Proposing a mapping for a file nobody has described yet: what is certain, what is doubtful, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from phucvu.errors import UserError
from phucvu.records.lists import headings as vocabulary
from phucvu.records.lists.alignment import align
from phucvu.records.lists.grid import Cell, Grid
from phucvu.records.lists.grids import open_grids
from phucvu.records.lists.layout import Layout, find_layout, record_rows
from phucvu.records.lists.likeness import share_alike, text_of
from phucvu.records.lists.mapping import Mapping, label, type_of
from phucvu.records.words import folded

SAMPLE = 300
DOUBTFUL = 0.5


class NoListError(UserError):
    """No sheet of the file looks like any table we know."""


@dataclass(frozen=True)
class Sheet:
    """A grid with its headings found and its kind known; ``report``: it is a table that is no list."""

    grid: Grid
    layout: Layout
    kind: str | None
    report: vocabulary.Report | None = None


def propose(path: Path) -> Mapping:
    """The mapping of a file's lists. Raises UserError when the file holds none: a report, a register without codes."""
    sheets = [sheet for grid in open_grids(path) if not grid.is_hidden and (sheet := _sheet(grid))]
    lists = [sheet for sheet in sheets if sheet.kind]
    if not lists:
        raise _nothing(path, sheets)
    main = max(lists, key=lambda sheet: (sheet.kind == "dossier_list", len(sheet.grid.rows)))
    others = [sheet for sheet in lists if sheet.layout.signature != main.layout.signature]
    mapping = _dossiers(main) if main.kind == "dossier_list" else _units(main)
    return _with_others(mapping, main, others)


def _sheet(grid: Grid) -> Sheet | None:
    layout = find_layout(grid)
    if layout is None:
        return None
    headings = [heading for heading in layout.headings if heading]
    columns = [known.column for heading in headings if (known := vocabulary.meaning(heading))]
    report = vocabulary.report_of(headings, columns)
    if report:
        return Sheet(grid, layout, None, report)
    return Sheet(grid, layout, _kind(headings, columns))


def _kind(headings: Sequence[str], columns: Sequence[str | None]) -> str | None:
    """Codes make a list of dossiers; else units with a known item make a unit table."""
    if "dossier_code" in columns:
        return "dossier_list"
    unit_columns = {known.column for heading in headings if (known := vocabulary.unit_meaning(heading))} - {None}
    if unit_columns & {"agency_name", "agency_code"} and unit_columns - {"agency_name", "agency_code"}:
        return "unit_table"
    return "dossier_list" if len({column for column in columns if column}) >= 3 else None


def _nothing(path: Path, sheets: Sequence[Sheet]) -> UserError:
    report = next((sheet.report for sheet in sheets if sheet.report), None)
    if report:
        return UserError(f"Tệp “{path.name}” là {report.vi}, không phải danh sách hồ sơ. {report.remedy}")
    return NoListError(
        f"Không tìm thấy dòng tiêu đề của danh sách hồ sơ trong 30 dòng đầu của tệp “{path.name}”. Bảng cần có ít nhất "
        "cột “Mã hồ sơ” và một cột ngày; nếu tiêu đề khác lạ, hãy khai tệp quy đổi cột (--mapping)."
    )


def _with_others(mapping: Mapping, main: Sheet, others: Sequence[Sheet]) -> Mapping:
    if not others:
        return mapping
    names = ", ".join(f"“{sheet.grid.name}”" for sheet in others)
    doubt = (
        f"Trang tính {names} có bảng với tiêu đề khác trang “{main.grid.name}”; hãy tách thành tệp riêng hoặc chọn "
        "trang trong tệp quy đổi (sheets)."
    )
    return replace(mapping, doubts=(*mapping.doubts, doubt))


# ---- lists of dossiers


class _Draft:
    """Columns of a list, with the doubts met on the way."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.columns: dict[str, str | None] = {}
        self.doubts: list[str] = []
        self.notes: list[str] = []
        self.omitted: str | None = None
        self.maybe_omitted: tuple[str, ...] = ()

    def cells(self, heading: str) -> list[Cell]:
        at = self.sheet.layout.headings.index(heading)
        return [row[at] if at < len(row) else None for row in self.rows]

    @cached_property
    def rows(self) -> list[list[Cell]]:
        """The first records, by the column that is the code's."""
        code = next((heading for heading, column in self.columns.items() if column == "dossier_code"), None)
        key = self.sheet.layout.headings.index(code) if code else None
        records = record_rows(self.sheet.grid, self.sheet.layout, key)
        return [self.sheet.grid.rows[at] for at in islice(records, SAMPLE)]


def _dossiers(sheet: Sheet) -> Mapping:
    draft = _Draft(sheet)
    _name_columns(draft)
    _settle_repeats(draft)
    _by_system(draft)
    _settle_alignment(draft)
    if draft.omitted is None and not draft.doubts:
        _look_at_cells(draft)
    return Mapping(
        "dossier_list",
        draft.columns,
        heading_row=sheet.grid.numbers[sheet.layout.first],
        heading_rows=sheet.layout.last - sheet.layout.first + 1,
        omitted=draft.omitted,
        doubts=tuple(draft.doubts),
        missing=tuple(_missing(draft)),
        notes=tuple(draft.notes),
        maybe_omitted=draft.maybe_omitted,
    )


def _name_columns(draft: _Draft) -> None:
    """Every heading its column; fallbacks only for columns no better heading gives."""
    headings = [heading for heading in draft.sheet.layout.headings if heading]
    known = {heading: vocabulary.meaning(_bare(heading)) for heading in headings}
    sure = {meaning.column for meaning in known.values() if meaning and not meaning.is_fallback}
    for heading, meaning in known.items():
        is_used = meaning is not None and not (meaning.is_fallback and meaning.column in sure)
        draft.columns[heading] = meaning.column if meaning and is_used else None
        if meaning and meaning.because:
            draft.notes.append(meaning.because.format(heading=heading))
    if unknown := [heading for heading, meaning in known.items() if meaning is None]:
        draft.notes.append("Không dùng các cột: " + ", ".join(f"“{heading}”" for heading in unknown) + ".")
    if any(draft.columns[heading] == "dossier_code" and known[heading].is_fallback for heading in known):  # type: ignore[union-attr]
        _doubt_receipts(draft)


def _bare(heading: str) -> str:
    """Without the mark that tells equal headings apart."""
    return heading.removesuffix("]").rsplit(" [", 1)[0] if heading.endswith("]") else heading


def _doubt_receipts(draft: _Draft) -> None:
    """A receipt number may be the dossier's code or a number of the counter: the cells must tell."""
    heading = next(heading for heading, column in draft.columns.items() if column == "dossier_code")
    if share_alike("dossier_code", draft.cells(heading)) < 1 or not any(draft.cells(heading)):
        draft.doubts.append(
            f"Cột “{heading}” có thể không phải mã hồ sơ. Hãy xác nhận bằng tệp quy đổi cột (--mapping)."
        )


def _settle_repeats(draft: _Draft) -> None:
    """Two headings for one column: equal cells are one fact, an empty one is none; else a person decides."""
    for column in sorted({column for column in draft.columns.values() if column}):
        headings = [heading for heading, own in draft.columns.items() if own == column]
        if len(headings) == 1:
            continue
        filled = [heading for heading in headings if any(text_of(cell) for cell in draft.cells(heading))]
        keep = (filled or headings)[-1]
        for heading in headings:
            draft.columns[heading] = column if heading == keep else None
        if any(list(map(text_of, draft.cells(one))) != list(map(text_of, draft.cells(keep))) for one in filled):
            names = " và ".join(f"“{heading}”" for heading in headings)
            draft.doubts.append(
                f"Các cột {names} đều có thể là “{label(column)}” nhưng nội dung khác nhau. Hãy chọn một cột."
            )


def _by_system(draft: _Draft) -> None:
    system = vocabulary.system_of(draft.columns)
    if system is None:
        return
    for heading, column in system["columns"].items():
        at = draft.sheet.layout.position(heading)
        if at is not None:
            draft.columns[draft.sheet.layout.headings[at]] = column
    draft.notes.append(system["because"])


def _settle_alignment(draft: _Draft) -> None:
    sheet = draft.sheet
    rows = list(islice(record_rows(sheet.grid, sheet.layout, None), SAMPLE))
    found = align(sheet.grid, sheet.layout, rows, draft.columns)
    if found is None:
        return
    draft.omitted = found.omitted if found.is_certain else None
    if found.is_certain:
        draft.columns |= dict.fromkeys(found.unsure)
        draft.notes.append(found.sentence)
    else:
        draft.maybe_omitted = found.unsure or tuple(filter(None, sheet.layout.headings))
        draft.doubts.append(f"{found.sentence} Hãy ghi tiêu đề bị thiếu ô vào mục “omitted” của tệp quy đổi cột.")


def _look_at_cells(draft: _Draft) -> None:
    for heading, column in draft.columns.items():
        is_checked = column == "dossier_code" or (column and type_of(column) == "moment")
        if column and is_checked and share_alike(column, draft.cells(heading)) < DOUBTFUL:
            draft.doubts.append(
                f"Cột “{heading}” không giống “{label(column)}”. Hãy kiểm tra bảng có bị lệch cột không."
            )


def _missing(draft: _Draft) -> list[str]:
    columns = {column for column in draft.columns.values() if column}
    missing = []
    if "dossier_code" not in columns:
        missing.append("Thiếu cột mã hồ sơ: không có mã thì không nhận ra hồ sơ nào.")
    is_overdue_list = "qua han" in folded(draft.sheet.layout.title)
    if not is_overdue_list and not any(type_of(column) == "moment" for column in columns):
        missing.append("Thiếu cột ngày (ngày tiếp nhận, ngày hẹn trả hoặc ngày kết thúc xử lý).")
    return missing


# ---- unit tables


def _units(sheet: Sheet) -> Mapping:
    columns: dict[str, str | None] = {}
    doubts = []
    for heading in filter(None, sheet.layout.headings):
        meaning = vocabulary.unit_meaning(_bare(heading))
        column = meaning.column if meaning else None
        if column and column in columns.values():
            doubts.append(f"Cột “{heading}” lặp lại một chỉ tiêu đã có. Hãy chọn một cột trong tệp quy đổi.")
            column = None
        columns[heading] = column
    return Mapping(
        "unit_table",
        columns,
        heading_row=sheet.grid.numbers[sheet.layout.first],
        heading_rows=sheet.layout.last - sheet.layout.first + 1,
        doubts=tuple(doubts),
    )
