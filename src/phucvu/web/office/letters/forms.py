"""Forms of the letter, the targets and the acts on them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from phucvu.errors import UserError
from phucvu.main.letter_plan import profile_names, readings
from phucvu.registry.clock import local, now
from phucvu.registry.period import parse_period
from phucvu.rubric.loading import load
from phucvu.web.home import workspace
from phucvu.web.naming import Names

DAY = {"type": "date"}


class LetterForm(forms.Form):
    """What a letter is made from; the deadline left empty is the one proposed."""

    ky = forms.CharField(label=_("Kỳ"), max_length=40, help_text=_("Ví dụ 2023-05, 2026-Q3, 2026-08-01/2026-08-15."))
    as_at = forms.DateTimeField(
        label=_("Thời điểm số liệu"), widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    reading = forms.ChoiceField(label=_("Cách hiểu quy tắc"))
    profile = forms.ChoiceField(label=_("Hồ sơ phát hành"), widget=Names)
    on = forms.DateField(label=_("Ngày hạn báo cáo"), required=False, widget=forms.DateInput(DAY, "%Y-%m-%d"))
    at = forms.TimeField(
        label=_("Giờ hạn báo cáo"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        help_text=_("Bỏ trống giờ thì tính cả ngày đó; bỏ trống cả hai thì theo hồ sơ phát hành."),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["profile"].choices = list(profile_names(workspace()).items())  # type: ignore[attr-defined]
        self.fields["reading"].choices = list(readings(self._period()).items())  # type: ignore[attr-defined]

    def _period(self) -> str:
        """The period asked for; the readings of the law depend on it."""
        asked = self.data.get("ky") or self.initial.get("ky")
        try:
            return parse_period(str(asked)).name
        except UserError:
            return f"{now():%Y-%m}"

    def clean_ky(self) -> str:
        try:
            return parse_period(self.cleaned_data["ky"]).name
        except UserError as problem:
            raise forms.ValidationError(str(problem)) from None

    def clean_as_at(self) -> str:
        moment: datetime = self.cleaned_data["as_at"]
        return local(moment).strftime("%Y-%m-%dT%H:%M:%S")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("at") and not found.get("on"):
            self.add_error("on", _("Đã ghi giờ thì hãy ghi cả ngày."))
        return found

    @property
    def deadline(self) -> str | None:
        """The deadline as typed: 2023-06-13T17:00, or the day alone; None: as proposed."""
        on, at = self.cleaned_data["on"], self.cleaned_data["at"]
        if on is None:
            return None
        return f"{on}T{at:%H:%M}" if at else str(on)


class StateForm(forms.Form):
    """Every act says which state it was asked in, so that two people cannot act on the same state."""

    from_state = forms.CharField(widget=forms.HiddenInput)


class SignForm(StateForm):
    number = forms.CharField(
        label=_("Số, ký hiệu"),
        max_length=40,
        help_text=_("Như in trên công văn, ví dụ 147/VPUB-KSTTHC."),
        validators=[RegexValidator(r"^[\w./\- ]+$", _("Số công văn chỉ gồm chữ, số và các dấu . / -"))],
    )
    issued_on = forms.DateField(label=_("Ngày ban hành"), widget=forms.DateInput(DAY, "%Y-%m-%d"))
    signer = forms.CharField(label=_("Người ký"), max_length=120)
    file = forms.FileField(label=_("Bản PDF đã ký"), required=False, help_text=_("Tệp PDF, không quá 50 MB."))
    kept = forms.CharField(required=False, widget=forms.HiddenInput, validators=[RegexValidator(r"^[0-9a-f]{64}$")])
    shown = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    confirm = forms.BooleanField(label=_("Tôi đã xem các điểm khác và xác nhận bản ký là đúng"), required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("file") and not found.get("kept"):
            self.add_error("file", _("Hãy chọn tệp PDF đã ký."))
        return found


class IssueForm(StateForm):
    confirm = forms.BooleanField(label=_("Vẫn ban hành dù hạn báo cáo không sau ngày ban hành"), required=False)


class TargetForm(forms.Form):
    """A target of the province; the percent as people write it."""

    criterion = forms.ChoiceField(label=_("Tiêu chí"))
    percent = forms.CharField(label=_("Mục tiêu (%)"), max_length=8, help_text=_("Ví dụ 95 hoặc 95,5."))
    since = forms.DateField(label=_("Từ ngày"), widget=forms.DateInput(DAY, "%Y-%m-%d"))
    until = forms.DateField(label=_("Đến hết ngày"), required=False, widget=forms.DateInput(DAY, "%Y-%m-%d"))
    source = forms.CharField(label=_("Văn bản giao"), max_length=200)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        criteria = load().at(timezone.localdate()).criteria
        self.fields["criterion"].choices = [(name, each.vi) for name, each in criteria.items()]  # type: ignore[attr-defined]

    def clean_percent(self) -> Decimal:
        text = self.cleaned_data["percent"].strip().removesuffix("%").strip().replace(",", ".")
        if not text.replace(".", "", 1).isdecimal() or not 0 <= Decimal(text) <= 100:
            raise forms.ValidationError(_("Hãy ghi một số từ 0 đến 100, ví dụ 95 hoặc 95,5."))
        return (Decimal(text) / 100).quantize(Decimal("0.000001"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("Ngày cuối ở trước ngày đầu."))
        return found


class EndForm(forms.Form):
    until = forms.DateField(label=_("Đến hết ngày"), widget=forms.DateInput(DAY, "%Y-%m-%d"))
