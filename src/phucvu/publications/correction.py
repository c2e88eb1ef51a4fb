"""The correction letter (công văn đính chính): what was printed, what is right, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from phucvu.errors import UserError
from phucvu.publications.inputs import EditionInput
from phucvu.publications.letter import filled, frame_values, issuer_line
from phucvu.publications.template import mark, render, set_issuer_line, template_bytes, write
from phucvu.publications.word_table import Row, TableColumn, table
from phucvu.publications.wording import period_words, short_date

TABLE = "bang_dinh_chinh"


@dataclass(frozen=True)
class Correction:
    """One slip: ``place`` (Phụ lục I, Sở Tài chính, cột …), as printed, as it should be, and the reason."""

    place: str
    printed: str
    correct: str
    reason: str


def write_correction(
    given: EditionInput, number: str, issued_on: date, corrections: list[Correction], path: Path
) -> None:
    """The letter that corrects the issued letter ``number`` of ``issued_on``. Raises UserError for an empty list.

    ``given`` is the corrected edition's input: a correction is a new edition with its own letter.
    """
    if not corrections:
        raise UserError("Công văn đính chính phải có ít nhất một nội dung sửa.")
    values = frame_values(given) | {
        "trich_yeu": f"Đính chính kết quả Bộ chỉ số phục vụ người dân, doanh nghiệp {period_words(given.period)}",
        "so_van_ban_cu": number,
        "ngay_van_ban_cu": short_date(issued_on),
        TABLE: mark(TABLE),
    }
    document = render(template_bytes("dinh-chinh"), values, "dinh-chinh.docx")
    set_issuer_line(document, issuer_line(filled(given.profile.issuing_body, given)))
    write(document, {TABLE: _table(corrections)}, path)


def _table(corrections: list[Correction]) -> Iterator[str]:
    columns = [
        TableColumn("STT", 1.1, "center"),
        TableColumn("Nội dung", 4.7),
        TableColumn("Đã ghi", 3.0),
        TableColumn("Sửa thành", 3.0),
        TableColumn("Lý do", 4.2),
    ]
    rows = (
        Row((str(place), each.place, each.printed, each.correct, each.reason))
        for place, each in enumerate(corrections, 1)
    )
    return table(columns, rows)
