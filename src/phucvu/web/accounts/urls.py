"""Addresses of people and the log; those of signing in are in sign_in."""

from django.urls import URLPattern

from phucvu.web import policies as may
from phucvu.web.accounts import bulk_views, log_views, own_views, views
from phucvu.web.accounts.sign_in import urlpatterns as sign_in
from phucvu.web.policies import route

BOTH = ("GET", "POST")
ONE, SOMEBODY = "tai-khoan/nguoi/<str:username>/", {"username": "sm"}

urlpatterns: list[URLPattern] = [
    route("tai-khoan/", views.people, may.PEOPLE, "people"),
    route("tai-khoan/mo/", views.open_account, may.PEOPLE, "open_account", {}, *BOTH),
    route("tai-khoan/ma/", views.make_codes, may.PEOPLE, "make_codes", {}, "POST"),
    route("tai-khoan/danh-sach/", bulk_views.bulk, may.PEOPLE, "people_in_bulk", {}, *BOTH),
    route("tai-khoan/danh-sach/mau.xlsx", bulk_views.template, may.PEOPLE, "people_template"),
    route("tai-khoan/danh-sach/xem/", bulk_views.preview, may.PEOPLE, "people_in_bulk_preview", {}, *BOTH),
    route(ONE, views.person, may.PEOPLE, "person", SOMEBODY),
    route(f"{ONE}sua/", views.change_account, may.PEOPLE, "change_account", SOMEBODY, "POST"),
    route(f"{ONE}giao/", views.give_post, may.PEOPLE, "give_post", SOMEBODY, "POST"),
    route(f"{ONE}ket-thuc/<int:post>/", views.end_post, may.PEOPLE, "end_post", {**SOMEBODY, "post": 1}, "POST"),
    route(f"{ONE}ban-giao/", views.hand_over, may.PEOPLE, "hand_over", SOMEBODY, "POST"),
    route(f"{ONE}dong/", views.close_account, may.PEOPLE, "close_account", SOMEBODY, "POST"),
    route(f"{ONE}mo-lai/", views.reopen_account, may.PEOPLE, "reopen_account", SOMEBODY, "POST"),
    route(f"{ONE}bo-hai-lop/", views.drop_second_factor, may.PEOPLE, "drop_second_factor", SOMEBODY, "POST"),
    route("tai-khoan/kich-hoat/", own_views.activate, may.ANYONE, "activate", {}, *BOTH),
    route("tai-khoan/toi/", own_views.me, may.SIGNED, "me"),
    route("nhat-ky/", log_views.log, may.LOG, "log"),
    route("nhat-ky/nhat-ky.csv", log_views.log_csv, may.LOG, "log_csv", {}, "POST"),
    *sign_in,
]
