"""The app as Django knows it."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "phucvu.web.office"
    default_auto_field = "django.db.models.BigAutoField"
