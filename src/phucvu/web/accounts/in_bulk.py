"""A list of accounts from .xlsx: read without trusting it, judged row by row, taken in whole or not at all."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from itertools import zip_longest
from typing import IO, Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from phucvu.errors import UserError
from phucvu.web.accounts import actions, entries
from phucvu.web.accounts.audit import record
from phucvu.web.accounts.models import ROLES, Person
from phucvu.web.roles import Role

HEADINGS = ["tài khoản", "họ tên", "điện thoại", "vai trò", "mã đơn vị", "từ ngày"]
MAX_BYTES = 5_000_000
MAX_UNPACKED = 60_000_000
MAX_ROWS = 2_000
UNREADABLE = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError, SyntaxError)
NEW, CHANGE, SAME, FAULTY = "new", "change", "same", "faulty"


@dataclass(frozen=True)
class Line:
    """A row as it stands in the file; number as the spreadsheet shows it."""

    number: int
    cells: list[str]


@dataclass
class Judged:
    """What a row would do; ``faults``: sentences with the remedy."""

    line: Line
    username: str = ""
    full_name: str = ""
    phone: str = ""
    role: Role | None = None
    agency: str = ""
    since: date | None = None
    what: str = NEW
    faults: list[str] = field(default_factory=list)


def read(file: IO[bytes], size: int) -> list[Line]:
    """The rows of the first sheet under its headings; formulas are text. Raises UserError on another kind of file."""
    if size > MAX_BYTES:
        raise UserError(_("Tệp lớn hơn 5 MB. Hãy chia thành nhiều danh sách."))
    _check(file)
    file.seek(0)
    try:
        sheet = load_workbook(BytesIO(file.read()), read_only=True, data_only=False).worksheets[0]
        rows = [
            [_text(cell) for cell in row]
            for row in sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=len(HEADINGS), values_only=True)
        ]
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        SyntaxError,
    ) as error:
        raise UserError(_("Không mở được tệp. Hãy mở bằng Excel và lưu lại dạng .xlsx.")) from error
    return _lines(rows)


def _check(file: IO[bytes]) -> None:
    """By content, not by name: a workbook, and not one that swells when unpacked."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
    except zipfile.BadZipFile:
        members = []
    if "xl/workbook.xml" not in {member.filename for member in members}:
        raise UserError(_("Tệp không phải .xlsx. Hãy dùng mẫu tải về và lưu dạng Excel (.xlsx)."))
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise UserError(_("Tệp phình quá lớn khi mở. Hãy dùng mẫu tải về, chỉ giữ các dòng cần thiết."))


def _lines(rows: list[list[str]]) -> list[Line]:
    headings = [cell.casefold() for cell in rows[0]] if rows else []
    if headings[: len(HEADINGS)] != HEADINGS:
        raise UserError(_("Dòng đầu phải là các cột: %(names)s.") % {"names": ", ".join(HEADINGS)})
    lines = [Line(number, cells) for number, cells in enumerate(rows[1:], 2) if any(cells)]
    if not lines:
        raise UserError(_("Danh sách không có dòng nào dưới dòng tên cột."))
    if len(rows) > MAX_ROWS + 1:
        raise UserError(_("Danh sách dài hơn 2.000 dòng. Hãy chia thành nhiều tệp."))
    return lines


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).split())[:200]


def judge(request: HttpRequest, lines: list[Line]) -> list[Judged]:
    """What each row would do now, in the order of the file."""
    people = {person.username: person for person in Person.objects.all()}
    good: list[Judged] = []
    judged = []
    for line in lines:
        found = _read_row(line)
        if not found.faults:
            found.faults = _against(request, found, people.get(found.username), good)
        if found.faults:
            found.what = FAULTY
        else:
            found.what = _what(found, people.get(found.username))
            good.append(found)
        judged.append(found)
    return judged


