"""The month as an office without messages has it: two overdue lists, a pasted unit table."""

from collections.abc import Callable, Iterable
from datetime import datetime
from html import escape
from pathlib import Path

from phucvu.simulation.dossiers import Dossier
from phucvu.simulation.printed import COLUMNS, Example

LATE = ("STT", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày có kết quả", "Đơn vị giải quyết", "Ghi chú")
OPEN = ("STT", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Đơn vị giải quyết", "Cán bộ đang xử lý", "Ghi chú")
UNIT_TABLE = (
    "STT",
    "Tên đơn vị",
    "Tổng số hồ sơ xử lý quá hạn",
    "Tỷ lệ hồ sơ nộp trực tuyến (%)",
    "Mức độ hài lòng (%)",
    "Số lượng hồ sơ cung cấp dịch vụ chứng thực điện tử bản sao từ bản chính",
)
NOTE = "Mô phỏng"


def _shown(moment: datetime | None) -> str:
    return f"{moment:%d/%m/%Y %H:%M:%S}" if moment else ""


def _cells(cells: Iterable[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def _html(title: str, span: str, headings: tuple[str, ...], rows: list[list[str]]) -> str:
    """An HTML table as one vendor's export calls .xls: no charset, title rows first."""
    wide = f'<tr><td colspan="{len(headings)}">'
    tops = [f"{wide}{escape(text)}</td></tr>" for text in (title, span, "SỐ LIỆU MÔ PHỎNG")]
    return "\n".join(["<table border='1'>", *tops, _cells(headings, "th"), *map(_cells, rows), "</table>", ""])


def write_overdue_lists(
    folder: Path, dossiers: list[Dossier], names: dict[str, str], span: str, printed_at: datetime
) -> list[Path]:
    """Two false .xls: finished late, and open and late; ``span``: the period as the title writes it."""
    overdue = [dossier for dossier in dossiers if dossier.is_overdue]
    late = [item for item in overdue if item.ended_at]
    still_open = [item for item in overdue if not item.ended_at]
    exported = f"{span} (xuất lúc {printed_at:%H:%M} ngày {printed_at:%d/%m/%Y})"
    paths = [folder / "ho-so-qua-han-da-xu-ly.xls", folder / "ho-so-qua-han-dang-xu-ly.xls"]
    settled = _html("DANH SÁCH HỒ SƠ ĐÃ XỬ LÝ QUÁ HẠN", exported, LATE, _numbered(late, _late_row(names)))
    waiting = _html("DANH SÁCH HỒ SƠ ĐANG XỬ LÝ QUÁ HẠN", exported, OPEN, _numbered(still_open, _open_row(names)))
    paths[0].write_text(settled, "utf8")
    paths[1].write_text(waiting, "utf8")
    return paths


def _numbered(dossiers: list[Dossier], row: Callable[[Dossier], list[str]]) -> list[list[str]]:
    return [[str(place), *row(dossier)] for place, dossier in enumerate(dossiers, start=1)]


def _late_row(names: dict[str, str]) -> Callable[[Dossier], list[str]]:
    return lambda item: [
        item.code,
        *map(_shown, (item.received_at, item.promised_at, item.ended_at)),
        names[item.unit],
        NOTE,
    ]


def _open_row(names: dict[str, str]) -> Callable[[Dossier], list[str]]:
    return lambda item: [
        item.code,
        *map(_shown, (item.received_at, item.promised_at)),
        names[item.unit],
        "Cán bộ mô phỏng",
        NOTE,
    ]


def write_unit_table(example: Example, path: Path, title: str) -> Path:
    """Appendix 1 as somebody would paste it from the letter: tab-separated, cells as printed."""
    rows = [
        [str(place), row.name, *(row.cells[column] for column in COLUMNS)]
        for place, row in enumerate(example.rows.values(), start=1)
    ]
    path.write_text("\n".join([title, *("\t".join(row) for row in [list(UNIT_TABLE), *rows]), ""]), "utf8")
    return path
