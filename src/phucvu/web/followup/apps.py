"""The app as Django knows it."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "phucvu.web.followup"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from phucvu.web.followup import listening  # noqa: F401
