"""Backup and restore with PostgreSQL, rehearsed by the very commands of docs/running.md: acts and files come back."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from office_letters import letter_in
from registering import ANSWER, act, boxes, opened

from phucvu.web.accounts.models import Person
from phucvu.web.followup.models import Evidence
from phucvu.web.office.models import Publication
from web.postgres import programs

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="rehearsed by make test-postgres"),
    pytest.mark.django_db(transaction=True),  # pg_dump sees what is committed
]
As = Callable[[str | None], Client]
ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "running.md").read_text("utf8")
FIGURES = "Mã đơn vị,Kỳ,Chỉ tiêu,Giá trị,Thời điểm đọc,Nguồn\nH52,2023-05,total,53.63,2023-05-31T16:30:00,typed\n"
PDF = b"%PDF-1.7\n%%EOF\n"
OPEN = "import json, sys, django; django.setup()\nfrom django.apps import apps\n"
ROWS = """
models = [each for each in apps.get_models(include_auto_created=True)]
rows = {each._meta.label: list(each._default_manager.order_by("pk").values()) for each in models}
print(json.dumps(rows, default=str))
"""
WORK_ON = """
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from phucvu.web.accounts.models import Event, Person
settings.ALLOWED_HOSTS = ["testserver"]
refused, newest = [], Event.objects.latest("pk").pk
for change in (lambda: Event.objects.update(by="khac"), lambda: Event.objects.all().delete()):
    try:
        with transaction.atomic():
            change()
    except DatabaseError as error:
        refused.append(str(error).splitlines()[0])

def signed_in(name):
    client = Client()
    client.force_login(Person.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return client

turned = signed_in("duyet").post("/van-phong/cong-khai/dat/", {"name": "public", "is_on": "1"})
file = signed_in("sc").get(sys.argv[1])
print(json.dumps({
    "refused": refused,
    "turned": turned.status_code,
    "next": Event.objects.latest("pk").pk - newest,
    "file": b"".join(file.streaming_content).decode(),
    "health": Client().get("/suc-khoe/").status_code,
}))
"""


def commands(heading: str) -> list[str]:
    """The first block of commands below a heading of the guide."""
    return re.split(r"^```\n", GUIDE.partition(f"\n### {heading}\n")[2], flags=re.M)[1].splitlines()


def environment(home: Path, database: str) -> dict[str, str]:
    where = connection.settings_dict
    address = f"postgresql://{where['USER']}@{where['HOST']}:{where['PORT']}/{database}"
    path = os.pathsep.join([str(Path(sys.executable).parent), str(programs()), os.environ["PATH"]])
    told = {"PHUCVU_HOME": str(home), "PHUCVU_DATABASE": address, "PATH": path, "PYTHONPATH": str(ROOT / "src")}
    return {**os.environ, **told, "DJANGO_SETTINGS_MODULE": "phucvu.web.settings"}


def typed(line: str, told: dict[str, str]) -> str:
    ran = subprocess.run(["bash", "-c", line], env=told, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{line}\n{ran.stderr}"
    return ran.stdout


def acts_backed_up(told: dict[str, str]) -> dict[str, str]:
    """What doctor says of the database of acts."""
    rows = json.loads(typed("phucvu doctor --format json", told))
    return next(row for row in rows if row["check"] == "acts")


def script(code: str, told: dict[str, str], *words: str) -> Any:
    command = [sys.executable, "-c", OPEN + code, *words]
    return json.loads(subprocess.run(command, env=told, check=True, capture_output=True, text=True).stdout)


@pytest.fixture
def worked(own_site: Path, cast: dict[str, Person], as_: As, settings: Any) -> Evidence:
    """Acts of every kind, each through its page: data taken in, a letter issued, a case answered with a file."""
    settings.MEDIA_ROOT = own_site / "web" / "files"
    sent = as_("vp").post("/van-phong/nhap/", {"files": [SimpleUploadedFile("a.csv", FIGURES.encode())]})
    as_("vp").post(sent.headers["Location"] + "nhan/")
    made = letter_in("signed", cast["vp"])
    as_("duyet").post(f"/van-phong/cong-van/{made.pk}/ban-hanh/", {"from_state": "signed", "confirm": "on"})
    asked = opened(Publication.objects.get(state="issued"), cast["duyet"])["H52.68"]
    proof = {"tra-loi-proofs": [SimpleUploadedFile("Biên bản.pdf", PDF)]}
    act(as_("sc"), asked, "tra-loi", **ANSWER, **boxes(asked.cases.all()[0]), **proof)
    return Evidence.objects.get()


@pytest.fixture
def empty() -> Iterator[str]:
    """The database of the new machine."""
    name = f"{connection.settings_dict['NAME']}_moi"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_what_is_restored_is_what_was_there_and_work_goes_on(
    worked: Evidence, own_site: Path, empty: str, tmp_path: Path
) -> None:
    before = environment(own_site, str(connection.settings_dict["NAME"]))
    assert acts_backed_up(before)["state"] == "warning"
    rows = script(ROWS, before)
    (tmp_path / "dia-khac").mkdir()
    for line in commands("Sao lưu"):
        typed(line.replace("/mnt/sao-luu", str(tmp_path / "dia-khac")), before)
    assert acts_backed_up(before)["state"] == "ok"
    (backup,) = (tmp_path / "dia-khac").iterdir()
    shutil.rmtree(own_site)

    after = environment(tmp_path / "may-moi", empty)
    told = {}
    for line in commands("Phục hồi trên máy mới"):
        if not line.startswith(("sudo ", "export ", "umask ")):  # the empty database is there, the variables are set
            told[line] = typed(re.sub(r"/mnt/sao-luu/\S+", str(backup), line), after)
    assert json.loads(told["python -m phucvu.web.office.agreement"]) == {"lost": []}
    assert script(ROWS, after) == rows
    assert {each["act"] for each in rows["accounts.Event"]} >= {"import", "publication_issue", "case.answer"}

    found = script(WORK_ON, after, f"/giai-trinh/tep/{worked.pk}/")
    assert found["refused"] == ["an event is never changed or deleted"] * 2
    assert found["file"] == PDF.decode()
    assert (found["turned"], found["next"], found["health"]) == (302, 1, 200)


def test_a_workspace_older_than_its_database_is_told(worked: Evidence, own_site: Path, as_: As) -> None:
    (own_site / "web" / "files" / str(worked.file.name)).unlink()
    told = environment(own_site, str(connection.settings_dict["NAME"]))
    command = [sys.executable, "-m", "phucvu.web.office.agreement"]
    ran = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    assert (ran.returncode, json.loads(ran.stdout)) == (1, {"lost": [worked.file.name]})
    rows = {row["check"]: row for row in as_("vp").get("/van-phong/suc-khoe.json").json()["rows"]}
    assert rows["agreement"]["state"] == "error"
    assert str(worked.file.name) in rows["agreement"]["sentence"]
