"""The acts of the log in words; those of other parts of the site are told by `tell`, in their apps' ready()."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from phucvu.web.accounts.models import ROLES
from phucvu.web.roles import Role
from phucvu.web.tags import moment

WORDS: dict[str, str | Promise] = {
    "signed_in": _("Đăng nhập"),
    "signed_out": _("Thoát"),
    "sign_in_failed": _("Đăng nhập không được"),
    "second_factor_failed": _("Sai mã xác thực hai lớp"),
    "second_factor_added": _("Bật xác thực hai lớp"),
    "second_factor_removed": _("Bỏ xác thực hai lớp"),
    "recovery_codes_made": _("Tạo mã dự phòng"),
    "password_changed": _("Đổi mật khẩu"),
    "account_opened": _("Mở tài khoản"),
    "account_changed": _("Sửa họ tên, điện thoại"),
    "account_closed": _("Đóng tài khoản"),
    "account_reopened": _("Mở lại tài khoản"),
    "accounts_taken_in": _("Nhận danh sách tài khoản"),
    "post_given": _("Giao vai trò"),
    "post_ended": _("Kết thúc vai trò"),
    "handed_over": _("Bàn giao"),
    "hand_over_void": _("Bàn giao không thành: người nhận không còn vai trò"),
    "code_made": _("Tạo mã một lần"),
    "code_used": _("Dùng mã một lần để đặt mật khẩu"),
    "code_refused": _("Mã một lần không đúng"),
    "log_exported": _("Xuất nhật ký"),
}


DETAILS: dict[str, str | Promise] = {
    "role": _("vai trò"),
    "agency": _("đơn vị"),
    "since": _("từ"),
    "until": _("đến"),
    "good_until": _("dùng được đến"),
    "to": _("người nhận"),
    "posts": _("số vai trò"),
    "known": _("tài khoản có thật"),
    "kind": _("loại"),
    "new": _("mới"),
    "change": _("thay đổi"),
    "same": _("không đổi"),
    "faulty": _("lỗi"),
    "person": _("tài khoản"),
    "act": _("việc"),
    "subject": _("đối tượng"),
}


def tell(words: dict[str, str | Promise], details: dict[str, str | Promise] | None = None) -> None:
    """Words for the acts of another app, and for the names in their details."""
    WORDS.update(words)
    DETAILS.update(details or {})


def words(act: str) -> str:
    return str(WORDS.get(act, act))


def detail_words(detail: dict[str, Any]) -> str:
    """role: office; until: 2026-12-31T… -> vai trò: Văn phòng (chuẩn bị); đến: 00:00 ngày 31/12/2026"""
    return "; ".join(f"{name}: {value}" for name, value, _ in details(detail))


def details(detail: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """(its name in words, its value in words, whether they are ours): what people typed stays in their words."""
    return [(str(DETAILS.get(name, name)), *_value(name, value)) for name, value in detail.items() if value != ""]


def _value(name: str, value: Any) -> tuple[str, bool]:
    if name == "role" and value in set(Role):
        return ROLES[Role(value)], True
    if isinstance(value, bool):
        return (gettext("có") if value else gettext("không")), True
    if name in ("since", "until", "good_until") and "T" in str(value):
        return moment(value), True
    return str(value), False
