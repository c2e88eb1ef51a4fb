"""The register at the size of a province: 40,000 cases in 140 units, in an SQLite file; what people wait for."""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from phucvu.main import editions
from phucvu.main.demo import demo

CASES, UNITS, GROUP = 40_000, 140, 500


def run(scale: float = 1) -> dict[str, Any]:
    """Seconds of the board, of an answer for a whole group, and of what follows it."""
    with tempfile.TemporaryDirectory() as folder:
        _set_up(Path(folder))
        return {"cases": int(CASES * scale), "units": UNITS, **_measured(int(CASES * scale))}


def _set_up(folder: Path) -> None:
    """The demo's workspace, and the site's tables in it."""
    demo(folder / "demo")
    home = folder / "demo" / "messages" / "workspace"
    os.environ |= {"PHUCVU_HOME": str(home), "PHUCVU_DATABASE": "", "DJANGO_SETTINGS_MODULE": "phucvu.web.settings"}
    os.environ["PHUCVU_HOSTS"] = "testserver"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


def _measured(count: int) -> dict[str, Any]:
    from phucvu.web.followup import queries
    from phucvu.web.followup.actions import answering

    people, publication = _drawn(count)
    asked = publication.requests.first()
    found: dict[str, Any] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        result = work()
        found[f"{name}, seconds"] = time.perf_counter() - begun
        return result

    page, client, report = (
        _pages(people["office"]),
        _client(people["officer"]),
        f"/van-phong/giai-trinh/{publication.pk}/bao-cao",
    )
    page("/van-phong/y-kien/")  # templates and views are there on a running site
    timed("the board, the page of the office", lambda: page("/van-phong/giai-trinh/"))
    timed("a unit's request, its page", lambda: page(f"/van-phong/giai-trinh/{asked.pk}/"))
    one = f"/van-phong/giai-trinh/{asked.pk + 1}/?trang-thai=accepted&phan=B"  # the first unit has none accepted yet
    timed("a unit's accepted, still open dossiers, from the board", lambda: page(one))
    timed("whom to remind", queries.to_remind)
    group = list(asked.cases.all()[:GROUP])
    found["cases of the group"] = len(group)
    timed("an answer for the group, the page of its unit", lambda: _answered(client, asked, len(group)))
    made = group[0].request.answers.latest("pk")
    assert made.cases.count() == len(group)
    timed("one dossier's history", lambda: page(f"/ho-so/{group[0].dossier_code}/giai-trinh/"))
    timed("its signature", lambda: answering.sign(people["head"], [made]))
    timed("its acceptance, settled ones closed", lambda: answering.accept(people["office"], group))
    timed("the report, page", lambda: page(f"{report}/"))
    timed("the report, .docx", lambda: page(f"{report}.docx"))
    timed("the report, .xlsx", lambda: page(f"{report}.xlsx"))
    timed("its data with every case, .json", lambda: page(f"{report}.json"))
    timed("every case, .xlsx", lambda: page(report.replace("bao-cao", "ho-so.xlsx")))
    timed("promises that passed", lambda: list(queries.broken_promises()))
    return found


def _client(person: Any) -> Any:
    """A browser in which somebody is signed in."""
    from django.test import Client

    client = Client(headers={"accept-language": "vi"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _answered(client: Any, asked: Any, count: int) -> None:
    """The unit answers for all of its filter, from its page, and sees the page that follows."""
    address = f"/don-vi/{asked.agency_code}/giai-trinh/{asked.pk}/tra-loi/"
    typed = {"chon": "loc", "loc": "", "so": str(count), "tra-loi-cause": "staff", "tra-loi-words": "Thiếu người."}
    response = client.post(address, typed | {"tra-loi-apology_number": "12/PXL"}, follow=True)
    assert response.status_code == 200, response.status_code


def _pages(person: Any) -> Callable[[str], bytes]:
    """Address -> what was answered to somebody signed in."""
    client = _client(person)

    def asked(address: str) -> bytes:
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.getvalue()

    return asked


def _drawn(count: int) -> tuple[dict[str, Any], Any]:
    """People, and one issued letter with its requests, cases and lines; every third case is answered and explained."""
    from django.utils import timezone

    from phucvu.web.accounts.models import Person, Post
    from phucvu.web.followup.models import Answer, Case, Line, Request
    from phucvu.web.home import workspace
    from phucvu.web.office.models import Publication

    people = {}
    for name, role in (("officer", "unit_officer"), ("head", "unit_head"), ("office", "office")):
        people[name] = Person.objects.create(username=name)
        Post.objects.create(person=people[name], role=role, agency_code="" if name == "office" else "H52.1")
    (edition,) = editions.editions(workspace())
    publication = Publication.objects.create(
        edition_id=edition["edition_id"],
        period=edition["period"],
        profile=edition["profile"],
        state="issued",
        prepared_by=people["office"],
    )
    codes = [f"H52.{number + 1}" for number in range(UNITS)]
    Request.objects.bulk_create(
        Request(publication=publication, agency_code=code, agency_name=f"UBND {code}") for code in codes
    )
    asked = list(publication.requests.all())
    answers = [
        Answer.objects.create(request=each, cause="staff", words="…", by=people["officer"], at=timezone.now())
        for each in asked
    ]
    cases = [_case(number, count, asked, answers) for number in range(count)]
    Case.objects.bulk_create(cases, batch_size=1000)
    lines = [Line(case=case, request=case.request, part=case.part, agency_code=case.agency_code) for case in cases]
    Line.objects.bulk_create(lines, batch_size=1000)
    return people, publication


def _case(number: int, count: int, asked: list[Any], answers: list[Any]) -> Any:
    """The first unit has a whole group, not answered; the others share the rest."""
    from phucvu.web.followup.models import Case

    unit = 0 if number < GROUP else 1 + number % (UNITS - 1)
    is_explained = unit > 0 and number % 3 == 0
    code = f"{asked[unit].agency_code}-261001-{number:06}"
    return Case(
        dossier_code=code,
        printed_code=code,
        agency_code=asked[unit].agency_code,
        part="AB"[number % 2],
        request=asked[unit],
        state="accepted" if is_explained else "open",
        answer=answers[unit] if is_explained else None,
    )


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name}\t{value}")
