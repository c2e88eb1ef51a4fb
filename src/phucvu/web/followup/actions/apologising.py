"""Apologies: made here in batch with running numbers, or sent before by the one-stop system and taken over."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from phucvu.errors import UserError
from phucvu.web.accounts.audit import record
from phucvu.web.followup.actions.answering import APOLOGY
from phucvu.web.followup.actions.doors import RefusedError, Who, by_code, held, person_of, roles_of
from phucvu.web.followup.models import Apology, ApologyBatch, ApologyCounter, Case, Request
from phucvu.web.followup.states import limit, tables
from phucvu.web.roles import OFFICE, UNIT, Role

MAKERS = UNIT | {Role.OFFICE}
KEPT = ("apology_source", *APOLOGY)


@dataclass(frozen=True)
class Wording:
    """What is printed on each apology of a batch. ``reason`` empty: the cause that each dossier's answer gives.

    ``new_promised_at``: of dossiers still open that have none yet; it counts as their one new date.
    """

    office: str
    signer: str = ""
    reason: str = ""
    new_promised_at: datetime | None = None
    channel: str = "paper"


@dataclass(frozen=True)
class Sent:
    """An apology that went out before."""

    number: str
    on: date
    channel: str = ""


@transaction.atomic
def make(who: Who, request: Request, cases: Collection[Case], wording: Wording) -> ApologyBatch:
    """Apologies for these dossiers of a request, numbered on from the unit's last of the year."""
    if not roles_of(who) & MAKERS:
        raise RefusedError("Vai trò của bạn không được lập phiếu xin lỗi.")
    locked = held(cases)
    _check(request, locked, wording)
    today = timezone.localdate()
    fields = {"office": wording.office.strip(), "signer": wording.signer.strip(), "by": person_of(who)}
    batch = ApologyBatch.objects.create(request=request, on=today, **fields)
    for case, number in zip(locked, _numbers(request.agency_code, today.year, len(locked)), strict=True):
        made = _slip(batch, case, number, wording)
        case.apology_source, case.apology_number = "batch", made.printed_number
        case.apology_on, case.apology_channel = today, wording.channel
    Case.objects.bulk_update(locked, [*KEPT, "new_promised_at", "new_promises"], batch_size=500)
    codes, promised = [case.dossier_code for case in locked], wording.new_promised_at
    told = {"cases": codes, "last": locked[-1].apology_number, "promised": promised.isoformat() if promised else None}
    record(who, "apology.make", str(batch.pk), agency=request.agency_code, **told)
    return batch


def _check(request: Request, cases: list[Case], wording: Wording) -> None:
    if not cases:
        raise UserError("Chưa chọn hồ sơ nào.")
    if not wording.office.strip():
        raise UserError("Chưa ghi chức vụ người ký phiếu xin lỗi.")
    if wording.channel not in tables().channels:
        raise UserError("Chưa chọn hình thức xin lỗi trong danh sách.")
    if wording.new_promised_at and wording.new_promised_at <= timezone.now():
        raise UserError("Ngày hẹn lại đã qua. Hãy ghi một thời điểm sau lúc này.")
    for case in cases:
        if fault := _fault(request, case, wording):
            raise RefusedError(f"Hồ sơ {case.printed_code} {fault}")


def _fault(request: Request, case: Case, wording: Wording) -> str:
    """Why no apology can be made for a case; empty when it can."""
    if case.agency_code != request.agency_code:
        return f"không thuộc {request.agency_name}."
    if case.state == "removed":
        return "không tính là quá hạn."
    if case.apology_source:
        return f"đã được xin lỗi bằng văn bản {case.apology_number}. Hãy tải lại trang."
    if not wording.reason.strip() and case.answer is None:
        return "chưa có giải trình nên chưa rõ lý do; hãy ghi lý do chung."
    return _promise_fault(case, wording)


def _promise_fault(case: Case, wording: Wording) -> str:
    if case.part != "B" or case.new_promised_at:
        return ""
    if wording.new_promised_at is None:
        return "đang giải quyết: phiếu cần thời điểm hẹn lại."
    most = limit("new_promises", timezone.localdate())
    if most and case.new_promises >= most.amount:
        return f"đã hẹn lại {case.new_promises} lần. {most.vi} ({most.source})."
    return ""


