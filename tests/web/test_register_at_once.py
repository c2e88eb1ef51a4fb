"""Two people at the same moment, for real: each in a process with a connection of its own, on both databases."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import MISSING, programs, server

SRC = Path(__file__).parents[2] / "src"
SETUP = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from phucvu.web.accounts.models import Person, Post
from phucvu.web.followup.models import Case, Request
from phucvu.web.office.models import Publication
for name in ("mot", "hai"):
    Post.objects.create(person=Person.objects.create(username=name), role="unit_officer", agency_code="H52.68")
first = Person.objects.first()
made = Publication.objects.create(edition_id="0" * 16, period="2023-05", profile="x", prepared_by=first)
asked = Request.objects.create(publication=made, agency_code="H52.68", agency_name="UBND huyện Sốp Cộp")
for number in range(20):
    code = f"H52.68-230504-{number:04}"
    Case.objects.create(dossier_code=code, printed_code=code, agency_code="H52.68", part="A", request=asked)
"""
ANSWER = """
import sys, django; django.setup()
from phucvu.web.accounts.models import Person
from phucvu.web.followup.actions import answering
from phucvu.web.followup.actions.doors import RefusedError
from phucvu.web.followup.models import Case, Request
person, asked = Person.objects.get(username=sys.argv[1]), Request.objects.get()
step = 1 if sys.argv[1] == "mot" else -1
cases = list(Case.objects.all())[::step]
print("ready", flush=True); sys.stdin.readline()
try:
    answering.answer(person, asked, cases, answering.Given("staff", "Thiếu người."))
    print("won")
except RefusedError as error:
    print("refused", error)
"""
TAKE_BACK = """
import sys, django; django.setup()
from phucvu.web.accounts.models import Person
from phucvu.web.followup.actions.apologising import take_back
from phucvu.web.followup.actions.doors import RefusedError
from phucvu.web.followup.models import ApologyBatch
person, batch = Person.objects.get(username=sys.argv[1]), ApologyBatch.objects.get()
print("ready", flush=True); sys.stdin.readline()
try:
    take_back(person, batch, "Không gửi.")
    print("won")
except RefusedError as error:
    print("refused", error)
"""
TELL_APOLOGIES = """
import json, django; django.setup()
from phucvu.web.accounts.models import Event
from phucvu.web.followup.models import ApologyBatch, ApologyCounter, Case
left = Case.objects.exclude(apology_source="").count()
events = Event.objects.filter(act="apology.take_back").count()
print(json.dumps([ApologyBatch.objects.get().state, left, ApologyCounter.objects.get().last, events]))
"""
MAKE = """
import django; django.setup()
from phucvu.web.accounts.models import Person
from phucvu.web.followup.actions.apologising import Wording, make
from phucvu.web.followup.models import Case, Request
make(Person.objects.first(), Request.objects.get(), list(Case.objects.all()), Wording("CHỦ TỊCH", reason="Nghỉ ốm"))
"""
TELL = """
import json, django; django.setup()
from phucvu.web.accounts.models import Event
from phucvu.web.followup.models import Answer, Case
states = sorted(set(Case.objects.values_list("state", flat=True)))
of_one = len(set(Case.objects.values_list("answer", flat=True)))
events = Event.objects.filter(act="case.answer").count()
print(json.dumps([Answer.objects.count(), states, of_one, events]))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """What both processes are told: the same database."""
    told = {**os.environ, "PYTHONPATH": str(SRC), "DJANGO_SETTINGS_MODULE": "phucvu.web.settings"}
    told |= {"PHUCVU_HOME": str(tmp_path), "PHUCVU_DATABASE": ""}
    if request.param == "sqlite":
        yield told
    elif programs() is None:
        pytest.skip(MISSING)
    else:
        with server() as address:
            yield told | {"PHUCVU_DATABASE": address}


def test_of_two_at_once_exactly_one_wins(environment: dict[str, str]) -> None:
    _run(SETUP, environment)
    assert _raced(ANSWER, environment) == ["refused", "won"]
    answers, states, of_one, events = json.loads(_run(TELL, environment))
    assert (answers, states, of_one, events) == (1, ["answered"], 1, 1)


def test_of_two_who_take_a_batch_back_one_does(environment: dict[str, str]) -> None:
    _run(SETUP + MAKE, environment)
    assert _raced(TAKE_BACK, environment) == ["refused", "won"]
    assert json.loads(_run(TELL_APOLOGIES, environment)) == ["taken_back", 0, 20, 1]


def _raced(code: str, environment: dict[str, str]) -> list[str]:
    """Both ready, then both told to go."""
    both = [_start(code, name, environment) for name in ("mot", "hai")]
    for each in both:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in both:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    return sorted(each.communicate(timeout=120)[0].split()[0] for each in both)


def _start(code: str, name: str, environment: dict[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", code, name]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _run(code: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
