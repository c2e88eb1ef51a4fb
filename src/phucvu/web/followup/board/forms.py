"""Forms of the register: what a unit answers or objects, what the office decides."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from phucvu.web.followup.actions.answering import Given
from phucvu.web.followup.actions.evidence import ACCEPTED, MOST_FILES, File
from phucvu.web.followup.states import choices, tables
from phucvu.web.naming import Names

DAY, HOUR = {"type": "date"}, {"type": "time"}
NOTHING = ("", "---")


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each as it came: what may be kept is judged by the register's own door."""

    widget = ManyFiles(attrs={"accept": ACCEPTED})

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        return [each for each in data or [] if isinstance(each, UploadedFile)]


class Plain(forms.Form):
    """Several acts share one HTML form, so that no browser may insist on the fields of another act."""

    use_required_attribute = False
    error_css_class = "fault"


class AnswerForm(Plain):
    """An explanation for a group of dossiers."""

    cause = forms.ChoiceField(label=_("Nguyên nhân quá hạn"), choices=[NOTHING, *choices(tables().causes)])
    words = forms.CharField(label=_("Nội dung giải trình"), widget=forms.Textarea(attrs={"rows": 4}), max_length=8000)
    step = forms.CharField(
        label=_("Biện pháp khắc phục"), widget=forms.Textarea(attrs={"rows": 3}), max_length=8000, required=False
    )
    apology_number = forms.CharField(label=_("Số văn bản xin lỗi"), max_length=60, required=False)
    apology_on = forms.DateField(label=_("Ngày xin lỗi"), widget=forms.DateInput(attrs=DAY), required=False)
    apology_channel = forms.ChoiceField(
        label=_("Hình thức xin lỗi"), choices=[NOTHING, *choices(tables().channels)], required=False
    )
    new_promised_on = forms.DateField(
        label=_("Hẹn lại ngày trả"),
        widget=forms.DateInput(attrs=DAY),
        required=False,
        help_text=_("Chỉ cho hồ sơ đang giải quyết (phần B); mỗi hồ sơ hẹn lại không quá một lần."),
    )
    new_promised_time = forms.TimeField(label=_("Giờ hẹn lại"), widget=forms.TimeInput(attrs=HOUR), required=False)
    proofs = FilesField(
        label=_("Tệp minh chứng"),
        required=False,
        help_text=format_lazy(_("PDF, PNG, JPEG, DOCX, XLSX; nhiều nhất {most} tệp, mỗi tệp 20 MB."), most=MOST_FILES),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("new_promised_on")) != bool(found.get("new_promised_time")):
            self.add_error("new_promised_time", _("Hẹn lại cần đủ ngày và giờ."))
        return found

    def given(self) -> Given:
        """What the form says, as the register takes it."""
        found = self.cleaned_data
        on, at = found["new_promised_on"], found["new_promised_time"]
        names = ("cause", "words", "step", "apology_number", "apology_on", "apology_channel")
        promised = make_aware(datetime.combine(on, at)) if on else None
        return Given(**{name: found[name] for name in names}, new_promised_at=promised)


class DocumentForm(AnswerForm):
    """The same, written down by the office from the unit's signed document."""

    document_number = forms.CharField(label=_("Số văn bản của đơn vị"), max_length=60)
    document_on = forms.DateField(label=_("Ngày văn bản"), widget=forms.DateInput(attrs=DAY))


class ObjectForm(Plain):
    """Why lines are wrong."""

    kind = forms.ChoiceField(label=_("Loại ý kiến"), choices=[NOTHING, *choices(tables().objections)])
    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


class SignForm(Plain):
    """By login (both left empty), or the number and day of the signed document."""

    number = forms.CharField(label=_("Số văn bản đã ký"), max_length=60, required=False)
    on = forms.DateField(label=_("Ngày văn bản"), widget=forms.DateInput(attrs=DAY), required=False)


class ExtensionForm(Plain):
    to = forms.DateField(label=_("Xin lùi hạn đến hết ngày"), widget=forms.DateInput(attrs=DAY))
    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class ReasonForm(Plain):
    """A decision with its reason."""

    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}), max_length=4000)


class TransferForm(ReasonForm):
    """To which unit, until when."""

    agency = forms.ChoiceField(label=_("Chuyển đến đơn vị"), widget=Names)
    deadline_on = forms.DateField(
        label=_("Hạn của đơn vị nhận (hết ngày)"), widget=forms.DateInput(attrs=DAY), required=False
    )
    field_order = ("agency", "deadline_on", "reason")

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["agency"].choices = [NOTHING, *agencies]  # type: ignore[attr-defined]


class ObjectionForm(TransferForm):
    """A decision about objections; the unit is asked for only where they move to one."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["agency"].required = False
        self.fields["agency"].label = _("Chuyển đến đơn vị (chỉ khi chuyển)")


class ChangeForm(ReasonForm):
    """What to do with a line that the source reads otherwise now."""

    decision = forms.ChoiceField(
        label=_("Quyết định"),
        choices=[
            NOTHING,
            ("kept", _("Giữ: vẫn là hồ sơ quá hạn, vẫn phải giải trình")),
            ("noted", _("Ghi nhận: nguồn đã đổi, thống kê riêng, không còn phải giải trình")),
        ],
    )
    field_order = ("decision", "reason")
