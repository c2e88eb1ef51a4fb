"""A filled workbook judged row by row: what answers, what objects, what is as before, what is faulty and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.timezone import make_aware

from phucvu.errors import UserError
from phucvu.publications.explanation_sheet import COLUMNS, Mark
from phucvu.registry.codes import clean
from phucvu.web.followup.actions.answering import Given
from phucvu.web.followup.models import Case, Request
from phucvu.web.followup.papers import sheets
from phucvu.web.followup.papers.packets import cases_in, filled_in
from phucvu.web.followup.papers.sheets import Cells, Table, TableRow
from phucvu.web.followup.states import limit, tables

TITLES = {column.title: column.key for column in COLUMNS}
NAMES = {column.key: column.title for column in COLUMNS}
NEEDED = ("code", "cause", "words")
FILLED = [column.key for column in COLUMNS if column.is_filled]
LONGEST = {"cause": 200, "words": 5000, "step": 5000, "apology_number": 60, "objection_reason": 5000}
END_OF_DAY = time(17)  # a new date without an hour
OUTCOMES = {"answer": "Giải trình", "object": "Có ý kiến", "unchanged": "Không thay đổi", "faulty": "Chưa nhận được"}


@dataclass(frozen=True)
class Entry:
    """The unit's columns of one row, read."""

    given: Given
    objection: str = ""
    objection_reason: str = ""

    @property
    def explains(self) -> bool:
        return bool(self.given.cause or self.given.words or self.given.step or self.given.new_promised_at)


@dataclass(frozen=True)
class Judged:
    """``outcome``: of OUTCOMES; ``sentence``: what is wrong with a faulty row."""

    number: int
    code: str
    outcome: str
    sentence: str = ""
    case: Case | None = None
    entry: Entry | None = None

    @property
    def words(self) -> str:
        return OUTCOMES[self.outcome]


def opened(content: bytes) -> Table:
    """The rows of a workbook with its mark. Raises UserError when it is no packet of the register."""
    table = sheets.read(content, TITLES, NEEDED)
    if table.mark is None:
        raise UserError("Tệp này không phải bảng giải trình của hệ thống. Hãy tải gói của yêu cầu và điền vào bảng đó.")
    return table


def request_of(mark: Mark) -> Request:
    """The request that a workbook names. Raises UserError when there is none with that edition."""
    found = Request.objects.filter(pk=mark.request, publication__edition_id=mark.edition).first()
    if found is None or found.agency_code != mark.agency:
        raise UserError("Bảng này thuộc một yêu cầu không còn trong sổ. Hãy tải gói mới rồi điền lại.")
    return found


def check_mark(mark: Mark | None, request: Request) -> None:
    """Raises UserError when a workbook is of another request than the page it is brought to."""
    if mark is None or mark.request != request.pk or mark.edition != request.publication.edition_id:
        raise UserError(
            "Bảng này thuộc yêu cầu hoặc công văn khác. Hãy nộp đúng tệp trong gói của yêu cầu này, hoặc tải gói mới."
        )


def judge(request: Request, table: Table) -> list[Judged]:
    """Every row with a dossier code or something filled in, in the order of the file."""
    cases = {clean(code): case for case in cases_in(request) for code in (case.dossier_code, case.printed_code)}
    seen: dict[int, int] = {}
    rows = (row for row in table.rows if any(key in row.cells for key in ("code", *FILLED)))
    return [_judged(request, row, cases, seen) for row in rows]


def _judged(request: Request, row: TableRow, cases: Mapping[str, Case], seen: dict[int, int]) -> Judged:
    code = str(row.cells.get("code", ""))[:80]
    try:
        case = _case(request, code, cases)
        if case.pk in seen:
            raise UserError(f"Mã hồ sơ đã có ở dòng {seen[case.pk]}. Mỗi hồ sơ chỉ ghi một dòng.")
        seen[case.pk] = row.number
        return _outcome(request, row, case)
    except UserError as fault:
        return Judged(row.number, code, "faulty", str(fault))


def _case(request: Request, code: str, cases: Mapping[str, Case]) -> Case:
    if not code:
        raise UserError("Dòng không có mã hồ sơ.")
    if found := cases.get(clean(code)):
        return found
    if Case.objects.filter(dossier_code=clean(code)).exists() or Case.objects.filter(printed_code=code).exists():
        raise UserError(f"Hồ sơ này không thuộc {request.agency_name} theo yêu cầu này.")
    raise UserError("Mã hồ sơ không có trong yêu cầu. Hãy giữ nguyên mã như trong gói.")


def _outcome(request: Request, row: TableRow, case: Case) -> Judged:
    if not any(key in row.cells for key in FILLED):
        return Judged(row.number, case.printed_code, "unchanged", case=case)
    entry, known = read(row.cells), read(filled_in(case))
    if entry == known:
        return Judged(row.number, case.printed_code, "unchanged", case=case)
    outcome = "object" if entry.objection or entry.objection_reason else "answer"
    if outcome == "object":
        _check_objection(entry, known, case)
    elif request.kind == "provisional":
        raise UserError("Rà soát trước công bố chỉ nhận Ý kiến và Lý do ý kiến; chưa nhận giải trình.")
    else:
        entry = _checked_answer(entry, known, case)
    _check_state(request, case, outcome)
    return Judged(row.number, case.printed_code, outcome, case=case, entry=entry)


