"""What is asked of the figures: where, which period, for whom, by which reading, at which clocks."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from phucvu.errors import UserError
from phucvu.registry.clock import local


@dataclass(frozen=True)
class Question:
    """Arguments of score, rank, dossiers, explain and letter, as a person gives them.

    ``rubric_at``: the day whose law is asked for, None = that of the period.
    """

    workspace: Path | None
    period: str
    agency: str | None = None
    level: str | None = None
    reading: str | None = None
    as_at: str | None = None
    known_at: str | None = None
    rubric_at: str | None = None


def pinned(question: Question, version: int) -> Question:
    """Asked of exactly this version of the lake, though there be a newer one; a version asked for stays."""
    return replace(question, known_at=question.known_at or str(version))


def parse_clock(text: str, option: str) -> datetime:
    """A moment given on the command line -> naive local time.

    ISO 8601 with or without offset; a date alone means its last second.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UserError(
            f"Không hiểu thời điểm “{text}” của {option}. Hãy ghi như 2023-05-31T16:30 hoặc 2023-05-31T16:30:00+07:00."
        ) from None
    if moment.tzinfo is not None:
        return local(moment)
    if re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", text.strip()):
        return moment.replace(hour=23, minute=59, second=59)
    return moment


def parse_day(text: str, option: str) -> date:
    """A day given on the command line: 2026-10-10 or 10/10/2026. Raises UserError."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise UserError(f"{option} không hiểu ngày “{text}”. Hãy ghi như 2026-10-10 hoặc 10/10/2026.")


def shown(moment: datetime) -> str:
    """A moment as people write it in Vietnamese: 16:30 ngày 31/05/2023."""
    return moment.strftime("%H:%M ngày %d/%m/%Y")
