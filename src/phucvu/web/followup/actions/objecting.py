"""Objections and their decisions, transfers, extensions, corrections of data, closing and opening again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from phucvu.errors import UserError
from phucvu.main import register
from phucvu.web.accounts.audit import record
from phucvu.web.followup.actions import correcting
from phucvu.web.followup.actions.doors import RefusedError, Who, held, pass_through, person_of, roles_of, save
from phucvu.web.followup.models import Case, Objection, Request
from phucvu.web.followup.states import tables
from phucvu.web.home import workspace


@transaction.atomic
def object_to(who: Who, request: Request, cases: Collection[Case], kind: str, reason: str) -> list[Objection]:
    """A unit says why these lines are wrong."""
    if kind not in tables().objections:
        raise UserError("Chưa chọn loại ý kiến trong danh sách.")
    if not reason.strip():
        raise UserError("Ý kiến cần lý do để văn phòng xem xét.")
    locked = held(cases)
    if strange := [case for case in locked if case.agency_code != request.agency_code]:
        raise RefusedError(f"Hồ sơ {strange[0].printed_code} không thuộc {request.agency_name}.")
    if Request.objects.filter(pk=request.pk, ended_at__isnull=False).exists():
        raise RefusedError("Đợt rà soát đã kết thúc. Hãy nêu ý kiến khi công văn được ban hành.")
    pass_through(who, "object", locked, kind=kind)
    save(locked)
    person = person_of(who)
    return [
        Objection.objects.create(case=case, request=request, kind=kind, reason=reason.strip(), by=person)
        for case in locked
    ]


@transaction.atomic
def decide(who: Who, objections: Collection[Objection], is_accepted: bool, reason: str) -> None:
    """Accept or refuse objections with a reason; an accepted one (not overdue) asks the operator to set data right."""
    _reasoned(reason)
    if decided := [each for each in objections if each.decision]:
        raise RefusedError(f"Ý kiến về hồ sơ {decided[0].case.printed_code} đã được quyết định. Hãy tải lại trang.")
    cases = held([each.case for each in objections])
    pass_through(who, "accept_objection" if is_accepted else "refuse_objection", cases, reason=reason.strip())
    now = timezone.now()
    for case in cases if is_accepted else ():
        case.removed_at = now
    save(cases, "removed_at")
    _decided(who, objections, "accepted" if is_accepted else "refused", reason)
    for each in objections if is_accepted else ():
        if each.kind == "not_overdue":
            correcting.ask(who, each)


@transaction.atomic
def transfer(who: Who, cases: Collection[Case], agency: str, deadline_at: datetime | None, reason: str) -> Request:
    """Cases move to another unit with its own deadline; objections that asked for it are decided so."""
    _reasoned(reason)
    names = register.units(workspace())
    if agency not in names:
        raise UserError(f"Không có đơn vị {agency} trong danh mục.")
    locked = held(cases)
    if any(case.agency_code == agency for case in locked):
        raise UserError("Hồ sơ đã thuộc đơn vị này rồi.")
    pass_through(who, "transfer", locked, agency=agency, reason=reason.strip())
    asked = _request_of(locked, agency, names[agency], deadline_at)
    for case in locked:
        case.agency_code, case.request, case.answer = agency, asked, None
    save(locked, "agency_code", "request", "answer")
    open_ones = Objection.objects.filter(case__in=locked, decision="")
    _decided(who, list(open_ones), "transferred", reason, agency)
    return asked


def _request_of(cases: list[Case], agency: str, name: str, deadline_at: datetime | None) -> Request:
    """The other unit's request under the same letter, made where it has none."""
    first = next(case.request for case in cases if case.request)
    made, is_new = Request.objects.get_or_create(
        publication=first.publication,
        kind=first.kind,
        agency_code=agency,
        defaults={"agency_name": name, "deadline_at": deadline_at or first.deadline_at},
    )
    if not is_new and deadline_at and (made.deadline_at is None or deadline_at > made.deadline_at):
        made.deadline_at = deadline_at
        made.save(update_fields=["deadline_at"])
    return made


def _decided(who: Who, objections: Collection[Objection], decision: str, reason: str, agency: str = "") -> None:
    for each in objections:
        each.decision, each.decision_reason, each.transferred_to = decision, reason.strip(), agency
        each.decided_by, each.decided_at = person_of(who), timezone.now()
        each.save()


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise UserError("Quyết định cần lý do.")


@transaction.atomic
def close(who: Who, cases: Collection[Case], reason: str) -> None:
    """The office closes a case that no result will close."""
    _end(who, cases, reason, "close", "closed_at")


@transaction.atomic
def drop(who: Who, cases: Collection[Case], reason: str) -> None:
    """The office takes a demand back: the letter was withdrawn, the source was wrong. Never counted as explained."""
    _end(who, cases, reason, "drop", "removed_at")


@transaction.atomic
def set_apart(who: Who, cases: Collection[Case], reason: str) -> None:
    """The source changed after issue and the office counts these apart: nothing is asked of the unit any more."""
    _end(who, cases, reason, "set_apart", "removed_at")
    _decided(who, list(Objection.objects.filter(case__in=cases, decision="")), "noted", reason)


def _end(who: Who, cases: Collection[Case], reason: str, action: str, moment: str) -> None:
    """Through the table, with the reason and the ``moment`` column set to now."""
    _reasoned(reason)
    locked, now = held(cases), timezone.now()
    pass_through(who, action, locked, reason=reason.strip())
    for case in locked:
        setattr(case, moment, now)
        case.close_reason = reason.strip()
    save(locked, moment, "close_reason")


@transaction.atomic
def reopen(who: Who, cases: Collection[Case], reason: str) -> None:
    _reasoned(reason)
    locked = held(cases)
    pass_through(who, "reopen", locked, reason=reason.strip())
    for case in locked:
        case.closed_at, case.removed_at, case.close_reason, case.answer = None, None, "", None
    save(locked, "closed_at", "removed_at", "close_reason", "answer")


@transaction.atomic
def extend(who: Who, request: Request, action: str, to: datetime | None = None, reason: str = "") -> Request:
    """Ask for (``to``, ``reason``), grant or refuse a later deadline of a request."""
    found = Request.objects.select_for_update().get(pk=request.pk)
    machine = tables().extension
    if not machine.allows(action, found.extension, roles_of(who)):
        words = machine.states[found.extension].lower()
        raise RefusedError(f"Không thể “{machine.actions[action].vi}”: yêu cầu {words}. Hãy tải lại trang.")
    if action == "ask":
        _reasoned(reason)
        if to is None or (found.deadline_at and to <= found.deadline_at):
            raise UserError("Hạn mới phải sau hạn đang có.")
        found.extension_to, found.extension_reason = to, reason.strip()
    found.extension = machine.actions[action].to
    found.save()
    record(who, f"extension.{action}", str(found.pk), to=found.extension)
    return found
