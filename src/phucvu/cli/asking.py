"""Questions to a person at a terminal, on standard error, answered with c (có) or k (không), or a number."""

import sys
from collections.abc import Mapping, Sequence

from phucvu.cli.output import say

YES, NO = ("", "c", "có", "co", "y", "yes"), ("k", "không", "khong", "n", "no")


def confirmed(question: str) -> bool:
    """Whether the person agrees; Enter agrees, the end of the input does not."""
    while (answer := _answer(f"{question} [C/k] ")) is not None:
        if answer.lower() in YES:
            return True
        if answer.lower() in NO:
            return False
        say("Hãy gõ c (có) hoặc k (không).")
    return False


def chosen(question: str, options: Sequence[str], default: int | None = None) -> int | None:
    """The place of the option the person chose by its number from 1; None for 0 (none of them) or no more input."""
    shown = f"[{default + 1}]" if default is not None else "[0]"
    while (answer := _answer(f"{question} {shown} ")) is not None:
        if not answer:
            return default
        if answer.isdigit() and int(answer) <= len(options):
            return int(answer) - 1 if int(answer) else None
        say(f"Hãy gõ một số từ 0 đến {len(options)}.")
    return None


def chosen_columns(
    questions: Mapping[str, str], headings: list[str], proposed: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Which heading gives each column: column -> heading, None when there is none."""
    say("Các cột của tệp:")
    say("\n".join(f"  {number}. {heading}" for number, heading in enumerate(headings, 1)))
    answers = {}
    for column, label in questions.items():
        given = proposed[column]
        place = chosen(f"Cột nào là “{label}”? (0: không có)", headings, headings.index(given) if given else None)
        answers[column] = None if place is None else headings[place]
    return answers


def chosen_scope(kinds: Mapping[str, str]) -> str | None:
    """Which dossiers a file holds: a key of ``kinds``."""
    say("Tệp gồm những hồ sơ nào?")
    say("\n".join(f"  {number}. {words}" for number, words in enumerate(kinds.values(), 1)))
    place = chosen("Chọn số (0: dừng)", list(kinds))
    return None if place is None else list(kinds)[place]


def _answer(prompt: str) -> str | None:
    """One line typed by the person; None at the end of the input."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    return line.strip() if line else None
