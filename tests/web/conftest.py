"""The cast of the site: somebody of each role, an officer and a stranger; the example's workspace behind it."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from functional.conftest import Demo, demo  # noqa: F401  (the example, made once)
from phucvu.main import intake, register
from phucvu.web.accounts.models import Person, Post
from phucvu.web.followup.models import Case, Request
from phucvu.web.office.models import Publication, Switch, Target, Upload, Work
from phucvu.web.roles import Role

PASSWORD = "mật khẩu của bài thử"
SONG_MA, SOP_COP = "H52.67", "H52.68"
EDITION = "a48adf897083ba11"
CAST = {
    "sm": (Role.UNIT_OFFICER, SONG_MA),
    "sm_truong": (Role.UNIT_HEAD, SONG_MA),
    "sc": (Role.UNIT_OFFICER, SOP_COP),
    "vp": (Role.OFFICE, ""),
    "duyet": (Role.APPROVER, ""),
    "chu_tich": (Role.CHAIRMAN, ""),
    "kiem_tra": (Role.AUDITOR, ""),
    "quan_tri": (Role.ADMINISTRATOR, ""),
}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Django empties SQLite by DELETE after tests with real transactions: events must let it, there."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS accounts_event_no_delete")


@pytest.fixture(scope="session")
def example(request: pytest.FixtureRequest) -> Path:
    """The workspace of the example; PHUCVU_TEST_DEMO names a folder that `make demo` made, to save the half minute."""
    made = os.environ.get("PHUCVU_TEST_DEMO")
    if made:
        return Path(made).resolve() / "messages" / "workspace"
    folder: Demo = request.getfixturevalue("demo")
    return folder.workspace().path


@pytest.fixture
def site(example: Path, settings: Any, tmp_path: Path, db: None) -> Path:
    """The site served over the example's workspace. Nothing may write into it: who writes takes ``own_site``."""
    settings.HOME = example
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.WORK_INLINE = True
    settings.RATES = {}  # tests ask more often than people (test_rates)
    caches["pages"].clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    return example


@pytest.fixture(scope="session", autouse=True)
def lines_read_once() -> Iterator[None]:
    """An edition never changes, so its lines are read from the lake once a worker, not in every test that opens it."""
    kept: dict[tuple[Path, str], list[Any]] = {}
    read = register.issued_lines

    def once(folder: Path, edition_id: str) -> list[Any]:
        if (folder, edition_id) not in kept:
            kept[folder, edition_id] = read(folder, edition_id)
        return [dict(line) for line in kept[folder, edition_id]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(register, "issued_lines", once)
        yield


@pytest.fixture
def own_site(site: Path, settings: Any, tmp_path: Path) -> Path:
    """The same over a copy of one's own, to write into."""
    settings.HOME = shutil.copytree(site, tmp_path / "workspace")
    return tmp_path / "workspace"


@pytest.fixture
def cast(db: None) -> dict[str, Person]:
    """User name -> person, each with one post."""
    found = {}
    for name, (role, agency) in CAST.items():
        person = Person.objects.create(username=name, full_name=name.upper())
        Post.objects.create(person=person, role=role.value, agency_code=agency)
        found[name] = person
    return found


@pytest.fixture
def as_(cast: dict[str, Person]) -> Callable[[str | None], Client]:
    """A browser in which somebody of the cast is signed in; None: a stranger."""

    def signed_in(name: str | None) -> Client:
        client = Client(headers={"accept-language": "vi"})
        if name:
            client.force_login(cast[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def issued(site: Path, cast: dict[str, Person]) -> Publication:
    """The example's edition, issued and signed."""
    return Publication.objects.create(
        signed_file=ContentFile(b"%PDF-1.7", "ban-ky.pdf"),
        edition_id=EDITION,
        period="2023-05",
        profile="vpubnd",
        state="issued",
        number="147/VPUB-KSTTHC",
        issued_on=date(2023, 6, 2),
        prepared_by=cast["vp"],
        approved_by=cast["duyet"],
    )


@pytest.fixture
def examples(own_site: Path, issued: Publication, cast: dict[str, Person]) -> dict[str, Any]:
    """Arguments that only a test knows: rows of the database and of the lake, by the argument's name."""
    work = Work.objects.create(kind="accept", by=cast["vp"], state="done", result={})
    upload = Upload.objects.create(by=cast["vp"], names=["units.csv"])
    folder = own_site / "tmp" / "uploads" / str(upload.pk)
    folder.mkdir(parents=True)
    (folder / "units.csv").write_text("agency_code,name,level,parent_code\nH52,Tỉnh Sơn La,province,\n", "utf8")
    asked = Request.objects.create(publication=issued, agency_code=SONG_MA, agency_name="UBND huyện Sông Mã")
    code = "H52.67-230516-0273"
    Case.objects.create(dossier_code=code, printed_code=code, agency_code=SONG_MA, part="A", request=asked)
    batch = asked.apology_batches.create(on=date(2023, 6, 5), office="CHỦ TỊCH", by=cast["sm"])
    target = Target.objects.create(criterion="progress.on_time", ratio="0.98", since=date(2023, 1, 1), source="KH 1")
    return {
        "publication": issued.pk,
        "asked": asked.pk,
        "number": asked.pk,
        "batch": batch.pk,
        "work": work.pk,
        "upload": upload.pk,
        "target": target.pk,
        "import_id": intake.imports(own_site)[-1]["import_id"],
        "post": Post.objects.get(person=cast["sm"]).pk,
    }


@pytest.fixture
def public_on(db: None) -> None:
    Switch.objects.create(name="public", is_on=True)


@pytest.fixture
def later() -> Callable[[int], datetime]:
    """A moment so many days from now."""
    return lambda days: timezone.now() + timedelta(days=days)
