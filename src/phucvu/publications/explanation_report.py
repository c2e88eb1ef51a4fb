"""The unit's "Báo cáo giải trình" as .docx, filled in as far as the register knows; number and day stay open."""

from collections.abc import Sequence
from dataclasses import dataclass

from phucvu.publications.register_document import BODY, ITEM, Frame, as_bytes, end, grid, head, started, text, titled
from phucvu.publications.word_table import Row, TableColumn
from phucvu.publications.wording import number

DOTS = "." * 60


@dataclass(frozen=True)
class CauseCount:
    """Dossiers with one cause: settled late (A) and open (B)."""

    words: str
    settled: int
    open: int


@dataclass(frozen=True)
class ListedDossier:
    code: str
    procedure_name: str
    part: str
    cause: str = ""


@dataclass(frozen=True)
class UnitReport:
    """``letter``: the letter it answers, as cited; ``causes``: those met, dossiers without an answer last."""

    frame: Frame
    unit: str
    period: str
    letter: str
    causes: Sequence[CauseCount]
    dossiers: Sequence[ListedDossier]
    steps: Sequence[str] = ()


def write(given: UnitReport) -> bytes:
    document = started()
    head(document, given.frame)
    subject = f"Giải trình hồ sơ thủ tục hành chính quá hạn {given.period}"
    titled(document, "BÁO CÁO", subject, given.frame.addressee)
    count = number(len(given.dossiers))
    text(document, f"Thực hiện {given.letter}, {given.unit} báo cáo giải trình {count} hồ sơ quá hạn như sau:")
    text(document, "1. Nguyên nhân quá hạn", ITEM)
    grid(document, CAUSE_COLUMNS, _cause_rows(given.causes))
    text(document, "2. Biện pháp khắc phục", ITEM)
    for step in given.steps or (DOTS,):
        text(document, f"- {step}")
    text(document, "3. Kiến nghị", ITEM)
    text(document, DOTS)
    text(document, "4. Danh sách hồ sơ", ITEM)
    grid(document, LIST_COLUMNS, _list_rows(given.dossiers))
    text(document, f"{given.unit} báo cáo để tổng hợp theo quy định./.", BODY)
    end(document, given.frame)
    return as_bytes(document)


CAUSE_COLUMNS = [
    TableColumn("STT", 1.2, "center"),
    TableColumn("Nguyên nhân", 6.8),
    TableColumn("Đã giải quyết, trễ hạn", 2.7, "center"),
    TableColumn("Đang giải quyết, quá hạn", 2.7, "center"),
    TableColumn("Tổng số", 2.6, "center"),
]
LIST_COLUMNS = [
    TableColumn("STT", 1.2, "center"),
    TableColumn("Mã hồ sơ", 5.2),
    TableColumn("Thủ tục hành chính", 4.6),
    TableColumn("Phần", 1.4, "center"),
    TableColumn("Nguyên nhân", 3.6),
]


def _cause_rows(causes: Sequence[CauseCount]) -> list[Row]:
    rows = [
        Row((str(place), each.words, number(each.settled), number(each.open), number(each.settled + each.open)))
        for place, each in enumerate(causes, 1)
    ]
    settled, opened = sum(each.settled for each in causes), sum(each.open for each in causes)
    sums = ("", "Tổng cộng", number(settled), number(opened), number(settled + opened))
    return [*rows, Row(sums, is_bold=True)]


def _list_rows(dossiers: Sequence[ListedDossier]) -> list[Row]:
    return [
        Row((str(place), each.code, each.procedure_name, each.part, each.cause))
        for place, each in enumerate(dossiers, 1)
    ]
