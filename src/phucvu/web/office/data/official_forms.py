"""The form of a typed official reading: one row per item of the period's law; an empty cell is no figure."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from phucvu.main.official_typed import PLACE, Item, Values, number, plain
from phucvu.web.office.data.forms import Moment
from phucvu.web.told import told_plainly


class Figure(forms.CharField):
    """6,7 or 6.7 as a decimal; None when nothing was typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 7, "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = number(text) if text else None
        if text and found is None:
            raise forms.ValidationError(_("Không phải số. Hãy ghi như 6,7."))
        return found


class Typed(forms.Form):
    """``values``: what was pasted, to begin with."""

    read_at = Moment(label=_("Đọc trên Cổng lúc"), help_text=_("Thời điểm số liệu hiện trên Cổng."))
    evidence = forms.CharField(label=_("Minh chứng (đường dẫn hoặc số văn bản)"), required=False, max_length=300)
    evidence_file = forms.FileField(
        label=_("hoặc tệp minh chứng"), required=False, help_text=_("PDF, PNG, JPEG hoặc JSON, không quá 20 MB.")
    )

    def __init__(self, items: list[Item], *args: Any, values: Values | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            value, maximum = (values or {}).get(item.code, ("", item.max_value))
            label = f"{item.name}: điểm" if item.code != PLACE else item.name
            self.fields[f"value_{item.code}"] = _figure({"aria-label": told_plainly(label)}, value)
            self.fields[f"max_{item.code}"] = _figure({"aria-label": told_plainly(f"{item.name}: tối đa")}, maximum)

    @property
    def rows(self) -> list[tuple[Item, Any, Any]]:
        """Item, its field, the field of its maximum."""
        return [(item, self[f"value_{item.code}"], self[f"max_{item.code}"]) for item in self.items]

    @property
    def head(self) -> list[Any]:
        return [self[name] for name in ("read_at", "evidence", "evidence_file")]

    @property
    def values(self) -> Values:
        """Item -> value and maximum of every row that was filled in."""
        found = {}
        for item in self.items:
            value, maximum = self._pair(item)
            if value is not None:
                found[item.code] = (plain(value), plain(maximum) if maximum is not None else "")
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not (given.get("evidence") or given.get("evidence_file")):
            self.add_error("evidence", _("Cần minh chứng: ghi đường dẫn, số văn bản, hoặc chọn tệp."))
        for item in self.items:
            self._look_at(item)
        if not self.errors and not self.values:
            self.add_error(None, _("Chưa điền điểm nào. Ô trống không phải số 0: hãy điền ít nhất một ô."))
        return given

    def _look_at(self, item: Item) -> None:
        value, maximum = self._pair(item)
        if value is None:
            return
        if maximum is not None and value > maximum:
            self.add_error(f"value_{item.code}", _("Lớn hơn tối đa. Hãy xem lại."))
        if item.code == PLACE and (value != int(value) or value < 1):
            self.add_error(f"value_{item.code}", _("Hạng là số nguyên từ 1. Hãy xem lại."))

    def _pair(self, item: Item) -> tuple[Decimal | None, Decimal | None]:
        given = self.cleaned_data
        return given.get(f"value_{item.code}"), given.get(f"max_{item.code}")


def _figure(attributes: dict[str, str], initial: str) -> Figure:
    field = Figure(required=False, max_length=12, initial=initial.replace(".", ","))
    field.widget.attrs.update(attributes)
    return field
