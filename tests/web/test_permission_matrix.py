"""Every role at every address: complete by construction, for the addresses come from the URL table itself."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from phucvu.web.accounts.models import Person
from phucvu.web.office.models import Publication
from phucvu.web.policies import Routed

As = Callable[[str | None], Client]
UNITS, WIDE = {"sm", "sm_truong"}, {"vp", "duyet", "chu_tich", "kiem_tra"}
EVERYBODY = {None, "sm", "sm_truong", "sc", "vp", "duyet", "chu_tich", "kiem_tra", "quan_tri"}

# Who of the cast may come, by policy; the examples of addresses are of Sông Mã, and "sc" is of Sốp Cộp.
MAY: dict[str, set[str | None]] = {
    "anyone": EVERYBODY,
    "published": {*UNITS, *WIDE, "sc"},
    "signed_in": EVERYBODY - {None},
    "own_agency": {*UNITS, *WIDE},
    "desks": {*UNITS, *WIDE, "sc"},
    "own_dossier": {*UNITS, *WIDE},
    "readers": {*WIDE},
    "office_work": {"vp", "duyet"},
    "preparing": {"vp"},
    "approving": {"duyet"},
    "log": {"kiem_tra"},
    "people": {"quan_tri"},
    "health": {*WIDE, "quan_tri"},
}
# Rows of one person's own: others who read everything may see them too, the rest finds nothing.
OWN: dict[str, set[str | None]] = {name: {*WIDE} for name in ("work", "work_json")}
# Where one who may come may find nothing yet: no correction, no evidence, no second factor.
NOTHING_YET = ("correction_file", "evidence", "answer_file", "mfa_")
# Pages for anyone that lead to signing in when there is nothing else to do.
TO_SIGN_IN = ("home", "account_logout", "mfa_authenticate")


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, space: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from addresses(each.url_patterns, inner)
        else:
            yield f"{space}{each.name}", each


ROUTED = {name: each.callback.routed for name, each in addresses() if hasattr(each.callback, "routed")}


def test_every_address_has_a_policy() -> None:
    without = [name for name, each in addresses() if name not in ROUTED]
    assert not without


def test_no_two_addresses_bear_one_name() -> None:
    """Else one would hide the other from this file."""
    names = [name for name, _ in addresses()]
    assert len(names) == len(set(names))


def test_every_policy_is_one_of_the_table() -> None:
    assert {routed.policy.name for routed in ROUTED.values()} <= set(MAY)


@pytest.mark.parametrize("name", sorted(ROUTED))
def test_who_may_come(own_site: Path, issued: Publication, as_: As, examples: dict[str, Any], name: str) -> None:
    routed: Routed = ROUTED[name]
    given = {key: examples.get(key, value) for key, value in routed.example.items()}
    for method in routed.methods:
        for person in EVERYBODY:
            response = getattr(as_(person), method.lower())(reverse(name, kwargs=given))
            is_in = person in OWN.get(name, MAY[routed.policy.name])
            told = (name, method, person, response.status_code)
            if is_in and name.startswith(NOTHING_YET):
                assert response.status_code < 500 and response.status_code != 403, told
            elif name not in TO_SIGN_IN:
                assert _verdict(response) == ("in" if is_in else "out"), told


@pytest.mark.parametrize("name", sorted(name for name, each in ROUTED.items() if each.policy.is_published))
def test_published_is_for_everyone_once_it_is_on(
    site: Path, issued: Publication, public_on: None, as_: As, examples: dict[str, Any], name: str
) -> None:
    for person in EVERYBODY:
        response = as_(person).get(reverse(name, kwargs=ROUTED[name].example))
        assert response.status_code == 200, person


@pytest.mark.parametrize("name", sorted(name for name, each in ROUTED.items() if each.policy.agency))
def test_a_foreign_agency_is_not_there(
    own_site: Path, issued: Publication, as_: As, examples: dict[str, Any], name: str
) -> None:
    """Not forbidden, but not there: that it exists is nobody's business. The rows asked for are there."""
    routed = ROUTED[name]
    given = {key: examples.get(key, value) for key, value in routed.example.items()}
    for method in routed.methods:
        assert getattr(as_("sc"), method.lower())(reverse(name, kwargs=given)).status_code == 404, method


@pytest.mark.parametrize("name", sorted(name for name, each in ROUTED.items() if "POST" in each.methods))
def test_no_act_without_its_token(
    own_site: Path, issued: Publication, cast: dict[str, Person], examples: dict[str, Any], name: str
) -> None:
    """A form of another site cannot act for whoever is signed in."""
    routed = ROUTED[name]
    given = {key: examples.get(key, value) for key, value in routed.example.items()}
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast[min(filter(None, MAY[routed.policy.name]))], "django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse(name, kwargs=given)).status_code == 403


def test_other_methods_are_refused(own_site: Path, issued: Publication, as_: As) -> None:
    for name, routed in ROUTED.items():
        if "POST" not in routed.methods:
            response = as_("vp").post(reverse(name, kwargs=routed.example))
            assert response.status_code == 405, name


def _verdict(response: object) -> str:
    """in: the page or its answer to an empty form; out: refused, not there, or sent to sign in."""
    code = response.status_code  # type: ignore[attr-defined]
    assert code < 500
    if code == 302 and reverse("account_login") in response.headers["Location"]:  # type: ignore[attr-defined]
        return "out"
    return "out" if code in (401, 403, 404) else "in"
