"""Long work "letter": the edition of a period is made, and its publication begins as a draft."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.urls import reverse

from phucvu.main.correcting import Corrected
from phucvu.main.letter import corrected_by, deadline_of, letter
from phucvu.main.letter_plan import profile_of
from phucvu.main.question import Question
from phucvu.web.home import workspace
from phucvu.web.office.letters import actions
from phucvu.web.office.letters.signed import keep_correction
from phucvu.web.office.models import Publication, Work
from phucvu.web.office.work import register

KIND = "letter"
OnStep = Callable[[int, int | None, str], None]


@register(KIND)
def make(work: Work, on_step: OnStep) -> dict[str, Any]:
    """Arguments: period, as_at, reading, profile, deadline (None: as proposed), corrects (publication), reason.

    Returns {publication, edition, is_new, warnings, where}.
    """
    given = work.arguments
    home = workspace()
    question = Question(home, given["period"], reading=given.get("reading"), as_at=given.get("as_at"))
    old = Publication.objects.get(pk=given["corrects"]) if given.get("corrects") else None
    with tempfile.TemporaryDirectory(prefix="phucvu-letter-") as scratch:
        out = Path(scratch) / "edition"
        corrected = _corrected(old, given.get("reason", "")) if old else None
        deadline = deadline_of(given.get("deadline"))
        made = letter(question, out, profile_of(home, given["profile"]), on_step, deadline, corrected)
        if old:
            keep_correction(made["edition"], out / "dinh-chinh.docx")
    publication, is_new = actions.drafted(
        work.by,
        made["edition"],
        given["period"],
        given["profile"],
        given.get("deadline") or given["proposed"],
        old.pk if old else None,
        given.get("reason", ""),
    )
    where = reverse("publication", kwargs={"publication": publication.pk})
    return {
        "publication": publication.pk,
        "edition": made["edition"],
        "is_new": is_new,
        "warnings": made["warnings"],
        "where": where,
    }


def _corrected(old: Publication, reason: str) -> Corrected:
    return corrected_by(old.edition_id, old.number, str(old.issued_on), reason)
