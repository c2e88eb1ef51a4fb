"""The way of a letter: from each state, what may be done, where it leads, and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from phucvu.web.roles import Role


@dataclass(frozen=True)
class Move:
    """``to``: the state after; ``role``: who may."""

    to: str
    role: Role


TABLE: dict[str, dict[str, Move]] = {
    "draft": {
        "check": Move("checked", Role.OFFICE),
        "withdraw": Move("withdrawn", Role.OFFICE),
    },
    "checked": {
        "submit": Move("submitted", Role.OFFICE),
        "return": Move("draft", Role.APPROVER),
        "withdraw": Move("withdrawn", Role.OFFICE),
    },
    "submitted": {
        "sign": Move("signed", Role.OFFICE),
        "return": Move("draft", Role.APPROVER),
        "withdraw": Move("withdrawn", Role.OFFICE),
    },
    "signed": {
        "issue": Move("issued", Role.APPROVER),
        "withdraw": Move("withdrawn", Role.OFFICE),
    },
    "issued": {
        "withdraw": Move("withdrawn", Role.APPROVER),
        "correct": Move("issued", Role.OFFICE),  # the old one is corrected when the new one is issued
    },
    "corrected": {},
    "withdrawn": {},
}

ADDRESSES = {
    "check": "soat",
    "submit": "trinh-ky",
    "sign": "ghi-ky",
    "issue": "ban-hanh",
    "return": "tra-lai",
    "withdraw": "rut",
    "correct": "dinh-chinh",
}
WORDS = {
    "check": "Đã soát xong",
    "submit": "Trình ký",
    "sign": "Ghi việc ký",
    "issue": "Ban hành",
    "return": "Trả lại",
    "withdraw": "Rút",
    "correct": "Lập đính chính",
}


def allowed(state: str, roles: Iterable[Role]) -> list[str]:
    """The acts that a state allows to somebody with these roles."""
    held = set(roles)
    return [action for action, move in TABLE[state].items() if move.role in held]
