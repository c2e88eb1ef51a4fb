"""What is late now and what will be late soon, for one agency."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from phucvu.main import status
from phucvu.main.due import DAYS, due
from phucvu.main.list_columns import Columns, cell, cells, columns_of
from phucvu.main.question import Question
from phucvu.publications.list_sheet import list_sheet
from phucvu.publications.wording import SIMULATED
from phucvu.web import home
from phucvu.web.desk.lists import XLSX, attached
from phucvu.web.tags import moment
from phucvu.web.twins import answer, as_json, streamed_csv

Row = dict[str, Any]
PAGE = 200  # rows
PARTS = ("overdue", *map(str, DAYS))
SHOWN = ("printed_code", "agency_name", "procedure_name", "received_at", "due_at", "days_left")


def coming(request: HttpRequest, agency: str, form: str = "html") -> HttpResponseBase:
    """The page shows one part of the list; the files hold all of it, overdue first, in order of due."""
    found = _found(request, agency)
    everything = [*found["overdue"], *found[PARTS[-1]]]
    columns = columns_of(everything, SHOWN)
    if form == "json":
        return as_json(found | {"count": len(everything)})
    if form == "csv":
        return streamed_csv(everything, f"{agency}-sap-den-han.csv")
    if form == "xlsx":
        lines = [f"{found['agency_name']}: quá hạn và sắp đến hạn ({len(everything)} hồ sơ)", age_words(found)]
        lines += [SIMULATED] if status.about(home.workspace())["is_simulated"] else []
        made = list_sheet(lines, [words for _, words in columns], cells(everything, columns))
        return attached(made, f"{agency}-sap-den-han.xlsx", XLSX)
    return _page(request, agency, found, len(everything), columns)


def _found(request: HttpRequest, agency: str) -> Row:
    names = {each["agency_code"]: each["agency_name"] for each in status.agencies(home.workspace())}
    if agency not in names:
        raise Http404
    asked = {name: request.GET.get(key) or None for name, key in home.CLOCKS.items()}
    question = Question(home.workspace(), "", agency, **asked)  # seen from a moment, not of a period
    return due(question, agency) | {"agency_code": agency, "agency_name": names[agency]}


def _page(request: HttpRequest, agency: str, found: Row, count: int, columns: Columns) -> HttpResponse:
    part = request.GET.get("nhom")
    part = part if part in PARTS else PARTS[0]
    page = Paginator(found[part], PAGE).get_page(request.GET.get("trang"))
    more = {
        "found": found,
        "agency": agency,
        "age": age_words(found),
        "parts": [(each, len(found[each])) for each in PARTS],
        "part": part,
        "count": count,
        "page": page,
        "columns": columns,
        "lines": [(row, [cell(row, key) for key, _ in columns]) for row in page.object_list],
        "clocks": "?" + urlencode({key: request.GET[key] for key in home.CLOCKS.values() if request.GET.get(key)}),
        "tail": f"&nhom={part}",
        "is_asked": bool(request.GET.get("tai")),
    }
    return answer(request, "html", "desk/due.html", more)


def age_words(found: Row) -> str:
    """How old the data are: said before any figure of the list."""
    if found["extracted_at"] is None:
        return "Kho chưa có lần lấy dữ liệu hồ sơ nào."
    hours, at, seen = found["age_hours"], moment(found["extracted_at"]), moment(found["as_at"])
    if datetime.fromisoformat(found["as_at"]) < datetime.fromisoformat(found["extracted_at"]):
        return f"Xem lại tại {seen}; dữ liệu lấy lúc {at}, sau thời điểm đó."
    age = f"{hours} giờ" if hours < 48 else f"{hours // 24} ngày"
    return f"Dữ liệu lấy lúc {at}, cách thời điểm xem ({seen}) {age}: việc làm sau đó chưa thấy ở đây."
