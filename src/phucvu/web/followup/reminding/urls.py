"""Addresses of reminding, contacts, the review before a letter, and promises that passed."""

from django.urls import URLPattern

from phucvu.web import policies as may
from phucvu.web.followup.reminding import review, views
from phucvu.web.policies import route

urlpatterns: list[URLPattern] = [
    route("van-phong/nhac/", views.reminders, may.OFFICE_WORK, "reminders", None, "GET", "POST"),
    route("van-phong/nhac/in/", views.slips, may.OFFICE_WORK, "slips"),
    route("van-phong/lien-he/", views.contacts, may.OFFICE_WORK, "contacts", None, "GET", "POST"),
    route("van-phong/hen-lai-da-qua/", views.broken_promises, may.READERS, "broken_promises"),
    route("van-phong/hen-lai-da-qua.csv", views.broken_promises, may.READERS, "broken_promises_csv", form="csv"),
    route(
        *("van-phong/ra-soat/<int:publication>/", review.provisional, may.OFFICE_WORK, "provisional"),
        {"publication": 1},
        *("GET", "POST"),
    ),
]
