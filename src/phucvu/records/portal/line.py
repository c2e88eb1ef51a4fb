"""One row of an official table, cell by cell."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from phucvu.errors import UserError
from phucvu.records.portal.figure import Numbers
from phucvu.records.portal.layout import addends

# No count and no points of the index lie beyond; a number like 1e-999999999 would never end being divided.
MOST_DIGITS, MOST_DECIMALS = 15, 30


@dataclass(frozen=True)
class Line:
    """``cells`` by heading; None is an empty cell, and so is a column that is not there."""

    file: str
    number: int
    cells: Mapping[str, str | None]

    def text(self, column: str) -> str | None:
        return self.cells.get(column)

    def count(self, column: str) -> int | None:
        """A whole number; workbooks write some as 12.0."""
        text = self.text(column)
        if text is None:
            return None
        found = re.fullmatch(rf"(\d{{1,{MOST_DIGITS}}})([.,]0+)?", text, re.ASCII)
        # 307.000 may be 307 thousand: three zeros are no decimals here.
        if found is None or (found[2] and len(found[2]) > 3):
            self.fail(column, "không phải số đếm (chỉ viết chữ số, không dấu phân cách)")
        return int(found[1])

    def points(self, column: str) -> Decimal | None:
        text = self.text(column)
        if text is None:
            return None
        if not re.fullmatch(rf"\d{{1,{MOST_DIGITS}}}([.,]\d{{1,{MOST_DECIMALS}}})?", text, re.ASCII):
            self.fail(column, "không phải số điểm (ví dụ 8.49)")
        return Decimal(text.replace(",", "."))

    def pair(self, columns: tuple[str, str]) -> Numbers | None:
        """Numerator and denominator; None where any part of them is empty."""
        return pair_of(columns, self.count)

    def fail(self, column: str, why: str) -> NoReturn:
        told = self.text(column)
        shown = f"“{told}” {why}" if told else "ô " + ("bỏ trống" if why == "để trống" else f"trống, {why}")
        raise UserError(f"Tệp “{self.file}”, dòng {self.number}, cột {column}: {shown}. Hãy sửa ô này rồi chạy lại.")


def pair_of(columns: tuple[str, str], count: Callable[[str], int | None]) -> Numbers | None:
    """Two counts, each the sum of the columns of "a + b"; None where any part of them is null."""
    parts = [[count(column) for column in addends(each)] for each in columns]
    above, below = ([number for number in part if number is not None] for part in parts)
    is_whole = len(above) == len(parts[0]) and len(below) == len(parts[1])
    return (sum(above), sum(below)) if is_whole else None
