"""Long work: done by a process of its own, seen by whoever started it, told in a sentence when it fails."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from phucvu.errors import UserError
from phucvu.web.accounts.models import Event, Person
from phucvu.web.office import work
from phucvu.web.office.models import Work

As = Callable[[str | None], Client]

ELSEWHERE = """
import sys, time, django
django.setup()
from django.core.management import call_command
from phucvu.web.accounts.models import Person
from phucvu.web.office import work
from phucvu.web.office.models import Work

call_command("migrate", verbosity=0)
begun = work.start("undo", Person.objects.create(username="vp"), {"import_id": sys.argv[1]})
print(Work.objects.get().state)
for _ in range(600):
    ended = Work.objects.get()
    if ended.state in ("done", "failed"):
        break
    time.sleep(0.1)
print(ended.state, ended.sentence)
"""


@pytest.fixture
def kinds() -> Iterator[dict[str, Any]]:
    _ = get_resolver().url_patterns  # the views register what there is
    kept = dict(work.KINDS)
    yield work.KINDS
    work.KINDS.clear()
    work.KINDS.update(kept)


@pytest.mark.parametrize("has_it", [True, False])
def test_a_process_of_its_own_does_the_work(own_site: Path, has_it: bool) -> None:
    """Real processes over a database file: one starts the work, another does it."""
    from phucvu.main import intake

    before = [row["import_id"] for row in intake.imports(own_site)]
    asked = before[-1] if has_it else "000000000000"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "phucvu.web.settings", "PHUCVU_HOME": str(own_site)}
    environment.pop("PHUCVU_DATABASE", None)
    ran = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, asked], env=environment, capture_output=True, text=True, check=True
    )
    first, last = ran.stdout.splitlines()
    assert first in ("waiting", "running")  # whoever starts it does not wait
    after = [row["import_id"] for row in intake.imports(own_site)]
    if has_it:
        assert last.strip() == "done"
        assert after == before[:-1]
    else:
        assert last.startswith("failed Không có lần nhập nào mang mã “000000000000”")
        assert after == before


def test_a_mistake_is_told_in_its_sentence(site: Path, as_: As, cast: dict[str, Person], kinds: Any) -> None:
    @work.register("preview")
    def refuse(_: Work, on_step: work.OnStep) -> dict[str, Any]:
        raise UserError("Tệp thiếu cột. Hãy thêm cột.")

    begun = work.start("preview", cast["vp"], {"upload": "00000000-0000-0000-0000-000000000000"})
    page = as_("vp").get(f"/van-phong/viec/{begun.pk}/").content.decode()
    assert "Tệp thiếu cột. Hãy thêm cột." in page
    assert Event.objects.filter(act="work_preview", by="vp").exists()


def test_a_fault_of_the_program_tells_nothing_of_itself(
    site: Path, as_: As, cast: dict[str, Person], kinds: Any, caplog: pytest.LogCaptureFixture
) -> None:
    @work.register("undo")
    def fail(row: Work, on_step: work.OnStep) -> dict[str, Any]:
        raise ValueError(row.arguments["cell"])

    begun = work.start("undo", cast["vp"], {"cell": "Nguyễn Văn A, 0123456789"})
    page = as_("vp").get(f"/van-phong/viec/{begun.pk}/").content.decode()
    assert "Việc bị dừng vì lỗi của chương trình" in page
    assert "Nguyễn" not in page + caplog.text
    assert "ValueError" in caplog.text
    assert "ValueError" not in page


def test_progress_is_seen_and_ends_at_its_page(site: Path, as_: As, cast: dict[str, Person]) -> None:
    office = as_("vp")
    row = Work.objects.create(kind="undo", by=cast["vp"], state="running", done=30, total=90, text="Tệp a.jsonl")
    address = f"/van-phong/viec/{row.pk}/"
    page = office.get(address).content.decode()
    assert '<progress max="90" value="30"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    part = office.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" in part
    assert "<html" not in part
    assert office.get(address[:-1] + ".json").json()["done"] == 30
    Work.objects.update(state="done", result={"where": "/van-phong/nhap/cac-lan/"})
    assert office.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert office.get(address).headers["Location"] == "/van-phong/nhap/cac-lan/"
    Work.objects.update(result={"where": "//elsewhere.example/"})
    assert office.get(address).status_code == 200


def test_work_without_a_sign_of_life_is_told_as_stopped(site: Path, as_: As, cast: dict[str, Person]) -> None:
    row = Work.objects.create(kind="accept", by=cast["vp"], state="running")
    Work.objects.update(seen_at=timezone.now() - timedelta(minutes=11))
    assert "đã dừng giữa chừng" in as_("vp").get(f"/van-phong/viec/{row.pk}/").content.decode()
    assert as_("vp").get(f"/van-phong/viec/{row.pk}.json").json()["state"] == "stopped"


def test_strangers_do_not_see_it(site: Path, as_: As, cast: dict[str, Person]) -> None:
    row = Work.objects.create(kind="accept", by=cast["vp"], state="running")
    for name, code in {"duyet": 200, "kiem_tra": 200, "sm": 404, "quan_tri": 404, None: 302}.items():
        assert as_(name).get(f"/van-phong/viec/{row.pk}/").status_code == code
        assert as_(name).get(f"/van-phong/viec/{row.pk}.json").status_code == code


def test_progress_is_written_at_most_twice_a_second(site: Path, cast: dict[str, Person], kinds: Any) -> None:
    seen = []

    @work.register("undo")
    def count(row: Work, on_step: work.OnStep) -> dict[str, Any]:
        until = time.monotonic() + 0.7
        while time.monotonic() < until:
            on_step(1, None, "x" * 500)
            seen.append(Work.objects.values_list("seen_at", flat=True).get(pk=row.pk))
        return {}

    work.start("undo", cast["vp"], {})
    assert len(set(seen)) <= 3


def test_work_is_done_once(site: Path, cast: dict[str, Person], kinds: Any) -> None:
    done = []
    work.register("undo")(lambda row, on_step: done.append(1) or {})
    begun = work.start("undo", cast["vp"], {})
    work.run(str(begun.pk))
    assert done == [1]
