"""Mẫu 04 "Phiếu xin lỗi và hẹn lại ngày trả kết quả" (TT 01/2018/TT-VPCP, as used in 2025): a page per dossier.

Name and identity of the applicant stay dotted lines: no personal data leaves the lake.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from docx.enum.text import WD_BREAK

from phucvu.publications.register_document import Frame, as_bytes, centred, end, head, started, text
from phucvu.publications.wording import moment_words

DOTS = "." * 40


@dataclass(frozen=True)
class Slip:
    """One apology. ``new_promised_at``: only of a dossier still open; moments naive local time."""

    frame: Frame
    unit: str
    code: str
    procedure_name: str
    received_at: datetime | None
    promised_at: datetime | None
    reason: str
    new_promised_at: datetime | None = None
    ended_at: datetime | None = None


def write(slips: Sequence[Slip]) -> bytes:
    """One document with all slips in order."""
    document = started()
    for place, slip in enumerate(slips):
        if place:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        head(document, slip.frame)
        centred(document, "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", before=18)
        for line in _lines(slip):
            text(document, line)
        end(document, slip.frame)
    return as_bytes(document)


def _lines(slip: Slip) -> list[str]:
    return [
        f"Lúc {_said(slip.received_at)}, {slip.unit} tiếp nhận hồ sơ đề nghị giải quyết thủ tục hành chính: "
        f"{slip.procedure_name or DOTS}.",
        f"Của ông/bà, tổ chức: {DOTS}{DOTS}",
        f"Số định danh: {DOTS}",
        f"Mã số hồ sơ: {slip.code}.",
        f"Thời gian hẹn trả kết quả: {_said(slip.promised_at)}.",
        *(_open(slip) if slip.new_promised_at else _settled(slip)),
        "Sự chậm trễ này đã gây khó khăn, tốn kém chi phí, công sức cho ông/bà, tổ chức. "
        "Mong nhận được sự thông cảm của ông/bà, tổ chức./.",
    ]


def _open(slip: Slip) -> list[str]:
    assert slip.new_promised_at is not None
    return [
        f"Đến nay, {slip.unit} chưa trả được kết quả đúng thời gian đã hẹn. Lý do: {slip.reason}.",
        f"{slip.unit} xin lỗi ông/bà, tổ chức và hẹn lại thời gian trả kết quả: {moment_words(slip.new_promised_at)}.",
    ]


def _settled(slip: Slip) -> list[str]:
    return [
        f"Hồ sơ có kết quả lúc {_said(slip.ended_at)}, sau thời gian đã hẹn. Lý do: {slip.reason}.",
        f"{slip.unit} xin lỗi ông/bà, tổ chức về sự chậm trễ này.",
    ]


def _said(moment: datetime | None) -> str:
    return moment_words(moment) if moment else DOTS
