"""The app as Django knows it."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "phucvu.web.public"
    default_auto_field = "django.db.models.BigAutoField"
