"""A letter of the example in a state of one's choice, and the office's own profile."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile

from phucvu.web.accounts.models import Person
from phucvu.web.office.models import Publication

EDITION = "a48adf897083ba11"
PROFILE = Path(__file__).parents[2] / "examples" / "son-la-2023-05" / "profile.yaml"
OWN_PROFILE = "profiles/son-la-2023-05.yaml"
SIGNED = b"%PDF-1.4\n%%EOF\n"
ASKED = {"ky": "2023-05", "as_at": "2023-05-31T16:30", "reading": "portal", "profile": OWN_PROFILE}


def own_profile(workspace: Path) -> None:
    """The profile of the example's office, put into the workspace."""
    (workspace / "profiles").mkdir(exist_ok=True)
    shutil.copyfile(PROFILE, workspace / OWN_PROFILE)


def letter_in(state: str, by: Person, **given: Any) -> Publication:
    """A publication of the example's edition in a state; signed ones have number, day and file."""
    import hashlib

    made = Publication(edition_id=EDITION, period="2023-05", profile=OWN_PROFILE, state=state, prepared_by=by)
    if state in ("signed", "issued", "corrected"):
        made.number, made.issued_on = "147/VPUB-KSTTHC", date(2023, 6, 5)
        made.signed_sha256 = hashlib.sha256(SIGNED).hexdigest()
        made.signed_file.save("ban-ky.pdf", ContentFile(SIGNED), save=False)
    made.deadline = "2023-06-13T17:00"
    for name, value in given.items():
        setattr(made, name, value)
    made.save()
    return made


def kept(publication: Publication) -> Path:
    """Where the signed file of a publication lies."""
    return Path(settings.MEDIA_ROOT) / str(publication.signed_file.name)
