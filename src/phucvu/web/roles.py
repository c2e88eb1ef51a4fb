"""The roles of the site, and which of them go together."""

from enum import StrEnum


class Role(StrEnum):
    """The roles of the site; ``PUBLIC`` is whoever is not signed in."""

    PUBLIC = "public"
    UNIT_OFFICER = "unit_officer"
    UNIT_HEAD = "unit_head"
    OFFICE = "office"
    APPROVER = "approver"
    CHAIRMAN = "chairman"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


UNIT = frozenset({Role.UNIT_OFFICER, Role.UNIT_HEAD})
WIDE = frozenset({Role.OFFICE, Role.APPROVER, Role.CHAIRMAN, Role.AUDITOR})  # read every agency
OFFICE = frozenset({Role.OFFICE, Role.APPROVER})
WITH_SECOND_FACTOR = (Role.OFFICE, Role.APPROVER, Role.ADMINISTRATOR)  # a second factor is asked of them
SIGNED_IN = frozenset(Role) - {Role.PUBLIC}
