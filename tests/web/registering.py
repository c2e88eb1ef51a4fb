"""The register of the example, opened; what the tests of its pages type and read."""

from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.timezone import make_aware

from phucvu.web.accounts.models import Person
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.followup.models import Answer, Case, Request
from phucvu.web.office.models import Publication

DEADLINE = make_aware(datetime(2023, 6, 13, 23, 59))
ANSWER = {"tra-loi-cause": "staff", "tra-loi-words": "Cán bộ phụ trách nghỉ ốm, chưa bố trí người thay."}


def opened(issued: Publication, by: Person) -> dict[str, Request]:
    """Unit -> what it is asked."""
    return {each.agency_code: each for each in open_register(issued, by, DEADLINE)}


def act(client: Client, asked: Request, action: str, **typed: Any) -> Any:
    """What a unit sends from its page; the page that follows."""
    address = reverse("request_act", kwargs={"agency": asked.agency_code, "number": asked.pk, "action": action})
    return client.post(address, {key.replace("__", "-"): value for key, value in typed.items()}, follow=True)


def review(client: Client, asked: Request, action: str, **typed: Any) -> Any:
    """The same from the office's page."""
    address = reverse("review_act", kwargs={"number": asked.pk, "action": action})
    return client.post(address, {key.replace("__", "-"): value for key, value in typed.items()}, follow=True)


def filtered(query: str, number: int) -> dict[str, str]:
    """“Choose all N of the filter.”"""
    return {"chon": "loc", "loc": query, "so": str(number)}


def boxes(*cases: Case) -> dict[str, list[int]]:
    return {"ho-so": [case.pk for case in cases]}


def states(asked: Request) -> dict[str, int]:
    """How many cases of a request are in which state."""
    found: dict[str, int] = {}
    for case in Case.objects.filter(request=asked):
        found[case.state] = found.get(case.state, 0) + 1
    return found


def answered(client: Client, asked: Request, *cases: Case, **typed: Any) -> Answer:
    """One answer of a unit, through its page."""
    response = act(client, asked, "tra-loi", **ANSWER, **boxes(*cases), **typed)
    assert response.status_code == 200, said(response)
    return Answer.objects.latest("pk")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def said(response: Any) -> str:
    """The words of a page, blanks made single."""
    parser = _Text()
    parser.feed(response.content.decode())
    return " ".join(" ".join(parser.parts).split())
