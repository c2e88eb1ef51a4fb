"""allauth's views, only those this site needs, each under an address and a policy of ours."""

from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _

from phucvu.web import policies as may
from phucvu.web.accounts.models import Person
from phucvu.web.policies import View, route

TOO_MANY = {"too_many_login_attempts", "rate_limited"}


def limited(view: View) -> View:
    """The view, answering 429 where its form says that there were too many tries."""

    @wraps(view)
    def told(request: HttpRequest, *args: object, **asked: object) -> HttpResponseBase:
        response = view(request, *args, **asked)
        form = (getattr(response, "context_data", None) or {}).get("form")
        faults = form.errors.as_data().values() if form is not None and form.is_bound else ()
        if any(fault.code in TOO_MANY for found in faults for fault in found):
            response.status_code = 429
        return response

    return told


def has_second_factor(person: Person) -> bool:
    return bool(is_mfa_enabled(person, [Authenticator.Type.TOTP]))


def change_password(request: HttpRequest) -> HttpResponseBase:
    """Without a password (signed in elsewhere) there is none to change: a code of the administrator sets one."""
    assert isinstance(request.user, Person)
    if not request.user.has_usable_password():
        messages.warning(request, _("Tài khoản chưa có mật khẩu riêng. Hãy xin người quản trị mã một lần để đặt."))
        return redirect("me")
    response: HttpResponseBase = account.password_change(request)
    return response


def openid_routes() -> list[URLPattern]:
    """Addresses of the identity provider, where one is set."""
    if not apps.is_installed("allauth.socialaccount"):
        return []
    from allauth.socialaccount import views as social
    from allauth.socialaccount.providers.openid_connect import views as openid

    at, name = "tai-khoan/qua/<str:provider_id>/", {"provider_id": "tinh"}
    return [
        route(at, openid.login, may.ANYONE, "openid_connect_login", name, "POST"),
        route(f"{at}ve/", openid.callback, may.ANYONE, "openid_connect_callback", name),
        route("tai-khoan/qua-thoi/", social.login_cancelled, may.ANYONE, "socialaccount_login_cancelled"),
        route("tai-khoan/qua-loi/", social.login_error, may.ANYONE, "socialaccount_login_error"),
    ]


BOTH = ("GET", "POST")
KEPT = "tai-khoan/hai-lop/"
urlpatterns: list[URLPattern] = [
    route("tai-khoan/dang-nhap/", limited(account.login), may.ANYONE, "account_login", {}, *BOTH),
    route("tai-khoan/thoat/", account.logout, may.ANYONE, "account_logout", {}, *BOTH),
    route("tai-khoan/da-dong/", account.account_inactive, may.ANYONE, "account_inactive"),
    route("tai-khoan/mat-khau/", change_password, may.SIGNED, "account_change_password", {}, *BOTH),
    route("tai-khoan/xac-nhan/", limited(account.reauthenticate), may.SIGNED, "account_reauthenticate", {}, *BOTH),
    route(KEPT, second.index, may.SIGNED, "mfa_index"),
    route(f"{KEPT}nhap-ma/", limited(second.authenticate), may.ANYONE, "mfa_authenticate", {}, *BOTH),
    route(f"{KEPT}xac-nhan/", limited(second.reauthenticate), may.SIGNED, "mfa_reauthenticate", {}, *BOTH),
    route(f"{KEPT}bat/", limited(totp.activate_totp), may.SIGNED, "mfa_activate_totp", {}, *BOTH),
    route(f"{KEPT}tat/", totp.deactivate_totp, may.SIGNED, "mfa_deactivate_totp", {}, *BOTH),
    route(f"{KEPT}ma-du-phong/", recovery.view_recovery_codes, may.SIGNED, "mfa_view_recovery_codes"),
    route(
        f"{KEPT}ma-du-phong/tao/",
        recovery.generate_recovery_codes,
        may.SIGNED,
        "mfa_generate_recovery_codes",
        {},
        *BOTH,
    ),
    route(f"{KEPT}ma-du-phong.txt", recovery.download_recovery_codes, may.SIGNED, "mfa_download_recovery_codes"),
    *openid_routes(),
]
