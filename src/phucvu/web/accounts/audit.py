"""Writing the log: called inside the transaction of the act, so that there is neither without the other."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from phucvu.web.accounts.models import Event, Person

Who = HttpRequest | Person | None


def record(who: Who, act: str, subject: str = "", **detail: Any) -> Event:
    """One event. ``who``: the request (its person and address), a person, or None for the system itself.

    ``detail`` holds codes and numbers; names and identity numbers of applicants never.
    """
    person = person_of(who)
    return Event.objects.create(
        person=person,
        by=person.username if person else "",
        act=act,
        subject=subject,
        detail=detail,
        address=address_of(who) if isinstance(who, HttpRequest) else None,
    )


def person_of(who: Who) -> Person | None:
    """Who acts: the person signed in, the person given, or nobody."""
    found = getattr(who, "user", None) if isinstance(who, HttpRequest) else who
    return found if isinstance(found, Person) else None


def address_of(request: HttpRequest) -> str | None:
    """The client's address, behind a proxy as the proxy tells it; None over a socket of the machine."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return None
