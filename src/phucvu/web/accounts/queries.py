"""People as lists show them, and the log as it is asked for."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from phucvu.web.accounts.acts import detail_words, words
from phucvu.web.accounts.models import Event, Person, Post
from phucvu.web.roles import Role

CSV_HEADINGS = ["thời điểm", "tài khoản", "việc", "mã việc", "đối tượng", "chi tiết", "địa chỉ"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def people(asked: Mapping[str, Any]) -> QuerySet[Person]:
    """By name or user name (q), agency, role, and state: active, waiting (no password yet), closed."""
    found = Person.objects.order_by("full_name", "username").prefetch_related(
        Prefetch("posts", Post.objects.open().order_by("since"), "open_posts")
    )
    posts = Post.objects.open()
    if asked.get("q"):
        found = found.filter(Q(full_name__icontains=asked["q"]) | Q(username__icontains=asked["q"]))
    if asked.get("agency"):
        found = found.filter(pk__in=posts.filter(agency_code=asked["agency"]).values("person"))
    if asked.get("role"):
        found = found.filter(pk__in=posts.filter(role=asked["role"]).values("person"))
    return found.filter(STATES.get(asked.get("state") or "", Q()))


STATES = {
    "active": Q(is_active=True) & ~Q(password__startswith="!"),
    "waiting": Q(is_active=True, password__startswith="!"),
    "closed": Q(is_active=False),
}


def administrators() -> QuerySet[Person]:
    """Open accounts holding that role today."""
    held = Post.objects.in_force().filter(role=Role.ADMINISTRATOR).values("person")
    return Person.objects.filter(is_active=True, pk__in=held)


def about(person: Person, limit: int = 50) -> QuerySet[Event]:
    """What was done to somebody's account, the newest first."""
    return Event.objects.filter(subject=person.username, act__in=ABOUT_PEOPLE).order_by("-at", "-id")[:limit]


ABOUT_PEOPLE = [
    "account_opened",
    "account_changed",
    "account_closed",
    "account_reopened",
    "post_given",
    "post_ended",
    "handed_over",
    "code_made",
    "code_used",
    "code_refused",
    "password_changed",
    "second_factor_added",
    "second_factor_removed",
    "recovery_codes_made",
    "signed_in",
    "sign_in_failed",
]


def acts_of(person: Person, limit: int = 20) -> QuerySet[Event]:
    return Event.objects.filter(person=person).order_by("-at", "-id")[:limit]


def log(asked: Mapping[str, Any]) -> QuerySet[Event]:
    """Events by person, act, subject and days (from, to: both included), the newest first."""
    found = Event.objects.order_by("-at", "-id")
    if asked.get("person"):
        found = found.filter(by=asked["person"].strip().lower())
    if asked.get("act"):
        found = found.filter(act=asked["act"])
    if asked.get("subject"):
        found = found.filter(subject__icontains=asked["subject"].strip())
    if asked.get("since"):
        found = found.filter(at__gte=_midnight(asked["since"]))
    if asked.get("until"):
        found = found.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
    return found


def acts() -> list[tuple[str, str]]:
    """The acts that happened so far, with their words, by the words."""
    met = Event.objects.order_by().values_list("act", flat=True).distinct()
    return sorted(((act, words(act)) for act in met), key=lambda pair: pair[1])


def log_rows(events: QuerySet[Event]) -> Iterator[list[str]]:
    """Headings and every event, as cells of a CSV that a spreadsheet opens without running any."""
    yield CSV_HEADINGS
    for event in events.iterator(chunk_size=1000):
        at = timezone.localtime(event.at).strftime("%d/%m/%Y %H:%M:%S")
        detail = detail_words(event.detail)
        cells = [at, event.by, words(event.act), event.act, event.subject, detail, event.address or ""]
        yield [harmless(cell) for cell in cells]


def harmless(cell: str) -> str:
    """A spreadsheet would take it for a formula: an apostrophe makes it text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
