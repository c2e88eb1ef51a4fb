"""Forms of reminding: how a unit is reached, the deadline of a review."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from phucvu.web.followup.models import Contact

PHONE = RegexValidator(r"^[0-9 +().-]{6,20}$", _("Số điện thoại chỉ gồm chữ số, dấu cách, +, ngoặc và gạch nối."))


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """The official to call or write to."""

    class Meta:
        model = Contact
        fields = ("name", "phone", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].validators.append(PHONE)


class ReviewForm(forms.Form):
    """Until when units may say something."""

    deadline = forms.DateTimeField(
        label=_("Hạn cho ý kiến"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Ý kiến gửi sau hạn vẫn nhận cho đến khi kết thúc rà soát, và được ghi là muộn."),
    )