def _check_state(request: Request, case: Case, action: str) -> None:
    found = tables().case.actions[action]
    if case.state not in found.starts:
        remedy = " Hãy rút trả lời cũ trước." if case.state == "answered" else ""
        raise UserError(f"Hồ sơ đang ở trạng thái “{case.state_words}” nên không nhận nội dung mới.{remedy}")
    if case.request_id != request.pk:
        raise UserError("Hồ sơ đang được hỏi ở công văn khác. Hãy dùng gói của công văn đó.")


def _check_objection(entry: Entry, known: Entry, case: Case) -> None:
    if not entry.objection:
        raise UserError("Có lý do nhưng chưa chọn Ý kiến trong danh sách.")
    if not entry.objection_reason:
        raise UserError("Có ý kiến nhưng chưa ghi Lý do ý kiến.")
    if entry.explains and entry.given != known.given:
        raise UserError("Dòng vừa giải trình vừa có ý kiến. Hãy chỉ giữ một trong hai.")


def _checked_answer(entry: Entry, known: Entry, case: Case) -> Entry:
    given = entry.given
    if not given.cause:
        raise UserError("Chưa chọn Nguyên nhân trong danh sách.")
    if not given.words:
        raise UserError("Chưa ghi Giải trình.")
    if given.apology_on and given.apology_on > timezone.localdate():
        raise UserError("Ngày xin lỗi ở tương lai. Hãy ghi ngày đã xin lỗi, hoặc để trống.")
    if (given.apology_number or given.apology_channel) and not given.apology_on:
        raise UserError("Có văn bản xin lỗi nhưng chưa ghi Ngày xin lỗi.")
    return replace(entry, given=_without_known(_checked_promise(given, known.given, case), case))


def _checked_promise(given: Given, known: Given, case: Case) -> Given:
    """A new date is promised for an open dossier, once; one that stands already is not promised again."""
    if given.new_promised_at is None or given.new_promised_at == known.new_promised_at:
        return replace(given, new_promised_at=None)
    if case.part != "B":
        raise UserError("Hồ sơ đã giải quyết xong nên không hẹn lại. Hãy bỏ trống ô Hẹn lại.")
    most = limit("new_promises", timezone.localdate())
    if most and case.new_promises >= most.amount:
        raise UserError(f"Hồ sơ đã hẹn lại {case.new_promises} lần. {most.vi} ({most.source}).")
    if given.new_promised_at <= timezone.now():
        raise UserError("Ngày hẹn lại đã qua. Hãy ghi một thời điểm sau lúc này.")
    return given


def _without_known(given: Given, case: Case) -> Given:
    """An apology made in batch or sent by the one-stop system stays known as that."""
    same = (given.apology_number, given.apology_on, given.apology_channel)
    if case.apology_source in ("batch", "system") and same == _apology(case):
        return replace(given, apology_number="", apology_on=None, apology_channel="")
    return given


def _apology(case: Case) -> tuple[Any, ...]:
    return case.apology_number, case.apology_on, case.apology_channel


def read(cells: Cells) -> Entry:
    """The unit's columns of a row. Raises UserError for the first that cannot be read."""
    promised = sheets.moment(cells, "new_promised_at", NAMES["new_promised_at"])
    text = {key: sheets.words(cells, key, NAMES[key], longest) for key, longest in LONGEST.items()}
    given = Given(
        cause=_chosen(tables().causes, text["cause"], NAMES["cause"]),
        words=text["words"],
        step=text["step"],
        apology_number=text["apology_number"],
        apology_on=sheets.day(cells, "apology_on", NAMES["apology_on"]),
        apology_channel=listed(tables().channels, cells, "apology_channel"),
        new_promised_at=_moment(promised),
        origin="packet",
    )
    return Entry(given, listed(tables().objections, cells, "objection"), text["objection_reason"])


def _moment(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    return make_aware(datetime.combine(value, END_OF_DAY) if value.time() == time() else value)


def listed(choices: Mapping[str, str], cells: Cells, key: str) -> str:
    """The code of a word chosen from a list."""
    return _chosen(choices, sheets.words(cells, key, NAMES[key], 200), NAMES[key])


def _chosen(choices: Mapping[str, str], text: str, title: str) -> str:
    if not text:
        return ""
    found = {clean(words): code for code, words in choices.items()}.get(clean(text))
    if found is None:
        raise UserError(f"Ô “{title}” ghi “{text}”, không có trong danh sách. Hãy chọn trong danh sách của ô.")
    return found


def counted(rows: Iterable[Judged]) -> dict[str, int]:
    """Outcome -> how many rows."""
    found = list(rows)
    return {name: sum(row.outcome == name for row in found) for name in OUTCOMES}
