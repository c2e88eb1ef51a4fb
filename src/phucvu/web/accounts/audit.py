"""Writing the log: called inside the transaction of the act, so that there is neither without the other."""

from typing import Any

from django.http import HttpRequest

from phucvu.web.accounts.models import Event, Person


def record(who: HttpRequest | Person | None, act: str, subject: str = "", **detail: Any) -> Event:
    """One event. ``who``: the request (its person and address), a person, or None for the system itself.

    ``detail`` holds codes and numbers; names and identity numbers of applicants never.
    """
    request = who if isinstance(who, HttpRequest) else None
    person = (request.user if request.user.is_authenticated else None) if request else who
    assert person is None or isinstance(person, Person)
    return Event.objects.create(
        person=person,
        by=person.username if person else "",
        act=act,
        subject=subject,
        detail=detail,
        address=request.META.get("REMOTE_ADDR") if request else None,
    )
