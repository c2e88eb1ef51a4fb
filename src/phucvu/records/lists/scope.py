"""What a list seems to cover, each part with its reason, for the person who confirms it."""

import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from lxml import etree

from phucvu.records.batch import Scope
from phucvu.records.lists.mapping import Mapping
from phucvu.records.lists.reader import Table, fitting, read
from phucvu.records.lists.title import extracted_in, kind_in, period_in, whole_period
from phucvu.registry.period import Period

ENDED = (3, 7, 8, 9, 10)
ENOUGH = 5  # rows below which all being late says nothing
CONTRADICTED = 0.05  # share of rows on time above which a title "quá hạn" is not believed
FOOTER_ROWS = 8
_MODIFIED = "{http://purl.org/dc/terms/}modified"


@dataclass(frozen=True)
class ScopeProposal:
    """``reasons``: one Vietnamese sentence per part; ``is_certain``: the kind needs no person's word."""

    scope: Scope
    reasons: tuple[str, ...]
    is_certain: bool


@dataclass(frozen=True)
class _Content:
    """What the rows say: how many, ended, late, on time; first and last moments; codes' prefixes."""

    count: int
    ended: int
    on_time: int
    late: int
    first: datetime | None
    last: datetime | None
    prefixes: tuple[str, ...]


def scope_of(path: Path, mapping: Mapping) -> ScopeProposal:
    """Kind, period, agencies and extraction time of a file read by ``mapping``. Raises UserError when it cannot be."""
    tables = fitting(path, mapping)
    text = f"{tables[0].layout.title} {_footer(tables[-1])}"
    if mapping.kind == "unit_table":
        return reading_scope(path, text)
    content = _content(path, mapping)
    kind, why_kind, is_certain = _kind(tables[0].layout.title, content)
    periods, why_period = _periods(text, content)
    agencies, why_agencies = _agencies(content)
    extracted_at, why_extracted = _extracted(path, text, content.last)
    scope = Scope(kind, agencies, periods, extracted_at)
    return ScopeProposal(scope, (why_kind, why_period, why_agencies, why_extracted), is_certain)


def reading_scope(path: Path, text: str) -> ScopeProposal:
    """Period and reading time of published figures, by the text around them."""
    period = period_in(text)
    extracted_at, why = _extracted(path, text, None)
    scope = Scope("all", ("*",), (period.name,) if period else ("*",), extracted_at, ("official_reading",))
    named = f"Kỳ {period.name} lấy từ tiêu đề." if period else "Tiêu đề không ghi kỳ; hãy thêm --period."
    return ScopeProposal(scope, ("Số liệu công bố, không phải hồ sơ.", named, why), period is not None)


def _footer(table: Table) -> str:
    return " ".join(str(cell) for row in table.grid.rows[-FOOTER_ROWS:] for cell in row if isinstance(cell, str))


def _content(path: Path, mapping: Mapping) -> _Content:
    parts = [batch.table for batch in read(path, mapping) if batch.record == "dossier"]
    table = pa.concat_tables(parts)
    ended_at = pc.coalesce(table["finished_at"], table["returned_at"], table["refused_at"])
    is_ended = pc.or_(ended_at.is_valid(), pc.fill_null(pc.is_in(table["status"], pa.array(ENDED)), False))
    by_day = pc.less_equal(pc.floor_temporal(ended_at, unit="day"), pc.floor_temporal(table["promised_at"], unit="day"))
    moments = pc.coalesce(ended_at, table["received_at"])
    span: dict[str, Any] = pc.min_max(moments).as_py()
    prefixes = tuple(sorted(prefix for prefix in pc.unique(table["prefix_code"]).to_pylist() if prefix))
    late = _count(pc.less(table["promised_at"], ended_at))
    return _Content(table.num_rows, _count(is_ended), _count(by_day), late, span["min"], span["max"], prefixes)


def _count(flags: Any) -> int:
    return int(pc.sum(flags).as_py() or 0)