def _read_row(line: Line) -> Judged:
    found = Judged(line)
    username, full_name, phone, role, agency, since = [*line.cells, *[""] * len(HEADINGS)][: len(HEADINGS)]

    def taken(reader: Callable[..., Any], *typed: Any) -> Any:
        try:
            return reader(*typed)
        except UserError as fault:
            found.faults.append(str(fault))
            return None

    found.username = taken(entries.username, username) or ""
    found.full_name = taken(entries.full_name, full_name) or ""
    found.phone = taken(entries.phone, phone) or ""
    found.role = taken(entries.role, role) if role else None
    found.agency = (taken(entries.agency, agency, found.role) if found.role else taken(_no_agency, agency)) or ""
    found.since = taken(entries.day, since)
    taken(entries.beginning, found.since)
    return found


def _no_agency(typed: str) -> str:
    if typed:
        raise UserError(_("Có mã đơn vị thì phải có vai trò đúng ở cột “vai trò”."))
    return ""


def _against(request: HttpRequest, found: Judged, person: Person | None, good: list[Judged]) -> list[str]:
    """Faults against the rows above and what is there already."""
    faults = []
    for other in (each for each in good if each.username == found.username):
        if (other.full_name, other.phone) != (found.full_name, found.phone):
            faults.append(
                _("Họ tên hoặc điện thoại khác dòng %(row)d của cùng tài khoản.") % {"row": other.line.number}
            )
        if (other.role, other.agency) == (found.role, found.agency):
            faults.append(_("Trùng dòng %(row)d: hãy bỏ một dòng.") % {"row": other.line.number})
    if person and found.role:
        try:
            actions.check_may_receive(request, person)
        except UserError as fault:
            faults.append(str(fault))
    return faults


def _what(found: Judged, person: Person | None) -> str:
    if person is None:
        return NEW
    is_renamed = (person.full_name, person.phone) != (found.full_name, found.phone)
    return CHANGE if is_renamed or _is_post_new(found, person) else SAME


def _is_post_new(found: Judged, person: Person) -> bool:
    if found.role is None:
        return False
    return not person.posts.open().filter(role=found.role.value, agency_code=found.agency).exists()


def counted(judged: list[Judged]) -> dict[str, int]:
    return {what: sum(each.what == what for each in judged) for what in (NEW, CHANGE, SAME, FAULTY)}


@transaction.atomic
def take_in(request: HttpRequest, judged: list[Judged]) -> dict[str, int]:
    """The good rows, all or none. How many of each kind, faulty ones too."""
    counts = counted(judged)
    for each in judged:
        if each.what in (NEW, CHANGE):
            _take_row(request, each)
    record(request, "accounts_taken_in", "", **counts)
    return counts


def _take_row(request: HttpRequest, found: Judged) -> None:
    person = Person.objects.filter(username=found.username).first()
    if person is None:
        person = actions.open_account(request, found.username, found.full_name, found.phone)
    elif (person.full_name, person.phone) != (found.full_name, found.phone):
        actions.change_account(request, person, found.full_name, found.phone)
    if found.role and _is_post_new(found, person):
        actions.give_post(request, person, found.role, found.agency, entries.beginning(found.since))


def template() -> bytes:
    """The empty list to fill in, with the roles and agencies on a second sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Tài khoản"
    sheet.append(HEADINGS)
    for column, width in zip("ABCDEF", (20, 30, 16, 24, 16, 14), strict=True):
        sheet.column_dimensions[column].width = width
        sheet[f"{column}1"].font = Font(bold=True)
    sheet.freeze_panes = "A2"
    help_sheet = book.create_sheet("Vai trò và đơn vị")
    help_sheet.append(["vai trò", "", "mã đơn vị (chỉ cho vai trò của đơn vị)", "tên đơn vị"])
    for role, agency in zip_longest(ROLES.values(), entries.agency_names().items(), fillvalue=""):
        help_sheet.append([str(role), "", *(agency or ("", ""))])
    made = BytesIO()
    book.save(made)
    return made.getvalue()
