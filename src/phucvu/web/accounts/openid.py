"""Signing in at the province's identity provider: an account that exists here, found by its user name; none is made."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from phucvu.web.accounts.models import Person


class ByUserName(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie what the provider told to the account of that user name. Once tied, both must stay the same."""
        person = Person.objects.filter(username=told_name(sociallogin), is_active=True).first()
        if person is None or not _may_be(sociallogin, person):
            sentence = _("Chưa có tài khoản ứng với tên đăng nhập này. Hãy đề nghị người quản trị mở tài khoản.")
            raise ImmediateHttpResponse(render(request, "sentence.html", {"sentence": sentence}, status=403))
        if not sociallogin.is_existing:
            sociallogin.connect(request, person)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nobody has an e-mail address here; the log tells."""


def told_name(sociallogin: SocialLogin) -> str:
    """The user name the provider told, as ours are written."""
    data = sociallogin.account.extra_data
    told = data.get("userinfo") or data.get("id_token") or data
    return str(told.get("preferred_username") or "").strip().lower()


def _may_be(sociallogin: SocialLogin, person: Person) -> bool:
    if sociallogin.is_existing:
        return bool(sociallogin.user.pk == person.pk)
    return not SocialAccount.objects.filter(provider=sociallogin.account.provider, user=person).exists()
