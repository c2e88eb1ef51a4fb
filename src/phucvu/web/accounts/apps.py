"""The app as Django knows it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "phucvu.web.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from phucvu.web.accounts import listening  # noqa: F401  (connects)
