"""What happens elsewhere and opens or moves the register: a letter was issued, data was imported."""

from datetime import datetime, time
from typing import Any

from django.dispatch import receiver
from django.utils.timezone import make_aware

from phucvu.main.letter import deadline_of
from phucvu.web.followup.actions.opening import open_register
from phucvu.web.followup.actions.reading import read_again
from phucvu.web.office.models import Publication
from phucvu.web.office.signals import imported, issued


@receiver(issued)
def on_issued(sender: object, publication: Publication, who: Any, **more: Any) -> None:
    """Requests of every unit, with the letter's deadline: an hour is a moment before which, a day counts whole."""
    deadline = deadline_of(publication.deadline or None)
    moment = make_aware(datetime.combine(deadline.on, deadline.at or time.max)) if deadline else None
    open_register(publication, who, moment, is_inclusive=deadline is None or deadline.is_inclusive)


@receiver(imported)
def on_imported(sender: object, who: Any = None, **more: Any) -> None:
    """The lake reads otherwise now: results close cases, changes of the source are noted."""
    read_again(who)
