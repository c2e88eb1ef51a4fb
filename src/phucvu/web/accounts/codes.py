"""One-time codes, printed for somebody, to activate an account or set a new password. Only their hash is kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.web.accounts.audit import Who, person_of, record
from phucvu.web.accounts.models import Code, Person

ALPHABET = "ACDEFHJKLMNPQRTUVWXY34679"  # none that is read as another: no 0/O, 1/I, 2/Z, 5/S, 8/B, G/6
LENGTH, GROUP = 12, 4
GOOD_FOR = timedelta(days=14)
TRIES = 5


@dataclass(frozen=True)
class Slip:
    """What is printed, once: the code stands nowhere else."""

    person: Person
    code: str
    good_until: datetime


@transaction.atomic
def make_code(who: Who, person: Person) -> Slip:
    """A new code for an open account; it voids those before. None for oneself: that would spare the old password."""
    if person_of(who) == person:
        raise UserError(_("Không tạo mã cho chính mình. Hãy đổi mật khẩu ở trang của bạn."))
    now = timezone.now()
    person.codes.filter(used_at__isnull=True, good_until__gt=now).update(good_until=now)
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    made = Code.objects.create(person=person, hashed=_hashed(person.pk, code), good_until=now + GOOD_FOR)
    record(who, "code_made", person.username, good_until=timezone.localtime(made.good_until).isoformat("T", "seconds"))
    return Slip(person, "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP)), made.good_until)


@transaction.atomic
def make_codes(who: Who, people: list[Person]) -> list[Slip]:
    return [make_code(who, person) for person in people]


@transaction.atomic
def use_code(request: HttpRequest, username: str, typed: str, password: str) -> bool:
    """Set the password if user name and code go together; False otherwise, whatever is wrong, and a try is counted.

    Raises ValidationError, and keeps the code, where the password is unfit for that person.
    """
    found = _open_code(username)
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    right = constant_time_compare(_hashed(found.person.pk if found else 0, code), found.hashed if found else "")
    if found is None or not right:
        _refuse(request, found)
        return False
    validate_password(password, found.person)
    found.person.set_password(password)
    found.person.save(update_fields=["password"])
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])
    record(request, "code_used", found.person.username)
    return True


def _open_code(username: str) -> Code | None:
    usable = Code.objects.filter(used_at__isnull=True, good_until__gt=timezone.now(), tries__lt=TRIES)
    of = usable.filter(person__username=username.strip().lower(), person__is_active=True)
    return of.select_for_update(of=("self",)).select_related("person").order_by("-id").first()


def _refuse(request: HttpRequest, found: Code | None) -> None:
    if found:
        found.tries += 1
        found.save(update_fields=["tries"])
    record(request, "code_refused", found.person.username if found else "")


def _hashed(person: int, code: str) -> str:
    """Keyed with the site's secret: a copy of the database alone tells no code."""
    return salted_hmac("phucvu.one-time-code", f"{person}:{code}", algorithm="sha256").hexdigest()
