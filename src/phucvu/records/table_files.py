"""CSV and Parquet files as headings and blocks of columns; nothing is known here of what they mean."""

import csv
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
LONGEST_CELL = 1_000_000
csv.field_size_limit(LONGEST_CELL)


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
    """Headings and blocks, read as they are asked for. Rows count from 1 below the headings; blank ones do not count.

    Raises UserError when the file is no CSV in UTF-8 or UTF-16 and no whole Parquet.
    """
    if head(path, 4) == b"PAR1":
        source = _parquet(path)
        return list(source.schema_arrow.names), _parquet_blocks(path, source)
    headings, mark = _csv_headings(path)
    return headings, _csv_blocks(path, len(headings), mark)


def _encoding(path: Path) -> str:
    return "utf-16" if head(path, 2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _csv_headings(path: Path) -> tuple[list[str], str]:
    """The headings and what separates them: the mark most frequent in the first line."""
    try:
        with path.open(encoding=_encoding(path), newline="") as stream:
            opening = stream.readline(LONGEST_CELL)
            stream.seek(0)
            mark = max(",;\t", key=opening.count)
            return [clean(heading) or "" for heading in next(csv.reader(stream, delimiter=mark), [])], mark
    except csv.Error:
        return [], ","
    except UnicodeError:
        raise _not_utf8(path) from None


def _csv_blocks(path: Path, width: int, mark: str) -> Iterator[Block]:
    first_row, broken = 1, None
    with path.open(encoding=_encoding(path), newline="") as stream:
        rows = islice(csv.reader(stream, delimiter=mark), 1, None)
        filled = ((row + [""] * width)[:width] for row in rows if any(cell.strip() for cell in row))
        while broken is None:
            taken: list[list[str]] = []
            try:
                taken.extend(islice(filled, ROWS))
            except csv.Error:
                broken = _broken(path, first_row + len(taken))
            except UnicodeError:
                raise _not_utf8(path) from None
            if not taken and broken is None:
                return
            yield Block([list(column) for column in zip(*taken, strict=True)], first_row, broken)
            first_row += len(taken)


def _broken(path: Path, row: int) -> Reject:
    return reject("broken_tail", path.name, row, detail=str(row - 1))


def _not_utf8(path: Path) -> UserError:
    return UserError(f"Bảng “{path.name}” không phải mã UTF-8. Hãy lưu lại dạng “CSV UTF-8” rồi nhập lại.")


def _parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError):
        raise UserError(f"Tệp Parquet “{path.name}” hỏng hoặc chưa tải xong. Hãy xuất lại tệp.") from None


def _parquet_blocks(path: Path, source: pq.ParquetFile) -> Iterator[Block]:
    first_row = 1
    try:
        for batch in source.iter_batches(ROWS):
            yield Block([column.to_pylist() for column in batch.columns], first_row)
            first_row += batch.num_rows
    except (pa.ArrowException, OSError):
        yield Block([], first_row, _broken(path, first_row))
