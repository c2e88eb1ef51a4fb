"""Who may come: every address of the site states its policy; one without a policy cannot be routed.

Roles are held through posts (accounts.models.Post). Rows of agencies one does not speak for do not exist: 404.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, resolve

from phucvu.web.roles import OFFICE, SIGNED_IN, UNIT, WIDE, Role

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Policy:
    """``roles`` may come. ``agency``: the address names an agency that a unit's people must speak for.
    ``is_published``: everyone may, once the office has turned the public pages on."""

    name: str
    roles: frozenset[Role]
    agency: str | None = None
    is_published: bool = False

    def admits(self, roles: frozenset[Role], agencies: frozenset[str], asked: Mapping[str, Any]) -> bool:
        """Whether somebody with these roles and agencies may come; 404 and not False for a foreign agency."""
        if self.roles == SIGNED_IN:
            return Role.PUBLIC not in roles  # also those whose post has ended, or not begun
        held = roles & self.roles
        if held and self.agency and not held & WIDE and asked.get(self.agency) not in agencies:
            raise Http404
        return bool(held)


ANYONE = Policy("anyone", frozenset(Role))
PUBLISHED = Policy("published", WIDE | UNIT, is_published=True)
SIGNED = Policy("signed_in", SIGNED_IN)
OWN_AGENCY = Policy("own_agency", UNIT | WIDE, agency="agency")
DESKS = Policy("desks", UNIT | WIDE)  # the view itself keeps foreign rows out (policies.spoken_for)
OWN_DOSSIER = Policy("own_dossier", UNIT | WIDE)  # the view itself: 404 unless one of its agencies is one's own
READERS = Policy("readers", WIDE)
OFFICE_WORK = Policy("office_work", OFFICE)
PREPARING = Policy("preparing", frozenset({Role.OFFICE}))
APPROVING = Policy("approving", frozenset({Role.APPROVER}))
LOG = Policy("log", frozenset({Role.AUDITOR}))
HEALTH = Policy("health", WIDE | {Role.ADMINISTRATOR})
PEOPLE = Policy("people", frozenset({Role.ADMINISTRATOR}))


@dataclass(frozen=True)
class Routed:
    """What the matrix of permissions knows of an address: its policy and an example of its arguments."""

    policy: Policy
    example: Mapping[str, Any] = field(default_factory=dict)
    methods: tuple[str, ...] = ("GET",)


def route(
    address: str,
    view: View,
    policy: Policy,
    name: str,
    example: Mapping[str, Any] | None = None,
    *methods: str,
    **given: Any,
) -> URLPattern:
    """A path with its policy in force. ``example``: arguments for the tests; ``methods``: default GET;
    ``given``: arguments of the view that the address does not hold."""
    guarded = guard(view, policy, methods or ("GET",))
    guarded.routed = Routed(policy, example or {}, methods or ("GET",))  # type: ignore[attr-defined]
    return path(address, guarded, given, name=name)


def guard(view: View, policy: Policy, methods: tuple[str, ...] = ("GET",)) -> View:
    """The view behind its policy: strangers sign in first, others are refused, foreign agencies are not there."""
    from django.contrib.auth.views import redirect_to_login  # needs the models, which need the roles
    from django.views.decorators.http import require_http_methods

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **asked: Any) -> HttpResponseBase:
        if any("\0" in str(value) for value in asked.values()):  # PostgreSQL takes no such text
            raise Http404
        roles, agencies = held(request)
        if policy.admits(roles, agencies, asked) or (policy.is_published and is_public_on(request)):
            return view(request, *args, **asked)
        if roles == {Role.PUBLIC}:
            if policy.is_published:
                raise Http404
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied

    return require_http_methods([*methods, "HEAD"])(guarded)


def is_public_on(request: HttpRequest) -> bool:
    """Whether the office has turned the public pages on (office.published tells every request)."""
    return bool(request.is_public_on())  # type: ignore[attr-defined]


def may_open(request: HttpRequest, address: str) -> bool:
    """Whether the roles of whoever asks may open a page of the site (rows of foreign agencies apart)."""
    routed: Routed = resolve(address.partition("?")[0]).func.routed  # type: ignore[attr-defined]
    return bool(held(request)[0] & routed.policy.roles)


def spoken_for(request: HttpRequest, agency: str | None) -> bool:
    """Whether whoever asks may see rows of an agency: one they speak for, or any for those who read all."""
    roles, agencies = held(request)
    return bool(roles & WIDE) or agency in agencies


def held(request: HttpRequest) -> tuple[frozenset[Role], frozenset[str]]:
    """Roles and agencies of whoever asks, read once a request."""
    known = getattr(request, "_held", None)
    if known is None:
        person = request.user
        known = person.held() if person.is_authenticated else (frozenset({Role.PUBLIC}), frozenset())
        request._held = known  # type: ignore[attr-defined]
    return known
