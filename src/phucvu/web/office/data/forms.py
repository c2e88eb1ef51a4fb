"""What is asked of somebody who brings data: only what the files leave open."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from phucvu.errors import UserError
from phucvu.main.intake import KINDS, Proposal
from phucvu.registry.period import parse_period
from phucvu.web.naming import ManyNames, Names

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
ASKED = {  # by kind of source; of the rest the files tell everything
    "messages": ("scope", "agencies", "period", "extracted_at"),
    "list": ("scope", "agencies", "period", "extracted_at"),
    "own_table": ("extracted_at",),
    "portal": ("period", "extracted_at"),
}


class Moment(forms.DateTimeField):
    """A moment of the browser's own field, given as naive local time."""

    widget = MOMENT

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return timezone.localtime(found).replace(tzinfo=None) if found else None


class Answers(forms.Form):
    """Scope, period, extraction time; of a list in doubt, which heading is which column.

    Without a proposal everything is asked: an answer may be what the files lack.
    """

    scope = forms.ChoiceField(label=_("Phạm vi"), required=False, help_text=_("Tệp gồm những hồ sơ nào."))
    agencies = forms.MultipleChoiceField(
        label=_("Đơn vị"), required=False, widget=ManyNames, help_text=_("Không chọn: mọi đơn vị như tệp cho biết.")
    )
    period = forms.CharField(label=_("Kỳ"), required=False, help_text=_("Ví dụ 2023-05; để trống: theo tệp."))
    extracted_at = Moment(
        label=_("Lúc trích xuất"), required=False, help_text=_("Để trống: theo tệp, nếu không thì lúc nhập.")
    )

    def __init__(self, proposal: Proposal | None, agencies: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        self._keep_only(ASKED.get(proposal.source, ("extracted_at",)) if proposal else ASKED["list"])
        if "scope" in self.fields:
            self.fields["scope"].choices = [("", _("theo tệp")), *KINDS.items()]  # type: ignore[attr-defined]
            self.fields["agencies"].choices = agencies  # type: ignore[attr-defined]
        if proposal:
            self._ask_columns(proposal)

    def _keep_only(self, names: tuple[str, ...]) -> None:
        for name in [name for name in self.fields if name not in names]:
            del self.fields[name]

    def _ask_columns(self, proposal: Proposal) -> None:
        headings = [("", _("(không có cột này)")), *((each, each) for each in proposal.headings)]
        for column, label in proposal.questions().items():
            initial = proposal.heading_of(column) or ""
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=label, choices=headings, initial=initial, required=False, widget=Names
            )
        if proposal.maybe_omitted:
            choices = [("", _("(không)")), *((each, each) for each in proposal.maybe_omitted)]
            self.fields["omitted"] = forms.ChoiceField(
                label=_("Tiêu đề không có ô dữ liệu"), choices=choices, required=False, widget=Names
            )

    def clean_period(self) -> str:
        try:
            return ",".join(parse_period(each).name for each in self.cleaned_data["period"].split(",") if each.strip())
        except UserError as problem:
            raise forms.ValidationError(str(problem)) from None

    @property
    def flags(self) -> dict[str, Any]:
        """What was said, as an upload keeps it."""
        given = self.cleaned_data
        extracted_at = given.get("extracted_at")
        return {
            "scope": given.get("scope"),
            "agencies": ",".join(given.get("agencies") or []),
            "period": given.get("period"),
            "extracted_at": extracted_at.isoformat() if extracted_at else None,
            "mapping": self._mapping(given),
        }

    def _mapping(self, given: dict[str, Any]) -> dict[str, Any] | None:
        questions = self.proposal.questions() if self.proposal else {}
        if not self.proposal or not questions:
            return None
        chosen = {column: given.get(f"column_{column}") or None for column in questions}
        return self.proposal.answered(chosen, given.get("omitted") or None)
