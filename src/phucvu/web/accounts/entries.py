"""What the administrator types or sends in a list, read with a sentence for what cannot be used."""

import re
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.main import status
from phucvu.registry.clock import VIETNAM
from phucvu.web.accounts.models import ROLES
from phucvu.web.home import workspace
from phucvu.web.roles import UNIT, Role

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,49}")
FULL_NAME = re.compile(r"[^\W\d_][^<>=+@\d]{1,119}")
PHONE = re.compile(r"\+?[0-9][0-9 .()-]{6,18}")
DAYS = ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y")


def username(typed: str) -> str:
    found = typed.strip().lower()
    if not USERNAME.fullmatch(found):
        raise UserError(
            _("Tên tài khoản cần 2 đến 50 ký tự gồm chữ không dấu, chữ số, dấu chấm, gạch nối hoặc gạch dưới.")
        )
    return found


def full_name(typed: str) -> str:
    found = " ".join(typed.split())
    if not FULL_NAME.fullmatch(found):
        raise UserError(_("Họ tên cần 2 đến 120 ký tự và chỉ gồm chữ; ô chứa công thức thì thay bằng chữ."))
    return found


def phone(typed: str) -> str:
    found = typed.strip()
    if found and not PHONE.fullmatch(found):
        raise UserError(_("Điện thoại chỉ gồm 8 đến 20 chữ số; để trống nếu không có."))
    return found


def role(typed: str) -> Role:
    """By its words or its code, upper or lower case."""
    wanted = " ".join(typed.split()).casefold()
    for each, words in ROLES.items():
        if wanted in (words.casefold(), each.value):
            return each
    raise UserError(
        _("Không có vai trò “%(role)s”. Hãy dùng một trong: %(known)s.")
        % {
            "role": typed,
            "known": "; ".join(ROLES.values()),
        }
    )


def agency(typed: str, of: Role) -> str:
    """The code as the tree of agencies has it; only unit roles have one."""
    found = typed.strip()
    if of not in UNIT:
        if found:
            raise UserError(_("Vai trò “%(role)s” là của cả tỉnh: hãy để trống mã đơn vị.") % {"role": ROLES[of]})
        return ""
    for known in agency_names():
        if known.casefold() == found.casefold():
            return known
    raise UserError(_("Không có đơn vị mang mã “%(code)s” trong kho. Hãy xem mã ở trang Đơn vị.") % {"code": found})


def day(typed: str) -> date | None:
    """31/05/2023 or 2023-05-31; nothing stays nothing."""
    found = typed.strip().partition(" ")[0]
    for form in DAYS:
        try:
            return datetime.strptime(found, form).date() if found else None
        except ValueError:
            continue
    raise UserError(_("Không đọc được ngày “%(day)s”. Hãy viết dạng 31/12/2026.") % {"day": typed})


def beginning(of: date | None) -> datetime:
    """When something starts that is given for a day: now, for today or no day; rights are never given backwards."""
    now = timezone.now()
    today = timezone.localdate(now)
    if of is None or of == today:
        return now
    if of < today:
        raise UserError(
            _("Ngày %(day)s đã qua. Hãy để trống để có hiệu lực ngay, hoặc ghi một ngày sau hôm nay.")
            % {
                "day": of.strftime("%d/%m/%Y"),
            }
        )
    return datetime.combine(of, time(), VIETNAM)


def end(of: date | None) -> datetime:
    """When something stops whose last day is given: now without one, else the midnight after it."""
    if of is None:
        return timezone.now()
    return beginning(of + timedelta(days=1)) if of >= timezone.localdate() else beginning(of)


def agency_names() -> dict[str, str]:
    """Code -> name of every agency, in official order."""
    return {row["agency_code"]: row["agency_name"] for row in status.agencies(workspace())}
