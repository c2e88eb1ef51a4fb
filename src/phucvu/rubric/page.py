"""The law's page for people, in Vietnamese or English: everything that rubric/*.yaml and rubric/examples say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import get_args

from phucvu.rubric.examples import Examples
from phucvu.rubric.law import Criterion, Group, Law, Rubric
from phucvu.rubric.page_examples import ColumnWords, case_examples, points_examples
from phucvu.rubric.wording import Language, Told, days, empty_words, say, scope_words, short, told, wording
from phucvu.rubric.wording import day as day_words
from phucvu.rubric.written import CriterionRule, Dated, JudgedLevel, ReadingRule, Words

SECTIONS = ("states", "arithmetic", "levels")  # before the groups; the others follow them
JUDGED: tuple[JudgedLevel, ...] = get_args(JudgedLevel)


def law_page(
    law: Law, day: date, examples: Mapping[str, Examples], language: Language, column_words: ColumnWords
) -> str:
    """Markdown. ``day``: whose law the texts, formulas and levels are; the other versions are told by what differs.

    ``column_words(record, column, language)``: what a column of a drawn table is called; column "" names the record.
    """
    return "\n".join(_Page(law, law.at(day), examples, language, column_words).lines()) + "\n"


class _Page:
    """The page in one language."""

    def __init__(
        self, law: Law, rubric: Rubric, examples: Mapping[str, Examples], language: Language, columns: ColumnWords
    ) -> None:
        self.law, self.rubric, self.examples, self.language, self.columns = law, rubric, examples, language, columns

    def lines(self) -> Iterator[str]:
        sections: dict[str, Callable[[], Iterator[str]]] = {
            "states": self._states, "arithmetic": self._arithmetic, "levels": self._levels,
            "readings": self._readings, "charging": self._charging, "limits": self._limits,
            "classes": self._classes, "reasons": self._reasons,
        }  # fmt: skip
        yield from self._head()
        yield from self._contents(list(sections))
        for name, lines in sections.items():
            yield from ["", f'<a id="{name}"></a>', "", f"## {self._label(name)}", "", *lines()]
            if name == SECTIONS[-1]:
                for group in self.rubric.groups:
                    yield from self._group(group)

    def _say(self, words: Words) -> str:
        return say(words, self.language)

    def _label(self, name: str) -> str:
        return self._say(wording().labels[name])

    def _paragraphs(self, name: str) -> Iterator[str]:
        for words in wording().sections[name]:
            yield from [self._say(words), ""]

    def _table(self, labels: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
        heads = " | ".join(self._label(name) for name in labels)
        return [f"| {heads} |", "|---" * len(labels) + "|", *(f"| {' | '.join(map(str, row))} |" for row in rows), ""]

    def _head(self) -> Iterator[str]:
        yield from [f"# {self._label('title')}", "", f"{self._label('twin')} · {self._label('generated')}", ""]
        yield from self._paragraphs("intro")
        yield from self._table(["mark", "meaning"], [(mark, self._say(w)) for mark, w in wording().marks.items()])

    def _contents(self, sections: list[str]) -> Iterator[str]:
        yield from [f"## {self._label('contents')}", ""]
        yield from (f"- [{self._label(name)}](#{name})" for name in sections[: len(SECTIONS)])
        for group in self.rubric.groups:
            yield f"- [{self._name(group)}](#{group.code}), {short(group.max_points)} {self._label('points')}"
            yield from (f"  - [{self._name(each)}](#{each.code})" for each in group.criteria)
        yield from (f"- [{self._label(name)}](#{name})" for name in sections[len(SECTIONS) :])

    def _name(self, thing: Criterion | Group) -> str:
        return thing.vi if self.language == "vi" else thing.en

    def _states(self) -> Iterator[str]:
        yield from self._paragraphs("states")
        meanings = wording().meanings
        rows = [(f"**{self._say(name)}**", self._say(meanings[code])) for code, name in wording().states.items()]
        yield from self._table(["state", "meaning"], rows)

    def _arithmetic(self) -> Iterator[str]:
        yield from (f"{at}. {self._say(words)}" for at, words in enumerate(wording().sections["arithmetic"], 1))

    def _levels(self) -> Iterator[str]:
        yield from self._paragraphs("levels")
        levels = self.law.written.levels.levels
        rows = [
            (say(Words(each.vi, each.en), self.language), self._level(each.judged_as), *self._dated(each))
            for each in levels.values()
        ]
        yield from self._table(["level", "judged_as", "days", "source", "mark"], rows)

    def _level(self, code: str) -> str:
        level = self.law.written.levels.levels[code]
        return level.vi if self.language == "vi" else level.en

    def _dated(self, rule: Dated) -> tuple[str, str, str]:
        return self._say(days(rule.valid_from, rule.valid_to)), self._say(rule.source), rule.mark

    def _group(self, group: Group) -> Iterator[str]:
        title = f"{self._label('group')} {group.written.order}. {self._name(group)}"
        yield from ["", f'<a id="{group.code}"></a>', "", f"## {title}", ""]
        yield from [f"`{group.code}`, {self._label('portal_code')} {', '.join(group.portal_codes)}.", ""]
        versions = [(short(rule.max, self.language), *self._dated(rule)) for rule in group.written.versions]
        yield from self._table(["most", "days", "source", "mark"], versions)
        rows = [
            (f"[{self._name(each)}](#{each.code})", short(each.max_points), f"{short(each.full_at * 100)} %")
            for each in group.criteria
        ]
        yield from self._table(["criterion", "most", "full_at"], rows)
        for criterion in group.criteria:
            yield from self._criterion(criterion)

    def _criterion(self, criterion: Criterion) -> Iterator[str]:
        law = told(criterion)
        yield from [f'<a id="{criterion.code}"></a>', "", f"### {self._say(law.name)}", "", self._say(law.text), ""]
        yield from self._formula(law)
        yield f"- **{self._label('rounding')}**: {self._say(law.rounding)}."
        yield f"- **{self._label('code')}**: `{criterion.code}`; {self._portal_code(criterion)}."
        yield from (f"- **{self._label('doubts')}**: {self._say(doubt)}" for doubt in law.doubts)
        yield from ["", *self._standing(criterion), *self._versions(criterion), *self._under(criterion)]
        its = self.examples[criterion.code]
        yield from points_examples(its, self._level, self.language)
        yield from case_examples(its, self.rubric, self.language, self.columns)

    def _formula(self, law: Told) -> list[str]:
        above, below = self._label("numerator"), self._label("denominator")
        return [
            f"> **{self._label('points')} = {self._say(law.formula)}, R = {above} / {below}**<br>",
            f"> {above}: {self._say(law.numerator)}<br>",
            f"> {below}: {self._say(law.denominator)}",
            "",
        ]

    def _portal_code(self, criterion: Criterion) -> str:
        name = "our_code" if criterion.written.is_portal_code_ours else "portal_code"
        return f"{self._label(name)} `{criterion.portal_code}`"

    def _standing(self, criterion: Criterion) -> list[str]:
        """How each level is scored; a level that is no longer judged is told by the last rule it had."""
        rows = []
        for level in JUDGED:
            last = self.law.written.levels.levels[level].valid_to
            judged = criterion if last is None else self.law.at(last).criteria[criterion.code]
            until = f" ({self._label('to')} {day_words(last)})" if last else ""
            told_of = (self._say(scope_words(judged, level)), self._say(empty_words(judged, level)))
            rows.append((self._level(level) + until, *told_of))
        if len({row[1:] for row in rows}) == 1:
            rows = [(self._label("every_level"), *rows[0][1:])]
        return self._table(["level", "scope", "empty"], rows)

    def _versions(self, criterion: Criterion) -> list[str]:
        """Every dated rule of the criterion and what differs from the latest."""
        latest, *older = sorted(criterion.written.versions, key=lambda rule: rule.valid_from, reverse=True)
        rows = [(self._dated(latest)[0], self._label("latest"), *self._dated(latest)[1:])]
        for rule in older:
            differing = "<br>".join(self._differences(criterion, rule, latest)) or self._label("same")
            rows.append((self._dated(rule)[0], differing, *self._dated(rule)[1:]))
        return self._table(["days", "difference", "source", "mark"], rows)

    def _differences(self, criterion: Criterion, rule: CriterionRule, latest: CriterionRule) -> Iterator[str]:
        """Only the fields that differ, as the older rule has them."""
        if rule.max != latest.max:
            yield f"{self._label('most')}: {short(rule.max, self.language)}"
        if rule.full_at != latest.full_at:
            yield f"{self._label('full_at')}: {short(rule.full_at * 100, self.language)} %"
        if rule.rounding != latest.rounding:
            yield f"{self._label('rounding')}: {self._say(wording().roundings[rule.rounding])}"
        then = self.law.at(rule.valid_from).criteria[criterion.code]
        for level in JUDGED:
            if rule.scope[level] != latest.scope[level]:
                yield f"{self._level(level)}: {self._say(scope_words(then, level))}"
            if rule.empty[level] != latest.empty[level]:
                yield f"{self._level(level)}, {self._label('empty')}: {self._say(empty_words(then, level))}"
        if rule.text != latest.text:
            yield f"{self._label('text')}: {self._say(rule.text)}"
        yield from (f"{self._label('doubts')}: {self._say(each)}" for each in rule.doubts if each not in latest.doubts)

    def _under(self, criterion: Criterion) -> list[str]:
        """What other readings change in this criterion."""
        changes = [
            f"- **{self._label('under')} “{say(Words(reading.vi, reading.en), self.language)}”** "
            f"(`{name}`): {self._say(reading.rule.changes[criterion.code])}."
            for name, reading in self.rubric.readings.items()
            if criterion.code in reading.rule.changes
        ]
        return [*changes, ""] if changes else []

    def _readings(self) -> Iterator[str]:
        yield from self._paragraphs("readings")
        for name, reading in self.law.written.readings.readings.items():
            is_default = f" ({self._label('default')})" if name == self.rubric.default_reading else ""
            yield from [f"### {say(Words(reading.vi, reading.en), self.language)}: `{name}`{is_default}", ""]
            for rule in reading.versions:
                yield from self._reading(rule)

    def _reading(self, rule: ReadingRule) -> Iterator[str]:
        yield from [self._say(rule.text), ""]
        for code, change in rule.changes.items():
            yield f"- [{self._name(self.rubric.criteria[code])}](#{code}): {self._say(change)}."
        yield from [""] if rule.changes else []
        yield from self._table(["days", "source", "mark"], [self._dated(rule)])

    def _charging(self) -> Iterator[str]:
        yield from self._paragraphs("charging")
        rows = [(self._say(rule.text), *self._dated(rule)) for rule in self.law.written.charging.versions]
        yield from self._table(["rule", "days", "source", "mark"], rows)

    def _limits(self) -> Iterator[str]:
        yield from self._paragraphs("limits")
        rows = [
            (say(Words(each.vi, each.en), self.language), f"{rule.amount} {self._label(rule.unit)}", *self._dated(rule))
            for each in self.law.written.limits.limits.values()
            for rule in each.versions
        ]
        yield from self._table(["rule", "limit", "days", "source", "mark"], rows)

    def _classes(self) -> Iterator[str]:
        yield from self._paragraphs("classes")
        for rule in self.law.written.classes.versions:
            rows = [
                (say(Words(each.vi, each.en), self.language), short(each.at_least, self.language))
                for each in rule.classes
            ]
            yield from self._table(["class", "at_least"], rows)
            yield from self._table(["days", "source", "mark"], [self._dated(rule)])

    def _reasons(self) -> Iterator[str]:
        yield from self._paragraphs("reasons")
        yes, no = (self._say(wording().yes_no[word]) for word in ("yes", "no"))
        rows = [
            (say(Words(reason.vi, reason.en), self.language), f"`{code}`", yes if reason.is_lack else no)
            for code, reason in self.rubric.reasons.items()
        ]
        yield from self._table(["reason", "code", "is_lack"], rows)
