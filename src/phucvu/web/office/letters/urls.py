"""Addresses of the month and the letters."""

from django.urls import URLPattern

from phucvu.web import policies as may
from phucvu.web.office.letters import acting, archive, files, site_pages, views
from phucvu.web.policies import route

ONE = {"publication": 1}

urlpatterns: list[URLPattern] = [
    route("van-phong/", views.month_page, may.READERS, "month"),
    route("van-phong/thang.json", views.month_json, may.READERS, "month_json"),
    route("van-phong/danh-dau/", views.mark, may.OFFICE_WORK, "step_mark", {}, "POST"),
    route("van-phong/cong-van/", acting.publications, may.READERS, "publications"),
    route("van-phong/cong-van/moi/", views.letter_new, may.PREPARING, "letter_new", {}, "GET", "POST"),
    route("van-phong/cong-van/<int:publication>/", acting.publication, may.READERS, "publication", ONE),
    route(
        "van-phong/cong-van/<int:publication>/tep/<path:name>",
        files.edition_file,
        may.READERS,
        "publication_file",
        ONE | {"name": "cong-van.docx"},
    ),
    route(
        "van-phong/cong-van/<int:publication>/trang/<int:page>.png",
        files.page_picture,
        may.READERS,
        "publication_page",
        ONE | {"page": 1},
    ),
    route("van-phong/cong-van/<int:publication>/ban-ky.pdf", files.signed_file, may.READERS, "signed_file", ONE),
    route(
        "van-phong/cong-van/<int:publication>/dinh-chinh.docx",
        files.correction_file,
        may.READERS,
        "correction_file",
        ONE,
    ),
    route(  # which role may which act in which state: transitions.TABLE
        "van-phong/cong-van/<int:publication>/<slug:action>/",
        acting.act,
        may.OFFICE_WORK,
        "publication_act",
        ONE | {"action": "soat"},
        "POST",
    ),
    route("van-phong/luu-tru/<path:period>.zip", archive.archive, may.READERS, "archive", {"period": "2023-05"}),
    route("van-phong/cong-khai/", site_pages.switches, may.OFFICE_WORK, "switches"),
    route("van-phong/cong-khai/dat/", site_pages.turn, may.APPROVING, "switch_turn", {}, "POST"),
    route("van-phong/muc-tieu/", site_pages.targets, may.READERS, "targets"),
    route("van-phong/muc-tieu/them/", site_pages.target_add, may.PREPARING, "target_add", {}, "POST"),
    route(
        "van-phong/muc-tieu/<int:target>/ket-thuc/",
        site_pages.target_end,
        may.PREPARING,
        "target_end",
        {"target": 1},
        "POST",
    ),
    route("van-phong/suc-khoe/", site_pages.health, may.HEALTH, "doctor"),
    route("van-phong/suc-khoe.json", site_pages.health_json, may.HEALTH, "doctor_json"),
]
