"""Addresses of the register's papers: packets out and in, apologies, the consolidated report."""

from django.urls import URLPattern

from phucvu.web import policies as may
from phucvu.web.followup.papers import apologies, views, views_in
from phucvu.web.policies import route

UNIT = "don-vi/<str:agency>/giai-trinh/<int:asked>/"
LETTER = "van-phong/giai-trinh/<int:publication>/"
OF_UNIT = {"agency": "H52.67", "asked": 1}
OF_LETTER = {"publication": 1}
BOTH = ("GET", "POST")


def _report(ending: str, name: str, form: str) -> URLPattern:
    return route(f"{LETTER}bao-cao{ending}", views.consolidated, may.READERS, name, OF_LETTER, form=form)


urlpatterns: list[URLPattern] = [
    route(f"{UNIT}goi.zip", views.unit_packet, may.OWN_AGENCY, "packet", OF_UNIT),
    route(f"{UNIT}nop/", views_in.packet_in, may.OWN_AGENCY, "packet_in", OF_UNIT, *BOTH),
    route(f"{UNIT}xin-loi/", apologies.apologies, may.OWN_AGENCY, "apologies", OF_UNIT, *BOTH),
    route(
        f"{UNIT}xin-loi/<int:batch>.docx",
        apologies.apologies_docx,
        may.OWN_AGENCY,
        "apologies_docx",
        OF_UNIT | {"batch": 1},
    ),
    route(f"{LETTER}goi.zip", views.all_packets, may.OFFICE_WORK, "packets", OF_LETTER),
    route("van-phong/giai-trinh/nop/", views_in.any_packet_in, may.OFFICE_WORK, "any_packet_in", None, *BOTH),
    route("van-phong/giai-trinh/xin-loi-da-gui/", views_in.apologies_in, may.OFFICE_WORK, "apologies_in", None, *BOTH),
    _report("/", "report", "html"),
    *(_report(f".{form}", f"report_{form}", form) for form in ("docx", "xlsx", "json")),
    route(f"{LETTER}ho-so.xlsx", views.every_case, may.READERS, "report_cases", OF_LETTER),
]
