"""A second factor for the roles that need one: whoever lacks it sets it up before anything else."""

from collections.abc import Callable, Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from phucvu.main import status
from phucvu.web.home import workspace
from phucvu.web.policies import held

ON_THE_WAY = {  # what is needed to set it up, and to leave
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_index",
    "language",
    "health",
}


def is_asked_of(roles: Iterable[str]) -> bool:
    """Whether one of these roles must have a second factor here; never in a simulated workspace."""
    asked = set(settings.SECOND_FACTOR_ROLES) & {str(role) for role in roles}
    return bool(asked) and not status.about(workspace())["is_simulated"]


class SecondFactor:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, asked: Any) -> HttpResponseBase | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if not settings.SECOND_FACTOR_ROLES or name in ON_THE_WAY or not _is_lacking(request):
            return None
        messages.warning(request, _("Vai trò của bạn cần xác thực hai lớp. Hãy bật trước khi làm việc khác."))
        return redirect("mfa_activate_totp")


def _is_lacking(request: HttpRequest) -> bool:
    if not request.user.is_authenticated or not is_asked_of(held(request)[0]):
        return False
    return not is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
