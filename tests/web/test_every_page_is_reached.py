"""Whoever signs in comes to every page that is theirs by following links from where they start, and no link refuses."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from phucvu.web.accounts.models import Person
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.office.models import Publication
from web.test_permission_matrix import MAY, ROUTED

As = Callable[[str | None], Client]
LINK = re.compile(r'<(?:a|img|iframe)\b[^>]*?(?:href|src)="([^"#]+)|<form\b[^>]*?action="([^"#]+)"[^>]*?method="get"')
FILE = re.compile(r"\.(png|svg|zip|pdf|docx|xlsx|csv|json)$")  # not opened here: who may have them is enough
# Come to otherwise: after an act (a file sent, work begun, a correction, signing in or out), or by programs only.
OTHERWISE = {
    *("account_inactive", "account_login", "account_logout", "activate", "answer_file", "apologies_docx"),
    *("correction_file", "edition_signed", "evidence", "health", "my_requests", "people_in_bulk_preview"),
    *("rejects_csv", "upload", "work", "work_json"),
    *(name for name in ROUTED if name.startswith(("api:", "mfa_"))),
} - {"mfa_index", "mfa_activate_totp"}


def found(client: Client, person: str) -> tuple[Counter[str], dict[str, list[str]]]:
    """Names of the pages reached with how often, and addresses that refused with where they stood."""
    reached: Counter[str] = Counter()
    refused: dict[str, list[str]] = defaultdict(list)
    todo, seen = [("/vao/", "")], {"/vao/"}
    while todo:
        address, source = todo.pop(0)
        try:
            name = resolve(urlsplit(address).path).view_name
        except Resolver404:
            refused[address].append(source)
            continue
        reached[name] += 1
        if reached[name] > 1:
            continue
        if FILE.search(urlsplit(address).path):
            if not _is_for(person, name):
                refused[address].append(source)
            continue
        response = client.get(address)
        if response.status_code >= 400:
            refused[address].append(source)
        onward = [response.headers["Location"]] if "Location" in response.headers else []
        if response.headers.get("Content-Type", "").startswith("text/html"):
            onward += [unescape(one or other) for one, other in LINK.findall(response.content.decode())]
        for each in onward:
            parts = urlsplit(urljoin(address, each))
            where = parts.path + (f"?{parts.query}" if parts.query else "")
            if not parts.netloc and not where.startswith("/static/") and where not in seen:
                seen.add(where)
                todo.append((where, address))
    return reached, dict(refused)


@pytest.mark.parametrize("person", ["sm", "sm_truong", "vp", "duyet", "chu_tich", "kiem_tra", "quan_tri"])
def test_every_page_of_ones_own_is_reached_by_links(
    own_site: Path, issued: Publication, cast: dict[str, Person], public_on: None, as_: As, person: str
) -> None:
    open_register(issued, cast["duyet"], None)
    reached, refused = found(as_(person), person)
    mine = {name for name, routed in ROUTED.items() if "GET" in routed.methods and _is_for(person, name)}
    assert refused == {}
    missing = sorted(mine - set(reached) - OTHERWISE)
    assert not missing, f"{person}: {missing}"


def _is_for(person: str, name: str) -> bool:
    policy = ROUTED[name].policy
    return policy.is_published or person in MAY[policy.name]
