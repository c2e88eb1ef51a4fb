"""What pages ask of the acts."""

from phucvu.web.office.models import Publication, Switch


def is_public_on() -> bool:
    """Whether the office has turned the public pages on."""
    return Switch.objects.filter(name="public", is_on=True).exists()


def issued(period: str | None = None) -> list[Publication]:
    """Issued publications, the newest first; of a period when one is asked for."""
    found = Publication.objects.filter(state="issued").order_by("-period", "-issued_on", "-id")
    return list(found.filter(period=period) if period else found)