def _numbers(agency: str, year: int, count: int) -> range:
    """The next numbers, nobody else's: the counter is held until the transaction ends."""
    ApologyCounter.objects.get_or_create(agency_code=agency, year=year)
    counter = ApologyCounter.objects.select_for_update().get(agency_code=agency, year=year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return range(first, counter.last + 1)


def _slip(batch: ApologyBatch, case: Case, number: int, wording: Wording) -> Apology:
    gives_promise = case.part == "B" and case.new_promised_at is None
    if gives_promise:
        case.new_promised_at, case.new_promises = wording.new_promised_at, case.new_promises + 1
    return Apology.objects.create(
        batch=batch,
        case=case,
        agency_code=batch.request.agency_code,
        year=batch.on.year,
        number=number,
        reason=wording.reason.strip().rstrip(".") or (case.answer.cause_words if case.answer else ""),
        new_promised_at=case.new_promised_at if case.part == "B" else None,
        gives_promise=gives_promise,
    )


@transaction.atomic
def take_back(who: Who, batch: ApologyBatch, reason: str) -> None:
    """These apologies were not sent: their dossiers wait for one again. Their numbers stay used.

    Raises RefusedError once the office has accepted what one of them belongs to.
    """
    if not reason.strip():
        raise UserError("Rút phiếu xin lỗi cần lý do.")
    held_batch = ApologyBatch.objects.select_for_update().get(pk=batch.pk)
    action = tables().apology.actions["take_back"]
    if not roles_of(who) & set(action.roles):
        raise RefusedError("Vai trò của bạn không được rút phiếu xin lỗi.")
    if held_batch.state not in action.starts:
        raise RefusedError("Đợt phiếu này đã được rút. Hãy tải lại trang.")
    slips = {each.case_id: each for each in held_batch.apologies.all()}
    cases = held(Case.objects.filter(pk__in=slips))
    if done := next((case for case in cases if case.explained_at), None):
        raise RefusedError(f"Văn phòng đã chấp nhận giải trình hồ sơ {done.printed_code} nên không rút phiếu được nữa.")
    for case in cases:
        _undo(case, slips[case.pk], held_batch)
    Case.objects.bulk_update(cases, [*KEPT, "new_promised_at", "new_promises"], batch_size=500)
    held_batch.state = action.to
    held_batch.taken_back_by, held_batch.taken_back_at = person_of(who), timezone.now()
    held_batch.taken_back_reason = reason.strip()
    held_batch.save()
    codes = [case.dossier_code for case in cases]
    agency = held_batch.request.agency_code
    record(who, "apology.take_back", str(batch.pk), agency=agency, cases=codes, reason=reason.strip())


def _undo(case: Case, slip: Apology, batch: ApologyBatch) -> None:
    """An apology that the unit told since stays; so does a new date that another answer promised."""
    if (case.apology_source, case.apology_number, case.apology_on) == ("batch", slip.printed_number, batch.on):
        case.apology_source, case.apology_number, case.apology_on, case.apology_channel = "", "", None, ""
    if slip.gives_promise and case.new_promised_at == slip.new_promised_at:
        case.new_promised_at, case.new_promises = None, case.new_promises - 1


@transaction.atomic
def take_over(who: Who, sent: Mapping[str, Sent]) -> int:
    """Apologies that the one-stop system sent before: dossier code -> apology. One that is known stays as it is."""
    if not roles_of(who) & OFFICE:
        raise RefusedError("Chỉ Văn phòng nhập danh sách xin lỗi đã gửi.")
    cases = held(_known(sent))
    if again := next((case for case in cases if case.apology_source), None):
        raise RefusedError(f"Hồ sơ {again.printed_code} đã có văn bản xin lỗi. Hãy tải lại trang.")
    for case in cases:
        found = sent[case.dossier_code]
        case.apology_source, case.apology_number = "system", found.number
        case.apology_on, case.apology_channel = found.on, found.channel
    Case.objects.bulk_update(cases, KEPT, batch_size=500)
    record(who, "apology.take_over", "", cases=[case.dossier_code for case in cases])
    return len(cases)


def _known(sent: Mapping[str, Sent]) -> Iterable[Case]:
    found = by_code(sent)
    if missing := next((code for code in sent if code not in found), None):
        raise RefusedError(f"Không có hồ sơ {missing} trong sổ theo dõi.")
    return found.values()
