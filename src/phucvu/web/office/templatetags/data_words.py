"""Template words of the pages of data: cells of tables, official values, where a dossier is shown."""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import NoReverseMatch, reverse

from phucvu.scores.row import PRINTED
from phucvu.web.office.data.wording import on_the_page as worded
from phucvu.web.tags import comma, day, moment

register = template.Library()


@register.filter
def cell(value: Any) -> str:
    """A value of an own table as people write it."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return {True: "Có", False: "Không", None: ""}[value] if value is None or isinstance(value, bool) else str(value)


@register.filter
def published(row: dict[str, Any]) -> str:
    """An official value, or what is printed in its place."""
    if row["value"] is not None:
        return comma(row["value"])
    return PRINTED.get(row["state"] or "", "-")


@register.filter
def on_the_page(sentence: str) -> str:
    """A sentence of the engine in the words of the page."""
    return worded(sentence)


@register.filter
def dossier_page(code: str) -> str:
    """The page of a dossier."""
    try:
        return reverse("dossier", kwargs={"code": code})
    except NoReverseMatch:
        return f"/ho-so/{quote(code, safe='')}/"
