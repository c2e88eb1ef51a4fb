"""The acts of the log in words; those of other parts of the site are told by `tell`, in their apps' ready()."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    "code_made": _("Tạo mã một lần"),
    "code_used": _("Dùng mã một lần để đặt mật khẩu"),
    "code_refused": _("Mã một lần không đúng"),
    "log_exported": _("Xuất nhật ký"),
}


def tell(words: dict[str, str | Promise]) -> None:
    """Words for the acts of another app."""
    WORDS.update(words)


def words(act: str) -> str:
    return str(WORDS.get(act, act))
