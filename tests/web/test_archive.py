"""The archive of a month: everything issued, each file with its hash."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from django.test import Client
from office_letters import EDITION, SIGNED, letter_in

from phucvu.web.accounts import audit
from phucvu.web.accounts.models import Event, Person

As = Callable[[str | None], Client]
ADDRESS = "/van-phong/luu-tru/2023-05.zip"


def taken(client: Client) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(client.get(ADDRESS))))  # type: ignore[arg-type]


def test_every_file_is_as_listed(site: Path, as_: As, cast: dict[str, Person]) -> None:
    made = letter_in("issued", cast["vp"], approved_by=cast["duyet"])
    audit.record(cast["duyet"], "publication_issue", f"publication/{made.pk}", period="2023-05")
    file = taken(as_("vp"))
    about = json.loads(file.read("danh-muc.json"))
    assert sorted([*(each["name"] for each in about["files"]), "danh-muc.json"]) == sorted(file.namelist())
    for each in about["files"]:
        assert hashlib.sha256(file.read(each["name"])).hexdigest() == each["sha256"]
    assert file.read(f"{EDITION}/ban-ky.pdf") == SIGNED
    assert f"{EDITION}/cong-van.docx" in file.namelist()
    assert any(name.startswith("so-cong-bo/") for name in file.namelist())
    assert about["letters"][0]["approved_by"] == "duyet"
    events = list(csv.DictReader(io.StringIO(file.read("nhat-ky.csv").decode("utf8"))))
    assert [each["act"] for each in events] == ["publication_issue"]


def test_what_was_not_issued_is_not_archived(site: Path, as_: As, cast: dict[str, Person]) -> None:
    letter_in("signed", cast["vp"])
    assert not [name for name in taken(as_("vp")).namelist() if name.startswith(EDITION)]


def test_no_raw_dossiers_and_no_applicants(site: Path, as_: As, cast: dict[str, Person]) -> None:
    letter_in("issued", cast["vp"])
    names = taken(as_("vp")).namelist()
    assert not [name for name in names if name.endswith((".jsonl", ".xls")) or "applicant" in name]


def test_taking_it_is_an_event(site: Path, as_: As) -> None:
    assert as_("vp").get(ADDRESS).headers["Content-Disposition"].startswith("attachment")
    assert Event.objects.get(act="archive_taken").by == "vp"


def test_other_addresses(site: Path, as_: As) -> None:
    assert as_("vp").get("/van-phong/luu-tru/khong.zip").status_code == 404
    assert as_("vp").get("/van-phong/luu-tru/2026-08-01/2026-08-15.zip").status_code == 200
    assert as_("sm").get(ADDRESS).status_code == 403
