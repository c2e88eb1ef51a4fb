"""Taking a filled workbook in: its good rows go through the doors, its faulty ones stay out; all in one transaction."""

from collections import defaultdict

from django.db import transaction

from phucvu.web.accounts.audit import record
from phucvu.web.followup.actions import answering, objecting
from phucvu.web.followup.actions.doors import RefusedError, Who, held, roles_of
from phucvu.web.followup.models import Case, Request
from phucvu.web.followup.papers.filled import Judged, check_mark, counted, judge
from phucvu.web.followup.papers.sheets import Table
from phucvu.web.followup.states import tables


@transaction.atomic
def take_in(who: Who, request: Request, table: Table, sha256: str) -> list[Judged]:
    """Answers and objections of the workbook, judged anew while the cases are held. Returns what became of each row.

    Equal words become one answer. Raises RefusedError when the person may not answer; then nothing was written.
    """
    check_mark(table.mark, request)
    if not roles_of(who) & set(tables().case.actions["answer"].roles):
        raise RefusedError("Vai trò của bạn không được nộp giải trình.")
    held(Case.objects.filter(agency_code=request.agency_code))
    rows = judge(request, table)
    for given, cases in _grouped(rows, "answer").items():
        answering.answer(who, request, cases, given[0])
    for (_, kind, reason), cases in _grouped(rows, "object").items():
        objecting.object_to(who, request, cases, kind, reason)
    record(who, "packet.in", str(request.pk), agency=request.agency_code, sha256=sha256, **counted(rows))
    return rows


def _grouped(rows: list[Judged], outcome: str) -> dict[tuple[answering.Given, str, str], list[Case]]:
    found: defaultdict[tuple[answering.Given, str, str], list[Case]] = defaultdict(list)
    for row in rows:
        if row.outcome == outcome and row.case and row.entry:
            given = row.entry.given if outcome == "answer" else answering.Given("", "")
            found[given, row.entry.objection, row.entry.objection_reason].append(row.case)
    return found
