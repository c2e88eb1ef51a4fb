"""What is late now and what will be: open dossiers of an agency by their due moment and the working calendar."""

from dataclasses import replace
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from phucvu.lake.listing import open_dossiers
from phucvu.main import status
from phucvu.main.dossiers import judged
from phucvu.main.figures import Figures, open_figures
from phucvu.main.question import Question, parse_clock, pinned
from phucvu.registry.clock import iso, local, now

Row = dict[str, Any]
DAYS = (1, 3, 5)  # working days; the apology for a delay is due a day before the limit


def due(question: Question, agency: str) -> Row:
    """{"overdue", "1", "3", "5": rows in order of due; "as_at", "known_at", "reading", "extracted_at", "age_hours"}.

    Seen from ``question.as_at``, by default from now; the period of the question does not matter. "3" holds the rows
    of "1" too: what is due by the end of the third working day from that day on. Rows as ``dossiers`` gives them, with
    ``days_left`` (working days; negative when late). Raises UserError. The last few answers are kept as long as the
    data stay as they are; now is this minute.
    """
    as_at = parse_clock(question.as_at, "--as-at") if question.as_at else now().replace(second=0, microsecond=0)
    return _due(question, agency, as_at, status.data_state(question.workspace))


@lru_cache(maxsize=4)
def _due(question: Question, agency: str, as_at: datetime, state: tuple[int, ...]) -> Row:
    seen = replace(pinned(question, state[0]), period=f"{as_at:%Y-%m}", as_at=as_at.isoformat())
    figures = open_figures(seen)
    last = figures.calendar.add_working_days(as_at.date(), max(DAYS))
    code = figures.units.find(agency).code
    by = datetime.combine(last, time.max)
    found = open_dossiers(figures.snapshot, figures.moment, figures.ground, by, code)
    rows = judged((row | {"days_left": _days_left(row, figures)} for row in found), figures)
    coming = [row for row in rows if not row["is_overdue"]]
    return {
        "overdue": [row for row in rows if row["is_overdue"]],
        **{str(days): [row for row in coming if row["days_left"] <= days] for days in DAYS},
        **_facts(figures),
    }


def _days_left(row: Row, figures: Figures) -> int | None:
    if row["due_at"] is None:
        return None
    return figures.calendar.working_days_between(figures.moment.until.date(), row["due_at"].date())


def _facts(figures: Figures) -> Row:
    moment, extracted = figures.moment, status.extracted_at(figures.workspace.path)
    age = moment.as_at - local(datetime.fromisoformat(extracted)) if extracted else None
    return {
        "as_at": iso(moment.as_at),
        "known_at": figures.known_at,
        "reading": moment.reading,
        "extracted_at": extracted,
        "age_hours": None if age is None else round(age.total_seconds() / 3600),
    }
