"""The consolidated report of a letter as plain data: one source for page, .docx, .xlsx and .json."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from phucvu.publications.wording import moment_words
from phucvu.registry.clock import iso
from phucvu.web.followup.models import Answer, Line, Objection, Request
from phucvu.web.followup.papers.heads import Heads, naive
from phucvu.web.followup.queries import COUNTED, EXPLAINED, Tally, is_late, last_moment, requests_of, tallies, total
from phucvu.web.followup.states import tables
from phucvu.web.office.models import Publication

Row = dict[str, Any]
ON_THEIR_WAY = ("answered", "signed", *EXPLAINED)
UNEXPLAINED = "Đóng hoặc bỏ qua không có giải trình"
NOTES = (
    "Phải giải trình: hồ sơ bị nêu, trừ hồ sơ đã giải trình ở kỳ trước, hồ sơ được chấp nhận ý kiến, hồ sơ bỏ yêu cầu "
    "hoặc ghi nhận thống kê riêng, hồ sơ chuyển đi; gồm hồ sơ chuyển đến. Dấu “-”: không có hồ sơ phải giải trình nên "
    "không có tỷ lệ.",
    "Đã giải trình: giải trình đã được Văn phòng chấp nhận. Trả lời sau hạn: hồ sơ có trả lời hiện tại (kể cả trả lời "
    "lại sau khi bị trả lại) gửi sau hạn của đơn vị. Chưa giải trình: đến hết hạn không trả lời, không có ý kiến "
    "về hồ sơ nào.",
    "Nguồn đã thay đổi: lần đọc sau khi ban hành thấy khác; số đã ban hành giữ nguyên. Văn phòng ghi nhận "
    "thống kê riêng thì không còn phải giải trình.",
)


def report(publication: Publication, at: datetime) -> Row:
    """{…what it is of, rows (units), total, causes, silent, notes}. ``at``: the moment deadlines are held to.

    Rates are null where nothing was demanded.
    """
    heads, requests = Heads(publication), list(requests_of(publication))
    counts = tallies(publication)
    more, late = _objections(publication), _late(publication, requests)
    rows = [_unit(each, counts[each.agency_code], more, late) for each in requests]
    quiet = _silent(requests, counts, at)
    return {
        "edition_id": publication.edition_id,
        "number": publication.number,
        "issued_on": publication.issued_on.isoformat() if publication.issued_on else None,
        "period": publication.period,
        "period_words": heads.period_words,
        "at": _iso(at),
        "at_words": moment_words(naive(at) or at),
        "letter_words": heads.letter,
        "deadline_words": _deadline_words(requests),
        "is_simulated": heads.is_simulated,
        "rows": rows,
        "total": _row(total(counts.values()), [more.get(each.agency_code, {}) for each in requests], late.values()),
        "causes": _causes(publication),
        "silent": quiet,
        "silent_sentence": _silent_sentence(heads, quiet),
        "silence_words": _silence_words(requests, at),
        "notes": list(NOTES),
    }


def with_cases(publication: Publication, at: datetime) -> Row:
    """The report and {cases}: what files of every dossier need, and no page."""
    return report(publication, at) | {"cases": _cases(publication)}


def silent(publication: Publication, at: datetime) -> list[Row]:
    """Units with demanded dossiers whose deadline passed without an answer or an objection in time."""
    return _silent(list(requests_of(publication)), tallies(publication), at)


def silent_sentence(publication: Publication, at: datetime) -> str:
    """The same in the words of a letter; empty where there are none."""
    return _silent_sentence(Heads(publication), silent(publication, at))


def _silent(requests: Iterable[Request], counts: dict[str, Tally], at: datetime) -> list[Row]:
    late = [each for each in requests if counts[each.agency_code].demanded and is_late(each, at)]
    spoke = {each.pk: _moments(each) for each in late}
    return [
        {
            "agency_code": each.agency_code,
            "agency_name": each.agency_name,
            "demanded": counts[each.agency_code].demanded,
            "due_at": _iso(each.due_at),
            "spoke_late": bool(spoke[each.pk]),
        }
        for each in late
        if all(is_late(each, moment) for moment in spoke[each.pk])
    ]


def _moments(request: Request) -> list[datetime]:
    """When the unit answered or objected. An answer taken back is none; one returned is one."""
    given = Answer.objects.filter(request=request).filter(Q(cases__isnull=False) | ~Q(return_reason=""))
    return [*given.values_list("at", flat=True), *request.objections.values_list("at", flat=True)]


def _silent_sentence(heads: Heads, quiet: list[Row]) -> str:
    """For the next letter: the units silent until their deadline, by name; empty where there are none."""
    names = "; ".join(_named(each) for each in quiet)
    return f"Các đơn vị chưa giải trình theo {heads.short_letter}: {names}." if quiet else ""


def _named(row: Row) -> str:
    """A unit that spoke after its deadline is not said to have kept silent until now."""
    return f"{row['agency_name']} ({row['demanded']} hồ sơ{', trả lời sau hạn' if row['spoke_late'] else ''})"


def _silence_words(requests: Iterable[Request], at: datetime) -> str:
    """What is said where no unit is named."""
    if any(not is_late(each, at) for each in requests):
        return "Chưa xác định: chưa hết hạn báo cáo của mọi đơn vị."
    return "Không có."


def _deadline_words(requests: Iterable[Request]) -> str:
    moments = [naive(each.deadline_at) for each in requests if each.deadline_at]
    return f"hạn báo cáo {moment_words(min(filter(None, moments)))}" if any(moments) else "không ghi hạn báo cáo"


def _objections(publication: Publication) -> dict[str, dict[str, int]]:
    """Agency code -> {accepted, refused}: objections decided."""
    found: dict[str, dict[str, int]] = {}
    decided = Objection.objects.filter(request__in=requests_of(publication)).exclude(decision="").order_by()
    for row in decided.values("request__agency_code", "decision").annotate(count=Count("id")):
        found.setdefault(row["request__agency_code"], {})[row["decision"]] = row["count"]
    return found


def _late(publication: Publication, requests: Iterable[Request]) -> dict[str, int]:
    """Agency code -> demanded dossiers whose present answer came after the unit's deadline."""
    until = {each.pk: last_moment(each) for each in requests}
    lines = _demanded(publication).filter(case__answer__isnull=False, case__state__in=(*ON_THEIR_WAY, "returned"))
    answers = lines.values_list("case__agency_code", "case__answer__request", "case__answer__at")
    found: Counter[str] = Counter()
    for code, asked, moment, count in answers.annotate(count=Count("id")):
        if (last := until.get(asked)) and moment > last:
            found[code] += count
    return found


