"""allauth, with the front door closed: accounts are opened by the administrator. Its sentences in Vietnamese."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from phucvu.web.accounts.models import Person
from phucvu.web.accounts.sealing import opened, sealed
from phucvu.web.accounts.second_factor import is_asked_of


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {  # noqa: RUF012  (as allauth has it)
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đã đóng. Hãy liên hệ người quản trị."),
        "enter_current_password": _("Mật khẩu hiện tại không đúng."),
        "incorrect_code": _("Mã không đúng."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "too_many_login_attempts": _("Có quá nhiều lần thử không đúng. Hãy đợi năm phút rồi thử lại."),
        "username_password_mismatch": _("Tên tài khoản hoặc mật khẩu không đúng."),
        "rate_limited": _("Có quá nhiều lần thử liên tiếp. Hãy đợi năm phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        end_the_session_in_time(request)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nobody has an e-mail address here; the log tells."""


class SecondFactorWords(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {  # noqa: RUF012  (as allauth has it)
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Vai trò của bạn phải dùng xác thực hai lớp nên không tắt được."),
        "cannot_generate_recovery_codes": _("Hãy bật xác thực hai lớp trước khi tạo mã dự phòng."),
        "incorrect_code": _("Mã không đúng. Hãy chờ ứng dụng hiện mã mới rồi nhập lại."),
    }

    def get_totp_issuer(self) -> str:
        return f"Phuc Vu {self._get_site_name()}"

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not is_asked_of(authenticator.user.held()[0])


def end_the_session_in_time(request: HttpRequest) -> None:
    """The session ends a fixed time after signing in, however busy it is."""
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