def _kind(title: str, content: _Content) -> tuple[str, str, bool]:
    said = kind_in(title)
    if said is None:
        return _kind_by_rows(content)
    if said.startswith("overdue") and content.on_time > CONTRADICTED * content.count:
        why = f"Tiêu đề ghi quá hạn nhưng {content.on_time} trên {content.count} hồ sơ kết thúc đúng hạn; hãy xác nhận."
        return "all", why, False
    if said == "overdue":
        said = _overdue_kind(content)
    return said, f"Tiêu đề của danh sách cho biết: {NAMES[said]}.", True


NAMES = {
    "overdue": "hồ sơ quá hạn",
    "overdue_late": "hồ sơ đã giải quyết quá hạn",
    "overdue_open": "hồ sơ đang giải quyết đã quá hạn",
    "open": "hồ sơ đang giải quyết",
    "all": "toàn bộ hồ sơ",
}


def _overdue_kind(content: _Content) -> str:
    if content.count and content.ended in (0, content.count):
        return "overdue_late" if content.ended else "overdue_open"
    return "overdue"


def _kind_by_rows(content: _Content) -> tuple[str, str, bool]:
    """Rows alone never prove what is left out of a list, so none of these is certain."""
    if content.count >= ENOUGH and content.ended == content.late == content.count:
        return "overdue_late", "Mọi hồ sơ đều đã kết thúc và quá hạn; hãy xác nhận danh sách chỉ gồm loại này.", False
    if content.count >= ENOUGH and content.ended == 0:
        return "open", "Không hồ sơ nào đã kết thúc; hãy xác nhận danh sách chỉ gồm hồ sơ đang giải quyết.", False
    return "all", "Tiêu đề không nói danh sách gồm những hồ sơ nào; hãy xác nhận là toàn bộ hồ sơ.", False


def _periods(text: str, content: _Content) -> tuple[tuple[str, ...], str]:
    if period := period_in(text):
        return (period.name,), f"Kỳ {period.name} lấy từ tiêu đề."
    if content.first is None or content.last is None:
        return ("*",), "Không có ngày nào để đoán kỳ; hãy thêm --period."
    month = _month_of(content.first, content.last)
    shown = f"{content.first:%d/%m/%Y} đến {content.last:%d/%m/%Y}"
    if month is None:
        return ("*",), f"Các ngày trong tệp từ {shown}, qua nhiều tháng; hãy thêm --period nếu tệp chỉ của một kỳ."
    return (month.name,), f"Kỳ {month.name} đoán theo các ngày trong tệp ({shown})."


def _month_of(first: datetime, last: datetime) -> Period | None:
    after = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
    return whole_period(first.replace(day=1).date(), (after - timedelta(days=1)).date()) if last < after else None


def _agencies(content: _Content) -> tuple[tuple[str, ...], str]:
    if len(content.prefixes) == 1:
        return content.prefixes, f"Mọi mã hồ sơ thuộc một đơn vị ({content.prefixes[0]})."
    count = len(content.prefixes)
    return ("*",), f"Mã hồ sơ thuộc {count} đơn vị; coi là mọi đơn vị, hãy xác nhận hoặc thêm --agencies."


def _extracted(path: Path, text: str, last: datetime | None) -> tuple[datetime | None, str]:
    """From the title; else the workbook's own note of when it was saved, unless rows are younger than that."""
    if extracted_at := extracted_in(text):
        return extracted_at, f"Thời điểm trích xuất {extracted_at:%H:%M %d/%m/%Y} lấy từ tiêu đề."
    saved_at = _saved_at(path)
    if saved_at and (last is None or saved_at >= last):
        return saved_at, f"Thời điểm trích xuất {saved_at:%H:%M %d/%m/%Y} lấy từ lần lưu cuối của tệp."
    return None, "Không rõ thời điểm trích xuất; lấy lúc nhập nếu không thêm --extracted-at."


def _saved_at(path: Path) -> datetime | None:
    from phucvu.records.moments import parse_moment

    try:
        with zipfile.ZipFile(path) as book:
            properties = etree.fromstring(book.read("docProps/core.xml"))
    except (zipfile.BadZipFile, KeyError, OSError, etree.XMLSyntaxError):
        return None
    saved_at, _ = parse_moment(properties.findtext(_MODIFIED))
    return saved_at if saved_at and saved_at <= datetime.now() + timedelta(days=1) else None