def _demanded(publication: Publication) -> Any:
    found = Line.objects.filter(request__publication=publication, request__kind="issued")
    return found.filter(COUNTED).order_by()


def _unit(request: Request, tally: Tally, more: dict[str, dict[str, int]], late: dict[str, int]) -> Row:
    code = request.agency_code
    about = {"agency_code": code, "agency_name": request.agency_name, "due_at": _iso(request.due_at)}
    return about | _row(tally, [more.get(code, {})], [late.get(code, 0)])


def _row(tally: Tally, decided: list[dict[str, int]], late: Iterable[int]) -> Row:
    return {
        "listed": tally.listed,
        "demanded": tally.demanded,
        "answered": tally.answered,
        "explained": tally.explained,
        "explained_ratio": tally.explained_ratio,
        "apologised": tally.apologised,
        "apologised_ratio": tally.apologised_ratio,
        "late": sum(late),
        "returned": tally.returned,
        "objected": tally.objected,
        "objections_accepted": sum(each.get("accepted", 0) for each in decided),
        "objections_refused": sum(each.get("refused", 0) for each in decided),
        "removed": tally.removed,
        "transferred": tally.transferred,
        "changed": tally.changed,
    }


def _causes(publication: Publication) -> list[Row]:
    """Causes of the dossiers answered, the most frequent first; their sum is ``answered`` of the total."""
    lines = _demanded(publication).filter(case__state__in=ON_THEIR_WAY)
    rows = lines.values("case__answer__cause").annotate(count=Count("id"))
    found = [
        {"cause": each["case__answer__cause"], "words": _cause(each["case__answer__cause"]), "count": each["count"]}
        for each in rows
    ]
    return sorted(found, key=lambda each: (-each["count"], each["words"]))


def _cause(code: str | None) -> str:
    return tables().causes[code] if code else UNEXPLAINED


def _cases(publication: Publication) -> list[Row]:
    """Every line with the state of its case; codes only, nothing of applicants. Plain columns: there may be 40,000."""
    lines = Line.objects.filter(request__publication=publication, request__kind="issued")
    names = {each.agency_code: each.agency_name for each in requests_of(publication)}
    return [_case(line, names) for line in lines.order_by("id").values(*OF_CASES)]


OF_CASES = (
    *("part", "is_demanded", "request__agency_name", "case__printed_code", "case__agency_code", "case__state"),
    *("case__answer__cause", "case__apology_number", "case__apology_on"),
)


def _case(line: Row, names: dict[str, str]) -> Row:
    code, state, cause = line["case__agency_code"], line["case__state"], line["case__answer__cause"]
    return {
        "dossier_code": line["case__printed_code"],
        "agency_code": code,
        "agency_name": names.get(code, line["request__agency_name"]),
        "part": line["part"],
        "is_demanded": line["is_demanded"],
        "state": state,
        "state_words": tables().case.states[state],
        "cause": cause,
        "cause_words": tables().causes[cause] if cause else "",
        "apology_number": line["case__apology_number"],
        "apology_on": line["case__apology_on"].isoformat() if line["case__apology_on"] else None,
    }


def _iso(moment: datetime | None) -> str | None:
    local = naive(moment)
    return iso(local) if local else None
