"""Secrets of second factors, sealed: the key is made of the site's secret (web.key), which lies in no database."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from phucvu.errors import UserError

MARK = "kin:"  # a secret set up before secrets were sealed has none


def sealed(text: str) -> str:
    return MARK + _key().encrypt(text.encode()).decode()


def opened(kept: str) -> str:
    """Raises UserError when the site's secret is another one by now."""
    if not kept.startswith(MARK):
        return kept
    try:
        return _key().decrypt(kept.removeprefix(MARK)).decode()
    except InvalidToken:
        raise UserError(
            _(
                "Khóa bí mật của trang (web.key) đã đổi nên không đọc được xác thực hai lớp. Hãy báo người quản trị "
                "phục hồi web.key từ bản sao lưu, hoặc bỏ xác thực hai lớp của tài khoản để bật lại."
            )
        ) from None


def _key() -> Fernet:
    return Fernet(urlsafe_b64encode(salted_hmac(__name__, "", algorithm="sha256").digest()))
