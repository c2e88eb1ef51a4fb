"""What the terminal does with the register: the board of a letter, packets out and in, the consolidated report.

Acts are those of a person "terminal:<user of the system>", who cannot sign in and has the office's role.
"""

import getpass
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from phucvu.errors import UserError
from phucvu.publications import register_report
from phucvu.publications.wording import file_name
from phucvu.web.accounts.audit import record
from phucvu.web.accounts.models import Person, Post
from phucvu.web.followup.papers.filled import counted, opened, request_of
from phucvu.web.followup.papers.heads import Heads
from phucvu.web.followup.papers.packets import STEMS, packet
from phucvu.web.followup.papers.report import report as counts_of
from phucvu.web.followup.papers.report import with_cases
from phucvu.web.followup.papers.sheets import MAX_BYTES
from phucvu.web.followup.papers.taking import take_in
from phucvu.web.followup.queries import kind_asked, requests_of
from phucvu.web.office.models import Publication
from phucvu.web.office.queries import issued
from phucvu.web.roles import Role

Row = dict[str, Any]


def board(edition: str | None) -> Row:
    """The report's counts without its single cases."""
    found = counts_of(_letter(edition), timezone.now())
    return {name: value for name, value in found.items() if name != "notes"}


def packets(edition: str | None, folder: Path) -> list[Row]:
    """A .zip per unit of the letter, or of its review before: {agency_code, agency_name, path, kind}."""
    reviewed = Publication.objects.filter(edition_id=edition or "").first()
    is_review = reviewed is not None and kind_asked(reviewed) == "provisional"
    publication, kind = (reviewed, "provisional") if reviewed and is_review else (_letter(edition), "issued")
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for request in requests_of(publication, kind):
        path = folder / f"{STEMS[kind]}-{file_name(request.agency_code or request.agency_name)}.zip"
        path.write_bytes(packet(request))
        about = {"agency_code": request.agency_code, "agency_name": request.agency_name}
        rows.append(about | {"path": str(path), "kind": kind})
    return rows


def packet_in(file: Path) -> Row:
    """A filled workbook taken in: counts, and rows as {row, dossier_code, outcome, sentence} without unchanged ones."""
    content = _content(file)
    table = opened(content)
    assert table.mark is not None
    request = request_of(table.mark)
    judged = take_in(_person(), request, table, hashlib.sha256(content).hexdigest())
    rows = [
        {"row": each.number, "dossier_code": each.code, "outcome": each.outcome, "sentence": each.sentence}
        for each in judged
        if each.outcome != "unchanged"
    ]
    about = {"edition_id": request.publication.edition_id, "agency_code": request.agency_code}
    return about | {"agency_name": request.agency_name} | counted(judged) | {"rows": rows}


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise UserError(f"Không có tệp “{file}”.")
    if file.stat().st_size > MAX_BYTES:
        raise UserError("Tệp lớn hơn 5 MB. Hãy nộp đúng tệp bảng, không kèm hình ảnh.")
    return file.read_bytes()


def report(edition: str | None, folder: Path) -> list[Row]:
    """The consolidated report as .docx, .xlsx and .json, and its dossiers as .xlsx: {path, bytes}."""
    letter = _letter(edition)
    data = with_cases(letter, timezone.now())
    folder.mkdir(parents=True, exist_ok=True)
    report_name, cases_name = (f"{stem}-giai-trinh-{file_name(letter.period)}" for stem in ("bao-cao", "ho-so"))
    contents = {
        f"{report_name}.docx": register_report.write_docx(data, Heads(letter).of_office()),
        f"{report_name}.xlsx": register_report.write_xlsx(data),
        f"{report_name}.json": json.dumps(data, ensure_ascii=False, indent=1).encode(),
        f"{cases_name}.xlsx": register_report.write_cases(data),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [{"path": str(folder / name), "bytes": len(content)} for name, content in contents.items()]


def _letter(edition: str | None) -> Publication:
    """The letter of an edition, default the newest issued one with requests."""
    if edition is None:
        known = (each for each in issued() if each.requests.filter(kind="issued").exists())
        found = next(known, None)
        if found is None:
            raise UserError("Chưa có công văn đã ban hành nào mở sổ giải trình. Hãy ban hành công văn trên trang.")
        return found
    asked = Publication.objects.filter(edition_id=edition, requests__kind="issued").first()
    if asked is None:
        raise UserError(f"Ấn bản {edition} chưa mở sổ giải trình. Hãy chọn ấn bản đã ban hành.")
    return asked


@transaction.atomic
def _person() -> Person:
    """Whoever is at the keyboard, as the system knows them; an administrator may end their post as any other."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    defaults = {"full_name": f"Dòng lệnh ({user})", "is_active": False, "password": "!"}
    person, is_new = Person.objects.get_or_create(username=f"terminal:{user}"[:150], defaults=defaults)
    if is_new:
        Post.objects.create(person=person, role=Role.OFFICE.value)
        record(None, "person.terminal", person.username)
    return person
