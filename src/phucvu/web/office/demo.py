"""The example's edition as issued, so that the site of a simulated workspace has something to show."""

from datetime import timedelta

from django.db import transaction
from django.utils.timezone import localdate

from phucvu.main import editions
from phucvu.web.accounts.audit import record
from phucvu.web.accounts.models import Person
from phucvu.web.home import workspace
from phucvu.web.office.models import Publication, Switch
from phucvu.web.office.signals import issued

PREPARER, APPROVER = "van_phong", "lanh_dao_van_phong"
NUMBER = "01/MP-VPUB"  # MP: mô phỏng; no number of a real letter


@transaction.atomic
def issue_example() -> None:
    """The newest edition of each period issued, and the public pages on; nothing where anything was published."""
    if Publication.objects.exists():
        return
    people = {person.username: person for person in Person.objects.filter(username__in=(PREPARER, APPROVER))}
    for row in _newest():
        made = Publication.objects.create(
            edition_id=row["edition_id"],
            period=row["period"],
            profile=row["profile"],
            state="issued",
            number=NUMBER,
            issued_on=localdate(),
            deadline=f"{localdate() + timedelta(days=7)}T17:00",
            prepared_by=people[PREPARER],
            approved_by=people[APPROVER],
        )
        record(None, "demo.issue", row["edition_id"])
        issued.send(Publication, publication=made, who=people[APPROVER])
    Switch.objects.update_or_create(name="public", defaults={"is_on": True})
    record(None, "demo.public_on")


def _newest() -> list[dict[str, str]]:
    """The last edition made of each period."""
    found: dict[str, dict[str, str]] = {}
    for row in editions.editions(workspace()):  # newest first within a period
        found.setdefault(row["period"], row)
    return list(found.values())
