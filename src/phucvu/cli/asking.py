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
    _numbered("Các cột của tệp:", headings)
    answers = {}
    for column, label in questions.items():
        given = proposed[column]
        place = chosen(f"Cột nào là “{label}”? (0: không có)", headings, headings.index(given) if given else None)
        answers[column] = None if place is None else headings[place]
    return answers


def chosen_omitted(headings: Sequence[str]) -> str | None:
    """Which of these headings has no cell in the rows; nothing is asked when there is none to choose from."""
    if not headings:
        return None
    _numbered("Các dòng thiếu một ô so với tiêu đề. Tiêu đề nào không có ô?", headings)
    place = chosen("Chọn số (0: không rõ)", headings)
    return None if place is None else headings[place]


def chosen_scope(kinds: Mapping[str, str]) -> str | None:
    """Which dossiers a file holds: a key of ``kinds``."""
    _numbered("Tệp gồm những hồ sơ nào?", list(kinds.values()))
    place = chosen("Chọn số (0: dừng)", list(kinds))
    return None if place is None else list(kinds)[place]


def _numbered(question: str, options: Sequence[str]) -> None:
    say("\n".join([question, *(f"  {number}. {option}" for number, option in enumerate(options, 1))]))


def _answer(prompt: str) -> str | None:
    """One line typed by the person; None at the end of the input."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.readline()
    return line.strip() if line else None
