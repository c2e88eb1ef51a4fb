"""What every page knows: whose site it is, who looks, where that person may go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from phucvu.main import status
from phucvu.web.home import workspace
from phucvu.web.policies import held, is_public_on
from phucvu.web.roles import OFFICE, UNIT, WIDE, Role


def site(request: HttpRequest) -> dict[str, Any]:
    """Province, simulated or not, and the menu of whoever asks."""
    about = status.about(workspace()) if settings.HOME else {}
    roles, agencies = held(request)
    return {
        "site": about,
        "roles": roles,
        "own_agencies": sorted(agencies),
        "may": {
            "public": bool(roles & (WIDE | UNIT)) or is_public_on(request),
            "read_all": bool(roles & WIDE),
            "unit": bool(roles & UNIT),
            "office": bool(roles & OFFICE),
            "log": Role.AUDITOR in roles,
            "people": Role.ADMINISTRATOR in roles,
        },
    }
