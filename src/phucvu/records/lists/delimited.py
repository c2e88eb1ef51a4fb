"""CSV and pasted text into a grid: comma, semicolon or tab, whichever cuts the rows most evenly."""

import csv
import io
from collections import Counter
from pathlib import Path

from phucvu.errors import UserError
from phucvu.records.lists.grid import Grid, grid_of

SEPARATORS = ",;\t|"
SAMPLE_LINES = 60
csv.field_size_limit(2**20)  # one cell; more is an unclosed quote


def text_grid(text: str, path: Path) -> Grid:
    """The one grid of a delimited text. Raises UserError when a quote is never closed or the bytes are no text."""
    if "\x00" in text[:10_000]:
        raise UserError(f"Tệp “{path.name}” không phải bảng tính, CSV hay bảng HTML. Hãy xuất lại từ hệ thống nguồn.")
    separator, text = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    rows: list[list[str]] = []
    numbers: list[int] = []
    line = 1
    try:
        for row in reader:
            rows.append(row)
            numbers.append(line)
            line = reader.line_num + 1
    except csv.Error:
        raise UserError(
            f"Tệp “{path.name}” hỏng từ dòng {line}: dấu nháy kép mở mà không đóng. Hãy sửa dòng này rồi nhập lại."
        ) from None
    return grid_of(path.stem, "csv", rows, numbers=numbers, separator=separator)


def _separator(text: str) -> tuple[str, str]:
    """Excel may say it in the first line (sep=;); else the one that gives most rows the same, largest width."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], rest
    lines = text.splitlines()[:SAMPLE_LINES]
    return max(SEPARATORS, key=lambda separator: _evenness(lines, separator)), text


def _evenness(lines: list[str], separator: str) -> tuple[float, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return count, width
