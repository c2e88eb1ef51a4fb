"""Acts on a letter, one function each: the state asked for must still be the state, and the log is written with it."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.dispatch import receiver
from django.http import Http404, HttpRequest
from django.utils import timezone

from phucvu.errors import UserError
from phucvu.main.editions import published
from phucvu.web.accounts import audit
from phucvu.web.accounts.models import Event, Person
from phucvu.web.accounts.signals import handed_over
from phucvu.web.home import workspace
from phucvu.web.office.letters.signed import Signing, counted, in_words, is_whole
from phucvu.web.office.letters.transitions import TABLE, WORDS
from phucvu.web.office.models import STATES, Publication
from phucvu.web.office.signals import issued
from phucvu.web.policies import held

UNDER_WAY = ("draft", "checked", "submitted", "signed")


def subject(publication: Publication) -> str:
    """How the log names a publication."""
    return f"publication/{publication.pk}"


@transaction.atomic
def check(request: HttpRequest, publication_id: int, from_state: str) -> Publication:
    """The draft was looked through."""
    return _moved(request, _taken(request, publication_id, "check", from_state), "check")


@transaction.atomic
def submit(request: HttpRequest, publication_id: int, from_state: str) -> Publication:
    """The letter went to be signed."""
    return _moved(request, _taken(request, publication_id, "submit", from_state), "submit")


@transaction.atomic
def sign(request: HttpRequest, publication_id: int, from_state: str, signing: Signing) -> Publication:
    """The letter was signed, outside: its number, day, signer and file. Raises UserError while differences between
    file and edition are not confirmed."""
    publication = _taken(request, publication_id, "sign", from_state)
    if not signing.is_confirmed:
        raise UserError("Bản ký khác ấn bản. Hãy xem các điểm khác và đánh dấu xác nhận.")
    _check_day(publication, signing.issued_on)
    publication.number, publication.issued_on = signing.number, signing.issued_on
    publication.signed_file, publication.signed_sha256 = signing.name, signing.sha256
    return _moved(
        request,
        publication,
        "sign",
        number=signing.number,
        issued_on=str(signing.issued_on),
        signer=signing.signer,
        sha256=signing.sha256,
        differing=counted(signing.differences),
        differences=in_words(signing.differences),
    )


def _check_day(publication: Publication, day: date) -> None:
    if day > timezone.localdate():
        raise UserError("Ngày ban hành ở sau hôm nay. Hãy ghi ngày trên công văn đã ký.")
    if day < read_on(publication):
        raise UserError("Ngày ban hành trước ngày của số liệu. Hãy xem lại ngày trên công văn.")


def read_on(publication: Publication) -> date:
    """The day of the edition's reading time."""
    return published(workspace(), publication.edition_id).board.read_at.date()


@transaction.atomic
def issue(
    request: HttpRequest, publication_id: int, from_state: str, is_deadline_confirmed: bool = False
) -> Publication:
    """The letter counts from now on; the one it corrects is corrected. Preparer and approver are two people."""
    publication = _taken(request, publication_id, "issue", from_state)
    if has_prepared(publication, _person(request)):
        raise UserError("Người chuẩn bị không được tự duyệt ban hành. Hãy để người duyệt khác làm bước này.")
    if not is_whole(publication):
        raise UserError("Tệp bản ký đã mất hoặc bị sửa sau khi nhận. Hãy rút công văn này và ghi việc ký lại.")
    if deadline_is_past(publication) and not is_deadline_confirmed:
        raise UserError("Hạn báo cáo không sau ngày ban hành. Hãy đánh dấu xác nhận nếu vẫn ban hành.")
    _refuse_second(publication)
    publication.approved_by = _person(request)
    _correct_old(request, publication)
    moved = _moved(
        request,
        publication,
        "issue",
        number=publication.number,
        issued_on=str(publication.issued_on),
        deadline=publication.deadline,
        deadline_past=deadline_is_past(publication),
    )
    issued.send(Publication, publication=moved, who=request)  # requests to the units start here
    return moved


def has_prepared(publication: Publication, person: Person) -> bool:
    """Whether somebody prepared the letter; handing it over later does not undo that."""
    made = Event.objects.filter(subject=subject(publication), act__startswith="publication_made", person=person)
    return publication.prepared_by_id == person.pk or made.exists()


def deadline_is_past(publication: Publication) -> bool:
    """Whether units would have to report before the letter is issued, or on that day."""
    if not publication.deadline or publication.issued_on is None:
        return False
    return datetime.fromisoformat(publication.deadline).date() <= publication.issued_on


def _refuse_second(publication: Publication) -> None:
    """One letter of a kind counts per period: a second one corrects the first or comes after its withdrawal."""
    same = Publication.objects.filter(state="issued", period=publication.period, profile=publication.profile)
    other = same.exclude(pk=publication.replaces_id or 0).first()
    if other:
        raise UserError(
            f"Kỳ này đã ban hành công văn số {other.number}. Hãy lập đính chính cho công văn đó hoặc rút nó."
        )


