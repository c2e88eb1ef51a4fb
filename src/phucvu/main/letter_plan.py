"""What a letter would print, before it is made: columns and their sources, deadline, what to look at."""

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from phucvu.errors import UserError
from phucvu.main.edition_input import edition_input
from phucvu.main.figures import LOCAL_DAYS, open_figures
from phucvu.main.letter import DEFAULT_PROFILE, deadline_of
from phucvu.main.month import official
from phucvu.main.question import Question
from phucvu.main.status import changed_at, last_extraction, newest_state
from phucvu.main.workspace import open_workspace
from phucvu.publications import profile as profiles
from phucvu.publications.appendix_one import AppendixOne
from phucvu.publications.appendix_two import distinct
from phucvu.publications.cells import Cell
from phucvu.publications.drafting import all_draft, notes, proposed_deadline
from phucvu.publications.inputs import Deadline
from phucvu.publications.pdf import MISSING, has_libreoffice
from phucvu.registry.calendar import Calendar
from phucvu.registry.clock import iso, now
from phucvu.registry.period import parse_period
from phucvu.rubric.loading import load

Row = dict[str, Any]
OWN_PROFILES = "profiles"


def profile_names(folder: Path) -> dict[str, str]:
    """Name -> what to show: the office's own (<workspace>/profiles/*.yaml) first, then those that come along."""
    own = sorted((folder / OWN_PROFILES).glob("*.yaml"))
    found = {f"{OWN_PROFILES}/{path.name}": f"{path.stem} (của cơ quan)" for path in own}
    return found | {name: _issuer(profiles.load(name).issuing_name) for name in profiles.names()}


def _issuer(text: str) -> str:
    return text.replace("{kind}", "tỉnh, thành phố").replace("{province}", "").strip()


def default_profile(folder: Path) -> str:
    """The office's own profile where there is exactly one, else the usual one."""
    own = [name for name in profile_names(folder) if name.startswith(OWN_PROFILES)]
    return own[0] if len(own) == 1 else DEFAULT_PROFILE


def profile_of(folder: Path, name: str) -> str:
    """What `letter` takes for a profile of ``profile_names``. Raises UserError for any other name."""
    if name not in profile_names(folder):
        raise UserError(f"Không có hồ sơ phát hành “{name}”. Hãy chọn trong danh sách.")
    return str(folder / name) if name.startswith(OWN_PROFILES) else name


def reading_time(folder: Path, period: str) -> str | None:
    """The moment a letter is of unless told otherwise: of the official reading, else the last extraction."""
    read = official(folder, period)
    return (read and read["read_at"]) or last_extraction(folder)


def readings(period: str) -> dict[str, str]:
    """Named readings of the law of a period: name -> words, the default first."""
    rubric = load().at(min(parse_period(period).last, now().date()))
    default = rubric.reading(None).name
    return {name: each.vi for name, each in sorted(rubric.readings.items(), key=lambda pair: pair[0] != default)}


def plan(question: Question, profile: str, deadline: str | None = None) -> Row:
    """{as_at, known_at, reading, rubric_version, columns, units, overdue, deadline, proposed, warnings} of the data
    as they are now; kept while they stay so. Raises UserError as `letter` would."""
    folder = open_workspace(question.workspace).path
    chosen = profile_of(folder, profile)
    return _plan(question, chosen, deadline, (*newest_state(folder), changed_at(Path(chosen))))


@lru_cache(maxsize=32)
def _plan(question: Question, profile: str, deadline: str | None, state: tuple[int, ...]) -> Row:
    figures = open_figures(question)
    given = edition_input(figures, profiles.load(profile))
    lines, repeated = distinct(given.overdue)
    given = replace(given, overdue=lines)
    proposed = proposed_deadline(given, figures.calendar)
    draft = all_draft(given, deadline_of(deadline) or proposed)
    warnings = notes(draft, repeated, figures.calendar)
    return {
        "as_at": iso(given.as_at),
        "known_at": given.known_at,
        "reading": given.reading,
        "rubric_version": given.rubric_version,
        "columns": columns(draft.first),
        "units": len(draft.first.rows),
        "overdue": sum(len(unit.lines) for unit in draft.second.units),
        "deadline": deadline_text(draft.deadline),
        "proposed": deadline_text(proposed),
        "warnings": warnings if has_libreoffice() else [*warnings, MISSING],
    }


PLACES = ("own", "portal", "typed", "not_applicable", "missing")


def columns(first: AppendixOne) -> list[Row]:
    """{title} and the PLACES per column: how many units have it from where; missing prints words."""
    found = []
    for column in first.columns:
        counts = Counter(map(_place, first.column(column.key)))
        found.append({"title": column.title} | {place: counts[place] for place in PLACES})
    return found


def _place(cell: Cell) -> str:
    if not cell.is_known or cell.source is None:
        return "missing"
    return "not_applicable" if cell.state == "not_applicable" else cell.source


def deadline_text(deadline: Deadline) -> str:
    """2023-06-13T17:00, or the day alone."""
    return f"{deadline.on}T{deadline.at:%H:%M}" if deadline.at else str(deadline.on)


def is_working_day(folder: Path, deadline: str) -> bool:
    """Whether units work on the day of a deadline, by the office's calendar."""
    path, until = folder / LOCAL_DAYS, deadline_of(deadline)
    return until is None or Calendar.load(path if path.exists() else None).is_working_day(until.on)
