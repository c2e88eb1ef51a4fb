"""CSV and Parquet files as headings and blocks of columns; nothing is known here of what they mean."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from phucvu.errors import UserError
from phucvu.records.archives import head
from phucvu.records.batch import Reject
from phucvu.records.kinds import reject
from phucvu.records.words import clean

ROWS = 20_000  # rows in one block
csv.field_size_limit(1_000_000)


@dataclass(frozen=True)
class Block:
    """Some rows of a table: ``columns`` of cells (texts of a CSV, values of a Parquet), rows from ``first_row``.

    ``broken``: the file breaks after this block.
    """

    columns: list[list[Any]]
    first_row: int
    broken: Reject | None = None

    @property
    def count(self) -> int:
        return len(self.columns[0]) if self.columns else 0


def open_table(path: Path) -> tuple[list[str], Iterator[Block]]:
    """Headings and blocks. Rows count from 1 below the headings; blank rows of a CSV are passed over uncounted.

    Raises UserError when the file is no CSV in UTF-8 or UTF-16 and no whole Parquet.
    """
    return _parquet(path) if head(path, 4) == b"PAR1" else _csv(path)


def _csv(path: Path) -> tuple[list[str], Iterator[Block]]:
    text = _text_of(path)
    opening = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=opening.count))
    try:
        headings = [clean(heading) or "" for heading in next(rows, [])]
    except csv.Error:
        headings = []
    return headings, _csv_blocks(path, rows, len(headings))


def _csv_blocks(path: Path, rows: Iterator[list[str]], width: int) -> Iterator[Block]:
    first_row = 1
    filled = ((row + [""] * width)[:width] for row in rows if any(cell.strip() for cell in row))
    while True:
        taken: list[list[str]] = []
        broken = None
        try:
            taken.extend(islice(filled, ROWS))
        except csv.Error:
            broken = _broken(path, first_row + len(taken))
        if not taken and broken is None:
            return
        yield Block([list(column) for column in zip(*taken, strict=True)], first_row, broken)
        if broken:
            return
        first_row += len(taken)


def _broken(path: Path, row: int) -> Reject:
    return reject("broken_tail", path.name, row, detail=str(row - 1))


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except OSError:
        raise UserError(f"Không mở được tệp “{path}”. Hãy kiểm tra đường dẫn và quyền đọc.") from None
    except UnicodeDecodeError:
        raise UserError(f"Bảng “{path.name}” không phải mã UTF-8. Hãy lưu lại dạng “CSV UTF-8” rồi nhập lại.") from None


def _parquet(path: Path) -> tuple[list[str], Iterator[Block]]:
    try:
        source = pq.ParquetFile(path)
    except (pa.ArrowException, OSError):
        raise UserError(f"Tệp Parquet “{path.name}” hỏng hoặc chưa tải xong. Hãy xuất lại tệp.") from None
    return list(source.schema_arrow.names), _parquet_blocks(path, source)


def _parquet_blocks(path: Path, source: pq.ParquetFile) -> Iterator[Block]:
    first_row = 1
    try:
        for batch in source.iter_batches(ROWS):
            yield Block([column.to_pylist() for column in batch.columns], first_row)
            first_row += batch.num_rows
    except (pa.ArrowException, OSError):
        yield Block([], first_row, _broken(path, first_row))
