"""Requests to whoever runs the one-stop system to set data right: asked, seen in a new reading, or not made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import make_aware

from phucvu.main.question import shown
from phucvu.web.accounts.audit import record
from phucvu.web.followup.actions.doors import RefusedError, Who, chunks, person_of, roles_of
from phucvu.web.followup.models import Correction, Objection
from phucvu.web.followup.states import tables

FIELD = "ngày hẹn, ngày kết thúc"
SEEN = "read"  # the system's own action in the tables


def ask(who: Who, objection: Objection) -> Correction:
    """One request for a dossier that the office found not overdue: what the source says, and the unit's grounds."""
    case = objection.case
    return Correction.objects.create(
        case=case,
        field=FIELD,
        old=_moments(case.due_at, case.ended_at),
        evidence=objection.reason[:300],
        asked_by=person_of(who),
    )


@transaction.atomic
def decide(who: Who, correction: Correction, action: str) -> None:
    """The office saw the correction by itself, or the operator will not make it."""
    found = Correction.objects.select_for_update().get(pk=correction.pk)
    machine = tables().correction
    if not machine.allows(action, found.state, roles_of(who)):
        raise RefusedError("Đề nghị sửa dữ liệu này đã được xử lý. Hãy tải lại trang.")
    found.state = machine.actions[action].to
    found.seen_at = timezone.now() if action == "see" else None
    found.save()
    record(who, f"correction.{action}", found.case.dossier_code, to=found.state)


@transaction.atomic
def follow(readings: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Close the requests whose dossier a new reading no longer calls overdue, with what it says now; their codes.

    ``readings``: dossier code -> {is_overdue, due_at, ended_at}; a dossier that is gone was not corrected.
    """
    codes = [code for code, row in readings.items() if row["is_overdue"] is False]
    action, seen = tables().correction.actions[SEEN], []
    for some in chunks(codes):
        asked = Correction.objects.select_for_update(of=("self",)).filter(state__in=action.starts)
        for each in asked.filter(case__dossier_code__in=some).select_related("case").order_by("pk"):
            row = readings[each.case.dossier_code]
            each.new = _moments(*(make_aware(row[name]) if row[name] else None for name in ("due_at", "ended_at")))
            each.state, each.seen_at = action.to, timezone.now()
            each.save()
            seen.append(each.case.dossier_code)
    if seen:
        record(None, f"correction.{SEEN}", "", cases=seen, to=action.to)
    return seen


def _moments(due: datetime | None, ended: datetime | None) -> str:
    """What a source says of a dossier, as people write it."""
    return f"Hẹn trả: {_moment(due, 'không ghi')}; kết thúc: {_moment(ended, 'chưa')}"


def _moment(moment: datetime | None, otherwise: str) -> str:
    return shown(timezone.localtime(moment)) if moment else otherwise
