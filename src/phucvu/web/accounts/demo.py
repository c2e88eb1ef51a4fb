"""People of a simulated workspace: one of each role, all with one password that whoever starts the site is told."""

from pathlib import Path

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.main import status
from phucvu.web.accounts import actions
from phucvu.web.accounts.models import ROLES, Person
from phucvu.web.roles import Role

CAST = [
    ("van_phong", "Người chuẩn bị", Role.OFFICE, ""),
    ("lanh_dao_van_phong", "Người duyệt", Role.APPROVER, ""),
    ("chu_tich", "Lãnh đạo tỉnh", Role.CHAIRMAN, ""),
    ("giam_sat", "Người giám sát", Role.AUDITOR, ""),
    ("quan_tri", "Người quản trị", Role.ADMINISTRATOR, ""),
    ("song_ma", "Cán bộ Sông Mã", Role.UNIT_OFFICER, "H52.67"),
    ("song_ma_truong", "Thủ trưởng Sông Mã", Role.UNIT_HEAD, "H52.67"),
    ("sop_cop", "Cán bộ Sốp Cộp", Role.UNIT_OFFICER, "H52.68"),
]


@transaction.atomic
def people(home: Path, password: str) -> list[tuple[str, str, str]]:
    """(user name, role in words, agency) of everybody, made where missing. Never on a real workspace."""
    if not status.about(home)["is_simulated"]:
        raise UserError(_("Đây là kho thật: không tạo tài khoản mẫu. Hãy tạo người quản trị đầu tiên."))
    names = {row["agency_code"]: row["agency_name"] for row in status.agencies(home)}
    for username, full_name, role, agency in CAST:
        person = Person.objects.filter(username=username).first()
        if person is None:
            person = actions.open_account(None, username, full_name)
        if not person.has_usable_password() or not check_password(password, person.password):
            person.set_password(password)
            person.save(update_fields=["password"])
        if not person.posts.in_force().filter(role=role.value, agency_code=agency).exists():
            actions.give_post(None, person, role, agency, timezone.now())
    return [(username, ROLES[role], names.get(agency, agency)) for username, _name, role, agency in CAST]
