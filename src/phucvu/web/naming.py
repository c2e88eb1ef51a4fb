"""Choices whose words are names of the data: on a page in English they are marked as Vietnamese."""

from typing import Any

from django import forms

from phucvu.web.told import is_english


class _Marked:
    """Of a Select: every choice but the empty one, which is ours."""

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **more)  # type: ignore[misc]
        if value and is_english():
            option["attrs"]["lang"] = "vi"
        return option


class Names(_Marked, forms.Select):
    pass


class ManyNames(_Marked, forms.SelectMultiple):
    pass
