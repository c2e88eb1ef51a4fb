"""What pages of other parts say of the register."""

from django import template
from django.http import HttpRequest
from django.utils import timezone

from phucvu.web.followup.models import Case
from phucvu.web.followup.papers.report import silent_sentence
from phucvu.web.office.models import Publication
from phucvu.web.policies import spoken_for

register = template.Library()


@register.simple_tag
def silent_units() -> str:
    """The sentence for the next letter on those silent until the deadline of the last one; empty: none."""
    last = Publication.objects.filter(state="issued", requests__kind="issued").order_by("-issued_on", "-id").first()
    return silent_sentence(last, timezone.now()) if last else ""


@register.simple_tag
def case_of(request: HttpRequest, code: str) -> Case | None:
    """The dossier's case, for those who may open it."""
    found = Case.objects.filter(dossier_code=code).first()
    return found if found and spoken_for(request, found.agency_code) else None
