"""Events as people read them."""

from typing import Any

from django import template

from phucvu.web.accounts import acts

register = template.Library()


@register.filter
def act_words(act: str) -> str:
    return acts.words(act)


@register.filter
def detail_words(detail: dict[str, Any]) -> str:
    return acts.detail_words(detail)
