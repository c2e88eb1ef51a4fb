"""After an import: what the source says now of the cases, results that close them, and lines that read otherwise."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import make_aware

from phucvu.errors import UserError
from phucvu.main import register
from phucvu.registry.clock import iso
from phucvu.web.accounts.audit import record
from phucvu.web.followup.actions import correcting, objecting
from phucvu.web.followup.actions.answering import settle
from phucvu.web.followup.actions.doors import RefusedError, Who, held, roles_of
from phucvu.web.followup.models import Case
from phucvu.web.followup.states import limit, tables
from phucvu.web.home import workspace
from phucvu.web.roles import OFFICE

Row = dict[str, Any]
CHANGES = {
    "gone": "hồ sơ không còn trong nguồn",
    "on_time": "nguồn nay ghi đúng hạn",
    "redated": "nguồn đã đổi hạn hoặc ngày kết thúc",
}


@transaction.atomic
def read_again(who: Who = None, as_at: str | None = None) -> dict[str, int]:
    """Compare every issued case with the lake, closed ones for a year too: {settled, changed}.

    A result closes an explained case. A line that is on time, gone or dated otherwise closes nothing: both readings
    are kept for a person to decide, and the issued figure stays. Corrections that were asked for are found made.
    """
    cases = held(_watched())
    now = register.readings(workspace(), [case.dossier_code for case in cases], as_at)
    touched, changed, ended, done = [], [], [], []
    for case in cases:
        row, before = now.get(case.dossier_code), (case.part, case.ended_at, case.source_change)
        if _note_change(case, row):
            changed.append(case)
        elif _note_end(case, row):
            ended.append(case)
            if case.state == "accepted" and not waiting([case]):
                done.append(case)
        if before != (case.part, case.ended_at, case.source_change):
            touched.append(case)
    Case.objects.bulk_update(touched, ["part", "ended_at", "source_change"], batch_size=500)
    if done:
        settle(done)
    correcting.follow(now)
    codes = {name: [case.dossier_code for case in some] for name, some in (("changed", changed), ("ended", ended))}
    record(who, "register.read", "", settled=len(done), **codes)
    return {"settled": len(done), "changed": len(changed)}


def _watched() -> Iterable[Case]:
    """Issued cases: all that are not closed, and closed ones as long as the limit says."""
    days = limit("watched_after_closing", timezone.localdate())
    since = timezone.now() - timedelta(days=days.amount if days else 0)
    return Case.objects.exclude(request__kind="provisional").exclude(state="closed", closed_at__lt=since).only("pk")


def _note_end(case: Case, row: Row | None) -> bool:
    """A late case whose result is there now: late and settled."""
    if row is None or case.part == "A" or not row["is_settled"] or not row["is_overdue"]:
        return False
    case.part, case.ended_at = "A", make_aware(row["ended_at"])
    return True


def _note_change(case: Case, row: Row | None) -> bool:
    """Whether the source reads otherwise than when it was issued, in a way not noted before."""
    kind, noted = _kind(case, row), case.source_change
    if kind is None:
        if noted and not noted.get("returned_at"):  # reads as issued again; what was noted stays to be seen
            case.source_change = noted | {"returned_at": timezone.now().isoformat()}
        return False
    if noted and _is_noted(case, noted, kind, row):
        return False
    case.source_change = {
        "kind": kind,
        "before": {"due_at": _text(case.due_at), "ended_at": _text(case.ended_at)},
        "after": {"due_at": _moment(row, "due_at"), "ended_at": _moment(row, "ended_at")},
        "seen_at": timezone.now().isoformat(),
        "decision": "",
        "earlier": [*noted.get("earlier", []), {**noted, "earlier": []}] if noted else [],
    }
    return True


def _is_noted(case: Case, noted: Row, kind: str, row: Row | None) -> bool:
    """Whether this very change was noted already; a late result of an open dossier is no further change."""
    after = noted["after"]
    is_same_end = case.part == "B" or after["ended_at"] == _moment(row, "ended_at")
    is_same_end = is_same_end or _same(case.ended_at, row["ended_at"] if row else None)
    is_same = noted["kind"] == kind and after["due_at"] == _moment(row, "due_at") and is_same_end
    return is_same and not noted.get("returned_at")


def _kind(case: Case, row: Row | None) -> str | None:
    if row is None:
        return "gone"
    if row["is_overdue"] is False:
        return "on_time"
    is_same_due = _same(case.due_at, row["due_at"])
    is_same_end = case.part == "B" or _same(case.ended_at, row["ended_at"])
    return None if is_same_due and is_same_end else "redated"


def _same(kept: datetime | None, read: datetime | None) -> bool:
    return kept == (make_aware(read) if read else None)


def _text(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None


def _moment(row: Row | None, name: str) -> str | None:
    return iso(row[name]) if row and row[name] else None


@transaction.atomic
def decide_change(who: Who, case: Case, decision: str, reason: str) -> None:
    """The office decides about a line that reads otherwise: ``kept`` (still overdue) or ``noted`` (counted apart).

    Noted, its demand ends; what was explained and accepted stays so. The issued figure stays either way.
    """
    if decision not in ("kept", "noted") or not reason.strip():
        raise UserError("Quyết định cần chọn giữ hay ghi nhận, và lý do.")
    if not roles_of(who) & OFFICE:
        raise RefusedError("Chỉ văn phòng quyết định về thay đổi của nguồn.")
    found = held([case])[0]
    if not found.source_change or found.source_change["decision"]:
        raise RefusedError("Thay đổi của nguồn đã được quyết định. Hãy tải lại trang.")
    found.source_change = found.source_change | {"decision": decision, "reason": reason.strip()}
    found.save(update_fields=["source_change"])
    record(who, "case.source_change", found.dossier_code, decision=decision)
    if decision == "noted" and found.state in tables().case.actions["set_apart"].starts:
        objecting.set_apart(who, [found], reason)
    if (found.state, found.part) == ("accepted", "A"):
        settle([found])  # its result had come while the question was open


@transaction.atomic
def decide_changes(who: Who, cases: Iterable[Case], decision: str, reason: str) -> int:
    """The same decision about several lines: all or none. Returns how many."""
    found = list(cases)
    if not found:
        raise RefusedError("Chưa chọn hồ sơ nào.")
    for case in found:
        decide_change(who, case, decision, reason)
    return len(found)


def waiting(cases: Iterable[Case]) -> list[Case]:
    """Cases whose source changed and about which nobody decided."""
    return [case for case in cases if case.source_change and not case.source_change["decision"]]
