"""One criterion of one agency for its own people: the law, the counts, and where most was lost."""

from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import Any

from phucvu.main.explain import explain
from phucvu.main.question import Question
from phucvu.main.status import data_state

Row = dict[str, Any]
MOST = 10


def criterion_story(question: Question, criterion: str) -> Row:
    """What ``explain`` tells, and instead of the rows behind it their reasons and where most failed.

    Keys: heading, row, law, steps, reasons [{reason, count}], failed and excluded (numbers), lost_by_procedure and
    lost_by_agency [{name, code, failed}], the most first. ``question.agency``: whose. Raises UserError.
    """
    return _story(question, criterion, data_state(question.workspace))


@lru_cache(maxsize=128)
def _story(question: Question, criterion: str, state: tuple[int, ...]) -> Row:
    told = explain(replace(question, level=None), criterion)
    failed, excluded = (told["dossiers"].get(state, []) for state in ("failed", "excluded"))
    reasons = Counter(row["reason"] for row in excluded)
    return {name: told[name] for name in ("heading", "row", "law", "steps")} | {
        "reasons": [{"reason": reason, "count": count} for reason, count in reasons.most_common()],
        "failed": len(failed),
        "excluded": len(excluded),
        "lost_by_procedure": _most(failed, "procedure_code", "procedure_name"),
        "lost_by_agency": _most(failed, "agency_code", "agency_name"),
    }


def _most(rows: list[Row], code: str, name: str) -> list[Row]:
    """Groups of rows by code, the most first; rows without one stay out."""
    names = {row[code]: row.get(name) or row[code] for row in rows if row.get(code)}
    counted = Counter(row[code] for row in rows if row.get(code))
    order = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"code": found, "name": names[found], "failed": count} for found, count in order[:MOST]]
