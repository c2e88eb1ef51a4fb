"""Asking too often: refused with a sentence and the time to wait, each kind by its own measure; pages never."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as as_set
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from phucvu.web.office.models import Publication
from phucvu.web.rates import FOLDER, counted

As = Callable[[str | None], Client]
KINDS = ("data", "export", "upload", "search", "codes")
FEW, NOW = 3, 1_700_000_010.0  # of a window of 60 seconds: 30 are left
JSON, API = "/ky/2023-05.json", "/api/v1/periods/2023-05"
ROWS = "/don-vi/H52.67/tieu-chi/progress.on_time/failed"


@pytest.fixture(autouse=True)
def few(own_site: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.RATES = dict.fromkeys(KINDS, (FEW, 60))
    monkeypatch.setattr("phucvu.web.rates.time.time", lambda: NOW)


def asked(client: Client, kind: str) -> Any:
    """One request of a kind."""
    if kind == "upload":
        return client.post("/van-phong/nhap/", {"files": [SimpleUploadedFile("a.csv", b"")]})
    if kind == "search":
        return client.post("/ho-so/", {"ma": "H52.67-230516-0273"})
    if kind == "codes":
        return client.post("/tai-khoan/ma/", {"chosen": "sm"})
    return client.get({"data": f"{ROWS}.json", "export": f"{ROWS}.xlsx"}[kind] + "?ky=2023-05")


WHO = {"data": "sm", "export": "sm", "upload": "vp", "search": "sm", "codes": "quan_tri"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_costs_much_is_refused_when_asked_too_often(as_: As, kind: str) -> None:
    client = as_(WHO[kind])
    assert [asked(client, kind).status_code == 429 for _ in range(FEW)] == [False] * FEW
    refused = asked(client, kind)
    assert (refused.status_code, refused["Retry-After"]) == (429, "30")
    told = refused.json()["detail"] if kind == "data" else refused.content.decode()
    assert "Hãy đợi 30 giây" in told


def test_the_site_limits_every_kind() -> None:
    import phucvu.web.settings

    assert set(phucvu.web.settings.RATES) == set(KINDS)
    assert "phucvu.web.rates.Rates" in as_set.MIDDLEWARE


def test_strangers_have_a_measure_for_each_address(issued: Publication, public_on: None, as_: As) -> None:
    nobody = as_(None)
    for _ in range(FEW):
        assert nobody.get(JSON).status_code == 200
    refused = nobody.get("/ky/2023-05.csv")  # of one kind
    assert (refused.status_code, "Hãy đợi" in refused.content.decode()) == (429, True)
    assert nobody.get(JSON, REMOTE_ADDR="203.0.113.9").status_code == 200
    assert as_("sm").get(JSON).status_code == 200


def test_a_program_is_told_as_the_api_describes(issued: Publication, public_on: None, as_: As) -> None:
    nobody = as_(None)
    described = nobody.get("/api/v1/openapi.json").json()["paths"]
    for each in described.values():
        schema = each["get"]["responses"]["429"]["content"]["application/json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Problem"}
    for _ in range(FEW - 1):
        assert nobody.get(API).status_code == 200
    refused = nobody.get(API)
    assert refused.status_code == 429
    assert set(refused.json()) == {"detail"}


def test_pages_are_never_counted_and_counting_costs_no_query(
    issued: Publication, public_on: None, as_: As, own_site: Path, settings: Any
) -> None:
    nobody = as_(None)
    for _ in range(FEW + 2):
        assert nobody.get("/ky/2023-05/").status_code == 200
    assert not (own_site / FOLDER).exists()
    queries, limits, settings.RATES = [], settings.RATES, {}
    nobody.get(JSON)  # made; from now on given as kept
    for rates in ({}, limits):
        settings.RATES = rates
        with CaptureQueriesContext(
            connection,
        ) as told:
            nobody.get(JSON)
        queries.append(len(told))
    assert (own_site / FOLDER).exists()
    assert queries[0] == queries[1]


def test_after_the_wait_one_may_ask_again(as_: As, own_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_("sm")
    codes = [asked(client, "search").status_code for _ in range(FEW + 1)]
    monkeypatch.setattr("phucvu.web.rates.time.time", lambda: NOW + 30)
    codes.append(asked(client, "search").status_code)
    assert codes == [302] * FEW + [429, 302]
    assert len(list((own_site / FOLDER).iterdir())) == 1  # what was counted before is gone


def test_workers_count_together(own_site: Path) -> None:
    code = "import sys; from pathlib import Path; from phucvu.web.rates import counted\n" + (
        "for _ in range(200): counted(Path(sys.argv[1]), 'data-1', 'person 1')"
    )
    start = "import django; django.setup()\n"
    workers = [subprocess.Popen([sys.executable, "-c", start + code, own_site]) for _ in range(3)]
    assert [each.wait(timeout=120) for each in workers] == [0, 0, 0]
    assert counted(own_site, "data-1", "person 1") == 601
    assert counted(own_site, "data-1", "person 2") == 1
