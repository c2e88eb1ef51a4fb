"""The workbook a unit fills in: one row per dossier, lists to choose from, and a mark that names the request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from phucvu.publications.packets import DATE, MADE_AT, fit, formats
from phucvu.publications.wording import SIMULATED

SHEET, GUIDE, LISTS, MARK_SHEET = "Giải trình", "Hướng dẫn", "Danh mục", "phucvu"
MARK_WORD = "phucvu-giai-trinh"
FIRST_ROW = 4  # of the dossiers, counted from 0
ROOM = 200  # rows below the last that still have lists


@dataclass(frozen=True)
class SheetColumn:
    key: str
    title: str
    width: float
    is_filled: bool = False  # by the unit
    form: str = ""  # number format of its dates


DAY = "dd/mm/yyyy"
COLUMNS = (
    SheetColumn("place", "STT", 5),
    SheetColumn("code", "Mã hồ sơ", 27),
    SheetColumn("procedure_name", "Thủ tục hành chính", 34),
    SheetColumn("received_at", "Ngày tiếp nhận", 15.5, form=DATE),
    SheetColumn("due_at", "Hạn trả", 15.5, form=DATE),
    SheetColumn("ended_at", "Ngày kết thúc", 15.5, form=DATE),
    SheetColumn("late_text", "Thời gian trễ", 12),
    SheetColumn("part_words", "Phần", 20),
    SheetColumn("state_words", "Trạng thái", 18),
    SheetColumn("cause", "Nguyên nhân", 26, True),
    SheetColumn("words", "Giải trình", 40, True),
    SheetColumn("step", "Biện pháp", 30, True),
    SheetColumn("apology_number", "Số văn bản xin lỗi", 16, True),
    SheetColumn("apology_on", "Ngày xin lỗi", 12, True, DAY),
    SheetColumn("apology_channel", "Hình thức xin lỗi", 18, True),
    SheetColumn("new_promised_at", "Hẹn lại (ngày giờ)", 16, True, DATE),
    SheetColumn("objection", "Ý kiến", 22, True),
    SheetColumn("objection_reason", "Lý do ý kiến", 30, True),
)
GUIDANCE = (
    "Mỗi dòng là một hồ sơ. Chỉ điền các cột tô vàng; không đổi mã hồ sơ, tên cột và không xóa trang tính.",
    "Giải trình: chọn Nguyên nhân trong danh sách, ghi Giải trình; Biện pháp nếu có.",
    "Xin lỗi: ghi số, ngày (dạng 05/06/2026) và hình thức của văn bản xin lỗi đã gửi. Ngày không được ở tương lai.",
    "Hẹn lại: chỉ với hồ sơ đang giải quyết, mỗi hồ sơ một lần, dạng 05/06/2026 17:00; chỉ ghi ngày thì hiểu là 17:00.",
    "Không đồng ý với việc liệt kê: chọn Ý kiến và ghi Lý do ý kiến, bỏ trống các cột giải trình của dòng đó.",
    "Dòng bỏ trống không được tính là trả lời. Dòng đã có trả lời được điền sẵn; giữ nguyên thì không thay đổi gì.",
    "Không dùng công thức trong các cột phải điền. Không ghi họ tên, số định danh, điện thoại của người nộp hồ sơ.",
    "Nộp tệp này ở trang của yêu cầu, hoặc gửi Văn phòng qua bất kỳ kênh nào để Văn phòng nộp thay.",
)

REVIEW_GUIDANCE = (
    "Đây là rà soát trước công bố, chưa phải công văn: chưa phải giải trình, chưa phải xin lỗi.",
    "Mỗi dòng là một hồ sơ. Chỉ điền các cột tô vàng; không đổi mã hồ sơ, tên cột và không xóa trang tính.",
    "Không đồng ý với việc liệt kê: chọn Ý kiến và ghi Lý do ý kiến. Đồng ý thì bỏ trống dòng đó.",
    *GUIDANCE[-2:],
)


@dataclass(frozen=True)
class Mark:
    """Which request of which edition a workbook is of."""

    request: int
    edition: str
    agency: str


@dataclass(frozen=True)
class ExplanationSheet:
    """``rows``: by the keys of COLUMNS, moments naive; ``lists``: key of a column -> the words to choose from.

    ``is_review``: nothing is explained yet, only objected to; the columns of an explanation are there but hidden.
    """

    mark: Mark
    title: str
    note: str
    rows: Sequence[Mapping[str, Any]]
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_simulated: bool = False
    is_review: bool = False


def write(given: ExplanationSheet) -> bytes:
    """The .xlsx, every cell a value: text that looks like a formula stays text."""
    saved = BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(saved, options) as book:
        book.set_properties({"created": MADE_AT})
        _dossiers(book, given)
        _guide(book, REVIEW_GUIDANCE if given.is_review else GUIDANCE)
        _lists(book, given)
        mark = book.add_worksheet(MARK_SHEET)
        mark.write_row(0, 0, [MARK_WORD, given.mark.request, given.mark.edition, given.mark.agency])
        mark.very_hidden()
    return saved.getvalue()


def _dossiers(book: Any, given: ExplanationSheet) -> None:
    look, sheet = _looks(book), book.add_worksheet(SHEET)
    for at, column in enumerate(COLUMNS):
        is_hidden = given.is_review and column.is_filled and not column.key.startswith("objection")
        sheet.set_column(at, at, column.width, None, {"hidden": is_hidden})
        sheet.write_string(FIRST_ROW - 1, at, column.title, look["head"])
    sheet.write_string(0, 0, given.title, look["title"])
    sheet.write_string(1, 0, f"{SIMULATED}. {given.note}" if given.is_simulated else given.note, look["note"])
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.autofilter(FIRST_ROW - 1, 0, FIRST_ROW - 1 + len(given.rows), len(COLUMNS) - 1)
    for at, row in enumerate(given.rows, FIRST_ROW):
        fit(sheet, at, ((_shown(row.get(each.key)), each.width) for each in COLUMNS))
        for place, column in enumerate(COLUMNS):
            _put(sheet, at, place, row.get(column.key), look[_look(column)])
    _validations(sheet, given)


def _looks(book: Any) -> dict[str, Any]:
    font = {"font_name": "Times New Roman", "font_size": 11, "border": 1, "valign": "vcenter", "text_wrap": True}
    filled = font | {"bg_color": "#FFF8DC"}
    return formats(book) | {
        "filled": book.add_format(filled | {"num_format": "@"}),
        f"filled {DAY}": book.add_format(filled | {"num_format": DAY}),
        f"filled {DATE}": book.add_format(filled | {"num_format": DATE}),
    }


def _look(column: SheetColumn) -> str:
    if column.is_filled:
        return f"filled {column.form}".strip()
    return "date" if column.form else "text"


def _shown(value: object) -> object:
    return DATE if isinstance(value, date) else value


def _put(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())
        sheet.write_datetime(row, column, moment, look)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, look)
    elif value:
        sheet.write_string(row, column, str(value), look)
    else:
        sheet.write_blank(row, column, None, look)


def _validations(sheet: Any, given: ExplanationSheet) -> None:
    """Lists to choose from lie on a hidden sheet: typed into the rule they would be too long for Excel."""
    last = FIRST_ROW + max(len(given.rows), 1) - 1
    for place, (key, words) in enumerate(given.lists.items()):
        at = next(i for i, column in enumerate(COLUMNS) if column.key == key)
        letter = "ABCDEFG"[place]
        rule = {
            "validate": "list",
            "source": f"='{LISTS}'!${letter}$2:${letter}${len(words) + 1}",
            "error_title": "Không có trong danh sách",
            "error_message": "Hãy chọn trong danh sách.",
        }
        sheet.data_validation(FIRST_ROW, at, last + ROOM, at, rule)


def _lists(book: Any, given: ExplanationSheet) -> None:
    sheet = book.add_worksheet(LISTS)
    titles = {column.key: column.title for column in COLUMNS}
    for place, (key, words) in enumerate(given.lists.items()):
        sheet.write_column(0, place, [titles[key], *words])
    sheet.hide()


def _guide(book: Any, sentences: Sequence[str]) -> None:
    sheet, wrapped = book.add_worksheet(GUIDE), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 110)
    for at, sentence in enumerate(sentences):
        sheet.write_number(at, 0, at + 1)
        sheet.write_string(at, 1, sentence, wrapped)
