"""A table of apologies that the one-stop system sent, judged row by row."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from phucvu.errors import UserError
from phucvu.registry.codes import clean
from phucvu.web.followup.actions.apologising import Sent
from phucvu.web.followup.models import Case
from phucvu.web.followup.papers import sheets
from phucvu.web.followup.papers.filled import listed
from phucvu.web.followup.papers.sheets import Cells, TableRow
from phucvu.web.followup.states import tables

TITLES = {
    "Mã hồ sơ": "code",
    "Số hồ sơ": "code",
    "Số": "number",
    "Số văn bản": "number",
    "Số văn bản xin lỗi": "number",
    "Ngày": "on",
    "Ngày xin lỗi": "on",
    "Hình thức": "apology_channel",
    "Hình thức xin lỗi": "apology_channel",
}
NEEDED = ("code", "number", "on")
FORM = ("Mã hồ sơ", "Số văn bản xin lỗi", "Ngày xin lỗi", "Hình thức xin lỗi")
OUTCOMES = {"new": "Ghi nhận", "unchanged": "Không thay đổi", "faulty": "Chưa nhận được"}


@dataclass(frozen=True)
class JudgedApology:
    number: int
    code: str
    outcome: str
    sentence: str = ""
    case: Case | None = None
    sent: Sent | None = None

    @property
    def words(self) -> str:
        return OUTCOMES[self.outcome]


def judge(content: bytes) -> list[JudgedApology]:
    """Every row of the table. Raises UserError when it is no table with the columns needed."""
    rows = sheets.read(content, TITLES, NEEDED).rows
    codes = {clean(str(row.cells.get("code", ""))) for row in rows}
    cases = {clean(case.dossier_code): case for case in _cases(codes)}
    cases |= {clean(case.printed_code): case for case in list(cases.values())}
    seen: dict[int, int] = {}
    return [_judged(row, cases, seen) for row in rows]


def _cases(codes: set[str]) -> list[Case]:
    """All cases: printed codes have more forms than can be asked for one by one."""
    wanted = Case.objects.all().iterator()
    return [case for case in wanted if {clean(case.dossier_code), clean(case.printed_code)} & codes]


def _judged(row: TableRow, cases: dict[str, Case], seen: dict[int, int]) -> JudgedApology:
    code = str(row.cells.get("code", ""))[:80]
    try:
        case = cases.get(clean(code))
        if case is None:
            raise UserError("Mã hồ sơ không có trong sổ theo dõi hồ sơ quá hạn.")
        if case.pk in seen:
            raise UserError(f"Mã hồ sơ đã có ở dòng {seen[case.pk]}.")
        seen[case.pk] = row.number
        sent = _read(row.cells)
    except UserError as fault:
        return JudgedApology(row.number, code, "faulty", str(fault))
    if case.apology_source:
        return _again(row, case, sent)
    return JudgedApology(row.number, case.printed_code, "new", case=case, sent=sent)


def _read(cells: Cells) -> Sent:
    number = sheets.words(cells, "number", "Số văn bản xin lỗi", 60)
    on: date | None = sheets.day(cells, "on", "Ngày xin lỗi")
    if not number or on is None:
        raise UserError("Thiếu số hoặc ngày của văn bản xin lỗi.")
    if on > timezone.localdate():
        raise UserError("Ngày xin lỗi ở tương lai.")
    return Sent(number, on, listed(tables().channels, cells, "apology_channel"))


def _again(row: TableRow, case: Case, sent: Sent) -> JudgedApology:
    if (case.apology_number, case.apology_on) == (sent.number, sent.on):
        return JudgedApology(row.number, case.printed_code, "unchanged", case=case)
    on = f" ngày {case.apology_on:%d/%m/%Y}" if case.apology_on else ""
    sentence = f"Hồ sơ đã có văn bản xin lỗi khác: {case.apology_number or 'không số'}{on}."
    return JudgedApology(row.number, case.printed_code, "faulty", sentence)
