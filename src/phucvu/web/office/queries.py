"""What pages ask of the acts."""

from datetime import date

from django.db.models import Q

from phucvu.web.office.models import Publication, Switch, Target


def is_public_on() -> bool:
    """Whether the office has turned the public pages on."""
    return Switch.objects.filter(name="public", is_on=True).exists()


def issued(period: str | None = None) -> list[Publication]:
    """Issued publications, the newest first; of a period when one is asked for."""
    found = Publication.objects.filter(state="issued").order_by("-period", "-issued_on", "-id")
    return list(found.filter(period=period) if period else found)


def target(criterion: str, day: date) -> Target | None:
    """The province's target for a criterion on a day: of those in force the one set last."""
    in_force = Q(until__isnull=True) | Q(until__gte=day)
    return Target.objects.filter(in_force, criterion=criterion, since__lte=day).order_by("-since", "-id").first()
