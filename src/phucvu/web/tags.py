"""Template words of the site: numbers, moments and states as people write them in Vietnamese."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from phucvu.main.board import LEVELS
from phucvu.registry.clock import local
from phucvu.rubric.law import Rubric
from phucvu.rubric.loading import load
from phucvu.rubric.page_examples import counts_words
from phucvu.scores.row import PRINTED
from phucvu.web.drawing import trend_drawing
from phucvu.web.told import figures, is_english, marked, told, told_or_marked, told_plainly

register = template.Library()
register.filter("told", told)  # words of ours
register.filter("vi", marked)  # words of the data
register.filter("either", told_or_marked)
register.filter("plainly", told_plainly)


@register.filter
def points(row: dict[str, Any] | None) -> str:
    """The points of a row, or what is printed in their place."""
    if row is None:
        return told(PRINTED["not_received"])
    if row["points"] is None:
        return told(PRINTED.get(row["state"], "-"))
    return comma(row["points"])


@register.filter
def max_points(row: dict[str, Any] | None) -> str:
    if row is None or row["max_points"] is None:
        return ""
    return comma(f"{Decimal(row['max_points']).normalize():f}")


@register.filter
def percent(row: dict[str, Any] | None) -> str:
    """The ratio as a percent with two decimals, or what is printed in its place."""
    if row is None:
        return told(PRINTED["not_received"])
    if row["ratio"] is None:
        return told(PRINTED.get(row["state"], "-"))
    return share(row["ratio"])


@register.filter
def share(ratio: Any) -> str:
    """A ratio 0..1 as a percent with two decimals; nothing to divide by is said in words."""
    if ratio is None:
        return told(PRINTED["no_cases"])
    value = (Decimal(ratio) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return comma(f"{value} %")


@register.filter
def comma(value: Any) -> str:
    """12.5 -> 12,5, in English 12.5; nothing stays nothing."""
    return "" if value is None else str(value) if is_english() else str(value).replace(".", ",")


@register.filter
def whole(value: Any) -> str:
    """15731 -> 15.731, in English 15,731; nothing stays nothing."""
    return "" if value in (None, "") else figures(f"{int(value):,}".replace(",", "."))


def moment(value: Any) -> str:
    """A moment as 16:30 ngày 31/05/2023, in local time."""
    found = datetime.fromisoformat(value) if isinstance(value, str) and value else value
    if not isinstance(found, datetime):
        return ""
    return (local(found) if found.tzinfo else found).strftime("%H:%M ngày %d/%m/%Y")


@register.filter("moment")
def moment_of_page(value: Any) -> str:
    """The same in the language of the page."""
    return told(moment(value))


@register.filter
def day(value: Any) -> str:
    """A day as 31/05/2023."""
    found = datetime.fromisoformat(value) if isinstance(value, str) and value else value
    return found.strftime("%d/%m/%Y") if isinstance(found, date) else ""


@register.filter
def level_name(level: str) -> str:
    """A level of agencies; those that no ranking has by the words of the law."""
    known = load().written.levels.levels
    return told(LEVELS.get(level) or (_named(known[level]) if level in known else level))


@register.filter
def example_counts(counts: str) -> str:
    """The counts of an example of the law, in words."""
    return counts_words(counts, "en" if is_english() else "vi")


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """The value under a key that is itself a variable."""
    return mapping.get(key)


@register.filter
def group_name(group: str, rubric: Rubric) -> str:
    return gettext("Tổng điểm") if group == "total" else _named(rubric.group(group))


@register.filter
def criterion_name(criterion: str, rubric: Rubric) -> str:
    return _named(rubric.criterion(criterion))


@register.simple_tag
def meter(row: dict[str, Any] | None) -> SafeString:
    """A bar of points within their maximum, drawn by the browser; nothing where there are no points."""
    if not row or row["points"] is None or not row["max_points"] or Decimal(row["max_points"]) == 0:
        return SafeString("")
    return format_html(
        '<meter min="0" max="{}" value="{}" aria-hidden="true"></meter>', row["max_points"], row["points"]
    )


@register.filter
def said(words: dict[str, str]) -> str:
    """Words of the law in the language of the page."""
    return words["en"] if is_english() else words["vi"]


def _named(thing: Any) -> str:
    """The name of a group or criterion in the language of the page."""
    return str(thing.en if is_english() else thing.vi)


@register.filter
def labelled(field: Any) -> SafeString:
    """The label of a form's field."""
    return SafeString(field.label_tag(told(field.label)))


@register.simple_tag
def change(row: dict[str, Any]) -> str:
    """The place of the period before and which way it went; a dash where it had none."""
    before, place = row.get("place_before"), row["place"]
    if before is None or place is None:
        return "-"
    moved = before - place
    return f"{before} (▲ {moved})" if moved > 0 else f"{before} (▼ {-moved})" if moved else f"{before} (=)"


@register.inclusion_tag("parts/trend.svg.html")
def trend_chart(trend: list[dict[str, Any]]) -> dict[str, Any]:
    """Totals month by month as a line within 0..100; a month without points breaks it."""
    return trend_drawing(trend)
