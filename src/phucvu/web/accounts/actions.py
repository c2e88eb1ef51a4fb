"""Changing people and their posts: opening, giving, ending, handing over. A post's past is never edited."""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.web.accounts.audit import Who, person_of, record
from phucvu.web.accounts.models import HandOver, Person, Post
from phucvu.web.accounts.signals import handed_over
from phucvu.web.roles import Role


@transaction.atomic
def open_account(who: Who, username: str, full_name: str, phone: str = "") -> Person:
    """A new account without a password: a one-time code activates it."""
    if Person.objects.filter(username=username).exists():
        raise UserError(_("Đã có tài khoản “%(name)s”. Hãy chọn tên khác.") % {"name": username})
    person = Person(username=username, full_name=full_name, phone=phone)
    person.set_unusable_password()
    person.save()
    record(who, "account_opened", username)
    return person


@transaction.atomic
def change_account(who: Who, person: Person, full_name: str, phone: str) -> None:
    """Name and phone; the user name stays for good."""
    person.full_name, person.phone = full_name, phone
    person.save(update_fields=["full_name", "phone"])
    record(who, "account_changed", person.username)


@transaction.atomic
def give_post(
    who: Who, person: Person, role: Role, agency: str, since: datetime, until: datetime | None = None
) -> Post:
    """A post from a moment on, until a moment or for good; nobody gives themself one."""
    check_may_receive(who, person)
    if until is not None and until <= since:
        raise UserError(_("Ngày kết thúc phải sau ngày bắt đầu."))
    if _same(person, role, agency, since).exists():
        raise UserError(_("%(name)s đang giữ hoặc sắp giữ đúng vai trò này ở đơn vị này.") % {"name": person})
    post = Post.objects.create(person=person, role=role.value, agency_code=agency, since=since, until=until)
    record(who, "post_given", person.username, role=role.value, agency=agency, **_span(since, until))
    return post


@transaction.atomic
def end_post(who: Who, post: Post, until: datetime) -> None:
    """End a post at a moment; one that has ended stays as it was."""
    if not is_open(post):
        raise UserError(_("Vai trò này đã kết thúc."))
    _end(post, until)
    keep_an_administrator(post.role, until)
    record(who, "post_ended", post.person.username, role=post.role, agency=post.agency_code, **_span(None, until))


@transaction.atomic
def close_account(who: Who, person: Person) -> None:
    """Nobody signs in with it any more, at once; posts stay as they are."""
    person.is_active = False
    person.save(update_fields=["is_active"])
    if person.posts.open().filter(role=Role.ADMINISTRATOR).exists():
        keep_an_administrator(Role.ADMINISTRATOR, timezone.now())
    record(who, "account_closed", person.username)


@transaction.atomic
def reopen_account(who: Who, person: Person) -> None:
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(who, "account_reopened", person.username)


@transaction.atomic
def hand_over(who: Who, giver: Person, receiver: Person, moment: datetime) -> int:
    """Every post of one goes to the other from a moment on, and then the open work too (carry_out). How many posts."""
    if giver == receiver:
        raise UserError(_("Người nhận phải khác người bàn giao."))
    check_may_receive(who, receiver)
    posts = list(giver.posts.open())
    if not posts:
        raise UserError(_("%(name)s không giữ vai trò nào để bàn giao.") % {"name": giver})
    for post in posts:
        _pass_on(post, receiver, moment)
    for role in {post.role for post in posts}:
        keep_an_administrator(role, moment)
    record(who, "handed_over", giver.username, to=receiver.username, posts=len(posts), **_span(moment, None))
    HandOver.objects.filter(giver=giver, done_at=None).delete()  # the log tells of it; this one takes its place
    made = HandOver.objects.create(giver=giver, receiver=receiver, moment=moment, by=person_of(who))
    if moment <= timezone.now():
        _carry_out(who, made)
    return len(posts)


def carry_out_hand_overs() -> None:
    """Those whose moment has come: asked for by the timer, and whenever letters are looked at or acted on.

    To whoever has no open account or no post by then nothing goes: the work stays, and the log says so.
    """
    due = HandOver.objects.filter(done_at=None, moment__lte=timezone.now())
    if not due.exists():
        return
    with transaction.atomic():
        for each in due.select_for_update(of=("self",)).order_by("moment", "pk"):
            _carry_out(each.by, each)


def _carry_out(who: Who, found: HandOver) -> None:
    giver, receiver = found.giver, found.receiver
    if receiver.is_active and receiver.held()[0]:
        handed_over.send(sender=Person, who=who, giver=giver, receiver=receiver, moment=found.moment)
    else:
        record(who, "hand_over_void", giver.username, to=receiver.username)
    found.done_at = timezone.now()
    found.save(update_fields=["done_at"])


@transaction.atomic
def drop_second_factor(who: Who, person: Person) -> None:
    """For somebody who lost phone and recovery codes; they set it up anew. One's own is turned off by oneself."""
    if person_of(who) == person:
        raise UserError(_("Hãy tắt xác thực hai lớp của mình ở trang của bạn; việc đó cần nhập lại mật khẩu."))
    Authenticator.objects.filter(user=person).delete()
    record(who, "second_factor_removed", person.username)


def check_may_receive(who: Who, person: Person) -> None:
    """Posts go to open accounts, and never to whoever gives them."""
    if person_of(who) == person:
        raise UserError(_("Không ai tự giao vai trò cho mình. Hãy nhờ một người quản trị khác."))
    if not person.is_active:
        raise UserError(_("Tài khoản của %(name)s đã đóng. Hãy mở lại trước.") % {"name": person})


def is_open(post: Post) -> bool:
    return post.until is None or post.until > timezone.now()


def keep_an_administrator(role: str, moment: datetime) -> None:
    """Called after a change: somebody who can sign in must still be administrator from that moment on."""
    if role != Role.ADMINISTRATOR:
        return
    list(Post.objects.select_for_update().filter(role=role))  # two administrators ending each other wait in line
    left = Post.objects.filter(role=role, since__lte=moment, until__isnull=True, person__is_active=True)
    if not left.filter(Q(person__last_login__isnull=False) | ~Q(person__password__startswith="!")).exists():
        raise UserError(_("Đây là người quản trị cuối cùng. Hãy giao vai trò quản trị cho người khác trước."))


def _same(person: Person, role: Role, agency: str, since: datetime) -> Any:
    same = person.posts.filter(role=role.value, agency_code=agency)
    return same.filter(Q(until__isnull=True) | Q(until__gt=since))


def _end(post: Post, until: datetime) -> None:
    post.until = until
    post.save(update_fields=["until"])


def _pass_on(post: Post, receiver: Person, moment: datetime) -> None:
    since, until = max(post.since, moment), post.until
    if until is not None and until <= since:
        return  # ends by itself before that
    _end(post, moment)
    if not _same(receiver, Role(post.role), post.agency_code, since).exists():
        Post.objects.create(person=receiver, role=post.role, agency_code=post.agency_code, since=since, until=until)


def _span(since: datetime | None, until: datetime | None) -> dict[str, str]:
    named = {"since": since, "until": until}
    return {name: timezone.localtime(at).isoformat(timespec="seconds") for name, at in named.items() if at}
