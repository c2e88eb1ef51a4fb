"""Addresses of the register's pages: for the unit, for the office, for one dossier."""

from django.urls import URLPattern

from phucvu.web import policies as may
from phucvu.web.followup.board import (
    case_pages,
    change_pages,
    correction_pages,
    extension_pages,
    objection_pages,
    register_page,
    review_acts,
    review_page,
    unit_acts,
    unit_pages,
)
from phucvu.web.policies import route

UNIT = {"agency": "H52.67"}
ONE = UNIT | {"number": 1}
OF_UNIT, OF_REQUEST = "don-vi/<str:agency>/giai-trinh/", "don-vi/<str:agency>/giai-trinh/<int:number>/"
OFFICE = "van-phong/giai-trinh/"

urlpatterns: list[URLPattern] = [
    route("giai-trinh/", unit_pages.mine, may.DESKS, "my_requests"),
    route(OF_UNIT, unit_pages.requests, may.OWN_AGENCY, "requests", UNIT),
    route(OF_REQUEST, unit_pages.request_page, may.OWN_AGENCY, "request", ONE),
    route(  # which role may do what in which state: states.yaml
        OF_REQUEST + "<slug:action>/", unit_acts.act, may.OWN_AGENCY, "request_act", ONE | {"action": "tra-loi"}, "POST"
    ),
    route("ho-so/<path:code>/giai-trinh/", case_pages.case, may.OWN_DOSSIER, "case", {"code": "H52.67-230516-0273"}),
    route("giai-trinh/tep/<int:number>/", case_pages.evidence, may.OWN_DOSSIER, "answer_file", {"number": 1}),
    route(OFFICE, register_page.register, may.READERS, "register"),
    route("van-phong/giai-trinh.json", register_page.register, may.READERS, "register_json", form="json"),
    route("van-phong/giai-trinh.csv", register_page.register, may.READERS, "register_csv", form="csv"),
    route(OFFICE + "<int:number>/", review_page.review, may.READERS, "review", {"number": 1}),
    route(
        OFFICE + "<int:number>/<slug:action>/",
        review_acts.act,
        may.OFFICE_WORK,
        "review_act",
        {"number": 1, "action": "chap-nhan"},
        "POST",
    ),
    route("van-phong/y-kien/", objection_pages.objections, may.READERS, "objections"),
    route("van-phong/y-kien/quyet-dinh/", objection_pages.decide, may.OFFICE_WORK, "objections_decide", {}, "POST"),
    route("van-phong/thay-doi-nguon/", change_pages.changes, may.READERS, "source_changes"),
    route("van-phong/thay-doi-nguon/doc-lai/", change_pages.read, may.OFFICE_WORK, "source_read", {}, "POST"),
    route("van-phong/thay-doi-nguon/quyet-dinh/", change_pages.decide, may.OFFICE_WORK, "source_decide", {}, "POST"),
    route("van-phong/sua-du-lieu/", correction_pages.corrections, may.READERS, "corrections"),
    route("van-phong/sua-du-lieu.csv", correction_pages.as_csv, may.READERS, "corrections_csv"),
    route("van-phong/sua-du-lieu/ghi/", correction_pages.decide, may.OFFICE_WORK, "corrections_decide", {}, "POST"),
    route("van-phong/gia-han/", extension_pages.extensions, may.READERS, "extensions"),
    route("van-phong/gia-han/quyet-dinh/", extension_pages.decide, may.OFFICE_WORK, "extension_decide", {}, "POST"),
]
