"""The packet of a unit: the workbook to fill in and its Báo cáo giải trình, in one .zip; of a review the workbook."""

import zipfile
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db.models import Prefetch, Q

from phucvu.publications import explanation_report, explanation_sheet
from phucvu.publications.explanation_report import CauseCount, ListedDossier, UnitReport
from phucvu.publications.explanation_sheet import ExplanationSheet, Mark
from phucvu.publications.wording import file_name, moment_words
from phucvu.web.followup.models import Case, Objection, Request
from phucvu.web.followup.papers.heads import Heads, naive
from phucvu.web.followup.queries import requests_of
from phucvu.web.followup.states import tables
from phucvu.web.office.models import Publication

PARTS = {"A": "Đã giải quyết, trễ hạn", "B": "Đang giải quyết, quá hạn"}
ANSWERED = ("answered", "signed", "returned", "accepted", "closed")
STEMS = {"issued": "giai-trinh", "provisional": "ra-soat"}  # of file names
NO_ANSWER = "Chưa giải trình"


def cases_in(request: Request) -> list[Case]:
    """The dossiers of a request: asked now, or printed in its letter and still the unit's."""
    wanted = Q(request=request) | Q(lines__request=request, agency_code=request.agency_code)
    objections = Prefetch("objections", Objection.objects.order_by("-id"))
    found = Case.objects.filter(wanted).select_related("answer").prefetch_related(objections, "lines")
    return list(found.distinct().order_by("part", "dossier_code"))


def packet(request: Request) -> bytes:
    """The .zip of one unit."""
    return _zipped(_files(request, Heads(request.publication)))


def packets(publication: Publication, kind: str = "issued") -> bytes:
    """The packets of all units of a letter or its review, a folder each."""
    heads = Heads(publication)
    return _zipped(
        (f"{folder_of(request)}/{name}", content)
        for request in requests_of(publication, kind)
        for name, content in _files(request, heads)
    )


def folder_of(request: Request) -> str:
    return file_name(f"{request.agency_code} {request.agency_name}")


def _zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    saved = BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return saved.getvalue()


def _files(request: Request, heads: Heads) -> list[tuple[str, bytes]]:
    cases, name = cases_in(request), file_name(request.agency_code or request.agency_name)
    book = f"{STEMS[request.kind]}-{name}.xlsx", explanation_sheet.write(sheet(request, heads, cases))
    if request.kind == "provisional":  # nothing is explained before the letter
        return [book]
    return [book, (f"bao-cao-giai-trinh-{name}.docx", explanation_report.write(unit_report(request, heads, cases)))]


def sheet(request: Request, heads: Heads, cases: list[Case]) -> ExplanationSheet:
    """What the workbook holds."""
    is_review, moment = request.kind == "provisional", naive(request.due_at)
    title = "Rà soát trước công bố, hồ sơ quá hạn" if is_review else "Giải trình hồ sơ quá hạn"
    listed = "Danh sách tạm, chưa phải công văn" if is_review else heads.letter
    due = f" {'Hạn cho ý kiến' if is_review else 'Hạn báo cáo'}: {moment_words(moment)}." if moment else ""
    return ExplanationSheet(
        mark=Mark(request.pk, request.publication.edition_id, request.agency_code),
        title=f"{title} {heads.period_words}: {request.agency_name}",
        note=f"{listed}: {len(cases)} hồ sơ.{due}",
        rows=[{"place": place} | _printed(case, request) | filled_in(case) for place, case in enumerate(cases, 1)],
        lists={
            "cause": list(tables().causes.values()),
            "apology_channel": list(tables().channels.values()),
            "objection": list(tables().objections.values()),
        },
        is_simulated=heads.is_simulated,
        is_review=is_review,
    )


def _printed(case: Case, request: Request) -> dict[str, Any]:
    line = next((each for each in case.lines.all() if each.request_id == request.pk), None)
    return {
        "code": case.printed_code,
        "procedure_name": case.procedure_name,
        "received_at": naive(case.received_at),
        "due_at": naive(case.due_at),
        "ended_at": naive(case.ended_at),
        "late_text": line.late_text if line else "",
        "part_words": PARTS[case.part],
        "state_words": case.state_words,
    }


def filled_in(case: Case) -> dict[str, Any]:
    """The columns of the unit as the register knows them: an answer, an apology, an objection not yet decided."""
    answer = case.answer if case.state in ANSWERED else None
    objection = next(iter(case.objections.all()), None) if case.state == "objected" else None
    return {
        "cause": tables().causes[answer.cause] if answer else "",
        "words": answer.words if answer else "",
        "step": answer.step if answer else "",
        "apology_number": case.apology_number,
        "apology_on": case.apology_on,
        "apology_channel": tables().channels.get(case.apology_channel, ""),
        "new_promised_at": naive(case.new_promised_at),
        "objection": tables().objections[objection.kind] if objection else "",
        "objection_reason": objection.reason if objection else "",
    }


def unit_report(request: Request, heads: Heads, cases: list[Case]) -> UnitReport:
    """The unit's report as far as its answers go; objections decided leave the list."""
    asked = [case for case in cases if case.state != "removed"]
    steps = {case.answer.step.strip(): None for case in asked if case.answer and case.answer.step.strip()}
    return UnitReport(
        frame=heads.of_unit(request),
        unit=request.agency_name,
        period=heads.period_words,
        letter=heads.letter,
        causes=_causes(asked),
        dossiers=[ListedDossier(case.printed_code, case.procedure_name, case.part, _cause(case)) for case in asked],
        steps=list(steps),
    )


def _cause(case: Case) -> str:
    return case.answer.cause_words if case.answer and case.state in ANSWERED else ""


def _causes(cases: list[Case]) -> list[CauseCount]:
    counts = Counter((_cause(case) or NO_ANSWER, case.part) for case in cases)
    met = [words for words in (*tables().causes.values(), NO_ANSWER) if counts[words, "A"] + counts[words, "B"]]
    return [CauseCount(words, counts[words, "A"], counts[words, "B"]) for words in met]


def name_of(request: Request, at: datetime) -> str:
    """File name of a packet."""
    return f"{STEMS[request.kind]}-{file_name(request.agency_code or request.agency_name)}-{at:%Y%m%d}.zip"
