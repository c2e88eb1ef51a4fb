"""The unit's answers, the head's signature, and the office's acceptance or return."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from phucvu.errors import UserError
from phucvu.web.followup.actions import evidence
from phucvu.web.followup.actions.doors import RefusedError, Who, held, pass_through, person_of, roles_of, save
from phucvu.web.followup.models import Answer, Case, Request
from phucvu.web.followup.states import limit, tables
from phucvu.web.roles import Role

APOLOGY = ("apology_number", "apology_on", "apology_channel")


@dataclass(frozen=True)
class Given:
    """What a unit says of a group of dossiers. ``origin``: site, packet (a filled .xlsx), document (by the office)."""

    cause: str
    words: str
    step: str = ""
    apology_number: str = ""
    apology_on: date | None = None
    apology_channel: str = ""
    new_promised_at: datetime | None = None
    origin: str = "site"


@transaction.atomic
def answer(
    who: Who, request: Request, cases: Collection[Case], given: Given, files: Sequence[evidence.File] = ()
) -> Answer:
    """One explanation for these dossiers of a request, with its files.

    Raises UserError for what is missing or not allowed."""
    _check(given)
    proofs = evidence.checked(files)
    now, locked = timezone.now(), held(cases)
    if Request.objects.filter(pk__in={request.pk, *(case.request_id for case in locked)}, kind="provisional").exists():
        raise RefusedError("Đây là danh sách rà soát trước công bố: chỉ nhận ý kiến, chưa nhận giải trình.")
    _check_cases(request, locked, given)
    made = Answer.objects.create(request=request, by=person_of(who), at=now, **_fields(given))
    told = {
        "apologised": bool(given.apology_number or given.apology_on),
        "promised": _iso(given.new_promised_at),
        "files": [each.sha256 for each in proofs],
    }
    pass_through(who, "answer", locked, answer=made.pk, cause=given.cause, request=request.pk, **told)
    for case in locked:
        case.answer = made
        if given.new_promised_at and case.part == "B":
            case.new_promised_at, case.new_promises = given.new_promised_at, case.new_promises + 1
        if given.apology_number or given.apology_on:
            case.apology_source = "unit"
            for name in APOLOGY:
                setattr(case, name, getattr(given, name))
    save(locked, "answer", "new_promised_at", "new_promises", "apology_source", *APOLOGY)
    evidence.keep(made, proofs)
    return made


@transaction.atomic
def record_document(
    who: Who,
    request: Request,
    cases: Collection[Case],
    given: Given,
    number: str,
    on: date | None,
    files: Sequence[evidence.File] = (),
) -> Answer:
    """What a unit answered by a signed document, written down for it: answered and signed by its number and day."""
    if not number.strip() or on is None:
        raise UserError("Ghi thay đơn vị thì cần số và ngày của văn bản đơn vị đã ký.")
    made = answer(who, request, cases, replace(given, origin="document"), files)
    sign(who, [made], number, on)
    return made


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _fields(given: Given) -> dict[str, Any]:
    names = ("cause", "words", "step", *APOLOGY, "new_promised_at", "origin")
    return {name: getattr(given, name) for name in names}


def _check(given: Given) -> None:
    if given.cause not in tables().causes:
        raise UserError("Chưa chọn nguyên nhân quá hạn trong danh sách.")
    if not given.words.strip():
        raise UserError("Chưa ghi nội dung giải trình.")
    if given.apology_on and given.apology_on > timezone.localdate():
        raise UserError("Ngày xin lỗi ở tương lai. Hãy ghi ngày đã xin lỗi, hoặc để trống.")


def _check_cases(request: Request, cases: Collection[Case], given: Given) -> None:
    if strange := [case for case in cases if case.agency_code != request.agency_code]:
        raise RefusedError(f"Hồ sơ {strange[0].printed_code} không thuộc {request.agency_name}.")
    if given.new_promised_at is None:
        return
    if all(case.part == "A" for case in cases):
        raise UserError("Hồ sơ đã giải quyết xong (phần A) thì không hẹn lại ngày trả. Hãy để trống ô hẹn lại.")
    if given.new_promised_at <= timezone.now():
        raise UserError("Ngày hẹn lại đã qua. Hãy ghi một thời điểm sau lúc này.")
    most = limit("new_promises", timezone.localdate())
    again = [case for case in cases if case.part == "B" and most and case.new_promises >= most.amount]
    if most and again:
        raise UserError(
            f"Hồ sơ {again[0].printed_code} đã hẹn lại {again[0].new_promises} lần. {most.vi} ({most.source})."
        )


@transaction.atomic
def withdraw(who: Who, cases: Collection[Case]) -> None:
    """Take an answer back before the head has signed; the promised new date and the apology that it told go too."""
    locked = held(cases)
    answers = Answer.objects.in_bulk({case.answer_id for case in locked if case.answer_id})
    pass_through(who, "withdraw", locked)
    for case in locked:
        told = answers.get(case.answer_id)
        if told and told.new_promised_at and case.new_promised_at == told.new_promised_at:
            case.new_promised_at, case.new_promises = None, case.new_promises - 1
        if told and case.apology_source == "unit" and (told.apology_number or told.apology_on):
            case.apology_source, case.apology_number, case.apology_on, case.apology_channel = "", "", None, ""
        case.answer = None
    save(locked, "answer", "new_promised_at", "new_promises", "apology_source", *APOLOGY)


@transaction.atomic
def sign(who: Who, answers: Collection[Answer], number: str = "", on: date | None = None) -> None:
    """The head signs, by login or by the number and day of a signed document; all cases of the answers go on.

    Who is not the head signs nothing: the office writes down what the head signed on paper.
    """
    person = person_of(who)
    cases = held(Case.objects.filter(answer__in=answers, state="answered"))
    if bool(number.strip()) != bool(on):
        raise UserError("Văn bản của đơn vị cần đủ số và ngày.")
    if on and on > timezone.localdate():
        raise UserError("Ngày văn bản ở tương lai.")
    if not number.strip() and Role.UNIT_HEAD not in roles_of(who):
        raise UserError("Văn phòng ghi việc ký thay đơn vị thì cần số và ngày của văn bản đã ký.")
    pass_through(who, "sign", cases, answers=[each.pk for each in answers], document=number)
    save(cases)
    for each in answers:
        each.signed_by, each.signed_at = person, timezone.now()
        each.document_number, each.document_on = number.strip(), on
        each.save(update_fields=["signed_by", "signed_at", "document_number", "document_on"])


@transaction.atomic
def accept(who: Who, cases: Collection[Case]) -> None:
    """The explanation holds; a dossier that is settled closes at once, an open one waits for its result."""
    locked = held(cases)
    pass_through(who, "accept", locked)
    now = timezone.now()
    for case in locked:
        case.explained_at = case.explained_at or now
    save(locked, "explained_at")
    settled = [case for case in locked if case.part == "A"]
    if settled:
        settle(settled)


@transaction.atomic
def give_back(who: Who, cases: Collection[Case], reason: str) -> None:
    """The office returns answers with its reason; the unit answers anew."""
    if not reason.strip():
        raise UserError("Trả lại cần lý do, để đơn vị biết phải bổ sung gì.")
    locked = held(cases)
    answers = {case.answer_id for case in locked if case.answer_id}
    pass_through(who, "return", locked, reason=reason.strip())
    save(locked)
    Answer.objects.filter(pk__in=answers).update(return_reason=reason.strip())


def settle(cases: Collection[Case]) -> None:
    """By rule: the result is there and the explanation accepted, so the case is closed."""
    pass_through(None, "settle", cases)
    now = timezone.now()
    for case in cases:
        case.closed_at, case.close_reason = now, "Có kết quả, giải trình được chấp nhận"
    save(cases, "closed_at", "close_reason")
