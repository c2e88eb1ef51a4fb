"""Signing in and out, passwords and second factors become events; never what was typed as a password."""

from typing import Any

from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from phucvu.web.accounts.audit import record
from phucvu.web.accounts.models import Person


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: Person, **_: Any) -> None:
    record(request, "signed_in", user.username)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: Person | None, **_: Any) -> None:
    if user is not None:
        record(request, "signed_out", user.username)


@receiver(user_login_failed)
def sign_in_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """The name only where it is one of ours: people type passwords into the field of the name."""
    typed = str(credentials.get("username", "")).strip()
    known = Person.objects.filter(username=typed).exists()
    record(request, "sign_in_failed", typed if known else "", known=known)


@receiver(authentication_failed)
def second_factor_failed(request: HttpRequest, user: Person, **_: Any) -> None:
    record(request, "second_factor_failed", user.username)


@receiver(password_changed)
def changed_password(request: HttpRequest, user: Person, **_: Any) -> None:
    record(request, "password_changed", user.username)


@receiver(authenticator_added)
def added(request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    record(request, "second_factor_added", user.username, kind=str(authenticator.type))


@receiver(authenticator_removed)
def removed(request: HttpRequest, user: Person, authenticator: Any, **_: Any) -> None:
    record(request, "second_factor_removed", user.username, kind=str(authenticator.type))


@receiver(authenticator_reset)
def reset(request: HttpRequest, user: Person, **_: Any) -> None:
    record(request, "recovery_codes_made", user.username)
