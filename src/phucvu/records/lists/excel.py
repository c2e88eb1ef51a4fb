"""Workbooks (.xlsx, .xlsm, .xls) into grids, after looking whether it is safe to open them."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import python_calamine as calamine

from phucvu.errors import UserError
from phucvu.records.archives import BROKEN
from phucvu.records.lists.grid import MAX_CELLS, Grid, grid_of

MAX_UNPACKED = 2**30  # all parts of a workbook; a sheet of a million formatted rows takes some 400 MB
MAX_HELD = 2**28  # parts held in memory whole (shared texts, styles)
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 2**22
# An opening tag of a cell with its place; <c …/> is only a format. Some writers put a prefix (<x:c …>).
_FILLED = re.compile(rb'<(?:\w+:)?c (?:[^<>]*? )?r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*(?<!/)>')
_CELL_TAIL = 200  # bytes: a cell's tag may be cut by the end of a chunk


def workbook_grids(path: Path) -> list[Grid]:
    """Grids of all sheets in order. Raises UserError for locked, broken or bomb-like workbooks."""
    data = path.read_bytes()
    if data.startswith(b"PK"):
        _look_inside(data, path.name)
    elif ENCRYPTED in data:
        raise _locked(path.name)
    container = "xlsx" if data.startswith(b"PK") else "xls"
    try:
        book = calamine.load_workbook(io.BytesIO(data))
        return [_sheet_grid(book, sheet, container) for sheet in book.sheets_metadata if _is_worksheet(sheet)]
    except calamine.PasswordError:
        raise _locked(path.name) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise _broken(path.name) from None
    except BaseException as error:  # a broken .xls may make the Rust library panic, which is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _broken(path.name) from None


def _is_worksheet(sheet: Any) -> bool:
    return bool(sheet.typ == calamine.SheetTypeEnum.WorkSheet)


def _sheet_grid(book: Any, meta: Any, container: Any) -> Grid:
    sheet = book.get_sheet_by_name(meta.name)
    rows = sheet.to_python(skip_empty_area=False) if sheet.height else []
    spans = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    is_hidden = meta.visible != calamine.SheetVisibleEnum.Visible
    return grid_of(meta.name, container, rows, spans, is_hidden=is_hidden)


def _look_inside(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _refuse_strangers(infos, name)
            _refuse_bombs(infos, name)
            for info in infos:
                if info.filename.endswith(".xml") and info.filename != "xl/sharedStrings.xml":
                    with archive.open(info) as stream:
                        _refuse_far_cells(stream, name)  # type: ignore[arg-type]
    except (*BROKEN, ValueError):
        raise _broken(name) from None


def _refuse_strangers(infos: list[zipfile.ZipInfo], name: str) -> None:
    names = {info.filename for info in infos}
    if any(info.flag_bits & 1 for info in infos):
        raise _locked(name)
    if "xl/workbook.bin" in names or "content.xml" in names:  # their sheets cannot be looked at beforehand
        raise UserError(f"Tệp “{name}” là bảng tính dạng .xlsb hoặc .ods. Hãy lưu lại dạng .xlsx rồi nhập.")
    if not any(member.startswith("xl/") for member in names):
        kind = "tệp Word" if any(member.startswith("word/") for member in names) else "tệp nén"
        raise UserError(f"Tệp “{name}” là {kind}, không phải bảng tính Excel. Hãy nhập bảng tính hoặc tệp CSV.")


def _refuse_bombs(infos: list[zipfile.ZipInfo], name: str) -> None:
    held = sum(info.file_size for info in infos if not info.filename.startswith("xl/worksheets/"))
    if held > MAX_HELD or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise UserError(
            f"Tệp “{name}” bung ra quá lớn so với một bảng tính (nghi là tệp hỏng hoặc tệp phá hoại) nên không mở. "
            "Hãy xuất lại danh sách, hoặc chia thành nhiều tệp."
        )


def _refuse_far_cells(stream: BinaryIO, name: str) -> None:
    """The reader keeps a full rectangle in memory: one forgotten cell at XFD1048576 would take all of it."""
    last_column, last_row = 0, 0
    for columns, row in _filled_cells(stream):
        last_column, last_row = max(last_column, _column_number(columns)), max(last_row, row)
        if last_column * last_row > MAX_CELLS:
            raise UserError(
                f"Trang tính trong tệp “{name}” trải quá rộng: có ô ở {columns.decode()}{row}. "
                "Hãy xóa các ô lạc ngoài bảng rồi lưu lại."
            )


def _filled_cells(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    tail = b""
    while chunk := stream.read(_CHUNK):
        text = tail + chunk
        for match in _FILLED.finditer(text):
            yield match[1], int(match[2])
        tail = text[-_CELL_TAIL:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _locked(name: str) -> UserError:
    return UserError(f"Tệp “{name}” có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu rồi lưu lại và nhập lại.")


def _broken(name: str) -> UserError:
    return UserError(f"Tệp “{name}” hỏng hoặc chưa tải xong nên không mở được. Hãy tải hoặc xuất lại rồi nhập lại.")
