"""Events as people read them."""

from typing import Any

from django import template
from django.utils.html import format_html_join

from phucvu.web.accounts import acts
from phucvu.web.told import marked, told

register = template.Library()


@register.filter
def act_words(act: str) -> str:
    return acts.words(act)


@register.filter
def detail_words(detail: dict[str, Any]) -> str:
    shown = ((name, (told if is_ours else marked)(value)) for name, value, is_ours in acts.details(detail))
    return format_html_join("; ", "{}: {}", shown)
