"""The columns of listed rows as people read them: headings in Vietnamese, moments and states in words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from phucvu.main.question import shown

Row = Mapping[str, Any]
Columns = list[tuple[str, str]]  # key, heading
STATE_WORDS = {"counted": "được tính", "succeeded": "đạt", "failed": "không đạt", "excluded": "loại ra, không tính"}
HEADINGS = {
    "printed_code": "Mã hồ sơ",
    "petition_code": "Mã phản ánh, kiến nghị",
    "service_code": "Mã dịch vụ công",
    "decision_number": "Quyết định công bố",
    "period": "Kỳ báo cáo",
    "agency_name": "Đơn vị",
    "procedure_code": "Mã thủ tục",
    "procedure_name": "Thủ tục",
    "received_at": "Tiếp nhận",
    "due_at": "Hạn trả",
    "ended_at": "Kết thúc",
    "days_left": "Còn (ngày làm việc)",
    "state": "Kết quả",
    "reason": "Lý do",
}


def columns_of(rows: Iterable[Row], kept: Iterable[str] = ()) -> Columns:
    """The headings of what the rows have; a reason only where one is given. ``kept``: these keys only."""
    rows = list(rows)
    there = rows[0].keys() if rows else set()
    wanted = [key for key in HEADINGS if key in there and (not kept or key in kept)]
    return [(key, HEADINGS[key]) for key in wanted if key != "reason" or any(row["reason"] for row in rows)]


def cell(row: Row, key: str) -> str:
    """One value as text."""
    value = row.get(key)
    if key == "state":
        return STATE_WORDS.get(str(value), str(value))
    if key.endswith("_at") and value:
        return shown(datetime.fromisoformat(value))
    if value is None and key == "ended_at":
        return "chưa"
    return "" if value is None else str(value)


def cells(rows: Iterable[Row], columns: Columns) -> list[list[str]]:
    return [[cell(row, key) for key, _ in columns] for row in rows]
