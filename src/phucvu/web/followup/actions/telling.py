"""Messages to units: prepared, asked to go by e-mail, sent or failed; and how units are reached."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from phucvu.errors import UserError
from phucvu.web.accounts.audit import record
from phucvu.web.followup.actions.doors import RefusedError, Who, person_of, roles_of
from phucvu.web.followup.models import Contact, Message, Request
from phucvu.web.followup.states import tables
from phucvu.web.roles import OFFICE

CHANNELS = {"zalo": "Zalo, tin nhắn", "email": "Thư điện tử", "print": "Bản in"}
KINDS = {"before": "Nhắc trước hạn", "after": "Nhắc sau hạn"}
TAKEN = timedelta(minutes=10)  # after that, whoever took a message is thought to have been interrupted


@transaction.atomic
def prepare(who: Who, texts: Mapping[Request, str], kind: str, channel: str) -> list[Message]:
    """One message not yet sent per request, kind and way: it gets the new text and address. Once sent, a new one."""
    _allowed(who)
    if kind not in KINDS or channel not in CHANNELS:
        raise UserError("Chưa chọn lần nhắc hoặc cách gửi trong danh sách.")
    if not texts:
        raise UserError("Chưa chọn đơn vị nào.")
    addresses = dict(Contact.objects.exclude(email="").values_list("agency_code", "email"))
    made = []
    for request, text in texts.items():
        address = addresses.get(request.agency_code, "") if channel == "email" else ""
        if channel == "email" and not address:
            raise UserError(f"{request.agency_name} chưa có địa chỉ thư. Hãy ghi ở trang Liên hệ, hoặc chọn cách khác.")
        unsent = Message.objects.select_for_update().exclude(state="sent")
        found, is_new = unsent.get_or_create(
            request=request, kind=kind, channel=channel, defaults={"text": text, "address": address}
        )
        if not is_new:
            found.text, found.address = text, address
            found.save(update_fields=["text", "address"])
        made.append(found)
    record(who, "message.prepare", _subject(made), kind=kind, channel=channel, messages=[each.pk for each in made])
    return made


@transaction.atomic
def tick(who: Who, messages: Collection[Message]) -> None:
    """Somebody says that these went out, by whatever way."""
    _allowed(who)
    locked = _held(messages)
    _pass_through(who, "send", locked)
    for each in locked:
        each.sent_at, each.sent_by, each.failure, each.asked_at = timezone.now(), person_of(who), "", None
        each.save()


@transaction.atomic
def ask_mail(who: Who, messages: Collection[Message]) -> None:
    """These shall go by e-mail as soon as it is time; again where sending failed. Their state stays."""
    _allowed(who)
    locked = _held(messages)
    if any(each.channel != "email" or each.state == "sent" for each in locked) or not locked:
        raise RefusedError("Chỉ gửi được thư điện tử chưa gửi. Hãy tải lại trang.")
    for each in locked:
        each.asked_at, each.asked_by = timezone.now(), person_of(who)
        each.save(update_fields=["asked_at", "asked_by"])
    record(who, "message.ask", _subject(locked), messages=[each.pk for each in locked])


@transaction.atomic
def take(most: int) -> list[Message]:
    """The next e-mails to send, marked as being sent: no two processes ever hold the same one."""
    is_free = Q(taken_at__isnull=True) | Q(taken_at__lt=timezone.now() - TAKEN)
    waiting = Message.objects.select_for_update(skip_locked=True) if _skips() else Message.objects
    found = list(waiting.filter(is_free, channel="email", asked_at__isnull=False).exclude(state="sent")[:most])
    Message.objects.filter(pk__in=[each.pk for each in found]).update(taken_at=timezone.now())
    return found


def _skips() -> bool:
    """SQLite holds the whole database for whoever writes; PostgreSQL skips what another holds."""
    from django.db import connection

    return bool(connection.features.has_select_for_update_skip_locked)


@transaction.atomic
def delivered(message: Message) -> None:
    """The mail server took it: sent, by whoever asked for it."""
    found = _held([message])[0]
    _pass_through(None, "send", [found], is_mailed=True)
    found.sent_at, found.sent_by, found.failure = timezone.now(), found.asked_by, ""
    found.asked_at = found.taken_at = None
    found.save()


@transaction.atomic
def failed(message: Message, sentence: str) -> None:
    """The mail server did not take it; it goes again when somebody asks again."""
    found = _held([message])[0]
    _pass_through(None, "fail", [found], reason=sentence)
    found.failure, found.asked_at, found.taken_at = sentence[:300], None, None
    found.save()


@transaction.atomic
def reach(who: Who, contact: Contact) -> None:
    """Keep how a unit is reached; the log names the unit only."""
    _allowed(who)
    contact.save()
    record(who, "contact.save", contact.agency_code)


def _allowed(who: Who) -> None:
    if not roles_of(who) & OFFICE:
        raise RefusedError("Chỉ văn phòng gửi nhắc việc.")


def _held(messages: Iterable[Message]) -> list[Message]:
    keys = sorted(each.pk for each in messages)
    return list(Message.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _pass_through(who: Who, action: str, messages: Collection[Message], **detail: object) -> None:
    """Move held messages through the table, one event. Mail that a server took passes by whoever asked for it."""
    machine, found = tables().message, tables().message.actions[action]
    if not messages:
        raise RefusedError("Chưa chọn tin nào.")
    by_person = found.by == "person" and not detail.get("is_mailed")
    if by_person and not roles_of(who) & set(found.roles):
        raise RefusedError(f"Vai trò của bạn không được làm việc “{found.vi}”.")
    if late := [each for each in messages if each.state not in found.starts]:
        words = machine.states[late[0].state].lower()
        raise RefusedError(f"Không thể “{found.vi}”: {late[0].request.agency_name} {words}. Hãy tải lại trang.")
    for each in messages:
        each.state = found.to
    record(who, f"message.{action}", _subject(messages), messages=[each.pk for each in messages], to=found.to, **detail)


def _subject(messages: Collection[Message]) -> str:
    return str(next(iter(messages)).pk) if len(messages) == 1 else ""
