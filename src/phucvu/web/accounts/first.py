"""The first administrator of a fresh site, made from the machine itself: there is nobody yet who could."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.web.accounts import actions, codes, entries, queries
from phucvu.web.accounts.models import Person
from phucvu.web.roles import Role


@transaction.atomic
def first_administrator(username: str) -> str:
    """The one-time code of the first administrator. Again for the same name as long as they never signed in."""
    name = entries.username(username)
    others = queries.administrators().exclude(username=name, last_login=None)
    if others.exists():
        raise UserError(_("Đã có người quản trị. Hãy đăng nhập và mở tài khoản ở trang Tài khoản."))
    person = Person.objects.filter(username=name).first() or actions.open_account(None, name, name)
    if not queries.administrators().filter(pk=person.pk).exists():
        actions.give_post(None, person, Role.ADMINISTRATOR, "", timezone.now())
    return codes.make_code(None, person).code
