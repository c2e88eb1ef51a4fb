"""What people fill in; faults in the words of entries."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phucvu.errors import UserError
from phucvu.web.accounts import entries, queries
from phucvu.web.accounts.models import ROLES, Person
from phucvu.web.naming import Names
from phucvu.web.roles import Role

ROLE_CHOICES = [(role.value, words) for role, words in ROLES.items()]
STATE_CHOICES = [
    ("", gettext_lazy("Mọi tình trạng")),
    ("active", gettext_lazy("Đang dùng")),
    ("waiting", gettext_lazy("Chưa kích hoạt")),
    ("closed", gettext_lazy("Đã đóng")),
]


def _read(reader: Callable[..., Any], *typed: Any) -> Any:
    try:
        return reader(*typed)
    except UserError as fault:
        raise ValidationError(str(fault)) from fault


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=widget,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": gettext_lazy("Hãy viết ngày dạng 31/12/2026.")},
    )


class Named(forms.Form):
    """Full name and phone of an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "name_%s", **kwargs})  # a page has several forms: no two ids alike

    full_name = forms.CharField(label=gettext_lazy("Họ tên"), max_length=120)
    phone = forms.CharField(label=gettext_lazy("Điện thoại (không bắt buộc)"), max_length=20, required=False)

    def clean_full_name(self) -> str:
        return str(_read(entries.full_name, self.cleaned_data["full_name"]))

    def clean_phone(self) -> str:
        return str(_read(entries.phone, self.cleaned_data["phone"]))


class NewAccount(Named):
    username = forms.CharField(
        label=gettext_lazy("Tên tài khoản"),
        max_length=50,
        help_text=gettext_lazy("Chữ không dấu, chữ số, dấu chấm, gạch nối, gạch dưới; không đổi được về sau."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    field_order = ("username", "full_name", "phone")

    def clean_username(self) -> str:
        return str(_read(entries.username, self.cleaned_data["username"]))


class NewPost(forms.Form):
    """A role, its agency where it has one, and from when to when."""

    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), choices=ROLE_CHOICES)
    agency = forms.ChoiceField(
        label=gettext_lazy("Đơn vị"),
        required=False,
        widget=Names,
        help_text=gettext_lazy("Chỉ cho cán bộ và thủ trưởng đơn vị."),
    )
    since = day_field(gettext_lazy("Từ ngày"), gettext_lazy("Để trống: có hiệu lực ngay."))
    until = day_field(gettext_lazy("Đến hết ngày"), gettext_lazy("Để trống: chưa định ngày kết thúc."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "post_%s", **kwargs})
        self.fields["agency"].choices = agency_choices(_("Cả tỉnh"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        if self.errors:
            return kept
        kept["role"] = Role(kept["role"])
        kept["agency"] = _read(entries.agency, kept["agency"], kept["role"])
        kept["since"] = _read(entries.beginning, kept["since"])
        kept["until"] = _read(entries.end, kept["until"]) if kept["until"] else None
        return kept


class Ending(forms.Form):
    """The last day of a post."""

    until = day_field(gettext_lazy("Đến hết ngày"), gettext_lazy("Để trống: kết thúc ngay."))

    def clean_until(self) -> Any:
        return _read(entries.end, self.cleaned_data["until"])


class HandingOver(forms.Form):
    """Who takes over, and from when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "hand_%s", **kwargs})

    receiver = forms.CharField(label=gettext_lazy("Tên tài khoản của người nhận"), max_length=50)
    since = day_field(gettext_lazy("Từ ngày"), gettext_lazy("Để trống: bàn giao ngay."))

    def clean_receiver(self) -> Person:
        found = Person.objects.filter(username=self.cleaned_data["receiver"].strip().lower()).first()
        if found is None:
            raise ValidationError(_("Không có tài khoản này. Hãy xem tên tài khoản trong danh sách."))
        return found

    def clean_since(self) -> Any:
        return _read(entries.beginning, self.cleaned_data["since"])


class PeopleAsked(forms.Form):
    """The search over the list of people."""

    q = forms.CharField(label=gettext_lazy("Họ tên hoặc tài khoản"), required=False, max_length=80)
    agency = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False, widget=Names)
    role = forms.ChoiceField(
        label=gettext_lazy("Vai trò"), required=False, choices=[("", gettext_lazy("Mọi vai trò")), *ROLE_CHOICES]
    )
    state = forms.ChoiceField(label=gettext_lazy("Tình trạng"), required=False, choices=STATE_CHOICES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = agency_choices(_("Mọi đơn vị"))  # type: ignore[attr-defined]


class BulkFile(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tệp danh sách (.xlsx, đến 5 MB)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class Activation(forms.Form):
    """User name, code, and the new password twice."""

    username = forms.CharField(
        label=gettext_lazy("Tên tài khoản"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    code = forms.CharField(
        label=gettext_lazy("Mã một lần"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("12 ký tự trên phiếu; gõ hoa hay thường, có gạch nối hay không đều được."),
    )
    password = forms.CharField(
        label=gettext_lazy("Mật khẩu mới"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("Mật khẩu mới, nhập lại"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        if kept.get("password") and kept.get("again") and kept["password"] != kept["again"]:
            self.add_error("again", _("Hai lần nhập mật khẩu mới không giống nhau."))
        return kept


class LogAsked(forms.Form):
    """The filters of the log."""

    person = forms.CharField(label=gettext_lazy("Tài khoản"), required=False, max_length=150)
    act = forms.ChoiceField(label=gettext_lazy("Việc"), required=False)
    subject = forms.CharField(label=gettext_lazy("Đối tượng"), required=False, max_length=120)
    since = day_field(gettext_lazy("Từ ngày"))
    until = day_field(gettext_lazy("Đến ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [("", _("Mọi việc")), *queries.acts()]  # type: ignore[attr-defined]


def agency_choices(empty: str) -> list[tuple[str, str]]:
    return [("", empty), *((code, f"{name} ({code})") for code, name in entries.agency_names().items())]
