"""Events as people read them."""

from typing import Any

from django import template
from django.utils.html import format_html_join

from phucvu.web.accounts import acts
from phucvu.web.told import told_or_marked

register = template.Library()


@register.filter
def act_words(act: str) -> str:
    return acts.words(act)


@register.filter
def detail_words(detail: dict[str, Any]) -> str:
    return format_html_join("; ", "{}: {}", ((name, told_or_marked(value)) for name, value in acts.details(detail)))