def _correct_old(request: HttpRequest, publication: Publication) -> None:
    old = Publication.objects.select_for_update().filter(pk=publication.replaces_id or 0, state="issued").first()
    if old:
        old.state = "corrected"
        old.save()
        detail = _detail(old) | {"from": "issued", "to": "corrected", "by_edition": publication.edition_id}
        audit.record(request, "publication_corrected", subject(old), **detail)


@transaction.atomic
def send_back(request: HttpRequest, publication_id: int, from_state: str, reason: str) -> Publication:
    """Back to draft, with the reason."""
    publication = _taken(request, publication_id, "return", from_state)
    publication.reason = _needed(reason)
    return _moved(request, publication, "return", reason=reason)


@transaction.atomic
def withdraw(request: HttpRequest, publication_id: int, from_state: str, reason: str) -> Publication:
    """The letter does not count (any more), with the reason."""
    publication = _taken(request, publication_id, "withdraw", from_state)
    publication.reason = _needed(reason)
    return _moved(request, publication, "withdraw", reason=reason)


@transaction.atomic
def correct(request: HttpRequest, publication_id: int, from_state: str, reason: str) -> Publication:
    """A correction is begun; the edition itself is made by work "letter". The issued one stays until that is issued."""
    publication = _taken(request, publication_id, "correct", from_state)
    if publication.replaced_by.filter(state__in=UNDER_WAY).exists():
        raise UserError("Công văn này đã có bản đính chính đang làm. Hãy tiếp tục hoặc rút bản đó.")
    return _moved(request, publication, "correct", reason=_needed(reason))


@transaction.atomic
def drafted(
    by: Person, edition_id: str, period: str, profile: str, deadline: str, replaces: int | None, reason: str
) -> tuple[Publication, bool]:
    """The publication of an edition just made, and whether it is new; one withdrawn before issue is a draft again."""
    known = Publication.objects.select_for_update().filter(edition_id=edition_id).first()
    given: dict[str, Any] = {"period": period, "profile": profile, "deadline": deadline, "replaces_id": replaces}
    if known is None:
        known = Publication.objects.create(edition_id=edition_id, prepared_by=by, reason=reason, **given)
        audit.record(by, "publication_made", subject(known), **_detail(known), to="draft", replaces=replaces)
        return known, True
    was = known.state
    is_again = was == "withdrawn" and known.approved_by_id is None
    if is_again or (was == "draft" and replaces and known.replaces_id is None):
        known.state, known.prepared_by, known.replaces_id = "draft", by, replaces
        known.save()
        audit.record(by, "publication_made_again", subject(known), **_detail(known) | {"from": was, "to": "draft"})
    return known, False


def _taken(request: HttpRequest, publication_id: int, action: str, from_state: str) -> Publication:
    """The row, locked, in the state that whoever acts has seen. Raises Http404, UserError, PermissionDenied."""
    publication = Publication.objects.select_for_update().filter(pk=publication_id).first()
    if publication is None:
        raise Http404
    may(request, publication, action, from_state)
    return publication


@receiver(handed_over)
@transaction.atomic
def take_over(who: HttpRequest | Person | None, giver: Person, receiver: Person, **told: Any) -> None:
    """Letters under way go to whoever takes over the work of somebody who leaves."""
    for publication in Publication.objects.select_for_update().filter(prepared_by=giver, state__in=UNDER_WAY):
        publication.prepared_by = receiver
        publication.save()
        detail = _detail(publication) | {"giver": giver.username, "receiver": receiver.username}
        audit.record(who, "publication_handed_over", subject(publication), **detail)


def may(request: HttpRequest, publication: Publication, action: str, from_state: str) -> None:
    """Raises PermissionDenied or UserError unless whoever asks may do that in this state."""
    move = TABLE.get(from_state, {}).get(action)
    if move and move.role not in held(request)[0]:
        raise PermissionDenied
    if publication.state != from_state:
        raise UserError(
            f"Công văn này đã được người khác xử lý: hiện ở trạng thái “{publication.state_words}”. "
            "Hãy xem lịch sử rồi làm bước tiếp theo."
        )
    if move is None:
        raise UserError(f"Không thể “{WORDS[action]}” khi công văn ở trạng thái “{STATES[from_state]}”.")


def _moved(request: HttpRequest, publication: Publication, action: str, **detail: Any) -> Publication:
    was = publication.state
    publication.state = TABLE[was][action].to
    publication.save()
    told = _detail(publication) | detail | {"from": was, "to": publication.state}
    audit.record(request, f"publication_{action}", subject(publication), **told)
    return publication


def _detail(publication: Publication) -> dict[str, Any]:
    return {"publication": publication.pk, "edition": publication.edition_id, "period": publication.period}


def _needed(reason: str) -> str:
    if not reason.strip():
        raise UserError("Hãy ghi lý do.")
    return reason.strip()


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
