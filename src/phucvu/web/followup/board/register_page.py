"""The office's board of one letter: every unit with its counts, who is late first; the same as JSON and CSV."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from phucvu.main import editions
from phucvu.web.followup.board.deadlines import deadline_words, left_words
from phucvu.web.followup.board.filtering import promise_passed
from phucvu.web.followup.models import Answer, Case, Objection, Request
from phucvu.web.followup.queries import NAMES, Tally, is_late, requests_of, tallies, total
from phucvu.web.home import workspace
from phucvu.web.office.models import Publication
from phucvu.web.twins import answer

Row = dict[str, Any]
WORDS = {
    "silent": "quá hạn, chưa trả lời",
    "late": "quá hạn, trả lời thiếu",
    "waiting": "trong hạn, chưa đủ",
    "done": "đã trả lời đủ",
}
ORDER = list(WORDS)


def letters() -> list[Publication]:
    """Letters with requests, the newest first."""
    found = Publication.objects.filter(requests__kind="issued").distinct()
    return list(found.order_by("-issued_on", "-period", "-pk"))


def letter_asked(request: HttpRequest) -> Publication | None:
    """The letter of ?cong-van=, else the newest. Raises Http404 when the one asked for has no requests."""
    known, asked = letters(), request.GET.get("cong-van")
    if not asked:
        return known[0] if known else None
    found = next((each for each in known if str(each.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def register(request: HttpRequest, form: str = "html") -> HttpResponse:
    found = letter_asked(request)
    if found is None:
        return answer(request, form, "followup/register.html", {"letter": None, "rows": []})
    rows = rows_of(found)
    sums = total(Tally(**{name: row[name] for name in NAMES}) for row in rows)
    board = editions.published(workspace(), found.edition_id).board
    page: Row = {"letter": _letter(found), "facts": board.facts, "counted_at": timezone.localtime().isoformat()}
    page |= {"total": _counts(sums), "rows": rows}
    more = {"publication": found, "letters": letters(), "tally": sums, "board": board, "rows_shown": _shown(rows)}
    return answer(request, form, "followup/register.html", page, **more)


def rows_of(publication: Publication) -> list[Row]:
    """A row per unit, late ones first. So many queries a board, however many units."""
    counted, acted, passed = tallies(publication), last_acts(publication), _promises_passed(publication)
    rows = [
        _row(each, counted[each.agency_code], acted.get(each.pk), passed.get(each.agency_code, 0))
        for each in requests_of(publication)
    ]
    return sorted(rows, key=lambda row: (ORDER.index(row["state"]), -row["remaining"], row["agency_code"]))


def _row(asked: Request, tally: Tally, acted_at: datetime | None, passed: int) -> Row:
    remaining = max(tally.demanded - tally.answered - tally.objected, 0)
    return {
        "request": asked.pk,
        "agency_code": asked.agency_code,
        "agency_name": asked.agency_name,
        **_counts(tally),
        "remaining": remaining,
        "promises_passed": passed,
        "deadline_at": _iso(asked.due_at),
        "deadline": deadline_words(asked),
        "left": left_words(asked) if remaining else "",
        "extension": asked.extension,
        "state": (state := _state(asked, tally, remaining)),
        "state_words": WORDS[state],
        "last_act_at": _iso(acted_at),
    }


def _state(asked: Request, tally: Tally, remaining: int) -> str:
    """silent: the deadline passed without a word; late: it passed and something is missing."""
    if not remaining:
        return "done"
    if not is_late(asked):
        return "waiting"
    return "late" if tally.answered or tally.objected or tally.returned or tally.removed else "silent"


def _counts(tally: Tally) -> Row:
    ratios = {"explained_ratio": tally.explained_ratio, "apologised_ratio": tally.apologised_ratio}
    return {name: getattr(tally, name) for name in NAMES} | {
        name: None if value is None else f"{value:.6f}" for name, value in ratios.items()
    }


def last_acts(publication: Publication) -> dict[int, datetime]:
    """Request -> when its unit last answered, signed or objected."""
    asked = {"request__publication": publication, "request__kind": "issued"}
    answers = Answer.objects.filter(**asked).order_by().values("request")
    found: dict[int, datetime] = {}
    for row in answers.annotate(one=Max("at"), two=Max("signed_at")):
        found[row["request"]] = max(filter(None, (row["one"], row["two"])))
    objected = Objection.objects.filter(**asked).order_by().values("request").annotate(one=Max("at"))
    for each in objected:
        found[each["request"]] = max(each["one"], found.get(each["request"], each["one"]))
    return found


def _promises_passed(publication: Publication) -> dict[str, int]:
    found = Case.objects.filter(promise_passed(), request__publication=publication, request__kind="issued")
    return dict(found.order_by().values_list("agency_code").annotate(n=Count("id")))


def _letter(found: Publication) -> Row:
    return {
        "publication": found.pk,
        "edition_id": found.edition_id,
        "period": found.period,
        "number": found.number,
        "issued_on": found.issued_on.isoformat() if found.issued_on else None,
        "state": found.state,
    }


def _shown(rows: list[Row]) -> list[Row]:
    """Rows as the page prints them: ratios as numbers."""
    names = ("explained_ratio", "apologised_ratio")
    return [row | {name: row[name] and float(row[name]) for name in names} for row in rows]


def _iso(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None
