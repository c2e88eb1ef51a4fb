"""The examples of the law as they are printed on its page: points as narrow tables, cases folded under their titles."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from phucvu.rubric.examples import Case, Examples, cells, grouped, is_verdict
from phucvu.rubric.law import Rubric
from phucvu.rubric.wording import Language, day, decimal, say, wording
from phucvu.rubric.written import Words

ColumnWords = Callable[[str, str, Language], str]
WIDE = 6  # a table with as many columns beside its verdicts is printed as facts, row by row


def points_examples(examples: Examples, level_words: Callable[[str], str], language: Language) -> Iterator[str]:
    """Each block of the drawn table: its levels and days, then counts, result and points."""
    lines = grouped(examples.points)
    yield from _opened(f"{_label('points_examples', language)}: {len(lines)} {_label('lines', language)}")
    for (days, levels), block in groupby(lines, key=lambda line: (line[0], line[1])):
        named = "; ".join(level_words(level) for level in levels.split(", "))
        on = ", ".join(day(date.fromisoformat(each)) for each in days.split(", "))
        yield from [f"**{named}** · {on}", ""]
        heads = [_label(name, language) for name in ("counts", "result", "points")]
        yield from _table(heads, [_result(line[2:], language) for line in block])
    yield from ["</details>", ""]


def _result(line: Sequence[str], language: Language) -> list[str]:
    counts, state, points = line
    given = _label("no_points", language) if points == "null" else decimal(Decimal(points), language)
    return [counts_words(counts, language), say(wording().states[state], language), given]


def counts_words(counts: str, language: Language) -> str:
    """province 13/39 or none, in words."""
    return counts.replace("province", _label("province", language)).replace("none", _label("none", language))


def case_examples(examples: Examples, rubric: Rubric, language: Language, columns: ColumnWords) -> Iterator[str]:
    """Every case under its title."""
    if examples.cases:
        yield from [f"**{_label('case_examples', language)}**", ""]
    for case in examples.cases:
        yield from _opened(say(Words(case.vi, case.en), language))
        yield from [*_clocks(case, language), *_drawn(case.record, case.rows, rubric, language, columns)]
        for record, text in case.companions.items():
            yield from [f"{_label('given', language)}: {columns(record, '', language)}", ""]
            yield from _drawn(record, cells(text), rubric, language, columns)
        yield from ["</details>", ""]


def _clocks(case: Case, language: Language) -> list[str]:
    """Period, reading time and reading of a case, where it names them."""
    parts = [f"{_label('period', language)} {_month(case.clocks.get('period', '2023-05'))}"]
    if "as_at" in case.clocks:
        parts.append(f"{_label('as_at', language)} {case.clocks['as_at']}")
    if name := case.clocks.get("reading"):
        parts.append(f"{_label('reading', language)} `{name}`")
    return [", ".join(parts) + ".", ""]


def _month(period: str) -> str:
    return "/".join(reversed(period.split("-")))


def _drawn(
    record: str, rows: Sequence[Sequence[str]], rubric: Rubric, language: Language, columns: ColumnWords
) -> list[str]:
    """A drawn table with headings and cells in words; a wide one as facts."""
    heads, verdicts = rows[0], sum(map(is_verdict, rows[0]))
    body = [[_cell(cell, head, rubric, language) for cell, head in zip(row, heads, strict=True)] for row in rows[1:]]
    named = [_head(record, head, rubric, language, columns) for head in heads]
    if len(heads) - verdicts < WIDE:
        return _table(named, body)
    end = len(heads) - verdicts
    facts = [[row[0], _facts(named[1:end], row[1:end]), *row[end:]] for row in body]
    return _table([named[0], _label("known", language), *named[end:]], facts)


def _facts(heads: Sequence[str], row: Sequence[str]) -> str:
    """What a row holds, empty cells left out."""
    return "; ".join(f"{head}: {cell}" for head, cell in zip(heads, row, strict=True) if cell)


def _head(record: str, head: str, rubric: Rubric, language: Language, columns: ColumnWords) -> str:
    if not is_verdict(head):
        return columns(record, head, language)
    result = _label("result", language)
    return f"{result}, `{head}`" if head in rubric.readings else result


def _cell(cell: str, head: str, rubric: Rubric, language: Language) -> str:
    if is_verdict(head):
        reason = rubric.reasons.get(cell)
        return say(Words(reason.vi, reason.en) if reason else wording().verdicts[cell], language)
    return say(wording().yes_no[cell], language) if cell in wording().yes_no else cell


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *(f"| {' | '.join(row)} |" for row in rows), ""]


def _opened(summary: str) -> list[str]:
    return ["<details>", f"<summary>{summary}</summary>", ""]


def _label(name: str, language: Language) -> str:
    return say(wording().labels[name], language)
