"""Addresses of the office's data."""

from django.urls import URLPattern

from phucvu.web import policies as may
from phucvu.web.office.data import (
    check_views,
    import_views,
    jobs,  # registers the long work of these pages
    official_views,
    upload_views,
    work_views,
)
from phucvu.web.policies import route

__all__ = ["jobs", "urlpatterns"]

AN_UPLOAD = {"upload": "00000000-0000-0000-0000-000000000000"}
A_WORK = {"work": "00000000-0000-0000-0000-000000000000"}
AN_IMPORT = {"import_id": "000000000000"}
A_FILE = {"digest": "0" * 64}

urlpatterns: list[URLPattern] = [
    route("van-phong/viec/<uuid:work>/", work_views.work, may.SIGNED, "work", A_WORK),
    route("van-phong/viec/<uuid:work>.json", work_views.work_json, may.SIGNED, "work_json", A_WORK),
    route("van-phong/nhap/", upload_views.uploads, may.PREPARING, "uploads", None, "GET", "POST"),
    route("van-phong/nhap/cac-lan/", import_views.imports, may.READERS, "imports"),
    route("van-phong/nhap/cac-lan.json", import_views.imports_json, may.READERS, "imports_json"),
    route(
        "van-phong/nhap/cac-lan/<str:import_id>/rut/",
        import_views.withdraw,
        may.PREPARING,
        "withdraw",
        AN_IMPORT,
        "GET",
        "POST",
    ),
    route(
        "van-phong/nhap/cac-lan/<str:import_id>/nhap-lai/",
        import_views.again,
        may.PREPARING,
        "again",
        AN_IMPORT,
        "POST",
    ),
    route(
        "van-phong/nhap/cac-lan/<str:import_id>/dong-bi-loai.csv",
        import_views.rejects_csv,
        may.READERS,
        "rejects_csv",
        AN_IMPORT,
    ),
    route("van-phong/nhap/<uuid:upload>/", upload_views.upload, may.OFFICE_WORK, "upload", AN_UPLOAD),
    route(
        "van-phong/nhap/<uuid:upload>/tra-loi/", upload_views.answer, may.PREPARING, "upload_answer", AN_UPLOAD, "POST"
    ),
    route("van-phong/nhap/<uuid:upload>/nhan/", upload_views.take_in, may.PREPARING, "take_in", AN_UPLOAD, "POST"),
    route("van-phong/nhap/<uuid:upload>/bo/", upload_views.drop, may.PREPARING, "upload_drop", AN_UPLOAD, "POST"),
    route("van-phong/kiem-tra/", check_views.checks, may.READERS, "checks"),
    route("van-phong/kiem-tra.json", check_views.checks_json, may.READERS, "checks_json"),
    route("van-phong/kiem-tra.csv", check_views.checks_csv, may.READERS, "checks_csv"),
    route("van-phong/da-soat/<str:step>/", check_views.mark, may.PREPARING, "mark", {"step": "checks"}, "POST"),
    route("van-phong/don-vi-chua-ro/", check_views.units, may.PREPARING, "undecided", None, "GET", "POST"),
    route("van-phong/so-cong-bo/", official_views.official, may.READERS, "official"),
    route("van-phong/so-cong-bo/dan/", official_views.paste, may.PREPARING, "official_paste", None, "POST"),
    route("van-phong/so-cong-bo/ghi/", official_views.typed, may.PREPARING, "official_typed", None, "POST"),
    route("van-phong/so-cong-bo/minh-chung/<str:digest>/", official_views.evidence, may.READERS, "evidence", A_FILE),
]
