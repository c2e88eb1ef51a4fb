"""A list as an Excel sheet: every cell is text, so that nothing in it can be a formula."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

WIDEST = 60  # characters


def list_sheet(lines: Sequence[str], headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with ``lines`` (what the list is of) above the headings and the rows, written row by row."""
    made = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        sheet, bold = book.add_worksheet("Danh sách"), book.add_format({"bold": True})
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, min(max(len(heading) + 2, 18), WIDEST))
        for at, line in enumerate(lines):
            sheet.write_string(at, 0, line)
        top = len(lines) + 1
        for column, heading in enumerate(headings):
            sheet.write_string(top, column, heading, bold)
        for at, row in enumerate(rows, top + 1):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
        sheet.freeze_panes(top + 1, 0)
    return made.getvalue()
