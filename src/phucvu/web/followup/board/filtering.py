"""Which cases a page shows, by its address, and which of them a person has chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from phucvu.errors import UserError
from phucvu.web.followup.models import Case, Line, Request
from phucvu.web.followup.states import tables

M = TypeVar("M", bound=Model)
PER_PAGE = 100
KEYS = {
    "state": "trang-thai",
    "procedure": "thu-tuc",
    "office": "buoc",
    "since": "tu",
    "until": "den",
    "part": "phan",
    "age": "moi",
    "promise": "hen",
    "answer": "nhom",
    "text": "tim",
    "order": "sap",
}
ORDERS = ("dossier_code", "procedure_name", "received_at", "due_at", "ended_at", "part", "state")
CHOICES = {
    "state": tuple(tables().case.states),
    "part": ("A", "B"),
    "age": ("moi", "cu"),
    "promise": ("qua",),
    "order": (*ORDERS, *(f"-{name}" for name in ORDERS)),
}


@dataclass(frozen=True)
class Filter:
    """What the query string asks for; empty: everything. ``since``, ``until``: days of reception."""

    state: str = ""
    procedure: str = ""
    office: str = ""
    since: str = ""
    until: str = ""
    part: str = ""
    age: str = ""
    promise: str = ""
    answer: str = ""
    text: str = ""
    order: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filter":
        """Raises UserError on a value that is not known: a filter read wrongly would choose other cases."""
        found = {name: str(query.get(key) or "").strip().replace("\0", "") for name, key in KEYS.items()}
        if wrong := [name for name, known in CHOICES.items() if found[name] and found[name] not in known]:
            raise UserError(f"Không hiểu “{KEYS[wrong[0]]}={found[wrong[0]]}” trong địa chỉ. Hãy chọn lại bộ lọc.")
        made = cls(**found)
        _day(made.since), _day(made.until)
        if made.answer and not is_key(made.answer):
            raise UserError(f"Không có nhóm giải trình “{made.answer}”. Hãy chọn lại bộ lọc.")
        return made

    @property
    def query(self) -> str:
        """The filter as a query string, without the page."""
        return urlencode({KEYS[each.name]: value for each in fields(self) if (value := getattr(self, each.name))})

    def but(self, **changed: str) -> str:
        """The query string of the same filter with something changed."""
        return replace(self, **changed).query

    def apply(self, cases: QuerySet[Case], request: Request) -> QuerySet[Case]:
        """The cases of a request that fit, in the order asked."""
        found = cases.filter(self._states(), self._received())
        if self.procedure:
            found = found.filter(procedure_name=self.procedure)
        if self.office:
            found = found.filter(office_name=self.office)
        if self.part:
            found = found.filter(part=self.part)
        if self.answer:
            found = found.filter(answer=int(self.answer))
        if self.age:
            lines = Line.objects.filter(request__publication=request.publication_id, request__kind=request.kind)
            found = found.filter(pk__in=lines.filter(is_new=self.age == "moi").values("case"))
        if self.text:
            found = found.filter(
                Q(printed_code__icontains=self.text)
                | Q(dossier_code__icontains=self.text)
                | Q(procedure_name__icontains=self.text)
            )
        return found.order_by(self.order, "dossier_code") if self.order else found.order_by("dossier_code")

    def _states(self) -> Q:
        found = Q(state=self.state) if self.state else Q()
        return found & promise_passed() if self.promise else found

    def _received(self) -> Q:
        since, until = _day(self.since), _day(self.until)
        found = Q(received_at__gte=_start(since)) if since else Q()
        return found & Q(received_at__lt=_start(until + timedelta(days=1))) if until else found


def promise_passed() -> Q:
    """Open dossiers whose new promised date has passed without a result."""
    return Q(part="B", new_promised_at__lt=timezone.now()) & ~Q(state__in=("closed", "removed"))


def is_promise_passed(case: Case) -> bool:
    """The same of one case."""
    is_open = case.part == "B" and case.state not in ("closed", "removed")
    return is_open and case.new_promised_at is not None and case.new_promised_at < timezone.now()


def chosen_cases(data: QueryDict, cases: QuerySet[Case], request: Request) -> list[Case]:
    """The cases ticked, or all that the filter holds when the person said so; the filter comes with the form."""
    if data.get("chon") != "loc":
        return ticked(data, cases)
    found = list(Filter.of(QueryDict(data.get("loc", ""))).apply(cases, request))
    if data.get("so") != str(len(found)):
        raise UserError(
            f"Danh sách đang lọc nay có {len(found)} hồ sơ, lúc mở trang là {data.get('so') or '?'}. "
            "Chưa ghi gì; hãy xem lại danh sách rồi làm lại."
        )
    return found


def ticked(data: QueryDict, known: QuerySet[M], name: str = "ho-so") -> list[M]:
    """Rows of a list that were ticked, by their keys. Raises UserError for none, and for one that is not there."""
    keys = {int(key) for key in data.getlist(name) if is_key(key)}
    found = list(known.filter(pk__in=keys)) if keys else []
    if not keys:
        raise UserError(_("Chưa chọn dòng nào. Hãy đánh dấu các dòng, hoặc chọn tất cả."))
    if len(found) != len(keys):
        raise UserError(_("Có dòng đã chọn không còn trong danh sách này. Hãy tải lại trang."))
    return found


def is_key(text: str) -> bool:
    """Whether a text may be the key of a row: digits, and no more than a database takes."""
    return text.isascii() and text.isdecimal() and len(text) < 19


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UserError(f"Ngày “{text}” không đọc được. Hãy ghi như 2023-05-31.") from None


def _start(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))
