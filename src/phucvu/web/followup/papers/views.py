"""Papers out: the packets of units, and the consolidated report with its twins."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from phucvu.publications import register_report
from phucvu.publications.wording import file_name
from phucvu.web.followup.models import Request
from phucvu.web.followup.papers.heads import Heads
from phucvu.web.followup.papers.packets import STEMS, name_of, packet, packets
from phucvu.web.followup.papers.report import report, with_cases
from phucvu.web.followup.queries import kind_asked
from phucvu.web.office.models import Publication
from phucvu.web.twins import answer

TYPES = {
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(content: bytes, name: str) -> HttpResponse:
    """A file to keep; the type follows from its ending."""
    response = HttpResponse(content, content_type=TYPES[name.rsplit(".", 1)[-1]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def request_of_unit(agency: str, asked: int) -> Request:
    """A request of the unit of the address, else 404."""
    return get_object_or_404(Request.objects.select_related("publication"), pk=asked, agency_code=agency)


def publication_of(publication: int) -> Publication:
    """A publication with requests, else 404."""
    found = get_object_or_404(Publication, pk=publication)
    if not found.requests.filter(kind="issued").exists():
        raise Http404
    return found


def unit_packet(http: HttpRequest, agency: str, asked: int) -> HttpResponse:
    found = request_of_unit(agency, asked)
    return download(packet(found), name_of(found, timezone.localtime()))


def all_packets(http: HttpRequest, publication: int) -> HttpResponse:
    """Of the letter; before it is issued, of its review."""
    found = get_object_or_404(Publication, pk=publication)
    kind = kind_asked(found)
    if kind is None:
        raise Http404
    return download(packets(found, kind), f"{STEMS[kind]}-{file_name(found.period)}.zip")


def consolidated(http: HttpRequest, publication: int, form: str = "html") -> HttpResponse:
    """The report on the screen and its twins, all of the same numbers."""
    found = publication_of(publication)
    data = (with_cases if form == "json" else report)(found, timezone.now())
    if form in WRITERS:
        return download(WRITERS[form](found, data), f"bao-cao-giai-trinh-{file_name(found.period)}.{form}")
    return answer(http, form, "followup/register_report.html", data, publication=found, **_printed(data))


def every_case(http: HttpRequest, publication: int) -> HttpResponse:
    """The dossiers behind the report, one by one."""
    found = publication_of(publication)
    written = register_report.write_cases(with_cases(found, timezone.now()))
    return download(written, f"ho-so-giai-trinh-{file_name(found.period)}.xlsx")


def _printed(data: dict[str, Any]) -> dict[str, Any]:
    """What the page shows as the documents print it."""
    rows = [*data["rows"], data["total"] | {"agency_name": _("Tổng cộng")}]
    keys = [key for key, _title in register_report.COLUMNS]
    return {
        "units": sum(1 for row in data["rows"] if row["listed"]),
        "titles": [title for _key, title in register_report.COLUMNS],
        "table": [(row["agency_name"], [register_report.shown(row, key) for key in keys]) for row in rows],
        "shares": {key: _percent(register_report.share(data["total"], key)) for key in register_report.RATIOS},
    }


def _percent(share: str) -> str:
    return share if share == "-" else f"{share} %"


def _docx(publication: Publication, data: dict[str, Any]) -> bytes:
    return register_report.write_docx(data, Heads(publication).of_office())


def _xlsx(publication: Publication, data: dict[str, Any]) -> bytes:
    return register_report.write_xlsx(data)


WRITERS: dict[str, Callable[[Publication, dict[str, Any]], bytes]] = {"docx": _docx, "xlsx": _xlsx}
