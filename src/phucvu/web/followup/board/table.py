"""The table of a request's cases as pages show it: filtered, sorted, by pages, with what the letter printed."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from phucvu.web.followup.board.filtering import PER_PAGE, Filter, is_promise_passed
from phucvu.web.followup.models import Answer, Case, Line, Request
from phucvu.web.followup.queries import cases_of
from phucvu.web.followup.states import tables
from phucvu.web.roles import WIDE, Role

Row = dict[str, Any]


def table(asked: Request, query: QueryDict, ticked: Collection[str] = ()) -> Row:
    """{filter, page, rows, heads, states, procedures, offices, days}: a page of cases and the choices of the filter."""
    wanted, every = Filter.of(query), cases_of(asked)
    page = Paginator(wanted.apply(every, asked), PER_PAGE).get_page(query.get("trang"))
    lines = lines_of(page, asked)
    return {
        "filter": wanted,
        "all_query": wanted.but(state=""),
        "page": page,
        "rows": [_row(case, lines.get(case.pk), str(case.pk) in ticked) for case in page],
        "heads": _heads(wanted),
        "states": _states(every, wanted),
        "procedures": list(every.order_by("procedure_name").values("procedure_name").annotate(n=Count("id"))),
        "offices": list(every.order_by("office_name").values("office_name").annotate(n=Count("id"))),
        "days": list(
            every.annotate(day=TruncDate("received_at")).order_by("day").values("day").annotate(n=Count("id"))
        ),
    }


def lines_of(cases: Iterable[Case], asked: Request) -> dict[int, Line]:
    """Case -> how this letter printed it, whichever unit it was printed under."""
    found = Line.objects.filter(
        case__in=list(cases), request__publication=asked.publication_id, request__kind=asked.kind
    )
    return {line.case_id: line for line in found}


def _row(case: Case, line: Line | None, is_ticked: bool) -> Row:
    return {
        "case": case,
        "line": line,
        "is_ticked": is_ticked,
        "is_passed": is_promise_passed(case),
        "late": late(case),
    }


def late(case: Case) -> str:
    """How long after its due moment a dossier ended, or is open until now."""
    if case.due_at is None:
        return ""
    found = (case.ended_at or timezone.now()) - case.due_at
    if found < timedelta():
        return ""
    return f"{found.days} ngày {found.seconds // 3600} giờ"


def _heads(wanted: Filter) -> list[Row]:
    """The columns that sort, each with the query string that sorts by it, or the other way round."""
    columns = {
        "dossier_code": _("Mã hồ sơ"),
        "procedure_name": _("Thủ tục"),
        "received_at": _("Tiếp nhận"),
        "due_at": _("Hạn trả"),
        "ended_at": _("Kết thúc"),
    }
    return [_head(name, words, wanted) for name, words in columns.items()]


def _head(name: str, words: str, wanted: Filter) -> Row:
    order = wanted.order or "dossier_code"
    sorted_ = {name: "ascending", f"-{name}": "descending"}.get(order, "")
    return {"words": words, "sorted": sorted_, "query": wanted.but(order=f"-{name}" if order == name else name)}


def _states(every: QuerySet[Case], wanted: Filter) -> list[Row]:
    """The states there are with their numbers, each leading to its cases."""
    counted = dict(every.order_by().values_list("state").annotate(n=Count("id")))
    words = tables().case.states
    return [
        {"state": name, "words": words[name], "n": counted[name], "query": wanted.but(state=name)}
        for name in words
        if name in counted
    ]


def roles_at(request: HttpRequest, agency: str) -> frozenset[Role]:
    """Roles that somebody holds for this agency: the head of one unit is not the head of another."""
    if not request.user.is_authenticated:
        return frozenset()
    posts = request.user.posts.in_force().filter(Q(agency_code=agency) | Q(role__in=WIDE))
    return frozenset(Role(post.role) for post in posts)


def offered(states: Iterable[Row], roles: frozenset[Role]) -> set[str]:
    """What somebody with these roles may do with some of the cases there are."""
    return {action for each in states for action in tables().case.offered(each["state"], roles)}


def groups(asked: Request, state: str | None = None) -> list[Row]:
    """The answers of a request that bear cases (in a state), newest first, each with how many in which state."""
    cases = Case.objects.filter(answer__request=asked, **({"state": state} if state else {}))
    counted: dict[int, dict[str, int]] = {}
    for answer, name, number in cases.order_by().values_list("answer", "state").annotate(n=Count("id")):
        counted.setdefault(answer, {})[name] = number
    found = Answer.objects.filter(pk__in=counted).select_related("by", "signed_by").prefetch_related("files")
    return [told_answer(each, counted[each.pk]) for each in found.order_by("-at", "-pk")]


def told_answer(answer: Answer, counted: dict[str, int]) -> Row:
    """What pages say of an answer. ``counted``: how many of its cases are in which state."""
    words = tables().case.states
    return {
        "answer": answer,
        "n": sum(counted.values()),
        "states": [{"state": name, "words": words[name], "n": number} for name, number in counted.items()],
        "is_waiting": "signed" in counted,
        "channel": answer.get_apology_channel_display(),
        "files": list(answer.files.all()),
    }
