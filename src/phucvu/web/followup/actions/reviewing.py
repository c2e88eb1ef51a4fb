"""The review before a letter (rà soát trước công bố): units see their lists and object; silence is recorded."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from phucvu.errors import UserError
from phucvu.web.accounts.audit import record
from phucvu.web.followup.actions.doors import RefusedError, Who, roles_of
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.followup.models import Objection, Request
from phucvu.web.followup.queries import silent_in_review
from phucvu.web.office.models import Publication
from phucvu.web.roles import OFFICE

REVIEWED = ("draft", "checked")


@transaction.atomic
def start_review(who: Who, publication: Publication, deadline: datetime) -> list[Request]:
    """Open the provisional list of every unit until the deadline. The event is that of opening the register."""
    _allowed(who)
    found = Publication.objects.select_for_update().get(pk=publication.pk)
    if found.state not in REVIEWED:
        raise RefusedError(f"Chỉ rà soát khi công văn chưa trình ký; công văn này: {found.state_words.lower()}.")
    if found.requests.filter(kind="provisional").exists():
        raise RefusedError("Đợt rà soát của ấn bản này đã mở rồi. Hãy tải lại trang.")
    if deadline <= timezone.now():
        raise UserError("Hạn rà soát đã qua. Hãy chọn một thời điểm sau lúc này.")
    return open_register(found, who, deadline, is_inclusive=False, kind="provisional")


@transaction.atomic
def end_review(who: Who, publication: Publication) -> list[Request]:
    """End the review: nobody objects any more, and who said nothing by the deadline is in the log. Returns the silent.

    Raises RefusedError while objections wait for a decision.
    """
    _allowed(who)
    requests = publication.requests.select_for_update().filter(kind="provisional", ended_at=None)
    held = list(requests)
    if not held:
        raise RefusedError("Không có đợt rà soát nào đang mở. Hãy tải lại trang.")
    waiting = Objection.objects.filter(request__in=held, decision="").count()
    if waiting:
        raise RefusedError(f"Còn {waiting} ý kiến chưa quyết định. Hãy quyết định rồi mới kết thúc rà soát.")
    silent = silent_in_review(publication)
    requests.update(ended_at=timezone.now())
    codes = [each.agency_code for each in silent]
    record(who, "review.end", publication.edition_id, requests=len(held), silent=codes)
    return silent


def _allowed(who: Who) -> None:
    if not roles_of(who) & OFFICE:
        raise RefusedError("Chỉ văn phòng mở hoặc kết thúc rà soát.")
