"""The clock of Vietnam: moments are naive local time inside (ADR 0003), +07:00 is added where they leave."""

from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


def now() -> datetime:
    """The present moment in Vietnam, naive, whole seconds."""
    return datetime.now(VIETNAM).replace(tzinfo=None, microsecond=0)


def local(moment: datetime) -> datetime:
    """A moment with an offset as naive local time; a naive one as it is."""
    return moment if moment.tzinfo is None else moment.astimezone(VIETNAM).replace(tzinfo=None)


def iso(moment: datetime) -> str:
    """A naive local moment as ISO 8601 with +07:00, whole seconds."""
    return moment.replace(tzinfo=VIETNAM).isoformat(timespec="seconds")
