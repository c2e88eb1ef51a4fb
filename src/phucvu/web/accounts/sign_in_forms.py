"""allauth's forms in our words."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phucvu.web.accounts.adapter import end_the_session_in_time

LABELS = {
    "login": gettext_lazy("Tên tài khoản"),
    "password": gettext_lazy("Mật khẩu"),
    "oldpassword": gettext_lazy("Mật khẩu hiện tại"),
    "password1": gettext_lazy("Mật khẩu mới"),
    "password2": gettext_lazy("Mật khẩu mới, nhập lại"),
    "code": gettext_lazy("Mã xác thực"),
}


class Relabelled(forms.Form):
    """Labels of ours in place of labels and placeholders of allauth."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""


class SignIn(Relabelled, account.LoginForm):  # type: ignore[misc]
    def clean_login(self) -> str:
        return str(super().clean_login()).lower()

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponseBase:
        response: HttpResponseBase = super().login(request, redirect_url)
        end_the_session_in_time(request)  # allauth has set another end by now
        return response


class ChangePassword(Relabelled, account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        """allauth's own says it in English."""
        kept = self.cleaned_data
        if kept.get("password1") and kept.get("password2") and kept["password1"] != kept["password2"]:
            self.add_error("password2", _("Hai lần nhập mật khẩu mới không giống nhau."))
        return kept


class Reauthenticate(Relabelled, account.ReauthenticateForm):  # type: ignore[misc]
    pass


class Authenticate(Relabelled, second.AuthenticateForm):  # type: ignore[misc]
    pass


class ReauthenticateByCode(Relabelled, second.ReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateTotp(Relabelled, totp.ActivateTOTPForm):  # type: ignore[misc]
    pass
