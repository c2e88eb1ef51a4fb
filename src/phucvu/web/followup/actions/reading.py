"""After an import: what the source says now of the cases, results that close them, and lines that read otherwise."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import make_aware

from phucvu.errors import UserError
from phucvu.main import register
from phucvu.registry.clock import iso
from phucvu.web.accounts.audit import record
from phucvu.web.followup.actions.answering import settle
from phucvu.web.followup.actions.doors import RefusedError, Who, held
from phucvu.web.followup.models import Case
from phucvu.web.home import workspace

Row = dict[str, Any]
CHANGES = {
    "gone": "hồ sơ không còn trong nguồn",
    "on_time": "nguồn nay ghi đúng hạn",
    "redated": "nguồn đã đổi hạn hoặc ngày kết thúc",
}


@transaction.atomic
def read_again(who: Who = None, as_at: str | None = None) -> dict[str, int]:
    """Compare every case that is not closed with the lake: {settled, changed}.

    A result closes an explained case. A line that is on time, gone or dated otherwise closes nothing: both readings
    are kept for a person to decide, and the issued figure stays.
    """
    cases = held(Case.objects.exclude(state="closed"))
    now = register.readings(workspace(), [case.dossier_code for case in cases], as_at)
    changed = [case for case in cases if _note_change(case, now.get(case.dossier_code))]
    ended = [case for case in cases if case not in changed and _note_end(case, now.get(case.dossier_code))]
    Case.objects.bulk_update(cases, ["part", "ended_at", "source_change"], batch_size=500)
    done = [case for case in ended if case.state == "accepted"]
    if done:
        settle(done)
    record(who, "register.read", "", settled=len(done), changed=[case.dossier_code for case in changed])
    return {"settled": len(done), "changed": len(changed)}


def _note_end(case: Case, row: Row | None) -> bool:
    """An open case whose result is there now: late and settled."""
    if row is None or not row["is_settled"] or case.part == "A":
        return False
    case.part, case.ended_at = "A", make_aware(row["ended_at"])
    return True


def _note_change(case: Case, row: Row | None) -> bool:
    """Whether the source reads otherwise than when it was issued, and was not decided about before."""
    kind = _kind(case, row)
    if kind is None or (case.source_change or {}).get("kind") == kind:
        return False
    case.source_change = {
        "kind": kind,
        "before": {"due_at": _text(case.due_at), "ended_at": _text(case.ended_at)},
        "after": {"due_at": _moment(row, "due_at"), "ended_at": _moment(row, "ended_at")},
        "seen_at": timezone.now().isoformat(),
        "decision": "",
    }
    return True


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
    """The office decides about a line that reads otherwise: ``kept`` (still overdue) or ``noted`` (counted apart)."""
    if decision not in ("kept", "noted") or not reason.strip():
        raise UserError("Quyết định cần chọn giữ hay ghi nhận, và lý do.")
    found = held([case])[0]
    if not found.source_change or found.source_change["decision"]:
        raise RefusedError("Thay đổi của nguồn đã được quyết định. Hãy tải lại trang.")
    found.source_change = found.source_change | {"decision": decision, "reason": reason.strip()}
    found.save(update_fields=["source_change"])
    record(who, "case.source_change", found.dossier_code, decision=decision)


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
